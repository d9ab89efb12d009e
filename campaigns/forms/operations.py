"""The form of a joint operation, and what its list can be narrowed by."""

import datetime as dt

from django import forms

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from baiyi.records import clock
from baiyi.records.filters import Filters, SearchFilter
from baiyi.records.forms import MomentField, RecordForm, Versioned
from campaigns.models import Operation

A_YEAR = dt.timedelta(days=365)
LONGEST = dt.timedelta(days=7)


class OperationForm(RecordForm):
    """It may run past midnight; it ends after its start and within a week."""

    starts_at = MomentField(label="开始时刻")
    ends_at = MomentField(label="结束时刻")

    class Meta:
        model = Operation
        fields = ["name", "unit", "starts_at", "ends_at"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].label = "组织单位"

    def clean_starts_at(self):
        starts_at = self.cleaned_data["starts_at"]
        if abs(starts_at - clock.now()) >= A_YEAR:
            raise forms.ValidationError("开始时刻须在今天前后一年之内")
        return starts_at

    def clean(self):
        facts = super().clean()
        if {"starts_at", "ends_at"} <= facts.keys():
            if facts["ends_at"] <= facts["starts_at"]:
                self.add_error("ends_at", "结束时刻须在开始时刻之后")
            elif facts["ends_at"] - facts["starts_at"] > LONGEST:
                self.add_error("ends_at", "一次集中行动不超过 7 天，请核对结束时刻")
        return facts

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
