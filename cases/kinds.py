"""The deadlines of a case; the rules that count them are seeded already."""

from baiyi.deadlines.kinds import register

CASE = register("case", label="办案")
CUSTODY = register("custody", label="限制人身自由")
