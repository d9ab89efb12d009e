"""Columns of the lists of cases; list columns are export columns."""

import django_tables2 as tables

from baiyi.deadlines.tables import DueColumn
from baiyi.exchange.imports.sources import SourceColumn
from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable
from cases.models import ArrestTrip, Case, CustodyLine, Outcome, Study, StudyDuty


class CaseTable(RecordTable):
    name = LinkTo("cases:case-detail")
    stage = LampColumn(accessor="stage_lamp", verbose_name="阶段")
    remaining = DueColumn()
    silence = LampColumn(accessor="silence_lamp", verbose_name="停滞")
    category = tables.Column(order_by="category__name")
    officer = tables.Column(order_by="officer__name")
    leader = tables.Column(order_by="leader__name", default="—")
    source = SourceColumn()
    marks = ("stage", "remaining", "silence", "source")
    card = PhoneCard("name", marks, {"unit": "", "officer": "主办", "accepted_on": "受案"})

    class Meta(RecordTable.Meta):
        model = Case
        fields = [
            "name",
            "category",
            "unit",
            "officer",
            "leader",
            "accepted_on",
            "stage",
            "remaining",
            "silence",
            "source",
        ]


class CustodyTable(RecordTable):
    case = LinkTo("cases:custody-detail", verbose_name="案件", order_by="case__name")
    state = LampColumn(accessor="state_lamp", verbose_name="状态")
    remaining = DueColumn()
    due_on = tables.DateColumn(verbose_name="期满日", format="Y-m-d", accessor="effective_due_on", default="—")
    card = PhoneCard("case", ("state", "remaining"), {"person": "序号", "measure": "", "due_on": "期满"})

    class Meta(RecordTable.Meta):
        model = CustodyLine
        fields = ["case", "person", "measure", "unit", "starts_on", "due_on", "remaining", "state"]


class OutcomeTable(RecordTable):
    case = LinkTo("cases:outcome-detail", verbose_name="案件", order_by="case__name")
    state = LampColumn(accessor="state_lamp", verbose_name="状态")
    counted = tables.Column(accessor="counted_words", verbose_name="计入", orderable=False)
    source = SourceColumn()
    card = PhoneCard("case", ("state", "source"), {"measure": "", "persons": "人数", "unit": "", "counted": ""})

    class Meta(RecordTable.Meta):
        model = Outcome
        fields = ["case", "measure", "persons", "unit", "share", "happened_on", "state", "counted", "source"]


class TripTable(RecordTable):
    destination = LinkTo("cases:trip-detail")
    case = tables.Column(order_by="case__name")
    state = LampColumn(accessor="state_lamp", verbose_name="状态")
    remaining = DueColumn()
    card = PhoneCard("destination", ("state", "remaining"), {"case": "", "people": "人数", "return_by": "应返回"})

    class Meta(RecordTable.Meta):
        model = ArrestTrip
        fields = ["destination", "case", "unit", "people", "leave_on", "return_by", "state", "remaining"]


class StudyTable(RecordTable):
    title = LinkTo("cases:study-detail")
    card = PhoneCard("title", (), {"unit": "", "since": "自", "until": "至"})

    class Meta(RecordTable.Meta):
        model = Study
        fields = ["title", "unit", "since", "until", "group", "studied_on"]


class DutyTable(RecordTable):
    task = LinkTo("cases:study_duty-detail")
    study = tables.Column(order_by="study__title")
    state = LampColumn(accessor="state_lamp", verbose_name="状态")
    remaining = DueColumn()
    card = PhoneCard("task", ("state", "remaining"), {"unit": "", "officer": "", "due_on": "期限"})

    class Meta(RecordTable.Meta):
        model = StudyDuty
        fields = ["task", "study", "unit", "officer", "due_on", "state", "remaining"]
