"""Rights of the campaign."""

from baiyi.accounts.roles import POLICE, Role
from baiyi.records.rights import right

VIEW = right("campaigns.view", "查看行动情况", *POLICE)
MANAGE = right("campaigns.manage", "管理行动与挂牌", Role.OFFICE)
ASSIGN = right("campaigns.assign", "指定责任人", Role.OFFICE)
SUPERVISE = right("campaigns.supervise", "登记督导", Role.LEADER, Role.OFFICE, Role.CHIEF, Role.OFFICER, Role.SUPERVISOR)
SUPERVISE_UNIT = right("campaigns.supervise_unit", "登记辖区督导", Role.LEADER, Role.OFFICE, Role.CHIEF, Role.SUPERVISOR)
CHASE = right("campaigns.chase", "催办督导", Role.LEADER, Role.OFFICE, Role.SUPERVISOR)
COCKPIT = right("campaigns.cockpit", "查看驾驶舱", Role.LEADER, Role.OFFICE, Role.SUPERVISOR)
REPORT = right("campaigns.report", "填报责任清单", Role.OFFICE, Role.CHIEF, Role.OFFICER, Role.CLERK)
