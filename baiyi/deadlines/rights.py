"""Rights of the deadlines room."""

from baiyi.accounts.roles import POLICE, Role
from baiyi.records.rights import right

VIEW_RULES = right("deadlines.view_rules", "查看期限规则与节假日历", *POLICE)
MANAGE_RULES = right("deadlines.manage_rules", "维护法律依据和期限规则", Role.OFFICE)
CONFIRM_CALENDAR = right("deadlines.confirm_calendar", "确认节假日历", Role.OFFICE, Role.LEADER)
