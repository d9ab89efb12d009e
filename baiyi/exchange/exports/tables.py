"""Columns of 导出中心."""

import django_tables2 as tables

from baiyi.exchange.models import Export
from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable


class ExportTable(RecordTable):
    title = LinkTo("exchange:export-detail", verbose_name="导出列表")
    made_by = tables.Column(order_by="made_by__name")
    asked_at = tables.DateTimeColumn(format="Y-m-d H:i")
    conditions = tables.Column(orderable=False)
    columns_words = tables.Column(verbose_name="导出列", orderable=False)
    personal_words = tables.Column(verbose_name="个人信息", orderable=False)
    lamp = LampColumn(accessor="lamp", verbose_name="状态")
    card = PhoneCard("title", ("lamp",), {"asked_at": "", "rows": "行数", "downloads": "下载", "made_by": ""})

    class Meta(RecordTable.Meta):
        model = Export
        fields = [
            "title", "lamp", "rows", "asked_at", "made_by", "conditions", "columns_words", "personal_words", "reason",
            "downloads",
        ]  # fmt: skip
