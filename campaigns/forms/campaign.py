"""Forms of the campaign, of its sub-actions, of a joint operation, and what the list of those can be narrowed by."""

import datetime as dt

from django import forms
from django.db.models import Q

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import Unit, UnitKind, User
from baiyi.records import clock
from baiyi.records.filters import Filters, SearchFilter
from baiyi.records.forms import DayInput, MomentField, PlainForm, ReasonForm, RecordForm, Versioned
from campaigns import rights
from campaigns.models import Campaign, Operation, SubAction
from campaigns.services.campaigns import PhaseLine

A_YEAR = dt.timedelta(days=365)
LONGEST = dt.timedelta(days=7)
MOST_DAYS, MOST_PHASES = 400, 12
NEAR = dt.timedelta(days=3 * 366)


class PhasesField(forms.CharField):
    """One phase a line: its first day and its name. Cleans to lines of phases; what is wrong is told with its line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join(f"{each.starts_on} {each.name}" for each in value)
        return value

    def clean(self, value) -> list[PhaseLine]:
        lines = [line.split(maxsplit=1) for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_PHASES:
            raise forms.ValidationError(f"阶段最多 {MOST_PHASES} 个")
        found = [self._phase(place, parts) for place, parts in enumerate(lines, 1)]
        for what, said in (("起始日", [each.starts_on for each in found]), ("名称", [each.name for each in found])):
            if len(set(said)) < len(said):
                raise forms.ValidationError(f"两个阶段的{what}相同")
        return found

    def _phase(self, place: int, parts: list[str]) -> PhaseLine:
        try:
            day, name = parts
            line = PhaseLine(dt.date.fromisoformat(day), name.strip())
        except ValueError as error:
            raise forms.ValidationError(f"第 {place} 行应写成“2022-06-25 动员部署”：日期、空格、阶段名称") from error
        if len(line.name) > 20:
            raise forms.ValidationError(f"第 {place} 行的阶段名称超过 20 个字")
        return line


class CampaignForm(RecordForm):
    """A campaign of one of the person's units, its phases within its days."""

    phases = PhasesField(
        label="阶段", required=False, max_length=500, help_text="每行一个：起始日、空格、名称；每个阶段到下一个开始为止"
    )

    class Meta:
        model = Campaign
        fields = [
            *("name", "unit", "starts_on", "ends_on", "plan_number", "plan_title"),
            *("phases", "week_starts_on", "day_begins_at"),
        ]
        widgets = {"starts_on": DayInput, "ends_on": DayInput}
        help_texts = {"day_begins_at": "夜间勤务从这一时刻起算作当天的报告日，如 08:00"}

    def clean_starts_on(self) -> dt.date:
        day = self.cleaned_data["starts_on"]
        if abs(day - clock.today()) > NEAR:
            raise forms.ValidationError("开始日须在今天前后三年之内，请核对年份")
        return day

    def clean(self):
        facts = super().clean()
        first, last = facts.get("starts_on"), facts.get("ends_on")
        if first and last:
            if last < first:
                self.add_error("ends_on", "结束日不能早于开始日")
            elif (last - first).days >= MOST_DAYS:
                self.add_error("ends_on", f"一次专项行动不超过 {MOST_DAYS} 天，请核对年份")
            elif outside := [each for each in facts.get("phases", []) if not first <= each.starts_on <= last]:
                self.add_error("phases", f"{outside[0].name}的起始日不在起止之内")
        return facts

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def validate_constraints(self):
        """Said above, at the field."""


class CampaignChangeForm(CampaignForm, ReasonForm):
    """The same, filled, without its unit; a stale save is refused. Everything follows the new days: that is said."""

    field_order = (*CampaignForm.Meta.fields, "reason", "version")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["unit"]
        self.fields["ends_on"].help_text = "起止改变后，第几天、各周、序时进度和行动以来的数都按新的起止计算"

    def facts(self) -> dict:
        return dict(self.cleaned_data)


class SubActionForm(PlainForm):
    """Who leads a sub-action, and what it is carried by."""

    leader = forms.ModelChoiceField(User.objects.none(), label="分管领导", required=False, empty_label="暂不指定")
    lead_unit = forms.ModelChoiceField(Unit.objects.none(), label="牵头单位", required=False, empty_label="暂不指定")
    carriers = forms.CharField(label="抓手载体", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, action: SubAction, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.descendants(action.campaign.unit_id, include_self=True).valid(clock.today())
        leaders = User.objects.holding(rights.COMMAND, clock.today(), units=[action.campaign.unit_id])
        now = User.objects.filter(pk=action.leader_id or 0)
        self.fields["leader"].queryset = (leaders | now).order_by("name", "pk")
        self.fields["lead_unit"].queryset = units | Unit.objects.filter(pk=action.lead_unit_id or 0)


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


class CampaignFilter(Filters):
    unit = UnitFilter("组织单位", {UnitKind.BRANCH})

    class Meta:
        model = Campaign
        fields = ["unit"]
