"""Rights over cases, custody lines and outcomes."""

from baiyi.accounts.roles import POLICE, Role
from baiyi.records.rights import right

VIEW = right("cases.view", "查看案件", *POLICE)
RECORD = right("cases.record", "登记案件、进展和战果", Role.OFFICE, Role.CHIEF, Role.OFFICER, Role.CLERK)
DECIDE = right("cases.decide", "案件审批、撤案和作废", Role.OFFICE, Role.CHIEF)
OVERSEE = right(
    "cases.oversee", "过问案件超期和停滞", Role.LEADER, Role.OFFICE, Role.SUPERVISOR, Role.CHIEF, Role.CLERK
)
VERIFY = right("cases.verify", "审核战果", Role.OFFICE, Role.CHIEF)
APPROVE = right("cases.approve", "批准办案延期", Role.LEADER, Role.OFFICE)
SUPERVISE = right("cases.supervise", "包案、挂牌督办、催办", Role.LEADER, Role.OFFICE)
RULE = right("cases.rule", "裁定战果争议", Role.LEADER, Role.OFFICE)
