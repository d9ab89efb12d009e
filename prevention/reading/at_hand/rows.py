"""A row of what waits, alike for all subjects, so that one statement reads them."""

import datetime as dt
from typing import NamedTuple

from django.db.models import BigIntegerField, CharField, DateField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast


class Waiting(NamedTuple):
    """`part` is what it is; a subject leaves empty what it has no word for."""

    part: str
    key: int
    title: str
    starts: dt.datetime | None
    ends: dt.datetime | None
    day: dt.date | None
    late: dt.date | None
    words: str
    which: str
    of: int | None
    led_by: int | None
    named: str | None


KINDS = {
    "starts": DateTimeField,
    "ends": DateTimeField,
    "day": DateField,
    "late": DateField,
    "of": BigIntegerField,
    "led_by": BigIntegerField,
}


def columns(rows: QuerySet, **given) -> QuerySet:
    """The rows in the order of Waiting: a name is a path, anything else stands as it is. Types are said where nothing
    is given: a union takes them from its first part.
    """
    said = {f"w_{name}": _said(name, given.get(name)) for name in Waiting._fields}
    return rows.order_by().annotate(**said).values_list(*said)


def _said(name: str, value):
    if value is None:
        kind = KINDS.get(name)
        return Cast(Value(None), kind()) if kind else Value("", CharField())
    return F(value) if isinstance(value, str) else value


def text(words: str) -> Value:
    return Value(words, CharField())
