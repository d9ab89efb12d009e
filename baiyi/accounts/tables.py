"""The account list."""

import django_tables2 as tables

from baiyi.accounts.models import User
from baiyi.records.tables import PhoneCard, RecordTable


class UserTable(RecordTable):
    username = tables.Column("账号")
    is_active = tables.BooleanColumn(verbose_name="启用", yesno=("启用", "停用"))
    posting = tables.Column("单位与岗位", accessor="posting_label", orderable=False)
    actions = tables.TemplateColumn(
        template_name="accounts/_user_actions.html", verbose_name="操作", orderable=False, exclude_from_export=True
    )
    card = PhoneCard("name", ("is_active",), {"username": "账号", "posting": ""}, foot="actions")

    class Meta(RecordTable.Meta):
        model = User
        fields = ["username", "name", "police_number", "police_status", "posting", "is_active", "last_login", "actions"]
