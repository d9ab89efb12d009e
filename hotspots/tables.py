"""Columns of the lists of hotspots, visits and missed weeks; list columns are export columns."""

import django_tables2 as tables

from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable
from hotspots.models import Hotspot, Supervision, WeeklyDuty


class HotspotTable(RecordTable):
    name = LinkTo("hotspots:hotspot-detail")
    unit = tables.Column(verbose_name="责任单位")
    owner = tables.Column(verbose_name="整治责任人", accessor="owner_words", order_by="owner_name")
    week = LampColumn(accessor="week_lamp", verbose_name="本周督导")
    last_visit = tables.Column(verbose_name="最近督导", accessor="last_visit_words", order_by="last_supervised_on")
    card = PhoneCard("name", ("week",), {"unit": "", "owner": "", "last_visit": "最近督导"})

    class Meta(RecordTable.Meta):
        model = Hotspot
        fields = ["name", "unit", "reason", "owner", "week", "last_visit", "listed_on", "rectify_by"]


class SupervisionTable(RecordTable):
    hotspot = LinkTo("hotspots:supervision-detail", order_by="hotspot__name")
    supervised_on = tables.DateColumn(verbose_name="督导日", format="Y-m-d")
    late_reason = tables.Column(verbose_name="补录", orderable=False, empty_values=())
    card = PhoneCard("hotspot", ("outcome",), {"supervised_on": "", "unit": "", "method": "", "created_by": ""})

    class Meta(RecordTable.Meta):
        model = Supervision
        fields = ["hotspot", "unit", "supervised_on", "method", "outcome", "problem_count", "created_by", "late_reason"]

    def render_late_reason(self, record):
        return "补录" if record.is_recorded_late else "—"


class DutyTable(RecordTable):
    hotspot = tables.Column(order_by="hotspot__name", linkify=lambda record: record.get_absolute_url())
    unit = tables.Column(verbose_name="责任单位")
    week = tables.Column(verbose_name="督导周", accessor="week", order_by="starts_on")
    owner = tables.Column(verbose_name="现整治责任人", accessor="owner_name", default="未指定", orderable=False)
    missed_at = tables.DateTimeColumn(verbose_name="记为漏督的时间", format="Y-m-d H:i")
    made_up = LampColumn(accessor="made_up_lamp", verbose_name="补督")
    card = PhoneCard("hotspot", ("made_up",), {"unit": "", "week": "", "owner": ""})

    class Meta(RecordTable.Meta):
        model = WeeklyDuty
        fields = ["hotspot", "unit", "week", "owner", "missed_at", "made_up"]
