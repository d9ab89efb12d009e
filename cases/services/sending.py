"""流转 of cases: those in hand go to another unit or body."""

from baiyi.transfers import sendable
from cases.models.case import ENDS

REFUSAL = "案件已经办结或作废，不再流转"
WORKED_ON = ("file", "solve", "detain", "arrest", "suspend", "resume", "report")  # by its own unit

sendable.register(
    "cases.case",
    refusal=lambda case: "" if case.is_open and not case.voided_at else REFUSAL,
    ended_by=(*ENDS, "void"),
    resumed_by=WORKED_ON,
)
