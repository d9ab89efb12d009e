"""Tables: list columns. A table never queries; the view's queryset brings all it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django_tables2.utils import Accessor, AttributeDict

from baiyi.records.addresses import address_of
from baiyi.records.cells import draw_rows, pen
from baiyi.records.lamps import Lamp, drawn_lamp


@dataclass(frozen=True)
class PhoneCard:
    """What of a row stands on its card on a phone; the other columns are left to the record's own page.

    `title` is the first line, `marks` (a lamp, a state) stand at its right, `facts` in the line under it: column and
    the words
    in front of its value, none where the value says enough. `foot` is a column of buttons.
    """

    title: str
    marks: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    foot: str = ""

    def cell(self, name: str) -> dict[str, str]:
        """Attributes of the cells of a column; none for what is left out."""
        if name in self.facts:
            label = self.facts[name]
            return {"class": "fact"} | ({"data-label": label} if label else {})
        places = {self.title: "title", self.foot: "foot"} | dict.fromkeys(self.marks, "mark")
        return {"class": places[name]} if name in places else {}


class RecordTable(tables.Table):
    """Base: calm density, rows that become cards on a phone.
    (The list page adds the primary key as second sort key.)
    """

    card: PhoneCard | None = None  # without one: the first column alone
    no_counts: frozenset[str] = frozenset()  # columns of whole numbers that count nothing: years, places in an order
    selection: Any = None  # what may be done with many rows at once: then a box stands at each

    class Meta:
        attrs = {"class": "table table-cards"}
        empty_text = ""
        orderable = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        card = self.card or PhoneCard(self.columns[0].name)
        for column in self.columns:
            own, added = column.column.attrs.get("td", {}), card.cell(column.name)
            opens = {"class": "opens"} if isinstance(column.column, LinkTo) and column.name in card.facts else {}
            classes = " ".join(each["class"] for each in (own, added, opens) if "class" in each)
            column.column.attrs["td"] = own | added | ({"class": classes} if classes else {})

    def hide_blank(self) -> None:
        """A column that `hides_blank` is left out of a page on which it says nothing."""
        for column in list(self.columns):
            if getattr(column.column, "hides_blank", False):
                read = Accessor(column.accessor)
                if not any(read.resolve(row.record, quiet=True) for row in self.paginated_rows):
                    self.columns.hide(column.name)

    @property
    def frame(self) -> AttributeDict:
        """Attributes of the table. Columns of days, lamps and codes are never broken, whatever stands beside them: said
        once, by their places, not at each cell.
        """
        first = 2 if self.selection else 1  # the boxes are a column before
        unbroken = [f"whole-{place}" for place, column in enumerate(self.columns, first) if _is_whole(column)]
        wide = ["is-wide"] if len(unbroken) and len(list(self.columns)) > MANY else []
        return AttributeDict(self.attrs | {"class": " ".join([self.attrs.get("class", ""), *wide, *unbroken])})

    def drawn_rows(self) -> str:
        """The rows of the page, for the template of the table."""
        return draw_rows(self)


def _is_whole(column) -> bool:
    return isinstance(column.column, WHOLE) or column.name in CODES


class LinkTo(tables.Column):
    """The cell that opens the record, also when it has nothing to show but `missing`."""

    def __init__(self, url_name: str, *, missing: str = "—", **kwargs):
        self.url_name, self.missing = url_name, missing
        super().__init__(linkify=lambda record: address_of(url_name, record.pk), empty_values=(), **kwargs)

    def render(self, value):
        return value or self.missing


class LampColumn(tables.TemplateColumn):
    """A lamp tag: colour, shape and word. The record's attribute gives a Lamp."""

    def __init__(self, accessor: str, **kwargs):
        super().__init__(
            template_name="records/_lamp.html",
            accessor=accessor,
            extra_context={},
            **({"orderable": False} | kwargs),
        )

    def value(self, **kwargs) -> str:
        lamp = kwargs.get("value")
        return lamp.text if isinstance(lamp, Lamp) else ""


MANY = 9  # columns, from which on they stand closer
WHOLE = (tables.DateColumn, tables.DateTimeColumn, LampColumn)
CODES = {"code", "number", "reference", "police_number"}


@pen.register
def _(column: LinkTo):
    def draw(value, row, bound):
        return format_html('<a href="{}">{}</a>', address_of(column.url_name, row.record.pk), column.render(value))

    return draw


@pen.register
def _(column: LampColumn):
    """Few lamps differ: each is drawn once."""
    return lambda value, row, bound: drawn_lamp(value)
