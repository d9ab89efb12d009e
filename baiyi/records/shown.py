"""What a page reads with its rows: the same for everybody, so its statement is written once a day (written.py).

The page says it in `get_queryset`, asked without a request: nothing of it can hang on a person.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.models import F, Func, IntegerField, Model, QuerySet
from django.db.models.sql import Query

from baiyi.records import clock
from baiyi.records.made_rows import Light
from baiyi.records.written import Key, written

MOST_KEY = 2**63 - 1  # SQLite knows no larger number, and fails on one


def read_one(page, rows: QuerySet, pk: int) -> Model | None:
    """The record of a page that has the key; `rows` are those the person may see."""
    if pk > MOST_KEY:
        return None
    with _joined_as_written(connections[rows.db]):
        found = _record(rows, Key(pk), type(page), page.related, *_hangs_on(rows))
    return found[0] if found else None


def whole_with(rows: QuerySet, *words: str) -> QuerySet:
    """Of each row all columns, and of what is joined to it only these. PostgreSQL takes as long for the columns of
    eight tables as for everything else, and a page wants a name of each. What is asked of them besides costs a
    statement.
    """
    return rows.only(*(each.name for each in rows.model._meta.concrete_fields), *words)


def are_same(some: QuerySet, others: QuerySet) -> bool:
    """Whether the conditions of both are the same. False says nothing."""
    return some.query.where == others.query.where and some.query.alias_map.keys() == others.query.alias_map.keys()


@contextmanager
def _joined_as_written(connection) -> Iterator[None]:
    """PostgreSQL looks for the best order of nine joins longer than it joins. From one record, that of the statement is
    best. The setting goes with the statement, in one message, and ends with it; inside somebody's transaction it would
    last, and is left out.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with connection.execute_wrapper(_with_joins_as_written):
        yield


def _with_joins_as_written(execute, sql, params, many, context):
    return execute(f"SET LOCAL join_collapse_limit = 1; {sql}", params, many, context)


@dataclass(frozen=True)
class Listed:
    """The rows of a list, for its table: counted, sorted, and read a page at a time.

    Of `rows` only the conditions count. `order` is what the reader asked for; without it, the page's own. Rows that tie
    keep their place from page to page. `total` is how many they are, when it is known.
    """

    page: Any
    rows: QuerySet
    order: tuple[str, ...] = ()
    total: int | None = None

    @property
    def model(self) -> type[Model]:
        return self.rows.model

    @property
    def query(self) -> Query:
        """For the table, which marks the columns that the rows are sorted by."""
        return _query_of(self.model, type(self.page), self.page.related)

    def order_by(self, *names: str) -> "Listed":
        return replace(self, order=names)

    @cached_property
    def _count(self) -> int:
        return sum(number for (number,) in _counted(self.rows)) if self.total is None else self.total

    def count(self) -> int:
        return self._count

    __len__ = count

    def __iter__(self) -> Iterator[Model]:
        return iter(self._read(None))

    def __getitem__(self, wanted: slice) -> list[Model]:
        return self._read(wanted) if wanted.start < wanted.stop else []

    def in_chunks(self, size: int, *, without: tuple[str, ...] = ()) -> Iterator[list[Model]]:
        """All rows in their order, `size` at a time, whatever their number: their keys first, then each chunk by its
        keys. A row that meanwhile left the list is left out. `without` are columns that are not read. The records are
        for looking at: what they lead to is shared.
        """
        keys = [pk for (pk,) in _keys(self.rows, *self._facts)]
        for start in range(0, len(keys), size):
            chunk = self.rows.filter(pk__in=keys[start : start + size])
            yield _listed_without(chunk, *self._facts, without)

    @property
    def _facts(self) -> tuple:
        return type(self.page), self.page.related, self.order, *_hangs_on(self.rows)

    def _read(self, cut: slice | None) -> list[Model]:
        return _listed(self.rows, *self._facts, cut=cut)


def _hangs_on(rows: QuerySet) -> tuple:
    """The day, and what the queryset looks up."""
    on = clock.today()
    return on, rows.hangs_on(on) if hasattr(rows, "hangs_on") else ()


@written
def _record(rows: QuerySet, key: Key, page: type, related: tuple[str, ...], on: date, hangs_on) -> QuerySet:
    return _as_page_says(rows.filter(pk=key), page, related)


@written
def _listed(rows: QuerySet, page: type, related: tuple[str, ...], order: tuple[str, ...], on: date, hangs_on):
    return _ordered(rows, page, related, order)


@written
def _listed_without(rows: QuerySet, page: type, related, order, on: date, hangs_on, without: tuple[str, ...]):
    found = _ordered(rows, page, related, order).defer(*without)
    found._iterable_class = Light
    return found


@written
def _keys(rows: QuerySet, page: type, related: tuple[str, ...], order: tuple[str, ...], on: date, hangs_on):
    return _ordered(rows, page, related, order).values_list("pk")


def _ordered(rows: QuerySet, page: type, related: tuple[str, ...], order: tuple[str, ...]) -> QuerySet:
    """Raises ImproperlyConfigured when the page narrows its rows where only the list would know it."""
    said = _as_page_says(rows, page, related)
    if said.query.where != rows.query.where:
        raise ImproperlyConfigured(f"{page.__name__}: which rows stand in the list is said by `chosen`")
    return said.order_by(*(order or said.query.order_by), "-pk")


@written
def _counted(rows: QuerySet) -> QuerySet:
    return rows.order_by().values_list(Func(F("pk"), function="COUNT", output_field=IntegerField()))


@cache
def _query_of(model: type[Model], page: type, related: tuple[str, ...]) -> Query:
    """Read for its order alone."""
    return _as_page_says(model._default_manager.all(), page, related).query


def _as_page_says(rows: QuerySet, page: type, related: tuple[str, ...]) -> QuerySet:
    asked = page(model=rows.model, related=related)
    asked.visible = rows
    return asked.get_queryset()
