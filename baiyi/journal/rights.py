"""Rights of the journal."""

from baiyi.accounts.roles import Role
from baiyi.records.rights import right

READ = right("journal.read", "查看操作日志", Role.AUDITADMIN)
# The heads of units and of the branch. The task force keeps the campaign's ledgers and heads no unit.
READINGS = right("journal.readings", "查看个人信息查看记录", Role.LEADER, Role.CHIEF, Role.AUDITADMIN)
