"""The file itself: text that stays text, days that are days, what is printed around it; never a formula."""

import datetime as dt
import re
import zipfile
from decimal import Decimal

import pytest

from baiyi.exchange.exports.texts import CUT, MOST, file_name, sheet_name, text_of
from baiyi.exchange.exports.workbook import Printed, Sheet
from tests.exchange.exports.reading import cells_of

MORNING = dt.datetime(2026, 6, 10, 10, 0)  # noqa: DTZ001 - a cell knows no zone
AROUND = Printed("场所台账", "类别：歌舞 & KTV", "王<民>警", "东街派出所", MORNING)
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\n=1+1",
    "=HYPERLINK(\"x\")",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "{=1}",
    "https://x.y",
    "mailto:a@b.c",
    "007",
    "440101199001011234",
    "1e5",
    "TRUE",
    "#REF!",
    "2026-01-02",
]  # fmt: skip
MARKUP = [
    "<b>&amp;</b>",
    "<r><t>x</t></r>",
    "<r></c></row></r>",
    "]]>",
    "&#10;",
    "_x000B_",
    "_x0041_",
    "\"'",
    " 前后空白 ",
    "𠮷野家𪚥",
    "龘䶮",
    "名" * 200,
    "张三\n李四",
    "{{7*7}}",
    "a\u202eb",
]


def written(tmp_path, *rows, labels=("甲",)):
    path = tmp_path / "a.xlsx"
    with Sheet(path, labels, AROUND) as sheet:
        for row in rows:
            sheet.add(row)
    return path


def part_of(path, name: str) -> str:
    with zipfile.ZipFile(path) as book:
        return book.read(name).decode()


@pytest.mark.parametrize("text", FORMULAS + MARKUP)
def test_text_comes_back_as_it_is_and_is_no_formula(tmp_path, text):
    path = written(tmp_path, [text])
    assert cells_of(path)[1] == [text]
    sheet = part_of(path, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert 't="inlineStr"' in sheet


def test_control_characters_and_broken_ones_are_left_out(tmp_path):
    dirty = "".join(map(chr, [*range(32), *range(127, 160), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF]))
    assert cells_of(written(tmp_path, [f"前{dirty}后"]))[1] == ["前\t\n\n后"]


def test_text_that_fits_no_cell_is_cut_and_says_so(tmp_path):
    (text,) = cells_of(written(tmp_path, ["𠮷" * 40_000]))[1]
    assert text == "𠮷" * MOST + CUT


def test_numbers_days_and_moments_are_such(tmp_path):
    values = [7, 2.5, Decimal("3.25"), dt.date(2026, 6, 10), MORNING, 10**16, float("nan")]
    values += [dt.date(1899, 1, 1), None]
    row = cells_of(written(tmp_path, values, labels=[str(place) for place in range(9)]))[1]
    assert row[:3] == [7.0, 2.5, 3.25]
    assert row[3:5] == [dt.date(2026, 6, 10), MORNING]
    assert row[5:] == ["10000000000000000", "nan", "1899-01-01", ""]


def test_print_repeats_the_head_and_names_who_took_it(tmp_path):
    path = written(tmp_path, ["a"], ["b"])
    sheet, book = part_of(path, "xl/worksheets/sheet1.xml"), part_of(path, "xl/workbook.xml")
    assert re.search(r'<pageSetup paperSize="9"[^>]* orientation="landscape"', sheet)
    assert 'ySplit="1"' in sheet
    assert '<autoFilter ref="A1:A3"/>' in sheet
    assert "_xlnm.Print_Titles" in book
    head, foot = (re.search(f"<odd{name}>(.*?)</odd{name}>", sheet)[1] for name in ("Header", "Footer"))
    assert head == "&amp;L场所台账&amp;R类别：歌舞 &amp;&amp; KTV"
    assert foot == "&amp;L导出人：王&lt;民&gt;警 东街派出所&amp;C第 &amp;P 页 共 &amp;N 页&amp;R2026-06-10 10:00"


def test_head_that_is_far_too_long_is_still_printed(tmp_path):
    path = tmp_path / "a.xlsx"
    with Sheet(path, ["甲"], Printed("题" * 300, "&" * 300, "人" * 30, "单位" * 30, AROUND.at)) as sheet:
        sheet.add(["x"])
    assert "<oddHeader>" in part_of(path, "xl/worksheets/sheet1.xml")


def test_nothing_is_left_beside_the_file(tmp_path):
    written(tmp_path, *[["x"]] * 1000)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_writing_that_fails_leaves_no_workbook(tmp_path):
    path = tmp_path / "a.xlsx"

    def write():
        with Sheet(path, ["甲"], AROUND) as sheet:
            sheet.add(["x"])
            sheet.add([1 / 0])

    with pytest.raises(ZeroDivisionError):
        write()
    assert not path.exists()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("场所台账", "场所台账"),
        ("a[b]:c*d?e/f\\g", "a b  c d e f g"),
        ("'引'", "引"),
        ("", "导出"),
        ("History", "导出"),
        ("/", "导出"),
        ("集中统一行动第一波次东街派出所覆盖情况：全部场所", "集中统一行动第一波次东街派出所"),
    ],
)
def test_sheet_has_a_name_that_a_sheet_may_have(title, name):
    assert sheet_name(title) == name


def test_names_of_files_have_no_sign_that_a_system_forbids():
    assert file_name('a/b\\c:d*e?f"g<h>i|j k\n') == "a_b_c_d_e_f_g_h_i_j_k"
    assert file_name("..") == "导出"
    assert text_of("a\r\nb\rc") == "a\nb\nc"
