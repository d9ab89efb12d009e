"""Columns of the reference lists."""

import django_tables2 as tables
from django.db.models import F

from baiyi.deadlines import festivals
from baiyi.deadlines.models import CalendarDay, CalendarProposal, CalendarYear, LegalBasis, Rule
from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable

ISO = "Y-m-d"


class RuleTable(RecordTable):
    label = LinkTo("deadlines:rule-detail")
    basis = tables.Column("法律依据", orderable=False)
    effective_from = tables.DateColumn(format=ISO)
    effective_to = tables.DateColumn(format=ISO)
    no_counts = frozenset({"length", "max_length", "max_extensions"})
    card = PhoneCard(
        "label",
        ("kind",),
        {
            "length": "期限",
            "measure": "",
            "max_length": "最长",
            "max_extensions": "可延",
            "rolls": "顺延",
            "basis": "依据",
            "effective_from": "自",
            "effective_to": "至",
            "note": "",
        },
    )

    class Meta(RecordTable.Meta):
        model = Rule
        fields = [
            "label",
            "kind",
            "measure",
            "length",
            "max_length",
            "max_extensions",
            "rolls",
            "basis",
            "effective_from",
            "effective_to",
            "note",
        ]


class BasisTable(RecordTable):
    title = LinkTo("deadlines:basis-detail")
    effective_from = tables.DateColumn(format=ISO)
    effective_to = tables.DateColumn(format=ISO)
    card = PhoneCard(
        "title",
        (),
        {
            "article": "",
            "summary": "",
            "sanction": "逾期后果",
            "effective_from": "自",
            "effective_to": "至",
            "note": "",
        },
    )

    class Meta(RecordTable.Meta):
        model = LegalBasis
        fields = [
            "title",
            "article",
            "document_no",
            "issued_by",
            "summary",
            "sanction",
            "effective_from",
            "effective_to",
            "note",
        ]


class CalendarTable(RecordTable):
    year = LinkTo("deadlines:calendar-detail")
    off = tables.Column("放假天数")
    worked = tables.Column("补班天数")
    missing = tables.Column("完整", empty_values=(), orderable=False)
    imported_at = tables.DateTimeColumn(format="Y-m-d H:i")
    no_counts = frozenset({"year", "off", "worked"})
    card = PhoneCard("year", (), {"off": "放假", "worked": "补班", "missing": "", "imported_at": "导入"})

    class Meta(RecordTable.Meta):
        model = CalendarYear
        fields = ["year", "off", "worked", "missing", "version", "source", "imported_at"]

    def render_missing(self, record) -> str:
        missing = festivals.missing(record.year, record.days_off)
        return f"缺{'、'.join(missing)}，暂估" if missing else "齐全"


class CalendarDayTable(RecordTable):
    day = tables.DateColumn(format=ISO)
    weekday = tables.TemplateColumn("{{ record.day|weekday }}", verbose_name="星期", orderable=False)
    is_working = tables.BooleanColumn(yesno=("补班", "放假"), verbose_name="安排")
    card = PhoneCard("day", ("is_working",), {"weekday": "", "note": ""})

    class Meta(RecordTable.Meta):
        model = CalendarDay
        fields = ["day", "weekday", "is_working", "note"]


class ProposalTable(RecordTable):
    year = LinkTo("deadlines:proposal-detail")
    proposed_by = tables.Column(default="命令行")
    proposed_at = tables.DateTimeColumn(format="Y-m-d H:i")
    decided_at = tables.DateTimeColumn(format="Y-m-d H:i")
    no_counts = frozenset({"year"})
    card = PhoneCard("year", ("verdict",), {"document_no": "", "proposed_by": "提出", "proposed_at": ""})

    class Meta(RecordTable.Meta):
        model = CalendarProposal
        fields = ["year", "document_no", "verdict", "proposed_by", "proposed_at", "decided_by", "decided_at"]


class DueColumn(LampColumn):
    """剩余 / 超期, for rows of `with_gravest`: sorted by the day from which it is late, what is latest first; what has
    no term stands last either way.
    """

    def __init__(self, *, by: str = "grave_late_after", verbose_name: str = "剩余 / 超期"):
        self.by = by
        super().__init__(accessor="due_lamp", verbose_name=verbose_name, orderable=True)

    def order(self, queryset, is_descending: bool):
        day = F(self.by)
        return queryset.order_by(day.desc(nulls_last=True) if is_descending else day.asc(nulls_last=True)), True
