"""Columns of the lists of campaigns, joint operations and items; list columns are export columns."""

import django_tables2 as tables
from django.template.loader import render_to_string

from baiyi.records.tables import LinkTo, PhoneCard, RecordTable
from campaigns.models import Campaign, Operation, ResponsibilityItem


class CampaignTable(RecordTable):
    card = PhoneCard("name", (), {"unit": "", "starts_on": "", "ends_on": ""})

    name = LinkTo("campaigns:campaign-detail")
    unit = tables.Column(verbose_name="组织单位")
    starts_on = tables.DateColumn(format="Y-m-d")
    ends_on = tables.DateColumn(format="Y-m-d")

    class Meta(RecordTable.Meta):
        model = Campaign
        fields = ["name", "unit", "starts_on", "ends_on", "plan_number", "plan_title"]


class OperationTable(RecordTable):
    card = PhoneCard("name", (), {"unit": "", "starts_at": ""})

    name = LinkTo("campaigns:operation-detail")
    starts_at = tables.DateTimeColumn(format="Y-m-d H:i")
    ends_at = tables.DateTimeColumn(format="Y-m-d H:i")

    class Meta(RecordTable.Meta):
        model = Operation
        fields = ["name", "wave", "unit", "starts_at", "ends_at", "commander"]


def of_state(label: str, **kwargs) -> tables.Column:
    """What a day says of the item."""
    return tables.Column(verbose_name=label, accessor="pk", orderable=False, **kwargs)


class ItemTable(RecordTable):
    """`states` are how the items stand, by their key."""

    card = PhoneCard("title", ("lamp",), {"unit": "", "value": "完成"})
    no_counts = frozenset({"value", "due", "completion"})

    title = LinkTo("campaigns:item-detail")
    sub_action = tables.Column(order_by="sub_action__position")
    unit = tables.Column(verbose_name="牵头单位")
    shown_target = of_state("目标")
    value = of_state("完成数")
    due = of_state("应达")
    completion = of_state("完成率（%）")
    lamp = of_state("亮灯")
    way = of_state("计数方式")
    reported_as_of = tables.DateColumn(verbose_name="填报截至日", format="Y-m-d")

    class Meta(RecordTable.Meta):
        model = ResponsibilityItem
        fields = ["code", "sub_action", "title", "unit", "responsible", "aim", "shown_target", "value", "due"]
        sequence = (*fields, "completion", "lamp", "way", "reported_as_of")

    def __init__(self, *args, states, **kwargs):
        super().__init__(*args, **kwargs)
        self.states = states

    def render_shown_target(self, value):
        return self.states[value].shown_target

    def render_value(self, value):
        return self.states[value].shown_value

    def render_due(self, value):
        return self.states[value].shown_due

    def render_completion(self, value):
        completion = self.states[value].completion
        return "—" if completion is None else f"{completion:f}"

    def render_lamp(self, value):
        return render_to_string("records/_lamp.html", {"value": self.states[value].lamp})

    def render_way(self, record):
        return "手工填报" if record.is_reported else "系统取数"
