"""Rights of the accounts room."""

from baiyi.accounts.roles import Role
from baiyi.records.rights import right

MANAGE = right("accounts.manage", "管理账号", Role.SYSADMIN)
