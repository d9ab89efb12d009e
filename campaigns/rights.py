"""Rights of the campaign."""

from baiyi.accounts.roles import POLICE, Role
from baiyi.records.rights import right

VIEW = right("campaigns.view", "查看行动情况", *POLICE)
MANAGE = right("campaigns.manage", "管理行动", Role.OFFICE)
REPORT = right("campaigns.report", "填报责任清单", Role.OFFICE, Role.CHIEF, Role.OFFICER, Role.CLERK)
COMMAND = right("campaigns.command", "指挥集中行动", Role.LEADER, Role.OFFICE, Role.CHIEF)
