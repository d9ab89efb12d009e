"""Columns of the list of check rules."""

import django_tables2 as tables

from baiyi.exchange.check_forms import words_of
from baiyi.records.models import CheckRule
from baiyi.records.tables import LinkTo, PhoneCard, RecordTable

ISO = "Y-m-d"


class CheckRuleTable(RecordTable):
    card = PhoneCard(
        "subject",
        ("kind",),
        {"left": "", "right": "对照", "message": "", "effective_from": "自", "effective_to": "至"},
    )

    subject = LinkTo("exchange:check-end")
    right = tables.Column(orderable=False)
    effective_from = tables.DateColumn(format=ISO)
    effective_to = tables.DateColumn(format=ISO)

    class Meta(RecordTable.Meta):
        model = CheckRule
        fields = ["subject", "kind", "left", "right", "message", "effective_from", "effective_to"]

    def render_subject(self, record) -> str:
        return words_of(record)[0]

    def render_left(self, record) -> str:
        return words_of(record)[1]

    def render_right(self, record) -> str:
        return words_of(record)[2]
