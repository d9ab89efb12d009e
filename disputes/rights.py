"""Rights over disputes. A partner body reads what was sent to it and answers the transfer."""

from baiyi.accounts.roles import POLICE, Role
from baiyi.records.rights import right

VIEW = right("disputes.view", "查看矛盾纠纷", *POLICE, Role.PARTNER)
RECORD = right("disputes.record", "登记纠纷、调解和回访", Role.OFFICE, Role.CHIEF, Role.OFFICER, Role.CLERK)
DECIDE = right("disputes.decide", "纠纷研判、办结、合并和作废", Role.OFFICE, Role.CHIEF)
OVERSEE = right(
    "disputes.oversee", "过问纠纷超期和停滞", Role.LEADER, Role.OFFICE, Role.SUPERVISOR, Role.CHIEF, Role.CLERK
)
LEAD = right("disputes.lead", "明确纠纷包案领导", Role.LEADER, Role.OFFICE)
REVEAL = right("disputes.reveal", "查看当事人完整信息", Role.OFFICER, Role.CHIEF, Role.PARTNER)
ARRANGE = right("disputes.arrange", "维护排查化解机制", Role.OFFICE)
