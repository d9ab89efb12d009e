"""What a row of an old book (历史台账) must be: over, on days that were."""

import datetime as dt
from collections.abc import Iterable

from django import forms
from django.core.exceptions import PermissionDenied

from baiyi.accounts.models import Posting, Unit, UnitKind, User
from baiyi.exchange import rights
from baiyi.records import clock
from baiyi.records.forms import DayInput, PlainForm
from baiyi.records.moves import MoveRefused

VERB = "导入历史台账"
UNDONE = "撤销导入"
FIRST_DAY = dt.date(2000, 1, 1)
Day = tuple[str, dt.date | None]  # what it is called, and when it was; None where nobody wrote it down


def check_past(*days: Day, unit: Unit, by) -> None:
    """`days` in their order. Raises PermissionDenied at a unit whose old books are not the person's; MoveRefused for a
    day that is to come or too early, and for one before the day that it follows.
    """
    if unit.pk not in by.unit_ids(rights.IMPORT_HISTORY):
        raise PermissionDenied(rights.IMPORT_HISTORY)
    if refusal := next(filter(None, [why_not_past(on, label) for label, on in days if on]), ""):
        raise MoveRefused(refusal)
    for _, _, refusal in out_of_order(("", *day) for day in days):
        raise MoveRefused(refusal)


def why_not_past(on: dt.date, label: str) -> str:
    if on > clock.today():
        return f"{label}不能晚于今天"
    return f"{label}早于 {FIRST_DAY.year} 年，请核对年份" if on < FIRST_DAY else ""


def out_of_order(days: Iterable[tuple[str, str, dt.date | None]]) -> list[tuple[str, str, str]]:
    """Of (name, label, day) in their order, those that lie before the one they follow: name, label and the sentence."""
    found, last = [], None
    for name, label, on in days:
        if on is None:
            continue
        if last is not None and on < last[1]:
            found.append((name, label, f"{label}不能早于{last[0]}（{last[1]}）"))
        else:
            last = label, on
    return found


class PastDay(forms.DateField):
    """A day of an old book."""

    def __init__(self, **kwargs):
        super().__init__(**({"widget": DayInput} | kwargs))

    def validate(self, value):
        super().validate(value)
        if value and (refusal := why_not_past(value, str(self.label))):
            raise forms.ValidationError(refusal)


class PastForm(PlainForm):
    """A row of an old book. `ORDER` are its days in the order in which they follow each other."""

    ORDER: tuple[str, ...] = ()

    def clean(self):
        facts = super().clean()
        self.refuse_order(self.ORDER)
        return facts

    def refuse_order(self, names: Iterable[str]) -> None:
        facts = self.cleaned_data
        days = ((name, str(self.fields[name].label), facts.get(name)) for name in names)
        for name, _, refusal in out_of_order(days):
            self.add_error(name, refusal)


def own_units(by, *kinds: UnitKind):
    """The units whose old books the person may bring in."""
    return Unit.objects.filter(pk__in=by.unit_ids(rights.IMPORT_HISTORY), kind__in=kinds)


def people_of_then(by):
    """Whoever was posted in his units at any time: also who works elsewhere by now."""
    posted = Posting.objects.filter(unit__in=by.unit_ids(rights.IMPORT_HISTORY))
    return User.objects.filter(pk__in=posted.values("user")).order_by("name", "pk")
