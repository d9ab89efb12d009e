"""Rights of transfers. Who receives one works on it with what he may do at his own unit or body."""

from baiyi.accounts.roles import POLICE, Role
from baiyi.records.rights import right

VIEW = right("transfers.view", "查看流转", *POLICE, Role.PARTNER)
SEND = right("transfers.send", "流转、撤回流转", Role.OFFICE, Role.CHIEF, Role.OFFICER, Role.CLERK)
APPROVE = right("transfers.approve", "审批流转", Role.OFFICE, Role.CHIEF)
SWITCH = right("transfers.switch", "设置流转审批", Role.OFFICE)
HANDLE = right(
    "transfers.handle", "签收、退回、办结流转", Role.OFFICE, Role.CHIEF, Role.OFFICER, Role.CLERK, Role.PARTNER
)
BY_THE_RECORD = "transfers.by_the_record"  # nobody holds it: a move of the record makes that step
