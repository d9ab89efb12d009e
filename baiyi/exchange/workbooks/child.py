"""Reads one file in a process of its own that may use little memory and time, and writes what stands in it as lines of
JSON.

    python -I child.py kind source target

It knows nothing of the product: a file that brings it down brings nothing else down. First line of `target`: the
sheets; then a line for each row that holds something: [sheet, row, first column, cells], counted from 0. A file that
cannot be read is one line: {"refused": why}.
"""

import csv
import datetime as dt
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import python_calamine as calamine

MEMORY = 512 * 1024 * 1024  # bytes
SECONDS = 120  # of the processor
MOST_WRITTEN = 1024 * 1024 * 1024  # bytes
MOST_SHEETS = 20
MOST_ROWS = 120_000  # that hold something, of all sheets
BLANK_ROWS = 200  # in a row: what comes after them is formatting that somebody dragged down
MOST_SCANNED = 60 * 1024 * 1024  # bytes of a sheet's XML that is asked for hidden rows and faults

SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
HIDDEN = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"[^>]*?\bhidden="(?:1|true)"')
FAULT = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*>.{0,400}?<(?:\w+:)?v>([^<]{1,20})<',
    re.DOTALL,
)


class Refused(Exception):
    """Says which sentence of refusals.py the user is told."""


def main(kind: str, source: str, target: str) -> None:
    limit()
    with Path(target).open("w", encoding="utf-8") as out:
        try:
            for line in lines_of(kind, Path(source).read_bytes()):
                out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
        except Refused as refused:
            out.write(json.dumps({"refused": str(refused)}) + "\n")


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def lines_of(kind: str, content: bytes) -> Iterator:
    return of_text(content) if kind == "csv" else of_workbook(kind, content)


# Workbooks


def of_workbook(kind: str, content: bytes) -> Iterator:
    book = opened(content)
    pages = [page for page in book.sheets_metadata if page.typ == calamine.SheetTypeEnum.WorkSheet]
    if len(pages) > MOST_SHEETS:
        raise Refused("TOO_MANY_SHEETS")
    sheets = [loaded(book, page.name) for page in pages]
    extras = extras_of(content) if kind == "xlsx" else {}
    yield {"sheets": [said(page, sheet) | extras.get(page.name, {}) for page, sheet in zip(pages, sheets, strict=True)]}
    count = 0
    for number, sheet in enumerate(sheets):
        for row in filled(sheet.iter_rows()):
            count += 1
            if count > MOST_ROWS:
                raise Refused("TOO_MANY_ROWS")
            yield [number, row[0], sheet.start[1], row[1]]


def opened(content: bytes) -> calamine.CalamineWorkbook:
    try:
        return calamine.load_workbook(io.BytesIO(content))
    except calamine.PasswordError as error:
        raise Refused("ENCRYPTED") from error
    except calamine.CalamineError as error:
        raise Refused("DAMAGED") from error


def loaded(book: calamine.CalamineWorkbook, name: str) -> calamine.CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except calamine.CalamineError as error:
        raise Refused("DAMAGED") from error


def said(page: calamine.SheetMetadata, sheet: calamine.CalamineSheet) -> dict:
    merges = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
    return {"name": page.name, "hidden": page.visible != calamine.SheetVisibleEnum.Visible, "merges": sorted(merges)}


def filled(rows: Iterator[list]) -> Iterator[tuple[int, list]]:
    """Rows that hold something, until too many are blank."""
    blank = 0
    for number, cells in enumerate(rows):
        values = [plain(cell) for cell in cells]
        while values and values[-1] == "":
            values.pop()
        blank = 0 if values else blank + 1
        if blank >= BLANK_ROWS:
            return
        if values:
            yield number, values


def plain(cell):
    """A text, a number or a truth as it is; a day, a moment, an hour or a length under its letter."""
    if isinstance(cell, dt.datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, dt.date):
        return {"day": cell.isoformat()}
    if isinstance(cell, dt.time):
        return {"hour": cell.isoformat()}
    if isinstance(cell, dt.timedelta):
        return {"length": cell.total_seconds()}
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell.strip() if isinstance(cell, str) else cell


# What the reader does not tell of an .xlsx: rows that are hidden, and cells whose formula failed


def extras_of(content: bytes) -> dict[str, dict]:
    """By the name of the sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sizes = {info.filename: info.file_size for info in archive.infolist()}
        found = {}
        for name, part in parts_of(archive, sizes):
            if sizes[part] <= MOST_SCANNED:
                xml = archive.read(part)
                faults = [
                    [int(row) - 1, column_of(letters), text.decode()] for letters, row, text in FAULT.findall(xml)
                ]
                found[name] = {"hidden_rows": [int(row) - 1 for row in HIDDEN.findall(xml)], "faults": faults}
    return found


def parts_of(archive: zipfile.ZipFile, sizes: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Names of sheets with the parts that hold them; none where the workbook says it in a way of its own."""
    relations = "xl/_rels/workbook.xml.rels"
    if max(sizes.get(relations, MOST_SCANNED), sizes["xl/workbook.xml"]) >= MOST_SCANNED:
        return
    targets = {}
    for relation in RELATION.findall(archive.read(relations)):
        targets[attribute(relation, "Id")] = attribute(relation, "Target")
    for sheet in SHEET.findall(archive.read("xl/workbook.xml")):
        target = targets.get(attribute(sheet, "id"), "")
        part = target[1:] if target.startswith("/") else f"xl/{target}"
        if part in sizes:
            yield attribute(sheet, "name"), part


def attribute(tag: bytes, name: str) -> str:
    found = re.search(rb'\b%s="([^"]*)"' % name.encode(), tag)
    return unescape(found[1].decode("utf-8", "replace")) if found else ""


def column_of(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


# Text


def of_text(content: bytes) -> Iterator:
    text = decoded(content)
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ",")
    yield {"sheets": [{"name": "", "hidden": False, "merges": []}]}
    try:
        for count, (number, cells) in enumerate(filled(rows), 1):
            if count > MOST_ROWS:
                raise Refused("TOO_MANY_ROWS")
            yield [0, number, 0, cells]
    except csv.Error as error:
        raise Refused("DAMAGED") from error


def decoded(content: bytes) -> str:
    with_mark = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if with_mark else ["utf-8-sig", "gb18030"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("NOT_A_WORKBOOK")


if __name__ == "__main__":
    main(*sys.argv[1:])
