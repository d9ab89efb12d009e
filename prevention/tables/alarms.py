"""Columns of the lists of alarms."""

import django_tables2 as tables

from baiyi.records.addresses import address_of
from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable
from prevention.models import AlarmBase, AlarmClosing, AlarmComparison, AlarmCount, AlarmException, AlarmReport


class AlarmReportTable(RecordTable):
    reported_on = LinkTo("prevention:alarm_report-detail")
    state = LampColumn(accessor="state_lamp", verbose_name="报送情况")
    card = PhoneCard("reported_on", ("state",), {"unit": "", "created_by": "", "reported_at": "上报"})

    class Meta(RecordTable.Meta):
        model = AlarmReport
        fields = ["reported_on", "unit", "state", "total", "due_at", "reported_at", "created_by"]


class AlarmCountTable(RecordTable):
    """A row opens its report."""

    day = tables.Column(
        accessor="report__reported_on",
        verbose_name="报告日",
        linkify=lambda record: address_of("prevention:alarm_report-detail", record.report_id),
    )
    unit = tables.Column(accessor="report__unit", verbose_name="所属单位")
    beat = tables.Column(empty_values=(), default="未分巡区")
    card = PhoneCard("day", ("count",), {"unit": "", "beat": "", "category": ""})

    class Meta(RecordTable.Meta):
        model = AlarmCount
        fields = ["day", "unit", "beat", "category", "count"]

    def render_beat(self, value):
        return value or "未分巡区"


class AlarmClosingTable(RecordTable):
    until = LinkTo("prevention:alarm_closing-detail")
    card = PhoneCard("until", (), {"unit": "", "reason": ""})

    class Meta(RecordTable.Meta):
        model = AlarmClosing
        fields = ["until", "unit", "reason", "created_by", "created_at"]


class AlarmExceptionTable(RecordTable):
    unit = LinkTo("prevention:alarm_exception-detail")
    lamp = LampColumn(accessor="open_lamp", verbose_name="许可")
    card = PhoneCard("unit", ("lamp",), {"since": "自", "until": "至", "reason": ""})

    class Meta(RecordTable.Meta):
        model = AlarmException
        fields = ["unit", "since", "until", "open_until", "lamp", "reason", "created_by"]


class AlarmBaseTable(RecordTable):
    subject_name = LinkTo("prevention:alarm_base-detail")
    card = PhoneCard("subject_name", ("count",), {"unit": "", "since": "自", "until": "至"})

    class Meta(RecordTable.Meta):
        model = AlarmBase
        fields = ["subject_name", "unit", "since", "until", "count", "source"]


class AlarmComparisonTable(RecordTable):
    subject_name = LinkTo("prevention:alarm_comparison-detail")
    compared = tables.Column(verbose_name="对比", orderable=False)
    card = PhoneCard("subject_name", (), {"unit": "", "since": "自", "until": "至", "compared": ""})

    class Meta(RecordTable.Meta):
        model = AlarmComparison
        fields = ["subject_name", "unit", "since", "until", "compared", "created_by", "created_at"]
