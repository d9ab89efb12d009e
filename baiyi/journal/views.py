"""The audit administrator's list: read only, no record contents."""

import django_filters
import django_tables2 as tables
from auditlog.models import LogEntry
from django.db.models import Q
from django.utils.functional import cached_property

from baiyi.journal import rights
from baiyi.journal.timeline import DOOR, VERBS, actor_of, verb_of, with_words
from baiyi.records.filters import DayFilter, Filters
from baiyi.records.policies import Needs
from baiyi.records.tables import PhoneCard, RecordTable
from baiyi.records.views import ListPage

KINDS = (*VERBS.items(), (DOOR, "登录与退出"))


class EntryFilter(Filters):
    actor = django_filters.CharFilter(label="账号", method="of_account")
    since = DayFilter(label="起始日", field_name="timestamp", lookup_expr="date__gte")
    until = DayFilter(label="截止日", field_name="timestamp", lookup_expr="date__lte")
    ranges = (("since", "until"),)
    kind = django_filters.ChoiceFilter(label="操作类别", choices=KINDS, method="of_kind", empty_label="全部")

    class Meta:
        model = LogEntry
        fields = ["actor", "since", "until", "kind"]

    def of_account(self, queryset, name, value):
        """What it did, and the sign-ins to it that failed."""
        return queryset.filter(Q(actor__username=value) | Q(additional_data__account=value))

    def of_kind(self, queryset, name, value):
        if value == DOOR:
            return queryset.filter(additional_data__event=DOOR)
        is_plain = Q(additional_data=None) | Q(
            additional_data__event__isnull=True
        )  # exclude() would lose lines without the key
        return queryset.filter(is_plain, action=value)


class EntryTable(RecordTable):
    timestamp = tables.DateTimeColumn(verbose_name="时间", format="Y-m-d H:i:s")
    actor = tables.Column(verbose_name="操作人", empty_values=())
    account = tables.Column(verbose_name="登录账号", accessor="additional_data__account", orderable=False)
    verb = tables.Column(verbose_name="操作", accessor="action", orderable=False)
    content_type = tables.Column(verbose_name="对象", accessor="content_type__name", orderable=False)
    object_pk = tables.Column(verbose_name="对象编号", orderable=False)
    remote_addr = tables.Column(verbose_name="地址", orderable=False)
    card = PhoneCard(
        "verb",
        ("content_type",),
        {"timestamp": "", "actor": "", "account": "登录账号", "object_pk": "对象编号", "remote_addr": "地址"},
    )

    class Meta(RecordTable.Meta):
        model = LogEntry
        fields = ["timestamp", "actor", "verb", "account", "content_type", "object_pk", "remote_addr"]

    def render_actor(self, record):
        return actor_of(record)

    def render_verb(self, record):
        return verb_of(record)


class EntryList(ListPage):
    policy = Needs(rights.READ)
    model = LogEntry
    table_class = EntryTable
    filterset_class = EntryFilter
    title = "操作日志"

    @cached_property
    def visible(self):
        """Lines of the journal belong to no unit."""
        return LogEntry.objects.all()

    def get_queryset(self):
        return with_words(super().get_queryset())
