"""Columns of 文号格式 and 小数遮盖."""

import django_tables2 as tables

from baiyi.exchange.models import DocumentSeries, SmallCountRule
from baiyi.records.tables import LampColumn, PhoneCard, RecordTable


class SeriesTable(RecordTable):
    type_label = tables.Column("文书种类", order_by="document_type")
    last_text = tables.Column("最后一个号", orderable=False, default="还没有")
    next_text = tables.Column("下一个号", orderable=False)
    no_counts = frozenset({"year", "last_number"})
    card = PhoneCard("type_label", (), {"organ": "", "year": "", "last_text": "最后", "next_text": "下一个"})

    class Meta(RecordTable.Meta):
        model = DocumentSeries
        fields = ["organ", "type_label", "year", "last_text", "next_text"]


class ThresholdTable(RecordTable):
    effective_on = tables.DateColumn(format="Y-m-d")
    standing = LampColumn(accessor="standing_lamp", verbose_name="状态")
    no_counts = frozenset({"threshold"})
    card = PhoneCard("effective_on", ("standing",), {"threshold": "界限"})

    class Meta(RecordTable.Meta):
        model = SmallCountRule
        fields = ["effective_on", "threshold", "standing"]
