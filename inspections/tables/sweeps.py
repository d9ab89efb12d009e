"""Columns of the lists of sweeps; list columns are export columns."""

import django_tables2 as tables
from django.utils.html import format_html

from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable
from inspections.models import SweepGroup, SweepReport, SweepTurnout, SweepVenue, Venue


class SweepGroupTable(RecordTable):
    name = LinkTo("inspections:sweep_group-detail")
    operation = tables.Column(order_by="operation__name")
    leader = tables.Column(order_by="leader__name")
    card = PhoneCard("name", (), {"operation": "", "unit": "", "leader": "组长"})

    class Meta(RecordTable.Meta):
        model = SweepGroup
        fields = ["name", "operation", "unit", "leader", "area"]


class SweepVenueTable(RecordTable):
    venue = LinkTo("inspections:sweep_venue-detail", order_by="venue__name")
    group = tables.Column(order_by="group__name")
    operation = tables.Column(order_by="operation__name")
    category = tables.Column(accessor="venue__category", verbose_name="类别", order_by="venue__category__position")
    address = tables.Column(accessor="venue__address", verbose_name="地址")
    cover = LampColumn(accessor="cover_lamp", verbose_name="清查")
    card = PhoneCard("venue", ("cover",), {"group": "", "address": ""})
    no_counts = frozenset({"position"})

    class Meta(RecordTable.Meta):
        model = SweepVenue
        fields = ["venue", "category", "address", "group", "operation", "position", "cover"]


class SweepReportTable(RecordTable):
    group = LinkTo("inspections:sweep_report-detail", order_by="group__name")
    operation = tables.Column(accessor="group__operation", order_by="group__operation__name", verbose_name="集中行动")
    state = LampColumn(accessor="state_lamp", verbose_name="战报")
    card = PhoneCard("group", ("state",), {"operation": "", "unit": "", "reported_on": ""})

    class Meta(RecordTable.Meta):
        model = SweepReport
        fields = [
            "group", "operation", "unit", "reported_on", "state", "people_checked", "vehicles_checked", "captured",
            "penalised", "closed", "leaflets", "served",
        ]  # fmt: skip


class SweepTurnoutTable(RecordTable):
    force = LinkTo("inspections:sweep_turnout-detail", orderable=False)
    group = tables.Column(accessor="force__group", order_by="force__group__name", verbose_name="清查组")
    operation = tables.Column(
        accessor="force__group__operation", order_by="force__group__operation__name", verbose_name="集中行动"
    )
    planned = tables.Column(accessor="force__planned", verbose_name="计划人数")
    card = PhoneCard("force", (), {"group": "", "reported_on": "", "count": "实到"})

    class Meta(RecordTable.Meta):
        model = SweepTurnout
        fields = ["force", "group", "operation", "reported_on", "planned", "count", "is_confirmed"]


class TickColumn(tables.Column):
    """A box to tick a row with, of the form that the page names."""

    def __init__(self, form: str, name: str):
        self.form, self.name = form, name
        super().__init__(accessor="pk", verbose_name="选", orderable=False, exclude_from_export=True)

    def render(self, value, record):
        box = '<label class="tick"><input type="checkbox" form="{}" name="{}" value="{}" aria-label="选{}"></label>'
        return format_html(box, self.form, self.name, value, record)


class CoverageTable(RecordTable):
    """Venues by how long nobody was there."""

    tick = TickColumn("assign", "venues")
    name = LinkTo("inspections:venue-detail")
    last_inspected_on = tables.DateColumn(verbose_name="最近检查", format="Y-m-d", default="从未")
    card = PhoneCard("name", ("tick",), {"unit": "", "category": "", "last_inspected_on": "最近检查"})

    class Meta(RecordTable.Meta):
        model = Venue
        fields = ["tick", "name", "category", "address", "unit", "last_inspected_on"]
