"""The deadlines of a case; the rules that count them are seeded already."""

from baiyi.deadlines.kinds import register

CASE = register("case", label="办案", sentence="{title}：办案期限{due}，{left}，请抓紧办结。")
CUSTODY = register(
    "custody", label="限制人身自由", sentence="{title}：限制人身自由期限{due}，{left}，请及时变更或解除。"
)
