"""The user's own workbook back, with marks: red cells, the reason in a comment behind what stands there, and a column
错误说明. What was no .xlsx comes back as one, with the same sheets and cells.
"""

import copy
import io
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePath

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from baiyi.exchange.imports.plans import Finding, Kind, Plan
from baiyi.exchange.workbooks.layout import REMARKS, Table, heads_of, plain
from baiyi.exchange.workbooks.reading import Sheet

RED, WHO, OURS = PatternFill("solid", fgColor="FFC7CE"), "百日行动", "【导入】"
MOST_ROWS = 20_000  # of a workbook that is opened as it is: more is rebuilt from its cells


def marked(name: str, content: bytes, sheets: list[Sheet], plan: Plan) -> bytes:
    """An .xlsx in which every fault of the plan is marked."""
    is_kept, title = _is_kept(name, sheets), plan.table.sheet.name
    book = _as_it_is(content) if is_kept else _rebuilt(sheets)
    _mark(book[title if is_kept else _title(title)], plan)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def file_name(name: str) -> str:
    return f"{PurePath(name).stem[:80]}_标错.xlsx"


def _is_kept(name: str, sheets: list[Sheet]) -> bool:
    return PurePath(name).suffix.lower() == ".xlsx" and sum(len(each.rows) for each in sheets) <= MOST_ROWS


def _as_it_is(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def _rebuilt(sheets: list[Sheet]) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    for each in sheets:
        target = book.create_sheet(_title(each.name))
        target.sheet_state = "hidden" if each.is_hidden and len(sheets) > 1 else "visible"
        for row, cells in each.rows.items():
            for column, value in cells.items():
                cell = target.cell(row + 1, column + 1)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"  # no formula, whatever it begins with
        for top, left, bottom, right in each.merges:
            target.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    return book


def _title(name: str) -> str:
    return "".join("_" if char in "[]:*?/\\" else char for char in name)[:31] or "Sheet"


def _mark(sheet: Worksheet, plan: Plan) -> None:
    table, by_row = plan.table, defaultdict(list)
    for finding in plan.findings():
        if finding.kind == Kind.WRONG:
            by_row[finding.row].append(finding)
    remarks = _remarks_column(sheet, table)
    _clear(sheet, table, remarks)
    for row, findings in by_row.items():
        for finding in findings:
            if finding.label in table.places:
                _mark_cell(_cell(sheet, row, table.places[finding.label]), finding)
        cell = sheet.cell(row + 1, remarks + 1)
        cell.value, cell.font, cell.data_type = _words(findings), Font(color="B42318"), "s"


def _remarks_column(sheet: Worksheet, table: Table) -> int:
    """Where the remarks of an earlier round stand, else behind everything."""
    heads = heads_of(table.sheet, table.top, table.bottom)
    known = [place for place, head in heads.items() if plain(head) == plain(REMARKS)]
    place = known[0] if known else max([*heads, sheet.max_column - 1]) + 1
    head = sheet.cell(table.bottom + 1, place + 1)
    if not isinstance(head, MergedCell):
        head.value, head.font = REMARKS, Font(bold=True, color="B42318")
    sheet.column_dimensions[get_column_letter(place + 1)].width = 48
    return place


def _clear(sheet: Worksheet, table: Table, remarks: int) -> None:
    """What an earlier round wrote."""
    for line in table.lines:
        if (cell := sheet.cell(line.row + 1, remarks + 1)).value:
            cell.value = None
        for place in table.places.values():
            cell = _cell(sheet, line.row, place)
            if cell.comment and OURS in cell.comment.text:
                left = cell.comment.text.partition(OURS)[0].rstrip()
                cell.comment = Comment(left, cell.comment.author) if left else None
                if cell.fill.fgColor.rgb == RED.fgColor.rgb:
                    cell.fill = PatternFill()


def _cell(sheet: Worksheet, row: int, place: int) -> Cell:
    """The first one of a merged range."""
    cell = sheet.cell(row + 1, place + 1)
    if isinstance(cell, MergedCell):
        over = next(each for each in sheet.merged_cells.ranges if cell.coordinate in each)
        return sheet.cell(over.min_row, over.min_col)
    return cell


def _mark_cell(cell: Cell, finding: Finding) -> None:
    before = f"{cell.comment.text}\n" if cell.comment else ""
    author = cell.comment.author if cell.comment else WHO
    cell.fill = copy.copy(RED)
    cell.comment = Comment(f"{before}{OURS}{_said(finding)}", author, width=320, height=120)


def _words(findings: Iterable[Finding]) -> str:
    return "；".join(f"{each.label}：{_said(each)}" if each.label else _said(each) for each in findings)


def _said(finding: Finding) -> str:
    return f"{finding.problem}（{finding.how}）" if finding.how else finding.problem
