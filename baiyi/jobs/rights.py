"""The rights of this room."""

from baiyi.accounts.roles import Role
from baiyi.records.rights import right

VIEW_HEALTH = right("jobs.view_health", "查看系统健康", Role.SYSADMIN, Role.OFFICE)
MANAGE = right("jobs.manage", "管理后台任务", Role.SYSADMIN)
