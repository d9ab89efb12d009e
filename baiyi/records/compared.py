"""Two contents of one form side by side, in the words of the form."""

from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from baiyi.records.drafts import Payload
from baiyi.records.models import Draft


def both(form: forms.BaseForm, other: Draft, typed: Payload, *, is_sent: bool, other_url: str, mine_url: str) -> dict:
    """What records/both.html shows: what was submitted or saved elsewhere, and what is typed here."""
    facts = {"rows": compared(form, other.payload, typed), "is_sent": is_sent}
    return facts | {"other_at": other.updated_at, "other_url": other_url, "mine_url": mine_url}


class Compared(NamedTuple):
    label: str
    there: str
    here: str


def compared(form: forms.BaseForm, there: Payload, here: Payload) -> list[Compared]:
    """A row for each field whose content differs, in the order of the form."""
    rows = []
    for name, field in form.fields.items():
        if field.widget.is_hidden:
            continue
        html_name = form.add_prefix(name)
        words = [_said(field, each.get(html_name, [])) for each in (there, here)]
        if words[0] != words[1]:
            rows.append(Compared(str(field.label or name), *words))
    return rows


def _said(field: forms.Field, values: list[str]) -> str:
    typed = [value for value in values if value.strip()]
    if isinstance(field, forms.BooleanField):
        return "是" if typed else "否"
    return "、".join(_word(field, value) for value in typed) or "空"


def _word(field: forms.Field, value: str) -> str:
    """Of a choice its label; anything else as it was typed."""
    if isinstance(field, forms.ModelChoiceField):
        return _name(field, value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(_flat(field.choices)).get(value, value))
    return value


def _name(field: forms.ModelChoiceField, value: str) -> str:
    try:
        found = field.queryset.filter(**{field.to_field_name or "pk": value}).first()
    except (ValueError, TypeError, OverflowError, ValidationError):
        found = None
    return field.label_from_instance(found) if found else value


def _flat(choices):
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from ((str(each), word) for each, word in label)
        else:
            yield str(value), label
