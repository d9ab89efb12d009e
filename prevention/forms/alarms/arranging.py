"""Forms of the office: closing days, opening some again, hours, categories."""

import datetime as dt

from django import forms

from baiyi.records import clock
from baiyi.records.forms import DayInput, MomentField, PlainForm, RecordForm, Versioned
from campaigns.reporting import last_day
from prevention.models import AlarmCategory, AlarmClosing, AlarmException, AlarmRule

FURTHEST = dt.timedelta(days=180)
REASON = forms.Textarea(attrs={"rows": 2})
MOST_POSITION = 999


class ClosingForm(RecordForm):
    class Meta:
        model = AlarmClosing
        fields = ["unit", "until", "reason"]
        widgets = {"until": DayInput, "reason": REASON}

    def clean_until(self):
        return over(self.cleaned_data["until"], "封账至报告日")


class ExceptionForm(RecordForm):
    open_until = MomentField(label="许可有效至")

    class Meta:
        model = AlarmException
        fields = ["unit", "since", "until", "open_until", "reason"]
        widgets = {"since": DayInput, "until": DayInput, "reason": REASON}

    def clean_since(self):
        return over(self.cleaned_data["since"], "补报起始日")

    def clean_until(self):
        return over(self.cleaned_data["until"], "补报截止日")

    def clean_open_until(self):
        until = self.cleaned_data["open_until"]
        if not clock.now() < until < clock.now() + dt.timedelta(days=31):
            raise forms.ValidationError("许可有效至须晚于现在，且在 31 天之内")
        return until


class RuleForm(RecordForm):
    class Meta:
        model = AlarmRule
        fields = ["effective_from", "due_hours", "closes_after"]
        widgets = {"effective_from": DayInput}

    def clean_effective_from(self):
        return ahead(self.cleaned_data["effective_from"], "规则启用日")


class CategoryForm(RecordForm):
    """A new category; its code is given once."""

    class Meta:
        model = AlarmCategory
        fields = ["name", "code", "group", "position", "is_effective", "is_street_theft", "starts_on"]
        widgets = {"starts_on": DayInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["position"] = position()

    def clean_starts_on(self):
        return ahead(self.cleaned_data["starts_on"], "启用日")


class CategoryChangeForm(PlainForm, Versioned):
    """Name, place and end; what it counts as stays."""

    name = forms.CharField(label="类别名称", max_length=20)
    position = forms.IntegerField(label="类别排序", min_value=1, max_value=MOST_POSITION)
    in_use_until = forms.DateField(label="停用日", required=False, widget=DayInput, help_text="留空为在用")

    def clean_in_use_until(self):
        day = self.cleaned_data["in_use_until"]
        if day and not last_day() <= day <= clock.today() + FURTHEST:
            raise forms.ValidationError("停用日须在昨天以后、半年之内")
        return day


def position() -> forms.IntegerField:
    return forms.IntegerField(label="类别排序", min_value=1, max_value=MOST_POSITION, initial=50)


def over(day: dt.date, words: str) -> dt.date:
    """A reporting day that has ended."""
    if not dt.date(2020, 1, 1) <= day <= last_day():
        raise forms.ValidationError(f"{words}须是已经结束的报告日")
    return day


def ahead(day: dt.date, words: str) -> dt.date:
    if not clock.today() <= day < clock.today() + FURTHEST:
        raise forms.ValidationError(f"{words}须从今天起、半年之内")
    return day
