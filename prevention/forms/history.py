"""Rows of the old books of shifts at checkpoints and of night sheets."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.timezone import localtime

from baiyi.accounts.models import UnitKind
from baiyi.exchange.imports.past import own_units, people_of_then, why_not_past
from baiyi.exchange.imports.plans import PlannedRow
from baiyi.records import clock
from baiyi.records.forms import MomentField, RecordForm
from prevention.forms.duty import STRENGTH
from prevention.forms.nights import AFTER, BLOOD, FIRST, OFFENCES
from prevention.forms.shifts import COUNTS
from prevention.models import Breathalyser, Checkpoint, CheckpointShift, NightSheet
from prevention.models.turn import LONGEST


class NumberedField(forms.ModelChoiceField):
    """Chosen by its number, or by its name."""

    def label_from_instance(self, record) -> str:
        return record.number


class PastDutyForm(RecordForm):
    """Counts that are empty are 0."""

    counts: tuple[str, ...] = ()

    starts_at = MomentField(label="勤务开始")
    ends_at = MomentField(label="勤务结束")

    def __init__(self, *, by):
        super().__init__()
        stations = own_units(by, UnitKind.STATION, UnitKind.SQUAD)
        self.fields["checkpoint"].queryset = Checkpoint.objects.current().filter(unit__in=stations)
        self.fields["leader"].queryset = people_of_then(by)
        if "unit" in self.fields:
            self.fields["unit"].queryset = stations
        for name in (*STRENGTH[1:], *self.counts):
            self.fields[name].required = False

    def clean(self):
        facts = super().clean()
        for name in (*STRENGTH[1:], *self.counts):
            facts[name] = facts.get(name) or 0
        begins, ends = facts.get("starts_at"), facts.get("ends_at")
        if begins and (refusal := why_not_past(localtime(begins).date(), "勤务开始")):
            self.add_error("starts_at", refusal)
        elif begins and ends:
            self._refuse_hours(begins, ends)
        return facts

    def _refuse_hours(self, begins, ends) -> None:
        if ends <= begins:
            self.add_error("ends_at", "勤务结束须在勤务开始之后")
        elif ends > clock.now():
            self.add_error("ends_at", "勤务结束不能晚于现在")
        elif ends - begins > LONGEST:
            self.add_error("ends_at", "一班勤务不超过 24 小时，请核对勤务结束")

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class PastShiftForm(PastDutyForm):
    counts = COUNTS

    checkpoint = NumberedField(None, label="卡点编号", help_text="卡点先在“卡点”里登记")

    class Meta:
        model = CheckpointShift
        fields = ["checkpoint", "starts_at", "ends_at", "leader", *STRENGTH, *COUNTS, "findings"]


class PastSheetForm(PastDutyForm):
    """At a checkpoint it is of the unit of that checkpoint, as on the page."""

    counts = (*FIRST, *OFFENCES, *BLOOD, *AFTER)

    checkpoint = NumberedField(None, label="卡点编号", required=False, help_text="不在登记的卡点上的，填写夜查路段")
    breathalyser = NumberedField(None, label="检测仪编号", help_text="检测仪先在“酒精检测仪”里登记")

    class Meta:
        model = NightSheet
        fields = [
            "unit",
            "checkpoint",
            "place",
            "starts_at",
            "ends_at",
            "leader",
            *STRENGTH,
            "breathalyser",
            *FIRST,
            "scope",
            *BLOOD,
            *OFFENCES,
            *AFTER,
            "note",
        ]

    def __init__(self, *, by):
        super().__init__(by=by)
        self.fields["unit"].label = "单位"
        self.fields["breathalyser"].queryset = Breathalyser.objects.current()

    def clean(self):
        facts = super().clean()
        if not facts.get("checkpoint") and not facts.get("place"):
            self.add_error("place", "请填写卡点编号，或者夜查路段")
        return facts


def at_one_place(rows: Iterable[PlannedRow]) -> list[PlannedRow]:
    """A row with a checkpoint is of its unit and names no other place: so it is known again."""
    rows = list(rows)
    for each in rows:
        if checkpoint := each.facts.get("checkpoint"):
            each.facts |= {"unit": checkpoint.unit, "place": ""}
    return rows
