"""What the cells of a list say, without their markup: text, numbers, days and moments, for whoever takes the list away.

As on the page (cells.py): a choice is its word, a lamp its word, a link its text. A cell that shows nothing but the
dash of an empty one says None.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial, singledispatch
from html import unescape
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils.html import strip_tags
from django.utils.timezone import is_aware, localtime
from django_tables2 import BooleanColumn, Column, DateColumn, DateTimeColumn, Table, TemplateColumn
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow

from baiyi.records.cells import Cells, cells_of
from baiyi.records.lamps import Lamp
from baiyi.records.tables import LampColumn, LinkTo

Said = str | int | float | Decimal | dt.date | dt.datetime | None
Say = Callable[[Any, Any], Said]  # of the value and the record
DASH = "—"
TICKS = {"✔": "是", "✘": "否"}


def columns_of(table: Table) -> Iterator[BoundColumn]:
    """Those that say something of the row, in their order: no box to tick, no buttons."""
    return (each for each in table.columns if not each.column.exclude_from_export)


def sayer(bound: BoundColumn) -> Callable[[Any], Said]:
    """What the cell of that column says of a record."""
    cells = cells_of(bound)
    own = hasattr(bound._table, f"render_{bound.name}")
    say = partial(_as_drawn, cells, bound) if own else _saying(bound.column, cells, bound)
    return partial(_said, cells, say, _plain(bound.default))


def _said(cells: Cells, say: Say, missing: Said, record) -> Said:
    value = cells.read(record)
    if value in cells.empty_values:
        return missing
    return say(value, record)


def _plain(value) -> Said:
    """Of what stands in the place of nothing."""
    found = _of_value(value, None)
    return None if found in {DASH, ""} else found


def _of_value(value, record) -> Said:
    kind = type(value)
    if kind is str or kind is int or kind is dt.date:
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return localtime(value).replace(tzinfo=None) if is_aware(value) else value
    if value is None or isinstance(value, int | float | Decimal | dt.date):
        return value
    return value.text if isinstance(value, Lamp) else str(value)


@singledispatch
def _saying(column: Column, cells: Cells, bound: BoundColumn) -> Say:
    """A column with a `render` of its own is drawn, and its markup taken off."""
    return _of_value if type(column).render is Column.render else partial(_as_drawn, cells, bound)


@_saying.register(DateColumn)
@_saying.register(DateTimeColumn)
def _(column: Column, cells: Cells, bound: BoundColumn) -> Say:
    missing = _plain(bound.default)
    return lambda value, record: missing if value is None else _of_value(value, record)


@_saying.register
def _(column: LampColumn, cells: Cells, bound: BoundColumn) -> Say:
    return _of_value


@_saying.register
def _(column: LinkTo, cells: Cells, bound: BoundColumn) -> Say:
    """It shows what is missing by a word of its own."""
    missing = _plain(column.missing)
    return lambda value, record: _of_value(value, record) if value else missing


@_saying.register
def _(column: BooleanColumn, cells: Cells, bound: BoundColumn) -> Say:
    drawn = partial(_as_drawn, cells, bound)
    return lambda value, record: TICKS.get(text := drawn(value, record), text)


@_saying.register
def _(column: TemplateColumn, cells: Cells, bound: BoundColumn) -> Say:
    """The template stands alone, with no page around it."""
    if column.template_code:
        return partial(_as_drawn, cells, bound)
    template = get_template(column.template_name)

    def say(value, record) -> Said:
        facts = {"record": record, "value": value, "default": bound.default, "table": bound._table}
        return _without_markup(template.render(facts | dict(column.extra_context)))

    return say


def _as_drawn(cells: Cells, bound: BoundColumn, value, record) -> Said:
    table = bound._table
    if getattr(table, "context", None) is None:
        table.context = Context()
    shown = cells.draw(value, BoundRow(record, table), bound)
    return _without_markup(shown) if isinstance(shown, str) else _of_value(shown, record)


def _without_markup(markup: str) -> str | None:
    if not hasattr(markup, "__html__"):
        return _plain(markup)
    return _plain(" ".join(unescape(strip_tags(markup)).split()))
