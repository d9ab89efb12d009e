"""Verbs on transfers. Callers of other rooms send their own records."""

from baiyi.transfers.services.approval import switch_approval
from baiyi.transfers.services.extensions import (
    approve_transfer_extension,
    ask_transfer_extension,
    refuse_transfer_extension,
)
from baiyi.transfers.services.handling import (
    accept_transfer,
    rate_transfer,
    redo_transfer,
    send_back_transfer,
    settle_transfer,
)
from baiyi.transfers.services.sending import (
    approve_transfer,
    may_send,
    recall_transfer,
    receivers_of,
    refuse_transfer,
    send_transfer,
)

__all__ = [
    "accept_transfer",
    "approve_transfer",
    "approve_transfer_extension",
    "ask_transfer_extension",
    "may_send",
    "rate_transfer",
    "recall_transfer",
    "receivers_of",
    "redo_transfer",
    "refuse_transfer",
    "refuse_transfer_extension",
    "send_back_transfer",
    "send_transfer",
    "settle_transfer",
    "switch_approval",
]
