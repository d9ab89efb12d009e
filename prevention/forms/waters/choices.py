"""What forms about waters offer: waters and people of the units where the person holds the right."""

import datetime as dt

from django import forms
from django.db.models import Q

from baiyi.accounts.models import User
from baiyi.records import clock
from baiyi.records.forms import MomentField
from prevention.models import Water
from prevention.models.waters.alert import MOST_PERSONS

BACK_DAYS = 14  # natural days that what is entered may lie back
MOST_PIECES = 999
FURTHEST = dt.timedelta(days=365 * 10)


def waters_of(by, right: str, known: int | None = None):
    """In force today at the person's units, and the one that was chosen before."""
    mine = Water.objects.in_force(clock.today()).filter(unit__in=by.unit_ids(right))
    return Water.objects.filter(Q(pk__in=mine.values("pk")) | Q(pk=known)).order_by("number", "pk")


def people_of(units, known: int | None = None):
    posted = User.objects.posted_at(units, clock.today())
    return User.objects.filter(Q(pk__in=posted.values("pk")) | Q(pk=known))


def whole(label: str, *, most: int = MOST_PERSONS, help_text: str = "") -> forms.IntegerField:
    """A count that may be left empty; then it is 0."""
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": "0", "data-stepper": ""})
    facts = {"min_value": 0, "max_value": most, "required": False, "help_text": help_text}
    return forms.IntegerField(label=label, widget=widget, **facts)


def refuse_minors(form: forms.BaseForm, persons: int | None, minors: int | None) -> None:
    if (minors or 0) > (persons or 0) and "persons" not in form.errors and "dissuaded" not in form.errors:
        form.add_error("minors", f"其中未成年人不能大于劝阻人次：{minors} > {persons or 0}")


class LatelyField(MomentField):
    """An instant of the last BACK_DAYS days, none that is to come."""

    def validate(self, value):
        super().validate(value)
        if value and value > clock.now():
            raise forms.ValidationError(f"{self.label}不能晚于现在")
        if value and value < clock.now() - dt.timedelta(days=BACK_DAYS):
            raise forms.ValidationError(f"只能登记 {BACK_DAYS} 天以内的，请核对{self.label}")


def lately(day: dt.date | None, label: str) -> dt.date | None:
    """Raises ValidationError for a day to come or more than BACK_DAYS ago."""
    if day and day > clock.today():
        raise forms.ValidationError(f"{label}不能晚于今天")
    if day and day < clock.today() - dt.timedelta(days=BACK_DAYS):
        raise forms.ValidationError(f"只能登记 {BACK_DAYS} 天以内的，请核对{label}")
    return day


def in_reach(day: dt.date | None, label: str) -> dt.date | None:
    if day and abs(day - clock.today()) > FURTHEST:
        raise forms.ValidationError(f"{label}须在今天前后十年之内")
    return day
