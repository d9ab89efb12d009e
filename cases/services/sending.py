"""流转 of cases: those in hand go to another unit or body."""

from baiyi.transfers import sendable

REFUSAL = "案件已经办结或作废，不再流转"

sendable.register("cases.case", refusal=lambda case: "" if case.is_open and not case.voided_at else REFUSAL)
