"""What can be taken of the list at an address: its columns in their order, its rows, its conditions in words."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.forms import BoundField
from django.http import Http404
from django_tables2.columns import BoundColumn
from django_tables2.utils import Accessor

from baiyi.exchange.exports import personal
from baiyi.exchange.exports.small_counts import suppressed, threshold_for
from baiyi.exchange.lists import list_at
from baiyi.figures.lists import FigureListMixin
from baiyi.records import clock
from baiyi.records.derived import derived_fields
from baiyi.records.fields import EncryptedTextField
from baiyi.records.said import Said, columns_of, sayer
from baiyi.records.views import ListPage

CHUNK = 1000  # rows read at a time
PERSONAL = "personal:"  # begins the key of a column that the list itself does not show


@dataclass(frozen=True)
class Column:
    """`field` is the personal field it shows; empty for others. `bound` is the list's own column, if it has one."""

    key: str
    label: str
    field: str = ""
    bound: BoundColumn | None = None

    @property
    def is_shown(self) -> bool:
        return self.bound is not None


class Offer:
    """Raises as `list_at`, and Http404 for a list that is not taken away."""

    def __init__(self, address: str, user):
        self.user, self.page = user, list_at(address, user)
        if not self.page.is_taken_away:
            raise Http404(address)
        self.table = self.page.get_table()
        self.model: type[Model] = self.page.model

    @property
    def title(self) -> str:
        return self.page.get_title()

    @cached_property
    def total(self) -> int:
        return len(self.table.data.data)

    @cached_property
    def columns(self) -> list[Column]:
        """Those of the list, then personal fields that only the page of a record gives out."""
        shown = [Column(each.name, str(each.header), _personal_of(each), each) for each in columns_of(self.table)]
        others = [name for name in personal.revealable(self.model).fields if name not in {each.field for each in shown}]
        return shown + [Column(PERSONAL + name, personal.label_of(self.model, name), name) for name in others]

    @property
    def may_take_in_full(self) -> bool:
        return bool(personal.units_in_full(self.user, self.model))

    @cached_property
    def gives_in_full(self) -> Callable[[Model], bool]:
        """Whether the person may take the personal fields of a record in full."""
        return personal.reader(self.user, self.model)

    def chosen(self, keys: list[str]) -> list[Column]:
        """In the order of the list."""
        return [each for each in self.columns if each.key in keys]

    def conditions(self) -> str:
        """In words: conditions, tab, figure, order; empty for the whole list as it opens."""
        return "；".join([*_figure(self.page), *_tab(self.page), *_narrowed(self.page), *_order(self)])

    def rows(self, columns: list[Column], *, is_full: bool) -> Iterator[list[tuple[Model, list[Said]]]]:
        """Each record with what its cells say, a chunk at a time: as many statements a chunk, however many rows."""
        names = [each.field for each in columns if each.field]
        wanted = {name for name in names if "__" not in name}
        unread = {each.name for each in derived_fields(self.model)} | set(personal.encrypted(self.model))
        may_read = self.gives_in_full if is_full else lambda record: False
        sayers = self._sayers(columns, may_read)
        for records in self.table.data.data.in_chunks(CHUNK, without=tuple(sorted(unread - wanted))):
            if records:
                personal.bring(records, names)
            yield [(record, [say(record) for say in sayers]) for record in records]

    def _sayers(self, columns: list[Column], may_read) -> list[Callable[[Any], Said]]:
        least = threshold_for(self.user, clock.today())
        return [
            personal.sayer(each.field, may_read) if each.field else _counted(self.table, each, least)
            for each in columns
        ]


def _counted(table, column: Column, least: int) -> Callable[[Any], Said]:
    say = sayer(column.bound)
    return say if least <= 1 or column.key in table.no_counts else partial(suppressed, say, least)


def _personal_of(bound: BoundColumn) -> str:
    """The encrypted field that a column of the list shows; empty for others."""
    try:
        field = Accessor(bound.accessor).get_field(bound._table._meta.model)
    except (FieldDoesNotExist, AttributeError):
        return ""
    return str(bound.accessor) if isinstance(field, EncryptedTextField) else ""


def _figure(page: ListPage) -> Iterator[str]:
    if isinstance(page, FigureListMixin) and (asked := page.asked_figure()):
        yield f"行动数据“{asked[0].label}”（{page.words_of(asked[1])}）"


def _tab(page: ListPage) -> Iterator[str]:
    if page.tab:
        yield page.TABS[page.tab]


def _narrowed(page: ListPage) -> Iterator[str]:
    form = page.filterset.form
    if form.is_bound and form.is_valid():
        for name in form.changed_data:
            if words := _words(form[name], form.cleaned_data.get(name)):
                yield f"{form[name].label}：{words}"


def _words(field: BoundField, value) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, slice):
        return f"{_day(value.start) or '起'} 至 {_day(value.stop) or '今'}"
    choices = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    if isinstance(value, bool):
        return choices.get(str(value), "是" if value else "否")
    if isinstance(value, list | tuple | set):
        return "、".join(choices.get(str(each), str(each)) for each in value)
    return choices.get(str(value), str(value))


def _day(value: dt.date | dt.datetime | None) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def _order(offer: Offer) -> Iterator[str]:
    labels = {each.name: str(each.header) for each in offer.table.columns}
    for alias in offer.table.order_by or ():
        if alias.bare in labels:
            yield f"按{labels[alias.bare]}{'降' if alias.is_descending else '升'}序"
