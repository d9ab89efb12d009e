"""The items of the list as a table: one that is new, by a workbook or a page, and what the table can be narrowed by."""

import django_filters
from django import forms

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import Unit, UnitKind, User
from baiyi.figures import all_figures
from baiyi.records import clock
from baiyi.records.filters import Filters
from baiyi.records.forms import PlainForm, RecordsField
from campaigns.amounts import AmountField
from campaigns.forms.plan import LAMPS, AnswersAtItsUnit, ItemForm, NodesField
from campaigns.models import Campaign, ResponsibilityItem, SubAction
from campaigns.plan import states_for


class ItemRowForm(PlainForm):
    code = forms.CharField(label="条目编号", max_length=12)
    sub_action = forms.ModelChoiceField(SubAction.objects.none(), label="子行动")
    title = forms.CharField(label="任务", max_length=60)
    target = AmountField(label="目标值", help_text="清零填 0")
    measure = forms.CharField(label="计量单位", max_length=4)
    aim = forms.ChoiceField(
        label="目标种类", choices=ResponsibilityItem.Aim.choices, initial=ResponsibilityItem.Aim.LEAST, required=False
    )
    baseline = AmountField(label="清零基数", required=False, help_text="只有清零条目填：开始时有多少")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="牵头单位")
    responsible = forms.ModelChoiceField(User.objects.none(), label="责任人", required=False)
    assisting = RecordsField(Unit.objects.none(), label="配合单位", required=False)
    nodes = NodesField(label="序时节点", required=False, max_length=1000)
    figure = forms.ChoiceField(label="取数指标", required=False, help_text="留空为手工填报")
    comes_with = forms.CharField(label="待接入", required=False, max_length=20)
    by_hand_because = forms.CharField(label="手填理由", required=False, max_length=60)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.campaign = Campaign.objects.at_hand(clock.today())
        units = Unit.objects.descendants(self.campaign.unit_id, include_self=True) if self.campaign else Unit.objects
        units = units.valid(clock.today()) if self.campaign else Unit.objects.none()
        self.fields["unit"].queryset = self.fields["assisting"].queryset = units
        self.fields["responsible"].queryset = User.objects.posted_at(units.values("pk"), clock.today())
        self.fields["sub_action"].queryset = SubAction.objects.filter(campaign=self.campaign)
        self.fields["figure"].choices = [("", ""), *((each.key, each.label) for each in all_figures())]

    def clean_aim(self) -> str:
        return self.cleaned_data["aim"] or ResponsibilityItem.Aim.LEAST

    def facts(self) -> dict:
        return super().facts() | {"campaign": self.campaign}


class ItemAddForm(AnswersAtItsUnit, ItemRowForm):
    """The same on a page: 新增条目."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["assisting"].widget = forms.CheckboxSelectMultiple()
        fields["assisting"].widget.choices = fields["assisting"].choices
        fields["nodes"].help_text = ItemForm.base_fields["nodes"].help_text
        fields["aim"].help_text = ItemForm.base_fields["aim"].help_text
        fields["figure"].choices = [
            ("", "手工填报"),
            *((each.key, f"系统取数：{each.label}（{each.measure}）") for each in all_figures()),
        ]
        fields["responsible"].empty_label = "暂不指定"


class ItemFilter(Filters):
    sub_action = django_filters.ModelChoiceFilter(
        label="子行动", queryset=SubAction.objects.all(), to_field_name="code", empty_label="全部"
    )
    unit = UnitFilter("牵头单位", set(UnitKind))
    lamp = django_filters.ChoiceFilter(label="亮灯", choices=LAMPS, method="of_lamp", empty_label="全部")

    class Meta:
        model = ResponsibilityItem
        fields = ["sub_action", "unit", "lamp"]

    def of_lamp(self, rows, name: str, value: str):
        states = states_for(self.request)
        return rows.filter(pk__in=[pk for pk, state in states.items() if state.kind == value])
