"""Rights of hotspots and their supervision."""

from baiyi.accounts.roles import POLICE, Role
from baiyi.records.rights import right

VIEW = right("hotspots.view", "查看挂牌整治", *POLICE)
MANAGE = right("hotspots.manage", "管理挂牌整治", Role.OFFICE)
ASSIGN = right("hotspots.assign", "指定责任人", Role.OFFICE)
SUPERVISE = right("hotspots.supervise", "登记督导", Role.LEADER, Role.OFFICE, Role.CHIEF, Role.OFFICER, Role.SUPERVISOR)
SUPERVISE_UNIT = right("hotspots.supervise_unit", "登记辖区督导", Role.LEADER, Role.OFFICE, Role.CHIEF, Role.SUPERVISOR)
CHASE = right("hotspots.chase", "催办督导", Role.LEADER, Role.OFFICE, Role.SUPERVISOR)
