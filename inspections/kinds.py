"""The deadlines of a notice: its service, the rectification, and the reinspection after it. And what this room tells
people.
"""

from baiyi.deadlines.kinds import register
from baiyi.notifications import kinds

RECTIFY = register("rectify", label="整改", sentence="{title}：整改期限{due}，{left}，请督促整改。")
RECHECK = register("recheck", label="复查", sentence="{title}：复查期限{due}，{left}，请安排复查。")
EXTENSION = kinds.register("notice_extension", label="整改延期审批", text="{by}{did}“{notice}”延期：{words}")
EXTENSION_FELL = kinds.register(
    "notice_extension_fell",
    label="延期随通知书作废",
    text="{venue}的“{notice}”已作废（{reason}），你同意的延期（延至{until}）随之失效",
)
CONTROL_LAPSED = kinds.register(
    "hazard_control_lapsed",
    label="临时管控到期",
    text="{title}：{control}已到期，隐患仍未整改，请复查或重新报批管控",
    is_urgent=True,
)
TO_BE_LISTED = kinds.register(
    "hazards_to_be_listed",
    label="提请挂牌督办",
    text="{by}提请把{venue}复查未整改的隐患挂牌督办：{hazards}",
    is_urgent=True,
)
URGED = kinds.register(
    "hazard_urged",
    label="整改催办",
    text="{by}催办：{venue}的隐患“{hazard}”还没有整改{due}，请督促整改",
    is_urgent=True,
)
URGED_ALL = kinds.register(
    "hazards_urged",
    label="整改催办（多处）",
    text="{by}催办：你负责的 {count} 处隐患还没有整改{late}，请督促整改",
    is_urgent=True,
)
