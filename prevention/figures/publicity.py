"""Figures of publicity. 次, 人次 and 份 are three measures; what sweeps hand out is counted there and never added."""

from django.db.models import F, Q

from baiyi.figures import Definition, Flow, Sum, register
from prevention import rights
from prevention.figures.common import DAY, PATROLS
from prevention.models import PublicityActivity


def _activities():
    return PublicityActivity.objects.current()


def publicity_figure(kind, key: str, label: str, measure: str, text: str, **more) -> None:
    facts = {"right": rights.VIEW, "rows": _activities, "when": "reported_on", "in_operation": "operation"}
    facts |= {"list_url": "prevention:publicity-list", "definition": Definition(text + DAY), "order": 55}
    register(kind(key=key, label=label, measure=measure, **facts, **more))


publicity_figure(
    Flow, "publicity_held", "开展宣传", "次", "宣传活动，一个单位同一主题、时间、地点计一次", awaited_as=PATROLS
)
publicity_figure(
    Flow,
    "elder_fraud_publicity_held",
    "其中防养老诈骗宣传",
    "次",
    "主题为防养老诈骗的宣传活动，已含在开展宣传内",
    part_of="publicity_held",
    only=Q(theme=PublicityActivity.Theme.ELDER_FRAUD),
)
publicity_figure(
    Sum, "publicity_audience", "宣传受众", "人次", "宣传活动所记受众人次之和，不是人数", column=F("audience")
)
publicity_figure(
    Sum,
    "publicity_sheets",
    "宣传活动发放资料",
    "份",
    "宣传活动所记资料份数之和，清查中发放的不在内",
    column=F("sheets"),
)
