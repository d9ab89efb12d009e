"""The room's lines of the menu."""

from functools import partial

from baiyi.accounts.roles import Role
from baiyi.notifications import rights
from baiyi.records.hooks import NavItem, navigation

line = partial(NavItem, "待办·消息", icon="list-check")
navigation += [
    line("待办", "notifications:inbox", order=10),
    line("消息", "notifications:messages", order=11),
    line("提醒台账", "notifications:ledger", right=rights.VIEW_LEDGER, order=12, first_for=(Role.OFFICE,)),
]
