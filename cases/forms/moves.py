"""What the moves of a case ask for: a day, a reason, and what the move is about."""

import datetime as dt

from django import forms

from baiyi.accounts.models import User
from baiyi.deadlines.models import Pause
from baiyi.deadlines.serving import Way
from baiyi.records import clock
from baiyi.records.forms import DayForm, DayInput, DayReasonForm, PlainForm, ReasonForm, SubmittedOnce, Versioned
from cases.models import CustodyLine, Cycle, Level, Outcome
from cases.models.outcome import MOST_PERSONS
from cases.models.trip import MOST_PEOPLE
from cases.services.custody import MOST_AT_ONCE
from cases.services.extensions import MOST_DAYS

Measure = CustodyLine.Measure
A_YEAR = dt.timedelta(days=365)


class LimitField(forms.DateField):
    """A day until when something is to be done: after today, and within a year."""

    widget = DayInput

    def __init__(self, *, earliest: int = 1, **kwargs):
        """`earliest` in natural days from today."""
        super().__init__(**kwargs)
        self.earliest = earliest

    def validate(self, value):
        super().validate(value)
        today = clock.today()
        if value and not today + dt.timedelta(days=self.earliest) <= value < today + A_YEAR:
            since = "今天以后" if self.earliest > 0 else f"{-self.earliest} 天前以后"
            raise forms.ValidationError(f"{self.label}须在{since}、一年以内，请核对年份")


def words(label: str, length: int, *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, required=required, widget=forms.Textarea(attrs={"rows": rows})
    )


def persons(most: int, help_text: str = "") -> forms.IntegerField:
    number = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label="人数", min_value=1, max_value=most, widget=number, help_text=help_text)


class SuspendForm(DayReasonForm):
    ground = forms.ChoiceField(label="中止事由", choices=Pause.Ground.choices, widget=forms.RadioSelect)


class AskExtensionForm(ReasonForm):
    days = forms.IntegerField(label="延长天数", min_value=1, max_value=MOST_DAYS, initial=MOST_DAYS)


class ApproveExtensionForm(PlainForm, Versioned):
    number = forms.CharField(
        label="批准文号", max_length=60, required=False, help_text="适用2012年文本的案件须填上一级公安机关的批准文号"
    )


class PenaliseForm(DayForm):
    persons = persons(MOST_PERSONS, "全案处罚人数，登记案件时已填的也算在内")
    evidence = forms.CharField(label="处罚决定书文号", max_length=60, required=False)
    is_announced = forms.TypedChoiceField(
        label="处罚决定书",
        choices=[("yes", "宣告后当场交付"), ("no", "未能当场交付，2日内另行送达")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text="有一人未当场交付的，选另行送达",
    )


class ServeDecisionForm(DayForm):
    delivery = forms.ChoiceField(label="送达方式", choices=Way.choices, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "送达日"
        self.fields["on"].help_text = "最后一名被处罚人收到的日期"


class TakeMeasureForm(DayForm):
    measure = forms.ChoiceField(label="强制措施", choices=Measure.choices, widget=forms.RadioSelect)
    persons = persons(MOST_AT_ONCE)
    days = forms.IntegerField(
        label="决定天数", min_value=1, max_value=30, required=False, help_text="刑拘、行政拘留按决定书填写，留空按规则"
    )


class ChangeMeasureForm(DayForm):
    measure = forms.ChoiceField(label="变更为", choices=Measure.choices, widget=forms.RadioSelect)
    days = forms.IntegerField(label="决定天数", min_value=1, max_value=30, required=False, help_text="留空按规则")


class ExtendCustodyForm(ReasonForm):
    length = forms.IntegerField(
        label="延长", min_value=1, max_value=30, help_text="刑拘、行政拘留按天，逮捕、取保、监居按月"
    )


class LeaderForm(PlainForm, Versioned):
    """The leader and the 五定."""

    leader = forms.ModelChoiceField(User.objects.none(), label="包案领导", empty_label="请选择")
    people = forms.CharField(label="定人员", max_length=200, required=False)
    due_on = LimitField(label="定时间", required=False)
    task = words("定任务", 300)
    duty = words("定责任", 300, required=False)

    def __init__(self, *args, leaders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = leaders


class LeadForm(LeaderForm):
    every = forms.TypedChoiceField(
        label="报告周期", choices=Cycle.choices, coerce=int, initial=Cycle.HALF_MONTH, widget=forms.RadioSelect
    )


class ChangeLeaderForm(LeaderForm, ReasonForm):
    """Who leads from today on, and why."""


class ReportForm(PlainForm, Versioned):
    content = words("进展情况", 500)
    next_steps = words("下步措施", 300, required=False, rows=2)


class ListForm(ReasonForm):
    level = forms.ChoiceField(label="督办级别", choices=Level.choices, widget=forms.RadioSelect)
    requirement = words("督办要求", 300)
    due_on = LimitField(label="督办期限")
    number = forms.CharField(label="督办文号", max_length=40, required=False)


class ResultForm(PlainForm, Versioned):
    result = words("办理结果", 300)


class TripForm(PlainForm, Versioned):
    """赴外省抓捕, asked for on the page of its case."""

    destination = forms.CharField(label="前往地", max_length=60, help_text="省、市、县")
    people = forms.IntegerField(label="出差人数", min_value=2, max_value=MOST_PEOPLE)
    leave_on = LimitField(label="出发日", earliest=-7)
    return_by = LimitField(label="应返回日")
    task = words("抓捕任务", 200)


class DayResultForm(DayForm):
    result = words("办理结果", 200)


class TripEndForm(DayResultForm):
    persons = forms.IntegerField(
        label="抓获人数", min_value=1, max_value=MOST_PERSONS, required=False, help_text="没有抓获留空"
    )


class OutcomeForm(DayForm, SubmittedOnce):
    """战果 of a case: several people at once, without names; proved by a number or a photo."""

    measure = forms.ChoiceField(label="战果种类", choices=Outcome.Measure.choices, widget=forms.RadioSelect)
    persons = persons(MOST_PERSONS)
    unit = forms.ModelChoiceField(None, label="登记单位", empty_label=None)
    share = forms.ChoiceField(
        label="主办或协办", choices=Outcome.Share.choices, initial=Outcome.Share.MAIN, widget=forms.RadioSelect
    )
    evidence = forms.CharField(label="证据文号", max_length=60, required=False, help_text="决定书、拘留证等的文号")

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units

    def facts(self) -> dict:
        facts = super().facts()
        return facts | {"happened_on": facts.pop("on")}


class ContestForm(ReasonForm):
    rival = forms.ModelChoiceField(Outcome.objects.none(), label="与哪一条重复", empty_label="请选择")

    def __init__(self, *args, rivals, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rival"].queryset = rivals


class RuleForm(ReasonForm):
    ruling = forms.ChoiceField(label="裁定结果", choices=Outcome.Ruling.choices, widget=forms.RadioSelect)
