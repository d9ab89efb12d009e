"""The audit administrator's list: read only, no record contents."""

import django_filters
import django_tables2 as tables
from auditlog.models import LogEntry

from baiyi.journal import rights
from baiyi.journal.timeline import VERBS, entries, verb_of
from baiyi.records.policies import Needs
from baiyi.records.tables import PhoneCard, RecordTable
from baiyi.records.views import ListPage

KINDS = tuple(VERBS.items())


class EntryFilter(django_filters.FilterSet):
    actor = django_filters.CharFilter(label="操作人账号", field_name="actor__username", lookup_expr="exact")
    since = django_filters.DateFilter(label="起始日", field_name="timestamp", lookup_expr="date__gte")
    until = django_filters.DateFilter(label="截止日", field_name="timestamp", lookup_expr="date__lte")
    kind = django_filters.ChoiceFilter(label="操作类别", field_name="action", choices=KINDS, empty_label="全部")

    class Meta:
        model = LogEntry
        fields = ["actor", "since", "until", "kind"]


class EntryTable(RecordTable):
    timestamp = tables.DateTimeColumn(verbose_name="时间", format="Y-m-d H:i:s")
    actor = tables.Column(verbose_name="操作人", default="系统")
    verb = tables.Column(verbose_name="操作", accessor="action", orderable=False)
    content_type = tables.Column(verbose_name="对象", accessor="content_type__name", orderable=False)
    object_pk = tables.Column(verbose_name="对象编号", orderable=False)
    remote_addr = tables.Column(verbose_name="地址", orderable=False)
    card = PhoneCard("verb", ("content_type",), {"timestamp": "", "actor": "", "object_pk": "对象编号", "remote_addr": "地址"})

    class Meta(RecordTable.Meta):
        model = LogEntry
        fields = ["timestamp", "actor", "verb", "content_type", "object_pk", "remote_addr"]

    def render_verb(self, record):
        return verb_of(record)


class EntryList(ListPage):
    policy = Needs(rights.READ)
    model = LogEntry
    table_class = EntryTable
    filterset_class = EntryFilter
    title = "操作日志"

    def get_queryset(self):
        return entries()
