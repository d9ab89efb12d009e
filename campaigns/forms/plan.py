"""Forms of the responsibility list: its filter, a report, what the office may change, how an item is counted, the
lamps.
"""

import datetime as dt

from django import forms

from baiyi.accounts.models import Unit, User
from baiyi.records import clock, typed
from baiyi.records.asked import within
from baiyi.records.forms import DayInput, PlainForm, ReasonForm, RecordsField, SubmittedOnce
from campaigns.amounts import AmountField, amount_of
from campaigns.models import ResponsibilityItem
from campaigns.plan import waits_for_report
from campaigns.planline import GREEN, NONE, RED, WORDS, YELLOW, Node, number
from campaigns.services.plan import ItemFacts, awaited_figures, figures_for

LAMPS = [(kind, WORDS[kind]) for kind in (RED, YELLOW, GREEN, NONE)]
BY_FIGURE, BY_HAND, DUE = "figure", "hand", "due"
WAYS = [(BY_FIGURE, "系统取数"), (BY_HAND, "手工填报"), (DUE, "手工填报（待填报）")]
MOST_NODES = 20


class PlanFilter(PlainForm):
    """Conditions of the list; they live in the URL.
    `lamp` is set by the tabs, `sub_action` by the bar of sub-actions.
    """

    sub_action = forms.ChoiceField(label="子行动", required=False, widget=forms.HiddenInput)
    unit = forms.ChoiceField(label="牵头单位", required=False)
    way = forms.ChoiceField(label="计数方式", required=False, choices=[("", "全部"), *WAYS])
    on = forms.DateField(label="截至", required=False, widget=DayInput)
    lamp = forms.ChoiceField(label="亮灯", required=False, choices=[("", "全部"), *LAMPS], widget=forms.HiddenInput)

    def __init__(self, *args, campaign, states, **kwargs):
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        actions = {state.item.sub_action.code: str(state.item.sub_action) for state in states}
        units = {str(state.item.unit_id): state.item.unit.short_name for state in states}
        self.fields["sub_action"].choices = [("", "全部"), *actions.items()]
        self.fields["unit"].choices = [("", "全部"), *units.items()]

    @property
    def changed_data(self) -> list[str]:
        """What the reader asked for in the form itself, without what tabs and bar set."""
        return [name for name in super().changed_data if not self.fields[name].widget.is_hidden]

    def clean_on(self) -> dt.date | None:
        on = self.cleaned_data["on"]
        return within(on, *days_of(self.campaign)) if on else on

    def passes(self, state) -> bool:
        """Whether an item's state meets the conditions that make sense; one that makes none has its message at the
        field. None does on a day that makes no sense.
        """
        item, asked = state.item, self.cleaned_data
        return (
            "on" not in self.errors
            and asked.get("sub_action") in {None, "", item.sub_action.code}
            and asked.get("unit") in {None, "", str(item.unit_id)}
            and asked.get("way") in {None, "", *self._ways(item)}
        )

    def _ways(self, item) -> set[str]:
        if not item.is_reported:
            return {BY_FIGURE}
        on = asked_day(self.data.get("on", ""), self.campaign) or min(clock.today(), self.campaign.ends_on)
        return {BY_HAND, DUE} if waits_for_report(item, self.campaign, on) else {BY_HAND}


def asked_day(text: str, campaign) -> dt.date | None:
    """The day to look at; None for today. What is no day, or lies outside the campaign or ahead, is none of them."""
    try:
        day = dt.date.fromisoformat(typed.day(text))
    except (ValueError, forms.ValidationError):
        return None
    first, last = days_of(campaign)
    return day if first <= day <= last else None


def days_of(campaign) -> tuple[dt.date, dt.date]:
    """The first and the last day that can be looked at."""
    return campaign.starts_on, campaign.period(clock.today()).until


