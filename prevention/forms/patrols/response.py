"""Mechanisms and rings of the branch, and the grid of a day: how often somebody was called, and came in time."""

import datetime as dt
import re

from crispy_forms.layout import Div, Layout
from django import forms

from baiyi.records import clock
from baiyi.records.forms import DayInput, Fold, RecordForm, Versioned
from prevention import rights
from prevention.forms.patrols.beats import DAYS, DatedForm
from prevention.models import PatrolBeat, PatrolMechanism, ResponseCount, ResponseRing

A_YEAR = dt.timedelta(days=365)
MOST = 99_999  # arrivals of a ring and day
CELL = re.compile(r"[\s,;]+|[，、；]+")
PASTED = "每行：时限 应到场 按时到场，如 1分钟 20 19"


class OfBranch(DatedForm):
    """Of one of the units at which the person lays such things down."""

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        if "unit" in self.fields:
            self.fields["unit"].queryset = self.fields["unit"].queryset.filter(pk__in=by.unit_ids(rights.ARRANGE))
            self.initial.setdefault("unit", by.home_unit)


class MechanismForm(OfBranch):
    class Meta:
        model = PatrolMechanism
        fields = ["name", "text", "source", "is_sample", "unit", "starts_on", "in_use_until"]
        widgets = DAYS | {"text": forms.Textarea(attrs={"rows": 5})}


class MechanismChangeForm(MechanismForm, Versioned):
    class Meta(MechanismForm.Meta):
        fields = [name for name in MechanismForm.Meta.fields if name != "unit"]


class RingForm(OfBranch):
    class Meta:
        model = ResponseRing
        fields = ["minutes", "name", "covers", "standard", "is_sample", "unit", "starts_on", "in_use_until"]
        widgets = DAYS


class RingChangeForm(RingForm, Versioned):
    """Minutes stay: counts were made by them."""

    class Meta(RingForm.Meta):
        fields = [name for name in RingForm.Meta.fields if name not in {"minutes", "unit"}]


def number(label: str) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=False, widget=widget)


class CountsForm(RecordForm):
    """A row of the grid is a ring; one that is left empty is not reported. What is pasted stands instead of it."""

    pasted = forms.CharField(
        label="粘贴内容", required=False, max_length=600, help_text=PASTED, widget=forms.Textarea(attrs={"rows": 3})
    )

    class Meta:
        model = ResponseCount
        fields = ["unit", "beat", "reported_on"]
        widgets = {"reported_on": DayInput}

    def __init__(self, *args, by, **kwargs):
        units = by.unit_ids(rights.RECORD)
        super().__init__(*args, unit_ids=units, **kwargs)
        self.initial.setdefault("reported_on", clock.today())
        self.initial.setdefault("unit", by.home_unit)
        beats = PatrolBeat.objects.in_force(clock.today()).filter(unit__in=units)
        self.fields["beat"].queryset = beats.order_by("number", "pk")
        self.fields["beat"].empty_label = "全单位"
        self.rings = list(ResponseRing.objects.in_force(clock.today()).order_by("minutes", "pk"))
        for ring in self.rings:
            sign = "（示例）" if ring.is_sample else ""
            self.fields[f"arrivals{ring.pk}"] = number(f"{ring.name}{sign}应到场")
            self.fields[f"in_time{ring.pk}"] = number(f"{ring.name}按时到场")
        grid = [f"{name}{ring.pk}" for ring in self.rings for name in ("arrivals", "in_time")]
        pasting = Fold("从表格粘贴", "pasted")
        self.helper.layout = Layout("unit", "reported_on", "beat", Div(*grid, css_class="number-grid"), pasting)

    def clean_reported_on(self) -> dt.date:
        day = self.cleaned_data["reported_on"]
        if not clock.today() - A_YEAR <= day <= clock.today():
            raise forms.ValidationError("报告日须在今天以前、一年以内")
        return day

    def clean(self):
        facts = super().clean()
        if facts.get("beat") and facts.get("unit") and facts["beat"].unit_id != facts["unit"].pk:
            self.add_error("beat", "所选巡区不属于所选单位")
        if not self.errors:
            facts["counts"] = self._pasted(facts["pasted"]) if facts.get("pasted") else self._typed(facts)
        return facts

    def _typed(self, facts: dict) -> dict:
        found = {}
        for ring in self.rings:
            arrivals, in_time = (facts.get(f"{name}{ring.pk}") for name in ("arrivals", "in_time"))
            if arrivals is None and in_time is None:
                continue
            if arrivals is None or in_time is None:
                missing = "arrivals" if arrivals is None else "in_time"
                self.add_error(f"{missing}{ring.pk}", f"{ring.name}的应到场和按时到场要一起填写，没有的填 0")
            elif in_time > arrivals:
                self.add_error(f"in_time{ring.pk}", f"按时到场 {in_time} 次多于应到场 {arrivals} 次，请核对")
            found[ring] = (arrivals, in_time)
        if not found:
            self.add_error(None, "请至少填写一个快反圈" if self.rings else "还没有在用的快反圈，请联系专班先设置")
        return found

    def _pasted(self, text: str) -> dict:
        found = {}
        for line in filter(str.strip, text.splitlines()):
            ring, numbers = self._read(line)
            if ring is None or ring in found:
                self.add_error("pasted", f"“{line.strip()[:20]}”看不懂或重复。{PASTED}；按时到场不多于应到场")
                return {}
            found[ring] = numbers
        return found

    def _read(self, line: str) -> tuple[ResponseRing | None, tuple[int, int]]:
        cells = [each for each in CELL.split(line.strip().replace("分钟", " ")) if each]
        if len(cells) != 3 or not all(each.isascii() and each.isdecimal() and len(each) < 6 for each in cells):
            return None, (0, 0)
        minutes, arrivals, in_time = map(int, cells)
        ring = next((each for each in self.rings if each.minutes == minutes), None)
        return (ring if in_time <= arrivals else None), (arrivals, in_time)

    def facts(self) -> dict:
        known = super().facts()
        return {name: known[name] for name in ("unit", "beat", "reported_on", "counts")}

    def validate_constraints(self):
        """The service says in a sentence what the database would refuse."""


class CountChangeForm(RecordForm, Versioned):
    class Meta:
        model = ResponseCount
        fields = ["arrivals", "in_time"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self._meta.fields:
            self.fields[name].max_value = MOST
            self.fields[name].widget.attrs["inputmode"] = "numeric"

    def clean(self):
        facts = super().clean()
        if not self.errors and facts["in_time"] > facts["arrivals"]:
            self.add_error("in_time", f"按时到场 {facts['in_time']} 次多于应到场 {facts['arrivals']} 次，请核对")
        return facts

    def validate_constraints(self):
        """The service says in a sentence what the database would refuse."""
