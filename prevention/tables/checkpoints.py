"""Columns of the lists of checkpoints and shifts."""

import django_tables2 as tables

from baiyi.exchange.imports.sources import SourceColumn
from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable
from prevention.models import Checkpoint, CheckpointShift


class CheckpointTable(RecordTable):
    name = LinkTo("prevention:checkpoint-detail")
    duty = LampColumn(accessor="duty_lamp", verbose_name="现在")
    card = PhoneCard("name", ("duty",), {"number": "", "kind": "", "unit": ""})

    class Meta(RecordTable.Meta):
        model = Checkpoint
        fields = ["number", "name", "kind", "unit", "place", "duty", "in_use_until"]


class ShiftTable(RecordTable):
    checkpoint = LinkTo("prevention:shift-detail", order_by="checkpoint__number")
    hours = tables.Column(accessor="hours", verbose_name="勤务时段", order_by="starts_at")
    leader = tables.Column(order_by="leader__name")
    state = LampColumn(accessor="state_lamp", verbose_name="状态")
    gap = LampColumn(accessor="gap_lamp", verbose_name="断档")
    source = SourceColumn()
    card = PhoneCard("checkpoint", ("state", "gap", "source"), {"hours": "", "leader": "带班", "unit": ""})

    class Meta(RecordTable.Meta):
        model = CheckpointShift
        fields = [
            "checkpoint",
            "unit",
            "hours",
            "reported_on",
            "leader",
            "vehicles_checked",
            "people_checked",
            "captured",
            "state",
            "gap",
            "source",
        ]
