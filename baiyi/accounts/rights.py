"""Rights of the accounts room."""

from baiyi.accounts.roles import Role
from baiyi.records.rights import right

MANAGE = right("accounts.manage", "管理账号", Role.SYSADMIN)
HAND_OVER = right("accounts.hand_over", "办理交接", Role.OFFICE, Role.CHIEF)
