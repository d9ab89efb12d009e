"""The deadlines of disputes and their mediation, and what people are told about one."""

from baiyi.deadlines.kinds import register
from baiyi.notifications import kinds

RESOLVE = register("resolve", label="化解", sentence="{title}：化解期限{due}，{left}，请抓紧调处。")
STAGE = register("stage", label="环节", sentence="{title}：本环节期限{due}，{left}，请完成后进入下一环节。")
REVISIT = register("revisit", label="回访", sentence="{title}：回访期限{due}，{left}，请回访当事人。")

MEDIATE = register("mediate", label="调解", sentence="{title}：调解期限{due}，{left}，请抓紧调处。")
PERFORM = register("perform", label="履行", sentence="{title}：履行期限{due}，{left}，请督促当事人履行。")
CONFIRM = register("confirm", label="司法确认", sentence="{title}：申请司法确认期限{due}，{left}，请告知当事人。")
COURT_ACCEPT = register(
    "court_accept", label="法院受理", sentence="{title}：法院决定受理期限{due}，{left}，请了解是否受理。"
)
COURT_DECIDE = register("court_decide", label="法院裁定", sentence="{title}：法院裁定期限{due}，{left}，请了解结果。")

NOTIFY = register("notify_committee", label="通知居委", sentence="{title}：通知居委会期限{due}，{left}，请通知并登记。")
VISIT = register("visit", label="查访", sentence="{title}：查访期限{due}，{left}，请查访并登记。")

LED = kinds.register("dispute_led", label="纠纷包案", text="“{dispute}”由{leader}包案化解，请按期回报")
SILENT = kinds.register(
    "dispute_silent", label="纠纷停滞", text="“{dispute}”自{since}起没有进展，请过问", is_urgent=True
)
