"""The two deadlines of a transfer, and what people are told about one."""

from baiyi.deadlines.kinds import register
from baiyi.notifications import kinds

SIGN = register("sign", label="签收", sentence="{title}：签收期限{due}，{left}，请签收或退回。")
HANDLE = register("handle", label="办理", sentence="{title}：办理期限{due}，{left}，请办理并反馈结果。")

SENT = kinds.register("transfer_sent", label="流转", text="{by}把“{title}”流转给{to}，请签收")
SENT_BACK = kinds.register("transfer_sent_back", label="流转退回", text="{to}退回了“{title}”：{reason}", is_urgent=True)
SETTLED = kinds.register("transfer_settled", label="流转办结", text="{to}办结了“{title}”：{result}")
PROPOSED = kinds.register("transfer_proposed", label="流转待审批", text="{by}提请把“{title}”流转给{to}，请审批")
REFUSED = kinds.register(
    "transfer_refused", label="流转未批准", text="{by}没有批准把“{title}”流转给{to}：{reason}", is_urgent=True
)
OVERTAKEN = kinds.register("transfer_overtaken", label="流转了结", text="“{title}”不用再办：{reason}")
REDONE = kinds.register("transfer_redone", label="发回重办", text="{by}把“{title}”发回重办：{reason}", is_urgent=True)
EXTENSION = kinds.register("transfer_extension", label="流转延期", text="{by}{did}“{title}”的办理延期：{words}")
