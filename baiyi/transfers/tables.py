"""Columns of the list of transfers."""

import django_tables2 as tables

from baiyi.deadlines.tables import DueColumn
from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable
from baiyi.transfers.models import Transfer


class TransferTable(RecordTable):
    card = PhoneCard("title", ("due", "stage"), {"receiver": "", "unit": "", "sent_on": "流转"})

    title = LinkTo("transfers:transfer-detail")
    unit = tables.Column(verbose_name="流转单位")
    receiver = tables.Column(verbose_name="接收单位", orderable=False)
    sent_on = tables.DateColumn(format="Y-m-d")
    sign_due_on = tables.DateColumn(verbose_name="签收期限", format="Y-m-d", default="—")
    handle_due_on = tables.DateColumn(verbose_name="办理期限", format="Y-m-d", default="—")
    due = DueColumn()
    stage = LampColumn(accessor="state_lamp", verbose_name="状态")

    class Meta(RecordTable.Meta):
        model = Transfer
        fields = ["title", "unit", "receiver", "sent_on", "sign_due_on", "handle_due_on", "due", "stage"]
