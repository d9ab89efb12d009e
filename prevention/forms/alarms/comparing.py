"""Forms of the analysis: what is asked, a base typed by hand, and a comparison to keep."""

import datetime as dt

from django import forms

from baiyi.accounts.models import UnitKind
from baiyi.records import clock
from baiyi.records.asked import within
from baiyi.records.forms import DayInput, PlainForm, RecordForm
from prevention.models import AlarmBase, AlarmComparison, PatrolBeat
from prevention.reading.alarms.subjects import EFFECTIVE, subjects

EARLIEST = dt.date(2000, 1, 1)
LONGEST = 366
COUNTING = (UnitKind.BRANCH, UnitKind.STATION)


class AnalysisForm(PlainForm):
    """Any days to today, of a unit of the reader, perhaps one of its beats."""

    subject = forms.ChoiceField(label="警情范围", initial=EFFECTIVE)
    unit = forms.ChoiceField(label="单位")
    beat = forms.ChoiceField(label="巡区", required=False)
    since = forms.DateField(label="自", widget=DayInput)
    until = forms.DateField(label="至", widget=DayInput)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in units if unit.kind in COUNTING}
        rows = PatrolBeat.objects.current().filter(unit__in=list(self.units)).order_by("number", "pk")
        self.beats = {str(beat.pk): beat for beat in rows}
        self.fields["subject"].choices = list(subjects().items())
        self.fields["unit"].choices = list(self.units.items())
        self.fields["beat"].choices = [("", "全部"), *self.beats.items()]

    def clean_since(self):
        return within(self.cleaned_data["since"], EARLIEST, clock.today(), label="起始日")

    def clean_until(self):
        return within(self.cleaned_data["until"], EARLIEST, clock.today(), label="结束日")

    def clean(self):
        facts = super().clean()
        if not self.errors:
            _check_length(self, facts["since"], facts["until"])
        if not self.errors and facts["beat"] and str(self.beats[facts["beat"]].unit_id) != facts["unit"]:
            self.add_error("beat", "这个巡区不是所选单位的")
        return facts


class OfSubject(RecordForm):
    """What is asked of alarms of some days."""

    subject = forms.ChoiceField(label="警情范围")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = list(subjects().items())
        units = self.fields["unit"].queryset
        self.fields["unit"].queryset = units.filter(kind__in=COUNTING)

    def clean_since(self):
        return past(self.cleaned_data["since"])

    def clean_until(self):
        return past(self.cleaned_data["until"])


class BaseForm(OfSubject):
    class Meta:
        model = AlarmBase
        fields = ["unit", "subject", "since", "until", "count", "source"]
        widgets = {"since": DayInput, "until": DayInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["count"] = forms.IntegerField(label="基数", min_value=0, max_value=999_999, help_text="起")


class ComparisonForm(OfSubject):
    """The base period is asked for 自定义 alone."""

    class Meta:
        model = AlarmComparison
        fields = ["unit", "subject", "kind", "since", "until", "base_since", "base_until"]
        widgets = {"kind": forms.RadioSelect} | dict.fromkeys(("since", "until", "base_since", "base_until"), DayInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = AlarmComparison.Kind.choices
        for name in ("base_since", "base_until"):
            self.fields[name].required = False
            self.fields[name].help_text = "自定义对比时填写；环比、同比由系统推算"

    def clean_base_since(self):
        return past(self.cleaned_data["base_since"])

    def clean_base_until(self):
        return past(self.cleaned_data["base_until"])


def past(day: dt.date | None) -> dt.date | None:
    if day and not EARLIEST <= day <= clock.today():
        raise forms.ValidationError("请核对日期：不能晚于今天")
    return day


def _check_length(form: forms.Form, since: dt.date, until: dt.date) -> None:
    if until < since:
        form.add_error("until", "结束日不能早于开始日")
    elif (until - since).days >= LONGEST:
        form.add_error("until", f"期间最长 {LONGEST} 天")
