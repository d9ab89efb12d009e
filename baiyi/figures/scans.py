"""One statement for all values: a grouped scan of each row source, by unit, with a column for each figure and period.

The statement of the same figures, periods and units is written once a process: writing it takes longer than a small
database takes to answer it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet, Value

from baiyi.figures.asks import Ask
from baiyi.figures.declarations import FromRows
from baiyi.figures.periods import Period
from baiyi.figures.registry import get

KEPT = 256  # statements a process keeps: one a page, day and group of units
Cell = tuple[FromRows, Period]
Units = tuple[int, ...] | None


def read(asks: Iterable[Ask]) -> dict[Ask, Any]:
    """The value of every ask for a figure that is read from rows."""
    cells = {ask: (get(ask.key), ask.period) for ask in asks}
    if not cells:
        return {}
    statement = statement_of(tuple(dict.fromkeys(cells.values())), _units(cells))
    groups = statement.groups()
    return {ask: _value(cell, ask.unit_ids, groups, statement) for ask, cell in cells.items()}


def _units(asks: Iterable[Ask]) -> Units:
    """Those that any ask is of; None when one is of all units."""
    if any(ask.unit_ids is None for ask in asks):
        return None
    return tuple(sorted({unit for ask in asks for unit in ask.unit_ids}))


def _value(cell: Cell, unit_ids: Units, groups: list["Group"], statement: "Statement") -> Any:
    scan, place = statement.places[cell]
    wanted = None if unit_ids is None else frozenset(unit_ids)
    found = [group for group in groups if group.scan == scan and group.is_of(wanted)]
    return cell[0].read([(group.length, int(group.amounts[place])) for group in found])


@dataclass(frozen=True)
class Group:
    """Rows of a scan that count for the same unit; of several when the rows have several paths to one."""

    scan: int
    units: frozenset[int]
    length: int
    amounts: tuple

    def is_of(self, wanted: frozenset[int] | None) -> bool:
        return wanted is None or not wanted.isdisjoint(self.units)


@dataclass(frozen=True)
class Statement:
    """`places` says which scan a cell is read by, and which of its amounts it is; `paths` how many columns are units.
    No SQL when no row can count.
    """

    sql: str
    params: tuple
    places: dict[Cell, tuple[int, int]]
    paths: int

    def groups(self) -> list[Group]:
        if not self.sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            return [self._group(*row) for row in cursor.fetchall()]

    def _group(self, scan: int, length: int, *rest) -> Group:
        return Group(scan, frozenset(rest[: self.paths]), length, rest[self.paths :])


@lru_cache(maxsize=KEPT)
def statement_of(cells: tuple[Cell, ...], units: Units) -> Statement:
    sources: dict[tuple, list[Cell]] = {}
    for cell in cells:
        sources.setdefault(cell[0].source, []).append(cell)
    scans = list(sources.values())
    rows = [_rows(scan, units) for scan in scans]
    paths, width = max(len(each.unit_fields) for each in rows), max(len(scan) for scan in scans)
    selects = [_select(number, rows[number], scan, paths, width) for number, scan in enumerate(scans)]
    whole = selects[0].union(*selects[1:], all=True) if selects[1:] else selects[0]
    places = {cell: (number, place) for number, scan in enumerate(scans) for place, cell in enumerate(scan)}
    try:
        return Statement(*whole.query.sql_with_params(), places, paths)
    except EmptyResultSet:
        return Statement("", (), places, paths)


def _rows(scan: list[Cell], units: Units) -> QuerySet:
    """What any cell may count: of these units, within the widest period."""
    periods: dict[FromRows, list[Period]] = {}
    for figure, period in scan:
        periods.setdefault(figure, []).append(period)
    reaches = [figure.reach(each) for figure, each in periods.items()]
    rows = scan[0][0].rows().counted_for(units).order_by()
    return rows if None in reaches else rows.filter(reduce(or_, reaches))


def _select(number: int, rows: QuerySet, scan: list[Cell], paths: int, width: int) -> QuerySet:
    """Narrower scans are filled up: a unit is named again, an amount is 0."""
    fields = [*rows.unit_fields, *[rows.unit_fields[0]] * (paths - len(rows.unit_fields))]
    amounts = [figure.amount(period) for figure, period in scan] + [Value(0)] * (width - len(scan))
    length = scan[0][0].length
    keys = {"_scan": Value(number), "_length": Value(0) if length is None else length}
    keys |= {f"_unit{place}": F(field) for place, field in enumerate(fields)}
    named = {f"_amount{place}": amount for place, amount in enumerate(amounts)}
    return rows.annotate(**keys).values(*keys).annotate(**named).values_list(*keys, *named)
