"""Where the table is, whatever stands around it; shapes like those of ledgers of the trade."""

import pytest

from baiyi.exchange.workbooks.layout import Column, heads_of, table_of
from baiyi.exchange.workbooks.reading import read
from tests.exchange.workbooks.made import of_rows, workbook

NAME, PLACE = Column("名称", ("场所名称", "单位名称"), is_required=True), Column("地址", is_required=True)
KIND, DAY = Column("类别"), Column("排查日期", ("检查时间",))
ALL = [NAME, PLACE, KIND, DAY]


def sheet_of(content: bytes):
    return read("台账.xlsx", content)[0]


def cells_of(table) -> list[tuple]:
    return [tuple(line.cells.get(each.label, "") for each in ALL[:2]) for line in table.lines]


def test_titles_above_totals_notes_and_signatures_below_are_no_rows():
    table = table_of(
        sheet_of(
            of_rows(
                ["夏季治安打击整治“百日行动”场所台账"],
                ["", "填报人：甲某", "", "填报时间：2022年7月"],
                ["序号", "场所 名称*", "地址\n（门牌号）", "类别", "电话"],
                [1, "金帆歌厅", "南街1号", "娱乐场所", ""],
                [],
                [2, "合计路饭店", "北街2号", "", ""],
                [3],
                [4],
                ["合计", "", "2 家"],
                ["说明：", "按台账填写"],
                ["", "填表人：乙某", "审核人：丙某"],
            )
        ),
        ALL,
    )
    assert (table.top, table.bottom) == (2, 2)
    assert cells_of(table) == [("金帆歌厅", "南街1号"), ("合计路饭店", "北街2号")]
    assert [line.row for line in table.lines] == [3, 5]
    assert table.unknown == {4: "电话"}
    assert table.passed == {6: "空行", 7: "空行", 8: "合计", 9: "说明或签名", 10: "说明或签名"}


def test_columns_in_any_order_doubled_and_missing_are_told():
    table = table_of(sheet_of(of_rows(["类别", "单位名称", "名称", "备注"], ["娱乐", "金帆歌厅", "金帆", "无"])), ALL)
    assert table.places == {"类别": 0, "名称": 1}
    assert table.doubled == {2: "名称"}
    assert (table.missing, table.unknown) == (["地址"], {3: "备注"})


def three_row_head(book, page):
    page.merge_range(0, 0, 0, 7, "安全生产检查统计")
    page.merge_range(1, 0, 4, 0, "序号")
    page.merge_range(1, 1, 4, 1, "区域")
    page.merge_range(1, 2, 1, 6, "检查执法情况")
    page.merge_range(2, 2, 3, 2, "检查企业数")
    page.merge_range(2, 3, 2, 4, "一般隐患")
    page.merge_range(2, 5, 2, 6, "重大隐患")
    for column, word in enumerate(("排查", "已整治", "排查", "已整治"), 3):
        page.write(3, column, word)
    for column, word in enumerate(("（家 次）", "（项）", "（项）", "（项）", "（项）"), 2):
        page.write(4, column, word)
    page.write_row(5, 0, [1, "东街", 12, 5, 4, 1, 0])


def test_heads_of_several_rows_are_joined():
    sheet = sheet_of(workbook(three_row_head))
    heads = heads_of(sheet, 1, 4)
    assert heads[4] == "检查执法情况_一般隐患_已整治_（项）"
    assert heads[1] == "区域"
    wanted = [
        Column("区域"),
        Column("检查企业数"),
        Column("重大隐患已整治", ("检查执法情况_重大隐患_已整治_",), is_required=True),
    ]
    table = table_of(sheet, wanted)
    assert (table.top, table.bottom) == (1, 4)
    assert table.lines[0].cells == {"区域": "东街", "检查企业数": 12, "重大隐患已整治": 0}


