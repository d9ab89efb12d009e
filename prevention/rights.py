"""Rights of prevention."""

from baiyi.accounts.roles import POLICE, Role
from baiyi.records.rights import right

VIEW = right("prevention.view", "查看巡防查缉", *POLICE)
RECORD = right("prevention.record", "登记巡防勤务和夜查", Role.OFFICE, Role.CHIEF, Role.OFFICER, Role.CLERK)
MANAGE = right("prevention.manage", "维护卡点、检测仪、巡区和排班", Role.OFFICE, Role.CHIEF, Role.CLERK)
DECIDE = right("prevention.decide", "作废巡防勤务和夜查", Role.OFFICE, Role.CHIEF)
ARRANGE = right("prevention.arrange", "维护勤务机制和快反圈", Role.OFFICE)
VIEW_ALARMS = right("prevention.view_alarms", "查看警情", *POLICE)
REPORT_ALARMS = right("prevention.report_alarms", "报送警情", Role.OFFICE, Role.CHIEF, Role.CLERK)
COMPARE_ALARMS = right("prevention.compare_alarms", "存档警情对比", Role.OFFICE, Role.CHIEF, Role.CLERK)
ARRANGE_ALARMS = right("prevention.arrange_alarms", "警情报送管理", Role.OFFICE)
WATERS = right("prevention.waters", "查看重点水域", *POLICE, Role.PARTNER)
WATER_DUTY = right("prevention.water_duty", "查看水域巡查、预警和设备", *POLICE)
TEND_WATERS = right(
    "prevention.tend_waters", "登记水域巡查、劝阻和整改", Role.OFFICE, Role.CHIEF, Role.OFFICER, Role.CLERK
)
KEEP_WATERS = right("prevention.keep_waters", "维护重点水域和设备", Role.OFFICE, Role.CHIEF, Role.CLERK)
ANSWER_WATERS = right("prevention.answer_waters", "反馈共享水域", Role.PARTNER)
