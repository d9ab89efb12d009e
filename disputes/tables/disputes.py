"""Columns of the lists of disputes; list columns are export columns."""

import django_tables2 as tables

from baiyi.deadlines.tables import DueColumn
from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable
from disputes.models import Dispute


class DisputeTable(RecordTable):
    title = LinkTo("disputes:dispute-detail")
    risk = LampColumn(accessor="risk_lamp", verbose_name="风险等级", order_by="risk__position")
    state = LampColumn(accessor="state_lamp", verbose_name="状态")
    remaining = DueColumn()
    silence = LampColumn(accessor="silence_lamp", verbose_name="停滞")
    officer = tables.Column(order_by="officer__name")
    card = PhoneCard(
        "title",
        ("risk", "state", "remaining", "silence"),
        {"number": "", "unit": "", "found_on": "发现"},
    )

    class Meta(RecordTable.Meta):
        model = Dispute
        fields = [
            "title",
            "number",
            "source",
            "unit",
            "officer",
            "found_on",
            "risk",
            "state",
            "remaining",
            "silence",
        ]
