"""Rights of venue inspections."""

from baiyi.accounts.roles import POLICE, Role
from baiyi.records.rights import right

VIEW = right("inspections.view", "查看场所检查", *POLICE, Role.PARTNER)
RECORD = right("inspections.record", "登记检查与复查", Role.OFFICER, Role.CHIEF, Role.CLERK)
KEEP_VENUES = right("inspections.keep_venues", "维护场所台账", Role.OFFICER, Role.CHIEF, Role.CLERK, Role.OFFICE)
RETIRE = right("inspections.retire_venues", "停用场所", Role.CHIEF, Role.CLERK)
MERGE = right("inspections.merge_venues", "合并场所", Role.CHIEF, Role.CLERK, Role.OFFICE)
ISSUE = right("inspections.issue", "签发、送达责令整改通知书", Role.OFFICER, Role.CHIEF)
DECIDE = right("inspections.decide", "审批延期、作废文书", Role.CHIEF)
URGE = right("inspections.urge", "催办整改", Role.CHIEF, Role.CLERK, Role.OFFICE, Role.SUPERVISOR, Role.LEADER)
REVEAL = right("inspections.reveal", "查看完整个人信息", Role.OFFICER, Role.CHIEF)
SWEEP = right("inspections.sweep", "查看集中清查", *POLICE)
DEPLOY = right("inspections.deploy", "部署集中清查", Role.OFFICE, Role.CHIEF)
ARRANGE = right("inspections.arrange", "维护场所类别与检查清单", Role.OFFICE)
JOIN = right("inspections.join_sweep", "确认协同清查人数", Role.PARTNER)
