"""From the sheets of a workbook to a plan: which sheet, which rows, and which of them the ledger knows already."""

from collections.abc import Callable, Iterable
from typing import Any

from baiyi.exchange.imports.ledgers import Ledger
from baiyi.exchange.imports.plans import Finding, Kind, Plan, PlannedRow, words_of
from baiyi.exchange.imports.rows import RowReader
from baiyi.exchange.workbooks import layout
from baiyi.exchange.workbooks.layout import Column, Table
from baiyi.exchange.workbooks.reading import Sheet

CHUNK = 200  # rows between two signs of life
PRIVATE = "内容有变化（个人信息不显示）"
ON_PAGE, IN_BATCH = "请在页面上修改", "先撤销导入它的那一批，改好再导"
LOOKED_UP = 500  # keys of one statement


def tables_of(ledger: Ledger, user, sheets: Iterable[Sheet]) -> list[Table]:
    """The sheets in which the ledger's table stands; hidden ones only when no other does."""
    heads = ledger.heads(ledger.form(user))
    found = [(sheet, table) for sheet in sheets if (table := layout.table_of(sheet, heads)) is not None]
    shown = [table for sheet, table in found if not sheet.is_hidden and table.lines]
    return shown or [table for _, table in found if table.lines][:1]


def table_of(ledger: Ledger, user, sheet: Sheet, *, head_row: int | None, mapping: dict[str, str]) -> Table | None:
    """By the heads somebody said belong to the ledger's columns: `mapping` gives the head by the column's label."""
    columns = [
        Column(each.label, (*each.also, *filter(None, [mapping.get(each.label)])), each.is_required)
        for each in ledger.heads(ledger.form(user))
    ]
    return layout.table_of(sheet, columns, head=head_row)


def labelled(ledger: Ledger, user, heads: dict[int, str]) -> dict[str, str]:
    """The head under which each column is found, by its label."""
    found: dict[str, str] = {}
    for head in heads.values():
        label = layout.label_of(head, ledger.heads(ledger.form(user)))
        if label is not None:
            found.setdefault(label, head)
    return found


def read_rows(
    ledger: Ledger, user, table: Table, *, year: int, told: Callable[[int, int], None] = lambda done, total: None
) -> tuple[RowReader, list[PlannedRow]]:
    """What the lines say, cell by cell. `told(done, total)` hears of every chunk of rows."""
    reader = RowReader(ledger, user, table, year=year)
    rows = []
    for number, line in enumerate(table.lines, 1):
        rows.append(reader.read(line))
        if number % CHUNK == 0:
            told(number, len(table.lines))
    told(len(table.lines), len(table.lines))
    return reader, rows


def make_plan(ledger: Ledger, user, reader: RowReader, rows: list[PlannedRow]) -> Plan:
    """What would become of the rows now. Nothing is written."""
    rows = ledger.fold(rows) if ledger.fold else rows
    match(ledger, user, reader, rows)
    return Plan(reader.table, rows)


def match(ledger: Ledger, user, reader: RowReader, rows: list[PlannedRow]) -> None:
    """Find what is in the ledger already, then judge each row as a whole. Two rows of one key are told."""
    keys = {id(each): key for each in rows if (key := _key(ledger, each)) is not None}
    known, units = _known(ledger, set(keys.values())), set(user.unit_ids(ledger.right))
    seen: dict[tuple, PlannedRow] = {}
    for each in rows:
        key = keys.get(id(each))
        if key is not None:
            each.record = known.get(key)
            _refuse_foreign(ledger, each, units)
            _refuse_second(each, seen.setdefault(key, each))
        before = dict(each.facts)
        reader.complete(each)
        if each.record is not None and not each.is_wrong:
            _compare(ledger, reader, each, before)


def _key(ledger: Ledger, planned: PlannedRow) -> tuple | None:
    """None while a part of it is missing."""
    key = ledger.key_in(planned.facts)
    return None if key[0] is None or key[0] == "" else key


def _known(ledger: Ledger, keys: set[tuple]) -> dict[tuple, Any]:
    first, found = sorted({key[0] for key in keys}, key=str), {}
    attname = ledger.model._meta.get_field(ledger.key[0]).attname
    for start in range(0, len(first), LOOKED_UP):
        for record in ledger.rows().filter(**{f"{attname}__in": first[start : start + LOOKED_UP]}).order_by("pk"):
            found.setdefault(ledger.key_of(record), record)
    return found


def _refuse_foreign(ledger: Ledger, planned: PlannedRow, units: set[int]) -> None:
    if planned.record is not None and getattr(planned.record, "unit_id", None) not in {None, *units}:
        planned.fault(f"已由{planned.record.unit}登记，不能由本单位更新", "请联系该单位")


def _refuse_second(planned: PlannedRow, first: PlannedRow) -> None:
    if first is not planned:
        planned.fault(f"与第 {first.row + 1} 行重复", "同一项只留一行")


def _compare(ledger: Ledger, reader: RowReader, planned: PlannedRow, said: dict[str, Any]) -> None:
    """What the workbook says otherwise than the ledger; cells that say nothing change nothing."""
    for name in said.keys() - ledger.known_by:
        before, after = ledger.said_of(planned.record, name), planned.facts.get(name)
        if _differ(before, after):
            planned.changes[name] = (before, after)
            words, label = ledger.by_name[name].words, reader.labels.get(name, ledger.by_name[name].label)
            problem = PRIVATE if reader.is_private(name) else f"{words(before) or '空'} → {words(after) or '空'}"
            planned.findings.append(Finding(Kind.CHANGED, planned.row, label, "", problem))
    if planned.changes and ledger.change is None:
        planned.fault("台账里已有这一项，不能用表格更新", IN_BATCH if ledger.is_history else ON_PAGE)


def _differ(before: Any, after: Any) -> bool:
    if isinstance(before, list) or isinstance(after, list):
        return sorted(map(words_of, before or [])) != sorted(map(words_of, after or []))
    return (before or None) != (after or None) if not isinstance(after, bool) else bool(before) != after
