"""Rows of a sheet as Excel and WPS save it: in UTF-8 with or without its mark, UTF-16 or GB18030, with blanks around
the names of columns, empty columns, and short or empty rows.
"""

import codecs
import csv
import io
import unicodedata

from baiyi.records.text import clean

WORKBOOK = b"PK\x03\x04"  # an .xlsx is a zip


class Unreadable(Exception):
    """Says why the file is no sheet of text."""


def rows_of(content: bytes) -> list[dict[str, str]]:
    """By the names of the columns, those of empty rows too: a row keeps its number in the file. A cell that a row lacks
    is empty. Raises Unreadable.
    """
    lines = list(csv.reader(io.StringIO(text := _text_of(content)), delimiter=_separator(text)))
    names = [plain(name) for name in lines[0]] if lines else []
    return [_row(names, cells) for cells in lines[1:]]


def plain(text: str) -> str:
    """A name or a code: in half width, without blanks."""
    return "".join(unicodedata.normalize("NFKC", clean(text, lines=False)).split())


def _row(names: list[str], cells: list[str]) -> dict[str, str]:
    padded = cells + [""] * (len(names) - len(cells))
    return {name: cell for name, cell in zip(names, padded, strict=False) if name}


def _separator(text: str) -> str:
    return "\t" if "\t" in text.partition("\n")[0] else ","


def _text_of(content: bytes) -> str:
    if content.startswith(WORKBOOK):
        raise Unreadable("是 Excel 工作簿，请另存为 CSV 再导入")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("不是 UTF-8 或 GB18030 编码的 CSV 文件")
