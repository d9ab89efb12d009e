"""Columns of the inspection lists; list columns are export columns."""

import django_tables2 as tables

from baiyi.deadlines.tables import DueColumn
from baiyi.exchange.imports.sources import SourceColumn
from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable
from inspections.models import Hazard, Inspection, RectificationNotice, Venue


class VenueTable(RecordTable):
    name = LinkTo("inspections:venue-detail")
    last_inspected_on = tables.DateColumn(verbose_name="最近检查", format="Y-m-d", default="从未")
    open_hazards = tables.Column(verbose_name="未销号隐患（处）", default=0)
    double = LampColumn(accessor="double_lamp", verbose_name="核对")
    card = PhoneCard("name", ("double",), {"unit": "", "last_inspected_on": "最近检查", "open_hazards": "未销号"})

    class Meta(RecordTable.Meta):
        model = Venue
        fields = ["name", "category", "address", "unit", "responsible", "last_inspected_on", "open_hazards", "double"]


class InspectionTable(RecordTable):
    reference = LinkTo("inspections:inspection-detail", verbose_name="编号", orderable=False)
    venue = tables.Column(order_by="venue__name")
    operation = tables.Column(order_by="operation__name")
    inspected_at = tables.DateTimeColumn(verbose_name="检查时间", format="Y-m-d H:i")
    source = SourceColumn()
    card = PhoneCard("venue", ("outcome", "source"), {"reference": "", "inspected_at": "", "unit": ""})

    class Meta(RecordTable.Meta):
        model = Inspection
        fields = ["reference", "venue", "unit", "inspected_at", "outcome", "operation", "created_by", "source"]


class HazardTable(RecordTable):
    venue = tables.Column(order_by="venue__name")
    reference = LinkTo("inspections:hazard-detail", verbose_name="编号", orderable=False)
    due_on = tables.DateColumn(verbose_name="期限", format="Y-m-d", accessor="effective_due_on", default="—")
    grade = tables.Column(verbose_name="等级")
    officer = tables.Column(verbose_name="责任人", orderable=False)
    remaining = DueColumn(by="late_after")
    stage = LampColumn(accessor="stage_lamp", verbose_name="状态")
    urged_on = tables.DateColumn(verbose_name="最近催办", format="Y-m-d", default="—")
    source = SourceColumn()
    card = PhoneCard("venue", ("remaining", "stage", "source"), {"description": "", "unit": "", "reference": ""})

    class Meta(RecordTable.Meta):
        model = Hazard
        fields = [
            "reference",
            "venue",
            "description",
            "grade",
            "disposal",
            "unit",
            "officer",
            "found_on",
            "due_on",
            "remaining",
            "stage",
            "urged_on",
            "source",
        ]


class NoticeTable(RecordTable):
    venue = tables.Column(order_by="venue__name")
    number = LinkTo("inspections:notice-detail", verbose_name="发文字号", missing="（未编号）", order_by="number__text")
    due_on = tables.DateColumn(verbose_name="期限", format="Y-m-d", accessor="effective_due_on", default="—")
    remaining = DueColumn()
    stage = LampColumn(accessor="stage_lamp", verbose_name="状态")
    source = SourceColumn()
    card = PhoneCard("venue", ("remaining", "stage", "source"), {"number": "", "unit": "", "due_on": "期限"})

    class Meta(RecordTable.Meta):
        model = RectificationNotice
        fields = ["number", "venue", "unit", "issued_on", "due_on", "remaining", "stage", "source"]
