"""个人信息查看记录: who read whose personal data, when and why, for those who head the units it concerns."""

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.html import format_html

from baiyi.journal import rights
from baiyi.journal.models import Reading
from baiyi.journal.timeline import actor_of
from baiyi.records.filters import DayFilter, Filters, SearchFilter
from baiyi.records.policies import Needs
from baiyi.records.tables import PhoneCard, RecordTable
from baiyi.records.views import ListPage


class ReadingFilter(Filters):
    week = DayFilter(label="所在周", method="in_week", help_text="这一天所在的一周")
    reader = SearchFilter("查看人", "entry__actor__search_key", max_length=30)

    class Meta:
        model = Reading
        fields = ["week", "reader"]

    def in_week(self, queryset, name, value):
        return queryset.in_week_of(value)


class ReadingTable(RecordTable):
    """The record is named to those who may open it; to others its kind and number say enough."""

    at = tables.DateTimeColumn(format="Y-m-d H:i", attrs={"td": {"class": "nowrap"}})
    reader = tables.Column(verbose_name="查看人", accessor="entry", order_by="entry__actor__name")
    reader_unit = tables.Column(order_by="reader_unit__position")
    record = tables.Column(verbose_name="查看对象", accessor="entry", orderable=False)
    fields = tables.Column(verbose_name="查看内容", accessor="entry", orderable=False)
    reason = tables.Column(verbose_name="查看事由", accessor="entry", orderable=False)
    card = PhoneCard("record", (), {"at": "", "reader": "", "reader_unit": "", "fields": "内容", "reason": "事由"})

    class Meta(RecordTable.Meta):
        model = Reading
        fields = ["at", "reader", "reader_unit", "record", "fields", "reason"]

    def render_reader(self, value):
        return actor_of(value)

    def render_record(self, value, record):
        model = value.content_type.model_class()
        kind = str(model._meta.verbose_name) if model else value.content_type.model
        if model is None or record.unit_id not in self.request.user.unit_ids():
            return f"{kind} {value.object_pk}"
        if (count := (value.additional_data or {}).get("count")) is not None:  # many records at once, by a list
            return f"{kind}{value.object_repr} {count} 条"
        url = model(pk=value.object_id).get_absolute_url()
        return format_html('{} <a href="{}">{}</a>', kind, url, value.object_repr)

    def render_fields(self, value):
        model, names = value.content_type.model_class(), (value.additional_data or {}).get("fields", [])
        return "、".join(dict.fromkeys(label_of(model, name) for name in names)) or "没有写明"

    def render_reason(self, value):
        return (value.additional_data or {}).get("reason") or "没有写理由"


class ReadingList(ListPage):
    """The chief sees his station, the leader the branch, both only what concerns their units; the audit administrator
    everything, and no name of a record.
    """

    policy = Needs(rights.READINGS)
    model = Reading
    table_class = ReadingTable
    filterset_class = ReadingFilter
    title = "个人信息查看记录"
    caption = "本单位的记录被谁查看，本单位人员查看了谁"
    empty_text = "没有人查看过完整的个人信息"

    def get_queryset(self):
        named = ("entry__actor", "entry__content_type", "reader_unit")
        return super().get_queryset().select_related(*named).order_by("-at", "-pk")


def label_of(model: type[Model] | None, name: str) -> str:
    """The words of a field, also of one that rows of a record have (`parties__name`)."""
    for step in name.split("__"):
        if model is None:
            return name
        try:
            found = model._meta.get_field(step)
        except FieldDoesNotExist:
            return name
        model = found.related_model
    return str(getattr(found, "verbose_name", name))
