"""Columns and conditions of the job list."""

import django_filters
import django_tables2 as tables

from baiyi.jobs.background import label_of
from baiyi.jobs.models import BackgroundJob, Leased
from baiyi.records.filters import Filters
from baiyi.records.tables import LampColumn, LinkTo, PhoneCard, RecordTable


class JobTable(RecordTable):
    title = LinkTo("jobs:job-detail", verbose_name="任务名称")
    kind = tables.Column("种类", orderable=False)
    lamp = LampColumn("lamp", verbose_name="状态")
    created_by = tables.Column("发起人", accessor="created_by__name")
    created_at = tables.DateTimeColumn(format="Y-m-d H:i")
    result = tables.Column("执行结果", orderable=False)
    card = PhoneCard("title", ("lamp",), {"kind": "", "created_at": "", "result": ""})

    class Meta(RecordTable.Meta):
        model = BackgroundJob
        fields = ["title", "kind", "lamp", "created_by", "created_at", "result"]

    def render_kind(self, value):
        return label_of(value)


class JobFilter(Filters):
    state = django_filters.ChoiceFilter(label="状态", choices=Leased.State.choices, empty_label="全部状态")

    class Meta:
        model = BackgroundJob
        fields = ["state"]