def test_merged_cells_say_the_same_in_each_row():
    def fill(book, page):
        page.write_row(0, 0, ["类别", "名称", "地址"])
        page.merge_range(1, 0, 3, 0, "旅馆")
        for row, name in enumerate(("甲", "乙", "丙"), 1):
            page.write_row(row, 1, [name, f"{row}号"])
        page.write_row(4, 0, ["网吧", "丁", "4号"])

    table = table_of(sheet_of(workbook(fill)), ALL)
    assert [line.cells["类别"] for line in table.lines] == ["旅馆", "旅馆", "旅馆", "网吧"]


def test_hidden_rows_are_read_and_marked():
    def fill(book, page):
        page.write_row(0, 0, ["名称", "地址"])
        page.write_row(1, 0, ["甲", "1号"])
        page.write_row(2, 0, ["乙", "2号"])
        page.set_row(2, None, None, {"hidden": True})

    table = table_of(sheet_of(workbook(fill)), ALL)
    assert [(line.cells["名称"], line.is_hidden) for line in table.lines] == [("甲", False), ("乙", True)]


@pytest.mark.parametrize("rows", [[], [["今天天气很好"]], [["名称"], ["金帆歌厅"]]])
def test_a_sheet_without_the_table_has_none(rows):
    assert table_of(sheet_of(of_rows(*rows)), ALL) is None


def test_who_says_where_the_head_is_is_believed():
    rows = of_rows(["名称", "地址", "类别"], ["场所名称", "地址", ""], ["金帆歌厅", "南街1号", ""])
    assert cells_of(table_of(sheet_of(rows), ALL, head=1)) == [("金帆歌厅", "南街1号")]


def one_register_on_paper(book, page):
    """A head of four rows, most of its cells merged down; the numbering over two rows under a line of its own; a part's
    title from side to side; the head again on the second page; notes of several rows.
    """
    page.merge_range(0, 0, 0, 5, "隐患问题库")
    for column, word in enumerate(("序号", "检查时间", "单位名称", "地址")):
        page.merge_range(1, column, 4, column, word)
    page.merge_range(1, 4, 2, 5, "整改责任单位")
    page.merge_range(3, 4, 4, 4, "建设")
    page.merge_range(3, 5, 4, 5, "施工")
    page.write_row(5, 0, [1, "2022-07-04", "金帆歌厅", "南街1号", "甲公司", "乙公司"])
    page.merge_range(6, 0, 6, 5, "二、西街片区")
    page.write_row(7, 0, ["序号", "检查时间", "单位名称", "地址", "建设", "施工"])
    page.write_row(8, 0, [2, "2022-07-05", "银帆歌厅", "西街1号"])
    page.write_row(9, 0, [3, "", "铜帆歌厅"])
    page.write_row(10, 0, ["说明：", "检查时间写到日。"])
    page.merge_range(11, 1, 11, 5, "整改责任单位分建设、施工。")
    page.write(12, 1, "其余照旧。")


def test_a_register_on_paper_has_its_head_whole_and_its_rows_alone():
    table = table_of(sheet_of(workbook(one_register_on_paper)), ALL)
    assert (table.top, table.bottom) == (1, 4)
    assert table.unknown == {4: "整改责任单位_建设", 5: "整改责任单位_施工"}
    assert cells_of(table) == [("金帆歌厅", "南街1号"), ("银帆歌厅", "西街1号"), ("铜帆歌厅", "")]
    notes = dict.fromkeys((6, 10, 11, 12), "说明或签名")
    assert table.passed == {7: "重复的表头"} | notes


def test_a_line_of_its_own_above_the_head_is_no_part_of_it():
    def fill(book, page):
        page.merge_range(0, 0, 1, 0, "序号")
        page.merge_range(0, 1, 0, 3, "项目名称：某项目")
        page.write_row(1, 1, ["名称", "地址", "复查人"])
        page.write_row(2, 0, [1, "金帆歌厅", "南街1号", "甲某"])

    table = table_of(sheet_of(workbook(fill)), ALL)
    assert (table.unknown, cells_of(table)) == ({3: "复查人"}, [("金帆歌厅", "南街1号")])
