"""The deadlines of a case and of its custody lines, and what people are told about a case."""

from baiyi.deadlines.kinds import register
from baiyi.notifications import kinds

CASE = register("case", label="办案", sentence="{title}：办案期限{due}，{left}，请抓紧办结。")
FILING = register(
    "filing", label="立案审查", sentence="{title}：立案审查期限{due}，{left}，请作出立案或不予立案的决定。"
)
REPORT = register(
    "case_report", label="进展报告", sentence="{title}：进展报告应报日{due}，{left}，请报告进展和下步措施。"
)
LISTED = register("listed_case", label="挂牌督办", sentence="{title}：督办期限{due}，{left}，请抓紧办结并申请解除。")
CUSTODY = register(
    "custody", label="限制人身自由", sentence="{title}：限制人身自由期限{due}，{left}，请及时变更或解除。"
)

RETURN = register("trip_return", label="返回", sentence="{title}：应返回日{due}，{left}，请按期返回并登记结果。")
STUDY = register("study_duty", label="调研整改", sentence="{title}：调研提出的事项限期{due}，{left}，请办理并反馈。")

LED = kinds.register("case_led", label="领导包案", text="“{case}”由{leader}包案，请按期报告进展")
LISTED_UP = kinds.register(
    "case_listed", label="挂牌督办", text="“{case}”被{level}挂牌督办：{requirement}", is_urgent=True
)
CHASED = kinds.register(
    "case_chased", label="案件催办", text="{by}催办“{case}”（本期第 {times} 次），请报告进展", is_urgent=True
)
SILENT = kinds.register("case_silent", label="案件停滞", text="“{case}”自{since}起没有进展，请过问", is_urgent=True)
DISPUTED = kinds.register(
    "outcome_disputed",
    label="战果争议",
    text="“{case}”的{outcome}，{first}与{second}都已登记，请裁定归谁",
    is_urgent=True,
)
EXTENSION = kinds.register(
    "case_extension", label="办案延期申请", text="{by}申请“{case}”办案期限延长 {days} 天：{reason}"
)
MEDIATED = kinds.register(
    "case_mediated",
    label="调解已履行",
    text="“{case}”所涉纠纷经{mediation}达成协议并已履行，可以调解结案、不予处罚{condition}",
)
RESTARTED = kinds.register(
    "case_restarted",
    label="办案期限重算",
    text="“{case}”{reason}，自{since}起算，请依法处理",
    is_urgent=True,
)
