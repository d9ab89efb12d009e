"""A hostile or broken archive is refused by its table of contents, at once, with a sentence that says what to do."""

import io
import struct
import time
import zipfile

import pytest

from baiyi.exchange.workbooks import refusals
from baiyi.exchange.workbooks.guard import COMPOUND, MOST_BYTES, MOST_PARTS, SEALED, Kind, kind_of
from baiyi.exchange.workbooks.refusals import WorkbookRefused
from tests.exchange.workbooks.made import of_rows, repacked

PLAIN = of_rows(["名称", "地址"], ["金帆歌厅", "南街1号"])
SHEET = "xl/worksheets/sheet1.xml"


def refusal(content: bytes, name: str = "台账.xlsx") -> str:
    began = time.monotonic()
    with pytest.raises(WorkbookRefused) as caught:
        kind_of(name, content)
    assert time.monotonic() - began < 3  # a second is asked for
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("台账.xlsx", PLAIN, Kind.XLSX),
        ("台账.XLSX", PLAIN, Kind.XLSX),
        ("台账.et", PLAIN, Kind.XLSX),
        ("台账.et", COMPOUND + b"\0" * 600, Kind.XLS),
        ("台账.xls", COMPOUND + b"\0" * 600, Kind.XLS),
        ("台账.csv", "名称，地址\n".encode("gb18030"), Kind.CSV),
        ("台账.csv", "名称，地址\n".encode("utf-16"), Kind.CSV),
    ],
)
def test_what_people_save_is_known_by_name_and_first_bytes(name, content, kind):
    assert kind_of(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("台账.docx", PLAIN, refusals.NOT_A_WORKBOOK),
        ("台账", PLAIN, refusals.NOT_A_WORKBOOK),
        ("台账.xlsx", b"", refusals.EMPTY),
        ("台账.csv", PLAIN, refusals.NOT_AS_NAMED),
        ("台账.xlsx", "名称，地址\n".encode(), refusals.NOT_AS_NAMED),
        ("台账.xlsx", COMPOUND + b"\0" * 600, refusals.NOT_AS_NAMED),
        ("台账.xlsx", COMPOUND + SEALED, refusals.ENCRYPTED),
        ("台账.csv", b"\x89PNG\r\n\x1a\n\0\0", refusals.NOT_AS_NAMED),
        ("台账.xlsx", repacked(PLAIN, xl__workbook=b"", **{"xl__workbook.xml": None}), refusals.NOT_AS_NAMED),
        ("台账.xlsx", repacked(PLAIN, **{"xl__workbook.bin": b"x"}), refusals.BINARY),
        ("台账.xlsx", PLAIN[: len(PLAIN) // 2], refusals.DAMAGED),
        ("台账.xlsx", repacked(PLAIN, **{"xl__embeddings__a.ZIP": b"PK"}), refusals.NESTED),
        ("台账.xlsx", repacked(PLAIN, **{"..__..__etc__passwd": b"x"}), refusals.STRANGE),
        ("台账.xlsx", repacked(PLAIN, __etc__passwd=b"x"), refusals.STRANGE),
        ("台账.xlsx", repacked(PLAIN, **{"C:\\a.xml": b"x"}), refusals.STRANGE),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_sentence(name, content, said):
    assert refusal(content, name) == said


def test_too_heavy_a_file_is_refused_unread():
    assert "20 MB" in refusal(b"PK\x03\x04" + b"\0" * MOST_BYTES)


def test_a_bomb_that_declares_its_size_is_refused():
    bomb = repacked(PLAIN, **{"xl__media__a.xml": b"\0" * (201 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    assert "200 MB" in refusal(bomb)


def test_too_many_parts_are_refused():
    many = repacked(PLAIN, **{f"xl__media__{number}.xml": b"" for number in range(MOST_PARTS)})
    assert f"{MOST_PARTS} 个" in refusal(many)


def lying(content: bytes, size: int) -> bytes:
    """The first sheet says it is of that size, in the table of contents."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        true = archive.getinfo(SHEET).file_size
    at = content.index(b"PK\x01\x02", content.index(SHEET.encode()) + len(SHEET))
    while SHEET.encode() not in content[at : at + 46 + len(SHEET)]:
        at = content.index(b"PK\x01\x02", at + 4)
    assert struct.unpack("<I", content[at + 24 : at + 28]) == (true,)
    return content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]


@pytest.mark.parametrize(("size", "said"), [(10, refusals.STRANGE), (10**6, refusals.DAMAGED)])
def test_a_part_of_another_size_than_it_says_is_refused(size, said):
    assert refusal(lying(PLAIN, size)) == said


def test_encrypted_parts_are_refused():
    at = PLAIN.index(b"PK\x01\x02")
    sealed = PLAIN[: at + 8] + struct.pack("<H", 1) + PLAIN[at + 10 :]
    assert refusal(sealed) == refusals.ENCRYPTED


def test_two_parts_of_one_name_are_refused():
    target = io.BytesIO(PLAIN)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(target, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")
    assert refusal(target.getvalue()) == refusals.STRANGE
