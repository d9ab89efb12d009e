"""Columns of the lists of zones, beats, plans, patrols and response."""

import django_tables2 as tables

from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable
from prevention.models import (
    PatrolBeat,
    PatrolMechanism,
    PatrolPlan,
    PatrolShift,
    PatrolZone,
    PlannedPatrol,
    ResponseCount,
    ResponseRing,
)


class ZoneTable(RecordTable):
    name = LinkTo("prevention:zone-detail")
    colour = tables.Column(accessor="colour_word", verbose_name="颜色", orderable=False)
    head = tables.Column(order_by="head__name")
    card = PhoneCard("name", (), {"number": "", "unit": "", "head": "防区长"})

    class Meta(RecordTable.Meta):
        model = PatrolZone
        fields = ["number", "name", "unit", "head", "force", "colour", "starts_on", "in_use_until"]


class BeatTable(RecordTable):
    name = LinkTo("prevention:beat-detail")
    zone = tables.Column(order_by="zone__number")
    officer = tables.Column(order_by="officer__name")
    card = PhoneCard("name", (), {"number": "", "zone": "", "unit": ""})

    class Meta(RecordTable.Meta):
        model = PatrolBeat
        fields = ["number", "name", "zone", "unit", "grade", "officer", "force", "is_campus", "in_use_until"]


class PlanTable(RecordTable):
    beat = LinkTo("prevention:plan-detail", order_by="beat__number")
    days = tables.Column(accessor="days", verbose_name="哪几天", order_by="weekdays")
    hours = tables.Column(accessor="hours", verbose_name="时段", order_by="begins")
    card = PhoneCard("beat", (), {"kind": "", "days": "", "hours": "", "unit": ""})

    class Meta(RecordTable.Meta):
        model = PatrolPlan
        fields = ["beat", "unit", "kind", "days", "hours", "force", "team", "starts_on", "in_use_until"]


class PlannedTable(RecordTable):
    beat = LinkTo("prevention:planned-detail", order_by="beat__number")
    hours = tables.Column(accessor="hours", verbose_name="应巡时段", order_by="starts_at")
    standing = LampColumn(accessor="standing_lamp", verbose_name="到岗")
    card = PhoneCard("beat", ("standing",), {"hours": "", "kind": "", "unit": ""})

    class Meta(RecordTable.Meta):
        model = PlannedPatrol
        fields = ["beat", "unit", "kind", "hours", "reported_on", "team", "force", "standing"]


class PatrolTable(RecordTable):
    beat = LinkTo("prevention:patrol-detail", order_by="beat__number")
    hours = tables.Column(accessor="hours", verbose_name="勤务时段", order_by="starts_at")
    leader = tables.Column(order_by="leader__name")
    points = tables.Column(accessor="points", verbose_name="必巡", orderable=False)
    state = LampColumn(accessor="state_lamp", verbose_name="状态")
    entry = LampColumn(accessor="entry_lamp", verbose_name="补录")
    gap = LampColumn(accessor="gap_lamp", verbose_name="断档")
    card = PhoneCard("beat", ("state", "entry", "gap"), {"kind": "", "hours": "", "leader": "带班", "unit": ""})

    class Meta(RecordTable.Meta):
        model = PatrolShift
        fields = [
            "beat",
            "unit",
            "kind",
            "hours",
            "reported_on",
            "leader",
            "people_checked",
            "captured",
            "points",
            "state",
            "entry",
            "gap",
        ]


class MechanismTable(RecordTable):
    name = LinkTo("prevention:mechanism-detail")
    sample = LampColumn(accessor="sample_lamp", verbose_name="标注")
    card = PhoneCard("name", ("sample",), {"text": ""})

    class Meta(RecordTable.Meta):
        model = PatrolMechanism
        fields = ["name", "text", "source", "starts_on", "in_use_until", "sample"]


class RingTable(RecordTable):
    name = LinkTo("prevention:ring-detail")
    sample = LampColumn(accessor="sample_lamp", verbose_name="标注")
    card = PhoneCard("name", ("sample",), {"minutes": "分钟", "covers": ""})

    class Meta(RecordTable.Meta):
        model = ResponseRing
        fields = ["name", "minutes", "covers", "standard", "starts_on", "in_use_until", "sample"]


class ResponseTable(RecordTable):
    ring = LinkTo("prevention:response-detail", order_by="ring__minutes")
    rate = tables.Column(accessor="rate_words", verbose_name="按时到场率", orderable=False)
    card = PhoneCard("ring", (), {"unit": "", "beat": "", "reported_on": "", "rate": ""})

    class Meta(RecordTable.Meta):
        model = ResponseCount
        fields = ["ring", "unit", "beat", "reported_on", "arrivals", "in_time", "rate", "created_by"]
