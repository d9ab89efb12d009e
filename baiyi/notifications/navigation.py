"""The room's lines of the menu."""

from baiyi.notifications import rights
from baiyi.records.hooks import NavItem, navigation

navigation += [
    NavItem("待办·消息", "待办", "notifications:inbox", icon="list-check", order=10),
    NavItem("待办·消息", "消息", "notifications:messages", icon="list-check", order=11),
    NavItem("待办·消息", "提醒台账", "notifications:ledger", rights.VIEW_LEDGER, icon="list-check", order=12),
]
