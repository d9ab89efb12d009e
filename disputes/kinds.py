"""The deadlines of a dispute; the rules that count them are seeded already."""

from baiyi.deadlines.kinds import register

MEDIATE = register("mediate", label="调解", sentence="{title}：调解期限{due}，{left}，请抓紧调处。")
CONFIRM = register("confirm", label="司法确认", sentence="{title}：申请司法确认期限{due}，{left}，请告知当事人。")
