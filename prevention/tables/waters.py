"""Columns of the lists about waters."""

import django_tables2 as tables

from baiyi.deadlines.tables import DueColumn
from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable
from prevention.models import (
    Device,
    DeviceRepair,
    Dissuasion,
    FacilityDefect,
    MissedWaterPatrol,
    Water,
    WaterAlert,
    WaterPatrol,
)


class WaterTable(RecordTable):
    name = LinkTo("prevention:water-detail")
    risk = LampColumn(accessor="risk_lamp", verbose_name="溺水风险", order_by="risk")
    defects = LampColumn(accessor="defect_lamp", verbose_name="四个一")
    point_officer = tables.Column(order_by="point_officer__name", default="—")
    card = PhoneCard("name", ("risk", "defects"), {"kind": "", "unit": "", "place": ""})

    class Meta(RecordTable.Meta):
        model = Water
        fields = ["number", "name", "kind", "risk", "unit", "place", "near_schools", "point_officer", "defects"]


class DefectTable(RecordTable):
    facility = LinkTo("prevention:defect-detail", verbose_name="缺损", accessor="title", order_by="water__number")
    water = tables.Column(order_by="water__number")
    state = LampColumn(accessor="state_lamp", verbose_name="状态")
    remaining = DueColumn()
    card = PhoneCard("facility", ("state", "remaining"), {"water": "", "unit": "", "found_on": "发现"})

    class Meta(RecordTable.Meta):
        model = FacilityDefect
        fields = ["facility", "water", "unit", "pieces", "found_on", "rounds", "state", "remaining"]


class WaterPatrolTable(RecordTable):
    water = LinkTo("prevention:waterpatrol-detail", order_by="water__number")
    patroller = tables.Column(order_by="patroller__name")
    result = LampColumn(accessor="result_lamp", verbose_name="巡查结果", order_by="result")
    dissuaded = tables.Column(verbose_name="劝阻人次", default=0)
    marks = LampColumn(accessor="marks_lamp", verbose_name="加巡 / 补录")
    card = PhoneCard("water", ("result", "marks"), {"patrolled_on": "", "half": "", "patroller": "", "unit": ""})

    class Meta(RecordTable.Meta):
        model = WaterPatrol
        fields = ["water", "unit", "patrolled_on", "half", "patroller", "result", "dissuaded", "marks"]


class MissedTable(RecordTable):
    water = tables.Column(order_by="water__number", linkify=lambda record: record.get_absolute_url())
    made_up = tables.BooleanColumn(accessor="is_made_up", verbose_name="已补录", orderable=False, yesno=("是", "否"))
    card = PhoneCard("water", ("made_up",), {"missed_on": "", "half": "", "unit": ""})

    class Meta(RecordTable.Meta):
        model = MissedWaterPatrol
        fields = ["water", "unit", "missed_on", "half", "made_up"]


class DeviceTable(RecordTable):
    number = LinkTo("prevention:device-detail")
    water = tables.Column(order_by="water__number")
    seen = LampColumn(accessor="seen_lamp", verbose_name="现在")
    last_seen = tables.DateTimeColumn(
        accessor="last_seen_at", verbose_name="最近在线", format="m-d H:i", orderable=False, default="—"
    )
    available = tables.Column(accessor="available_words", verbose_name="近 30 天可用", orderable=False)
    card = PhoneCard("number", ("seen",), {"water": "", "point": "", "last_seen": "最近在线"})

    class Meta(RecordTable.Meta):
        model = Device
        fields = ["number", "water", "point", "kind", "unit", "starts_on", "seen", "last_seen", "available"]


class RepairTable(RecordTable):
    device = LinkTo("prevention:device_repair-detail", order_by="device__number")
    state = LampColumn(accessor="state_lamp", verbose_name="状态")
    remaining = DueColumn()
    card = PhoneCard("device", ("state", "remaining"), {"fault": "", "reported_on": "报修", "unit": ""})

    class Meta(RecordTable.Meta):
        model = DeviceRepair
        fields = ["device", "unit", "source", "fault", "reported_on", "fixed_on", "state", "remaining"]


class AlertTable(RecordTable):
    water = LinkTo("prevention:water_alert-detail", order_by="water__number")
    state = LampColumn(accessor="state_lamp", verbose_name="研判")
    happened_at = tables.DateTimeColumn(format="Y-m-d H:i")
    handled_by = tables.Column(order_by="handled_by__name", default="—")
    card = PhoneCard("water", ("state",), {"happened_at": "", "point": "", "unit": ""})

    class Meta(RecordTable.Meta):
        model = WaterAlert
        fields = ["water", "point", "unit", "happened_at", "source", "state", "way", "handled_by"]


class DissuasionTable(RecordTable):
    water = LinkTo("prevention:dissuasion-detail", order_by="water__number")
    source = tables.Column(accessor="source_words", verbose_name="来源", orderable=False)
    card = PhoneCard("water", (), {"reported_on": "", "persons": "劝阻", "minors": "其中未成年人", "unit": ""})

    class Meta(RecordTable.Meta):
        model = Dissuasion
        fields = ["water", "unit", "reported_on", "source", "way", "persons", "minors"]
