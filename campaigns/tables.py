"""Columns of the list of joint operations; list columns are export columns."""

import django_tables2 as tables

from baiyi.records.tables import LinkTo, PhoneCard, RecordTable
from campaigns.models import Operation


class OperationTable(RecordTable):
    card = PhoneCard("name", (), {"unit": "", "starts_at": ""})

    name = LinkTo("campaigns:operation-detail")
    starts_at = tables.DateTimeColumn(format="Y-m-d H:i")
    ends_at = tables.DateTimeColumn(format="Y-m-d H:i")

    class Meta(RecordTable.Meta):
        model = Operation
        fields = ["name", "wave", "unit", "starts_at", "ends_at", "commander"]
