"""Transfers, and whether a branch's transfers wait for approval."""

from baiyi.transfers.models.answered import Satisfaction
from baiyi.transfers.models.approval import ApprovalRule
from baiyi.transfers.models.rows import BACK, NEWEST_FIRST, State, at_home
from baiyi.transfers.models.transfer import HANDLE_RULE, SIGN_RULE, Transfer

__all__ = [
    "BACK",
    "HANDLE_RULE",
    "NEWEST_FIRST",
    "SIGN_RULE",
    "ApprovalRule",
    "Satisfaction",
    "State",
    "Transfer",
    "at_home",
]
