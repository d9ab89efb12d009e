"""What messages and the ledger can be narrowed by. Filters live in the URL."""

import re

import django_filters
from django import forms

from baiyi.notifications import kinds
from baiyi.notifications.models import Notification
from baiyi.records.filters import Filters, SearchFilter

READ = [("", "全部"), ("true", "未读"), ("false", "已读")]
SUBJECT = re.compile(r"[0-9]{1,9}-[0-9]{1,18}")


class KindFilter(django_filters.ChoiceFilter):
    def __init__(self):
        super().__init__(label="种类", field_name="kind", choices=kinds.choices, empty_label="全部")


class MessageFilter(Filters):
    kind = KindFilter()

    class Meta:
        model = Notification
        fields = ["kind"]


class LedgerFilter(Filters):
    q = SearchFilter("接收人、内容", "search_key", "recipient__search_key")
    kind = KindFilter()
    is_unread = django_filters.BooleanFilter(
        label="阅读", field_name="read_at", lookup_expr="isnull", widget=forms.Select(choices=READ)
    )
    subject = django_filters.CharFilter(method="about", widget=forms.HiddenInput)

    class Meta:
        model = Notification
        fields = ["q", "kind", "is_unread", "subject"]

    def about(self, rows, name, value):
        """Messages of one record, as <content type>-<number>; anything else is about nothing."""
        if not SUBJECT.fullmatch(value):
            return rows.none()
        content_type, number = map(int, value.split("-"))
        return rows.filter(content_type=content_type, object_id=number)
