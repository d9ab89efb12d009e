"""The account list."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from baiyi.accounts.models import User
from baiyi.accounts.people.acts import ACTS, acts_on
from baiyi.records.tables import LinkTo, PhoneCard, RecordTable

BUTTON = '<a class="button button-plain" href="{}{}">{}</a>'


class UserTable(RecordTable):
    username = tables.Column("账号")
    name = LinkTo("accounts:user-detail", verbose_name="姓名", accessor="name")
    is_active = tables.BooleanColumn(verbose_name="启用", yesno=("启用", "停用"))
    posting = tables.Column("单位与岗位", accessor="posting_label", orderable=False)
    actions = tables.Column("操作", accessor="pk", orderable=False, exclude_from_export=True)
    card = PhoneCard("name", ("is_active",), {"username": "账号", "posting": ""}, foot="actions")

    class Meta(RecordTable.Meta):
        model = User
        fields = ["username", "name", "police_number", "police_status", "posting", "is_active", "last_login", "actions"]

    def render_actions(self, record):
        """What applies to the account now; the page brings who is locked, and what of its address goes along."""
        page = self.context
        acts = acts_on(record, page["user"], is_locked=record.username in page["locked_names"])
        links = [
            (reverse("accounts:user-action", args=[record.pk, act]), page["asked_of_list"], ACTS[act].short)
            for act in acts
        ]
        return format_html('<div class="button-row">{}</div>', format_html_join("", BUTTON, links)) if links else "—"
