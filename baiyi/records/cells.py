"""How the rows of a table are drawn: with the markup of django-tables2, but what it finds out anew at every cell
(signatures, choices, attributes, templates) is found out once a table class.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial, reduce, singledispatch
from operator import add
from types import NoneType
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import Model
from django.template import Context, Template
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.timezone import template_localtime
from django_tables2 import Column, DateColumn, DateTimeColumn, Table, TemplateColumn
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor, signature

Read = Callable[[Any], Any]  # the value of a record
Draw = Callable[[Any, BoundRow, BoundColumn], Any]  # what stands in the cell for a value


@dataclass(frozen=True)
class Cells:
    """The cells of one column: what they open with, where their value comes from, how it is drawn."""

    opening: str
    read: Read
    draw: Draw
    empty_values: tuple

    def of(self, row: BoundRow, column: BoundColumn) -> str:
        value = self.read(row.record)
        shown = column.default if value in self.empty_values else self.draw(value, row, column)
        if not isinstance(shown, str):
            shown = localize(template_localtime(shown))
        return self.opening + conditional_escape(shown) + CLOSING


# Pieces of markup: safe text and safe text make safe text, without a look at every letter again.
NOTHING = format_html("{}", "")
TR, END_OF_TR, CLOSING = (
    format_html("\n        <{}>", "tr"),
    format_html("</{}>\n      ", "tr"),
    format_html("</{}>", "td"),
)
BOX = """<td class="pick"><label class="tick"><input type="checkbox" name="row" value="{}" form="bulk" \
aria-label="选择{}"></label></td>"""
_known: dict[tuple[type[Table], str], Cells] = {}


def draw_rows(table: Table) -> str:
    """The rows of the page asked for, each on a line of its own. `table.context` is that of the page around it."""
    columns = [(cells_of(column), column) for column in table.columns]
    start = _with_box if getattr(table, "selection", None) else lambda row: TR
    rows = (
        reduce(add, (cells.of(row, column) for cells, column in columns), start(row)) for row in table.paginated_rows
    )
    return reduce(add, (row + END_OF_TR for row in rows), NOTHING)


def _with_box(row: BoundRow) -> str:
    """A row that may be chosen. The form its box belongs to stands under the table."""
    return TR + format_html(BOX, row.record.pk, f"{row.record}")


def cells_of(column: BoundColumn) -> Cells:
    """Found out once a table class."""
    key = type(column._table), column.name
    if key not in _known:
        _known[key] = _cells(column)
    return _known[key]


def _cells(bound: BoundColumn) -> Cells:
    """Raises ImproperlyConfigured when the attributes of the cells would differ from row to row."""
    table, column, td = type(bound._table), bound.column, bound.column.attrs.get("td", {})
    if any(callable(value) for value in td.values()):
        raise ImproperlyConfigured(f"{table.__name__}.{bound.name}: the cells of a column share their attributes")
    own = getattr(table, f"render_{bound.name}", None)
    draw = _linked(column, _asked(own, of_table=True)) if own else pen(column)
    opening = format_html("<td {}>", bound.attrs["td"].as_html())
    return Cells(opening, _reader(Accessor(bound.accessor), table._meta.model), draw, column.empty_values)


def _reader(accessor: Accessor, model: type[Model] | None) -> Read:
    """A choice by its word, else the attribute; None when there is none."""
    *path, last = accessor.bits
    field = _field(accessor, model)
    word = f"get_{last}_display" if field is not None and field.choices else ""
    owner = Accessor(Accessor.SEPARATOR.join(path))
    return partial(_read, owner if path else None, word or last)


def _field(accessor: Accessor, model: type[Model] | None):
    try:
        return accessor.get_field(model) if model else None
    except FieldDoesNotExist:
        return None


def _read(owner: Accessor | None, name: str, record):
    try:
        value = getattr(record if owner is None else owner.resolve(record), name)
        return _called(value) if callable(value) else value
    except Exception:  # the library's own rule: what cannot be read is empty
        return None


def _called(value: Callable):
    """Raises ValueError for what would change something."""
    if getattr(value, "alters_data", False):
        raise ValueError(value)
    return value if hasattr(value, "do_not_call_in_templates") else value()


@singledispatch
def pen(column: Column) -> Draw:
    """How the values of a column are drawn, by its kind."""
    if type(column).render is Column.render:
        return _linked(column, lambda value, row, bound: value)
    return _linked(column, _asked(type(column).render, of_table=False))


def _asked(render: Callable, *, of_table: bool) -> Draw:
    """Calls a `render` of the table or the column with what it asks for by name, as the library does."""
    (_, *names), catches_all = signature(render)

    def draw(value, row: BoundRow, bound: BoundColumn):
        offered = row._optional_cell_arguments(bound, value)
        asked = offered if catches_all else {name: offered[name] for name in names}
        return render(bound._table if of_table else bound.column, **asked)

    return draw


def _linked(column: Column, draw: Draw) -> Draw:
    """The same inside a link, when the column has one."""
    if column.link is None:
        return draw

    def draw_link(value, row: BoundRow, bound: BoundColumn):
        return column.link(draw(value, row, bound), **row._optional_cell_arguments(bound, value))

    return draw_link


@pen.register(DateColumn)
@pen.register(DateTimeColumn)
def _(column: TemplateColumn) -> Draw:
    """Their template is one expression of value and default: nothing of the page stands in it. Days recur."""
    code = column.template_code

    def draw(value, row: BoundRow, bound: BoundColumn):
        words = _words_of_day if type(value) in {date, NoneType} else _words
        return words(code, value, bound.default)

    return _linked(column, draw)


def _words(code: str, value, default) -> str:
    return _compiled(code).render(Context({"value": value, "default": default}))


_words_of_day = lru_cache(maxsize=5000)(_words)


@pen.register
def _(column: TemplateColumn) -> Draw:
    """The template is compiled once, and stands in the context of the page instead of one of its own."""

    def draw(value, row: BoundRow, bound: BoundColumn):
        facts = column.get_context_data(
            record=row.record, table=row.table, value=value, bound_column=bound, bound_row=row
        )
        page = row.table.context
        with page.push(**facts):
            return _template(column, page).render(page)

    return _linked(column, draw)


def _template(column: TemplateColumn, page: Context) -> Template:
    if column.template_code:
        return _compiled(column.template_code)
    return page.template.engine.get_template(column.template_name)


@cache
def _compiled(code: str) -> Template:
    return Template(code)