class ReportForm(PlainForm, SubmittedOnce):
    """手工填报: the value since the first day of the campaign."""

    as_of = forms.DateField(label="截至日", widget=DayInput, help_text="填到这一天 24 时为止的累计数")
    value = AmountField(label="累计值")
    note = forms.CharField(label="填报说明", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    correction = forms.CharField(
        label="更正原因", max_length=200, required=False, help_text="累计数比另一天填报的少时必填，如 重复计数"
    )

    def __init__(self, *args, item: ResponsibilityItem, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["as_of"].initial = min(clock.today(), item.campaign.ends_on)
        self.fields["value"].help_text = f"单位：{item.measure}；自 {item.campaign.starts_on} 起的累计数，不是本期数"


class NodesField(forms.CharField):
    """One node a line: day and target. Cleans to nodes; what is wrong is told with its line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join(f"{node.due_on:%Y-%m-%d} {number(node.target)}" for node in value)
        return value

    def clean(self, value):
        lines = [line.split() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_NODES:
            raise forms.ValidationError(f"节点最多 {MOST_NODES} 个")
        return [self._node(place, parts) for place, parts in enumerate(lines, 1)]

    def _node(self, place: int, parts: list[str]) -> Node:
        try:
            day, target = parts
            if (goal := amount_of(target)) is None:
                raise ValueError(target)
            return Node(dt.date.fromisoformat(day), goal)
        except ValueError as error:
            raise forms.ValidationError(f"第 {place} 个节点应写成“2022-07-21 800”：日期、空格、目标值") from error


class AnswersAtItsUnit(forms.Form):
    """Beside an item's `unit` and `responsible`: who answers for it works there."""

    def clean(self):
        facts = super().clean()
        unit, person = self.cleaned_data.get("unit"), self.cleaned_data.get("responsible")
        if unit and person and not User.objects.posted_at([unit.pk], clock.today()).filter(pk=person.pk).exists():
            self.add_error("responsible", f"{person.name}不在{unit.short_name}任职，请改选或选“暂不指定”")
        return facts


class ItemForm(AnswersAtItsUnit, ReasonForm):
    """What the office may change of an item."""

    title = forms.CharField(label="任务", max_length=60)
    unit = forms.ModelChoiceField(label="牵头单位", queryset=Unit.objects.none(), empty_label=None)
    responsible = forms.ModelChoiceField(
        label="责任人",
        queryset=User.objects.none(),
        required=False,
        empty_label="暂不指定",
        help_text="牵头单位的人；改牵头单位时先选“暂不指定”，保存后再指定",
    )
    assisting = RecordsField(
        label="配合单位", queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    measure = forms.CharField(label="计量单位", max_length=4)
    aim = forms.ChoiceField(
        label="目标种类",
        choices=ResponsibilityItem.Aim.choices,
        help_text="下限按序时推进；红线上限只看还余多少；限时节点到节点日才应达到；清零从基数逐日减到 0",
    )
    target = AmountField(label="目标值", help_text="清零填 0")
    baseline = AmountField(label="清零基数", required=False, help_text="只有清零条目填：开始时有多少")
    nodes = NodesField(
        label="序时节点",
        required=False,
        max_length=1000,
        help_text="每行一个：日期、空格、到那天应达到的累计数（清零条目为最多还剩多少）；不填则按天数均匀计算",
    )
    comes_with = forms.CharField(
        label="待接入", required=False, max_length=20, help_text="等哪类数据接入后改由系统取数，如案件、纠纷、巡防"
    )
    by_hand_because = forms.CharField(
        label="手填理由", required=False, max_length=60, help_text="系统里没有可数的记录时写明原因，如 培训不在系统登记"
    )

    field_order = (
        "title",
        "unit",
        "responsible",
        "assisting",
        "measure",
        "aim",
        "target",
        "baseline",
        "nodes",
        "comes_with",
        "by_hand_because",
        "reason",
        "version",
    )

    def __init__(self, *args, item: ResponsibilityItem, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = self.fields["assisting"].queryset = units
        here = User.objects.posted_at([item.unit_id], clock.today())
        self.fields["responsible"].queryset = here | User.objects.filter(pk=item.responsible_id or 0)

    def facts(self) -> ItemFacts:
        return ItemFacts(**{name: self.cleaned_data[name] for name in ItemFacts.__dataclass_fields__})


class SwitchForm(ReasonForm):
    """切换计数方式: the figures of the item's measure, or by hand."""

    figure = forms.ChoiceField(label="计数方式", required=False, widget=forms.RadioSelect)

    field_order = ("figure", "reason", "version")

    def __init__(self, *args, item: ResponsibilityItem, **kwargs):
        super().__init__(*args, **kwargs)
        awaited = awaited_figures(item)
        others = [figure for figure in figures_for(item.measure) if figure not in awaited]
        offered = [
            (figure.key, f"系统取数：{figure.label}（{figure.measure}）{mark}")
            for figure, mark in _marked(awaited, others)
        ]
        self.fields["figure"].choices = [("", "手工填报"), *offered]


def _marked(awaited: list, others: list) -> list[tuple]:
    """What the item waits for comes first and says so."""
    return [(figure, "，待接入的指标") for figure in awaited] + [(figure, "") for figure in others]


class LampForm(PlainForm):
    """亮灯规则: shares of what is due."""

    green_from = AmountField(label="绿灯线", places=2, help_text="完成 ÷ 应达不低于这个数为绿灯，如 1.00")
    yellow_from = AmountField(label="黄灯线", places=2, help_text="低于绿灯线、不低于这个数为黄灯，如 0.80；再低为红灯")
    limit_near_from = AmountField(
        label="红线预警线", places=2, help_text="红线上限用到这个比例为黄灯，如 0.90；超过红线一律红灯"
    )
