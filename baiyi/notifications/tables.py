"""Columns of the messages and of the ledger of reminders."""

import django_tables2 as tables

from baiyi.notifications.models import Notification
from baiyi.records.tables import PhoneCard, RecordTable


def one_line() -> dict:
    """Cells that do not wrap; a dictionary of its own for each column, since the label of the cell is added to it."""
    return {"td": {"class": "nowrap"}}


class MessageTable(RecordTable):
    """Shown as a list: each row is a button that opens what the message is about."""

    card = PhoneCard("sent_at")

    class Meta(RecordTable.Meta):
        model = Notification
        template_name = "notifications/_message_rows.html"
        fields = ["sent_at"]


class LedgerTable(RecordTable):
    recipient = tables.Column(order_by="recipient__name")
    kind_label = tables.Column(verbose_name="种类", order_by="kind", attrs=one_line())
    text = tables.Column(orderable=False)
    sent_at = tables.DateTimeColumn(format="Y-m-d H:i", attrs=one_line())
    is_late = tables.TemplateColumn(template_name="notifications/_late.html", verbose_name="补发")
    read_at = tables.TemplateColumn(template_name="notifications/_read.html", verbose_name="阅读", attrs=one_line())
    card = PhoneCard("recipient", ("is_late", "read_at"), {"kind_label": "", "sent_at": "", "text": ""})

    class Meta(RecordTable.Meta):
        model = Notification
        fields = ["recipient", "kind_label", "text", "sent_at", "is_late", "read_at"]
