"""The form of a joint operation, and what its list can be narrowed by."""

import datetime as dt

from django import forms
from django.db.models import Q

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind, User
from baiyi.records import clock
from baiyi.records.filters import Filters, SearchFilter
from baiyi.records.forms import MomentField, RecordForm, Versioned
from campaigns import rights
from campaigns.models import Operation

A_YEAR = dt.timedelta(days=365)
LONGEST = dt.timedelta(days=7)


class OperationForm(RecordForm):
    """It may run past midnight; it ends after its start and within a week."""

    starts_at = MomentField(label="开始时刻")
    ends_at = MomentField(label="结束时刻")
    reports_due_at = MomentField(label="战报截止时刻", required=False, help_text="各组此后报送的标为迟报；留空不计迟报")

    class Meta:
        model = Operation
        fields = [
            "name",
            "wave",
            "unit",
            "starts_at",
            "ends_at",
            "reports_due_at",
            "commander",
            "plan_number",
            "plan_title",
        ]

    def __init__(self, *args, commanders=None, **kwargs):
        super().__init__(*args, **kwargs)
        commanders = User.objects.none() if commanders is None else commanders
        self.fields["unit"].label = "组织单位"
        now = Q(pk=self.instance.commander_id)  # also who commands nothing else by now
        self.fields["commander"].queryset = User.objects.filter(Q(pk__in=commanders.values("pk")) | now).order_by(
            "name"
        )

    def clean_wave(self):
        wave = self.cleaned_data["wave"]
        if wave == 0:
            raise forms.ValidationError("波次从 1 算起")
        return wave

    def clean_starts_at(self):
        starts_at = self.cleaned_data["starts_at"]
        if abs(starts_at - clock.now()) >= A_YEAR:
            raise forms.ValidationError("开始时刻须在今天前后一年之内")
        return starts_at

    def clean(self):
        facts = super().clean()
        if {"starts_at", "ends_at"} <= facts.keys():
            if not self._closes_in_time(**facts):
                self.add_error("reports_due_at", "战报截止时刻须在开始时刻之后、结束后 7 天之内")
            if facts["ends_at"] <= facts["starts_at"]:
                self.add_error("ends_at", "结束时刻须在开始时刻之后")
            elif facts["ends_at"] - facts["starts_at"] > LONGEST:
                self.add_error("ends_at", "一次集中行动不超过 7 天，请核对结束时刻")
        return facts

    @staticmethod
    def _closes_in_time(*, starts_at, ends_at, reports_due_at=None, **facts) -> bool:
        return reports_due_at is None or starts_at < reports_due_at <= ends_at + LONGEST

    def validate_constraints(self):
        """Said above, at the field."""


class OperationChangeForm(OperationForm, Versioned):
    """The same, filled; a stale save is refused."""


class OperationFilter(Filters):
    name = SearchFilter("名称", "search_key")
    unit = UnitFilter("组织单位", {UnitKind.BRANCH, UnitKind.SQUAD, UnitKind.STATION})

    class Meta:
        model = Operation
        fields = ["name", "unit"]


def facts_of(user) -> dict:
    """What the form needs to know of the person: units, and who may command, at which he manages."""
    units = user.unit_ids(rights.MANAGE)
    return {"unit_ids": units, "commanders": User.objects.holding(rights.COMMAND, clock.today(), units=units)}
