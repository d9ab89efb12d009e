"""Rights of prevention."""

from baiyi.accounts.roles import POLICE, Role
from baiyi.records.rights import right

VIEW = right("prevention.view", "查看卡点和夜查", *POLICE)
RECORD = right("prevention.record", "登记卡点勤务和夜查", Role.OFFICE, Role.CHIEF, Role.OFFICER, Role.CLERK)
MANAGE = right("prevention.manage", "维护卡点和检测仪", Role.OFFICE, Role.CHIEF, Role.CLERK)
DECIDE = right("prevention.decide", "作废卡点勤务和夜查", Role.OFFICE, Role.CHIEF)
