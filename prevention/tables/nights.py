"""Columns of the lists of night sheets and breathalysers."""

import django_tables2 as tables

from baiyi.exchange.imports.sources import SourceColumn
from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable
from prevention.models import Breathalyser, NightSheet


class SheetTable(RecordTable):
    where = LinkTo("prevention:nightsheet-detail", accessor="where", verbose_name="地点", orderable=False)
    hours = tables.Column(accessor="hours", verbose_name="勤务时段", order_by="starts_at")
    persons = tables.Column(accessor="persons_words", verbose_name="查处酒驾", orderable=False)
    leader = tables.Column(order_by="leader__name")
    source = SourceColumn()
    card = PhoneCard("where", ("source",), {"hours": "", "persons": "酒驾", "unit": ""})

    class Meta(RecordTable.Meta):
        model = NightSheet
        fields = [
            "where",
            "unit",
            "hours",
            "reported_on",
            "leader",
            "vehicles_checked",
            "drinking",
            "drinking_again",
            "drunk",
            "persons",
            "source",
        ]


class BreathalyserTable(RecordTable):
    number = LinkTo("prevention:breathalyser-detail")
    validity = LampColumn(accessor="validity_lamp", verbose_name="检定")
    card = PhoneCard("number", ("validity",), {"valid_until": "检定至", "unit": ""})

    class Meta(RecordTable.Meta):
        model = Breathalyser
        fields = ["number", "model", "unit", "valid_until", "validity"]
