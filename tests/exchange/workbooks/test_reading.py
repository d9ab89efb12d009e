"""Cells come as they stand: types, merges, hidden rows, faults; and what brings the reader down brings down no more."""

import datetime as dt
import io
import random
import zipfile

import pytest

from baiyi.exchange.workbooks import child, reading, refusals
from baiyi.exchange.workbooks.reading import read
from baiyi.exchange.workbooks.refusals import WorkbookRefused
from tests.conftest import REPEAT
from tests.exchange.workbooks.made import of_rows, repacked, workbook

MIDNIGHT, LATE = map(dt.datetime.fromisoformat, ("2022-07-04T00:00", "2022-07-04T23:30"))  # as a sheet has them
SHEET = "xl__worksheets__sheet1.xml"


def refusal(content: bytes, name: str = "台账.xlsx") -> str:
    with pytest.raises(WorkbookRefused) as caught:
        read(name, content)
    return str(caught.value)


def outcome(content: bytes, name: str = "台账.xlsx") -> str:
    """What was read of the first sheet, or why nothing was."""
    try:
        return str([each.rows for each in read(name, content)[:1]])
    except WorkbookRefused as refused:
        return str(refused)


def test_cells_keep_their_kind():
    def fill(book, page):
        day, moment, hour = ({"num_format": each} for each in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm"))
        page.write_row(0, 0, ["名称 ", 43613, 1.5, True, "=1+1", 430102199001011234])
        page.write_datetime(1, 0, MIDNIGHT, book.add_format(day))
        page.write_datetime(1, 1, LATE, book.add_format(moment))
        page.write_number(1, 2, 0.5, book.add_format(hour))
        page.write_formula(1, 3, "=1+1", None, 2)
        page.write_string(1, 4, "=1+1")

    sheet = read("台账.xlsx", workbook(fill))[0]
    assert list(sheet.rows[0].values())[:4] == ["名称", 43613, 1.5, True]
    assert isinstance(sheet.rows[0][5], float)  # an id that became a number is not taken for one
    assert sheet.rows[1] == {
        0: dt.date(2022, 7, 4),
        1: LATE,
        2: dt.time(12),
        3: 2,
        4: "=1+1",
    }


def test_places_are_those_of_the_file():
    def fill(book, page):
        page.write(3, 2, "起")
        page.merge_range(7, 1, 9, 1, "合并")
        page.set_row(5, None, None, {"hidden": True})
        page.write(5, 4, "藏")
        page.write_formula(6, 27, "=1/0", None, "#DIV/0!")
        book.add_worksheet("二").hide()
        book.add_chartsheet("图")

    first, second = read("台账.xlsx", workbook(fill))
    assert (first.cell(3, 2), first.cell(5, 4), first.cell(7, 1), first.cell(0, 0)) == ("起", "藏", "合并", "")
    assert first.merges == [(7, 1, 9, 1)]
    assert (first.hidden_rows, first.faults) == ({5}, {(6, 27): "#DIV/0!"})
    assert [(each.name, each.is_hidden) for each in (first, second)] == [("表一", False), ("二", True)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_text_is_read_as_it_was_saved(encoding, separator):
    text = f"名称{separator}地址\r\n\r\n𠮷祥歌厅{separator}“南街”1号\r\n"
    (sheet,) = read("台账.csv", text.encode(encoding))
    assert sheet.rows == {0: {0: "名称", 1: "地址"}, 2: {0: "𠮷祥歌厅", 1: "“南街”1号"}}


def test_a_million_formatted_rows_are_not_read():
    def fill(book, page):
        red = book.add_format({"bg_color": "red"})
        page.write(0, 0, "名称")
        for row in range(1, 60_000):
            page.write_blank(row, 0, None, red)
        page.write(700, 0, "下面还有")

    (sheet,) = read("台账.xlsx", workbook(fill))
    assert sheet.rows == {0: {0: "名称"}}


def test_too_many_rows_and_sheets_are_said():
    text = "名称\n" + "一\n" * child.MOST_ROWS
    assert refusal(text.encode(), "台账.csv") == refusals.TOO_MANY_ROWS.format(most="120,000")
    many = workbook(lambda book, page: [book.add_worksheet() for _ in range(child.MOST_SHEETS)])
    assert "20 张" in refusal(many)


@pytest.mark.parametrize(
    "xml",
    [
        b"<worksheet><sheetData><row r='1'><c r='A1'><v>",
        b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><worksheet><sheetData><row r='1'><c r='A1' t='str'>"
        b"<v>&b;</v></c></row></sheetData></worksheet>",
        b"",
        b"\0" * 100,
    ],
)
def test_a_broken_or_hostile_sheet_is_refused_or_empty(xml):
    answer = outcome(repacked(of_rows(["名称"]), **{SHEET: xml}))
    assert answer in {refusals.DAMAGED, refusals.STRANGE, "[{0: {0: '&b;'}}]", "[{}]"}


def test_entities_that_grow_without_end_bring_nobody_down():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<!DOCTYPE s [<!ENTITY l0 "lol">{laughs}]><sst><si><t>&l9;</t></si></sst>'
    content = repacked(of_rows(["名称"]), **{"xl__sharedStrings.xml": xml.encode()})
    assert len(outcome(content)) < 1000


def test_memory_is_limited():
    """Strings as many as fit into what may be unpacked, and more than the process may hold."""
    rows = b"".join(b'<row r="%d"><c r="XFD%d" t="str"><v>x</v></c></row>' % (n, n) for n in range(2, 60_000))
    xml = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    content = repacked(
        of_rows(["名称"]),
        **{SHEET: xml + b'<row r="1"><c r="A1" t="str"><v>x</v></c></row>' + rows + b"</sheetData></worksheet>"},
    )
    assert refusal(content) == refusals.STRANGE


def test_a_reader_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 0.01)
    assert "秒内没有读完" in refusal(of_rows(["名称"]))


WHOLE = of_rows(["名称", "日期"], *(["金帆歌厅", 44746] for _ in range(50)))


def scratched(dice: random.Random, content: bytes) -> bytes:
    """Up to thirty bytes are others."""
    content = bytearray(content)
    for _ in range(dice.randint(1, 30)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    return bytes(content)


def of_another_sheet(dice: random.Random) -> bytes:
    """A whole archive whose sheet is scratched, torn, or said twice."""
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as book:
        sheet = book.read(SHEET.replace("__", "/"))
    cut = sheet[: dice.randrange(len(sheet))]
    return repacked(WHOLE, **{SHEET: dice.choice([scratched(dice, sheet), cut, sheet + sheet])})


def as_text(dice: random.Random) -> bytes:
    rows = [["名称", "日期"], *(["金帆歌厅", "2022-07-04"] for _ in range(50))]
    text = "\r\n".join(map(",".join, rows))
    return scratched(dice, text.encode(dice.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])))


@pytest.mark.parametrize("seed", range(max(3, REPEAT)))
def test_mutated_files_are_read_or_refused(seed):
    """Seven a seed: 2,800 under `make fuzz`."""
    dice = random.Random(seed)
    for _ in range(2):
        assert outcome(scratched(dice, WHOLE))
        assert outcome(of_another_sheet(dice))
        assert outcome(as_text(dice), "台账.csv")
    assert outcome(WHOLE[: dice.randrange(1, len(WHOLE))])
