"""Workbooks with one fault each, at a known cell: it is told exactly there, and nothing else is complained of."""

import datetime as dt
from collections.abc import Callable

import pytest
from xlsxwriter.workbook import Workbook

from baiyi.exchange.models import ImportBatch
from baiyi.records import clock
from tests.exchange.imports.doing import faults, send
from tests.exchange.workbooks.made import workbook
from tests.factories import Force, make_campaign, make_venue

State = ImportBatch.State
LONG = 440_300_199_001_011_234  # an id that a spreadsheet has rounded
VENUE_HEADS = ["场所名称", "场所类别", "地址", "所属派出所", "责任民警", "负责人电话", "标为高风险", "重点提示"]
HOTSPOT_HEADS = ["区域名称", "责任单位", "挂牌原因", "挂牌级别", "公布日", "整治期限"]


def good(force: Force, category: str) -> list[list]:
    return [
        [f"干净店{number}", category, f"中山路 {number} 号", force.station.name, "", "13800138000", "否", "夜间营业"]
        for number in range(1, 6)
    ]


# what is put into the row counted from 0 and the column of a good workbook, and the column it is told at
VENUE_DIRT = {
    "unknown category": (0, 1, "宇宙飞船", 1),
    "category of two words": (1, 1, "网吧、旅馆", 1),
    "foreign unit": (2, 3, "西街派出所", 3),
    "unit that does not exist": (0, 3, "东门派出所", 3),
    "empty name": (3, 0, "", 0),
    "blank name": (3, 0, "　 ", 0),
    "empty address": (4, 2, "", 2),
    "empty unit": (1, 3, None, 3),
    "empty category": (2, 1, "", 1),
    "phone too short": (0, 5, "12345", 5),
    "phone with letters": (1, 5, "电话不详", 5),
    "phone as a rounded number": (2, 5, LONG, 5),
    "name as a rounded number": (4, 0, 1.5e17, 0),
    "name too long": (0, 0, "长" * 61, 0),
    "address too long": (1, 2, "长" * 121, 2),
    "note too long": (2, 7, "长" * 201, 7),
    "neither yes nor no": (3, 6, "大概", 6),
    "nobody of that name": (4, 4, "查无此人", 4),
}


@pytest.fixture
def category(force) -> str:
    return make_venue(force.station, force.alice).category.name


def dirty(rows: list[list], row: int, column: int, value) -> list[list]:
    made = [list(each) for each in rows]
    made[row][column] = value
    return made


@pytest.mark.parametrize("name", VENUE_DIRT)
def test_a_fault_is_told_at_its_cell_alone(force, category, name):
    row, column, value, told = VENUE_DIRT[name]
    rows = [["场所台账"], VENUE_HEADS, *dirty(good(force, category), row, column, value)]
    batch = send("venues", rows, force.people["clerk"])
    assert [(each.sheet, each.row, each.letter) for each in batch.findings.filter(kind="wrong")] == [
        ("表一", row + 3, chr(ord("A") + told))
    ], faults(batch)
    assert (batch.counts["new"], batch.counts["wrong"]) == (4, 1)


HOTSPOT_DIRT = {
    "no day": (4, "七月初", 4),
    "day that does not exist": (4, "2026-02-30", 4),
    "day with two digits of a year": (4, "26.6.4", 4),
    "day to come": (4, "2026-06-30", 4),
    "term before its beginning": (5, "2026-05-01", 5),
    "unknown reason": (2, "因为", 2),
    "unit of elsewhere": (1, "隔壁县公安局", 1),
}


@pytest.mark.parametrize("name", HOTSPOT_DIRT)
def test_a_fault_of_days_is_told_at_its_cell_alone(force, settings, name):
    settings.BAIYI_TODAY = "2026-06-10"
    make_campaign(force.branch, starts_on=clock.today() - dt.timedelta(days=20))
    column, value, told = HOTSPOT_DIRT[name]
    said = [force.station.name, "要素复杂", "区级", "2026年6月4日", "2026-09-01"]
    rows = [[f"区域{number}", *said] for number in range(1, 4)]
    batch = send("hotspots", [HOTSPOT_HEADS, *dirty(rows, 1, column, value)], force.people["office"])
    assert [(each.row, each.letter) for each in batch.findings.filter(kind="wrong")] == [(3, chr(ord("A") + told))], (
        faults(batch)
    )


def test_a_clean_workbook_is_told_without_a_remark(force, category):
    batch = send("venues", [VENUE_HEADS, *good(force, category)], force.people["clerk"])
    assert (batch.state, batch.counts["new"], batch.findings.count()) == (State.CHECKED, 5, 0)


def test_what_can_be_meant_in_one_way_is_mended_and_told(force, category):
    rows = good(force, category)
    rows[0][0], rows[1][5], rows[2][6] = "干净\n店1", 13800138000, "√"
    batch = send("venues", [VENUE_HEADS, *rows], force.people["clerk"])
    assert batch.wrong == 0, faults(batch)
    told = [(each.row, each.letter) for each in batch.findings.filter(kind="mended")]
    assert told == [(2, "A")]


def of(fill: Callable[[Workbook], None]) -> bytes:
    return workbook(lambda book, page: fill(page))


def test_formulas_totals_notes_and_hidden_rows(force, category):
    rows = good(force, category)

    def fill(page) -> None:
        page.write_row(0, 0, ["序号", *VENUE_HEADS, "自编列"])
        for number, row in enumerate(rows, 1):
            page.write_row(number, 0, [number, *row, "x"])
        page.write_formula(2, 1, "=1/0", None, "#DIV/0!")
        page.set_row(3, None, None, {"hidden": True})
        page.write_row(6, 0, ["合计", "5 家"])
        page.write(7, 0, "填表人：张三")

    batch = send("venues", [], force.people["clerk"], content=of(fill))
    assert [(each.row, each.letter) for each in batch.findings.filter(kind="wrong")] == [(3, "B")], faults(batch)
    told = {(each.row, each.problem) for each in batch.findings.filter(kind="told")}
    assert told == {
        (1, "台账里没有这一列，没有导入"),
        (4, "隐藏的行，一并导入"),
        (7, "合计行，没有导入"),
        (8, "说明或签名行，没有导入"),
    }


def test_what_is_no_ledger_is_refused_with_what_is_missing(force):
    batch = send("venues", [["甲", "乙"], ["1", "2"]], force.people["clerk"])
    assert batch.state == State.REFUSED
    assert "没有找到《场所台账》的表格" in batch.refusal


def test_a_missing_required_column_is_asked_for(force, category):
    rows = [[row[0], row[1], row[3]] for row in good(force, category)]
    batch = send("venues", [["店名", "类别", "派出所"], *rows], force.people["clerk"])
    assert batch.state == State.MAPPING
