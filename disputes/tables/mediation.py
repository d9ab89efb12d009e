"""Columns of the lists of mediation; list columns are export columns."""

import django_tables2 as tables

from baiyi.deadlines.tables import DueColumn
from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable
from disputes.models import FamilyWarning, Instalment, Mediation


class MediationTable(RecordTable):
    dispute = LinkTo("disputes:mediation-detail", accessor="dispute__title", verbose_name="纠纷")
    state = LampColumn(accessor="state_lamp", verbose_name="状态")
    remaining = DueColumn()
    confirmation = tables.Column(accessor="confirmation_words", verbose_name="司法确认", orderable=False, default="—")
    card = PhoneCard("dispute", ("state", "remaining"), {"kind": "", "unit": "", "sessions_held": "次数"})

    class Meta(RecordTable.Meta):
        model = Mediation
        fields = ["dispute", "kind", "unit", "accepted_on", "sessions_held", "state", "remaining", "confirmation"]


class InstalmentTable(RecordTable):
    dispute = LinkTo("disputes:instalment-detail", accessor="mediation__dispute__title", verbose_name="纠纷")
    kind = tables.Column(accessor="mediation__kind", verbose_name="调解种类")
    state = LampColumn(accessor="state_lamp", verbose_name="状态")
    remaining = DueColumn()
    no_counts = frozenset({"number"})
    card = PhoneCard("dispute", ("state", "remaining"), {"number": "第", "what": "", "due_on": "应履行"})

    class Meta(RecordTable.Meta):
        model = Instalment
        fields = ["dispute", "kind", "number", "what", "unit", "due_on", "state", "remaining", "done_on"]


class FamilyWarningTable(RecordTable):
    number = LinkTo("disputes:family_warning-detail")
    dispute = tables.Column(accessor="dispute__title", verbose_name="纠纷")
    state = LampColumn(accessor="state_lamp", verbose_name="状态")
    remaining = DueColumn()
    card = PhoneCard("number", ("state", "remaining"), {"unit": "", "visits": "查访", "committee": ""})

    class Meta(RecordTable.Meta):
        model = FamilyWarning
        fields = ["number", "dispute", "unit", "issued_on", "committee", "visits", "visited_on", "state", "remaining"]
