"""What a cell means to a field of a form: by the kind of the field, then checked by the field itself."""

import datetime as dt
from collections.abc import Callable
from functools import singledispatch
from typing import Any

from django import forms

from baiyi.accounts.models import Unit, User
from baiyi.exchange.workbooks import values
from baiyi.exchange.workbooks.reading import Cell
from baiyi.exchange.workbooks.values import CellFault, Meant

Reader = Callable[[Cell], Meant]
MEASURES = ("人", "家", "处", "起", "份", "次", "件", "个", "台", "天", "分钟")  # may stand behind a number
SEVERAL = object()  # stands for people of one name


@singledispatch
def reader_of(field: forms.Field, year: int) -> Reader:
    """Text, checked by the field. Readers raise CellFault."""
    return checked(field, values.text_of)


@reader_of.register
def _(field: forms.BooleanField, year: int) -> Reader:
    return values.truth_of


@reader_of.register
def _(field: forms.DateField, year: int) -> Reader:
    return checked(field, lambda cell: values.day_of(cell, year=year))


@reader_of.register
def _(field: forms.DateTimeField, year: int) -> Reader:
    return lambda cell: values.moment_of(cell, year=year)


@reader_of.register
def _(field: forms.IntegerField, year: int) -> Reader:
    return checked(field, lambda cell: _as_text(values.number_of(cell, measures=MEASURES)))


@reader_of.register
def _(field: forms.DecimalField, year: int) -> Reader:
    return checked(field, lambda cell: _as_text(values.number_of(cell)))


@reader_of.register
def _(field: forms.ChoiceField, year: int) -> Reader:
    choices = {str(label): value for value, label in _flat(field.choices) if value not in ("", None)}
    return checked(field, lambda cell: values.choice_of(cell, choices))


@reader_of.register
def _(field: forms.ModelChoiceField, year: int) -> Reader:
    return _one_of(words_of(field))


@reader_of.register
def _(field: forms.ModelMultipleChoiceField, year: int) -> Reader:
    one = _one_of(words_of(field))
    return lambda cell: Meant([one(each).value for each in values.people_of(cell)])


def words_of(field: forms.ModelChoiceField) -> dict[str, Any]:
    """The records that may be chosen, by each of their names."""
    found: dict[str, Any] = {}
    for record in field.queryset:
        for word in {*_names(record), field.label_from_instance(record)}:
            found[word] = record if found.get(word, record) == record else SEVERAL
    return found


def offered(field: forms.Field) -> list[str]:
    """The words of a field that is chosen from, for the drop-down of the template."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return []
    if isinstance(field, forms.ModelChoiceField):
        return list(dict.fromkeys(str(record) for record in field.queryset))
    if isinstance(field, forms.ChoiceField):
        return [str(label) for value, label in _flat(field.choices) if value not in ("", None)]
    return ["是", "否"] if isinstance(field, forms.BooleanField) else []


def _names(record) -> list[str]:
    if isinstance(record, Unit):
        return [record.name, record.short_name]
    if isinstance(record, User):
        return [record.name, record.police_number, f"{record.name}{record.police_number}"]
    return [str(record)]


def _flat(choices) -> list[tuple[Any, Any]]:
    found = []
    for value, label in choices:
        found += list(label) if isinstance(label, list | tuple) else [(value, label)]
    return found


def _one_of(choices: dict[str, Any]) -> Reader:
    def read(cell: Cell) -> Meant:
        meant = values.choice_of(cell, choices)
        if meant.value is SEVERAL:
            raise CellFault(f"叫“{str(cell)[:20]}”的不止一人", "在姓名后面写上警号")
        return meant

    return read


def checked(field: forms.Field, read: Reader) -> Reader:
    """What was read must also pass the field."""

    def clean(cell: Cell) -> Meant:
        meant = read(cell)
        try:
            return Meant(field.clean(_plain(meant.value)), meant.mended)
        except forms.ValidationError as error:
            raise CellFault("；".join(error.messages), str(field.help_text)) from error

    return clean


def _plain(value: Any) -> Any:
    """A day as the field would have it typed."""
    return value.isoformat() if isinstance(value, dt.date) else value


def _as_text(meant: Meant) -> Meant:
    whole = meant.value == meant.value.to_integral_value()
    return Meant(str(int(meant.value)) if whole else str(meant.value), meant.mended)
