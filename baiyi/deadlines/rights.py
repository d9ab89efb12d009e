"""Rights of the deadlines room."""

from baiyi.accounts.roles import POLICE
from baiyi.records.rights import right

VIEW_RULES = right("deadlines.view_rules", "查看期限规则与节假日历", *POLICE)
