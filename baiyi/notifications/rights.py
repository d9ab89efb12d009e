"""Rights of the notifications room."""

from baiyi.accounts.roles import Role
from baiyi.records.rights import right

VIEW_LEDGER = right("notifications.view_ledger", "查看提醒台账", Role.LEADER, Role.OFFICE, Role.CHIEF, Role.SUPERVISOR)
