"""The deadlines of a dispute; the rules that count them are seeded already."""

from baiyi.deadlines.kinds import register

MEDIATE = register("mediate", label="调解")
CONFIRM = register("confirm", label="司法确认")
