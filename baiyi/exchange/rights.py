"""Rights of the exchange room."""

from baiyi.accounts.roles import Role
from baiyi.records.rights import right

UPLOAD = right(
    "exchange.upload", "上传照片", Role.OFFICER, Role.CHIEF, Role.CLERK, Role.SUPERVISOR, Role.LEADER, Role.OFFICE
)
MANAGE_CHECKS = right("exchange.manage_checks", "管理表内校验", Role.OFFICE)
MANAGE_NUMBERS = right("exchange.manage_numbers", "管理文号格式", Role.OFFICE)
MANAGE_SMALL_COUNTS = right("exchange.manage_small_counts", "设定小数遮盖", Role.OFFICE)
IMPORT = right("exchange.import", "导入台账", Role.OFFICER, Role.CHIEF, Role.CLERK, Role.OFFICE, Role.SYSADMIN)
IMPORT_HISTORY = right("exchange.import_history", "导入历史台账", Role.OFFICE)
SEE_IMPORTS = right("exchange.see_imports", "查看全部导入批次", Role.OFFICE)
AUDIT_EXPORTS = right("exchange.audit_exports", "查看全部导出", Role.AUDITADMIN)
