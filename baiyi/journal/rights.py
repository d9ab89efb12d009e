"""Rights of the journal."""

from baiyi.accounts.roles import Role
from baiyi.records.rights import right

READ = right("journal.read", "查看操作日志", Role.AUDITADMIN)
