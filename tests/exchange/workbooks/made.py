"""Workbooks as people and attackers make them."""

import io
import zipfile
from collections.abc import Callable

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet


def workbook(fill: Callable[[Workbook, Worksheet], None], *, sheet: str = "表一") -> bytes:
    """An .xlsx of which `fill` writes the first sheet, and what else it likes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        fill(book, book.add_worksheet(sheet))
    return file.getvalue()


def of_rows(*rows: list, sheet: str = "表一") -> bytes:
    def fill(book, page):
        for number, cells in enumerate(rows):
            page.write_row(number, 0, cells)

    return workbook(fill, sheet=sheet)


def repacked(content: bytes, **parts: bytes | None) -> bytes:
    """The same archive with these parts besides or instead; a name's slash is two underscores here, None leaves out."""
    wanted = {name.replace("__", "/"): part for name, part in parts.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in wanted:
                new.writestr(info.filename, old.read(info))
        for name, part in wanted.items():
            if part is not None:
                new.writestr(name, part)
    return target.getvalue()
