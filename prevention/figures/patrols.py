"""Figures of zones, patrols and response. Those of patrols may be asked for one joint operation."""

from django.db.models import F, Q

from baiyi.figures import Definition, Flow, Matching, Ratio, Sum, register
from prevention import rights
from prevention.figures.common import DAY, PATROLS, in_force_at_end
from prevention.models import PatrolBeat, PatrolKind, PatrolShift, PatrolZone, PlannedPatrol, ResponseCount, Turn

FORCE = F("police") + F("auxiliaries") + F("armed")
ENDED = ~Q(state=Turn.State.ON)
ORDER = 49


class Hours(Sum):
    """Minutes inside the records; hours with one decimal outside."""

    def read(self, pairs):
        return round(super().read(pairs) / 60, 1)


def _zones():
    return PatrolZone.objects.current()


def _beats():
    return PatrolBeat.objects.current()


def _patrols():
    return PatrolShift.objects.current()


def _planned():
    return PlannedPatrol.objects.current()


def _counts():
    return ResponseCount.objects.current()


def ground_figure(rows, key: str, label: str, list_url: str, text: str) -> None:
    facts = {"right": rights.VIEW, "rows": rows, "happened": in_force_at_end, "list_url": list_url}
    register(Matching(key=key, label=label, measure="个", definition=Definition(text), order=ORDER, **facts))


def patrols_figure(kind, key: str, label: str, measure: str, text: str, **more) -> None:
    facts = {"right": rights.VIEW, "rows": _patrols, "when": "reported_on", "in_operation": "operation"}
    facts |= {"list_url": "prevention:patrol-list", "definition": Definition(text + DAY), "order": ORDER}
    register(kind(key=key, label=label, measure=measure, **facts, **more))


def response_figure(key: str, label: str, text: str, column: str, **more) -> None:
    facts = {"right": rights.VIEW, "rows": _counts, "when": "reported_on", "list_url": "prevention:response-list"}
    definition = Definition(text + DAY)
    facts |= {"measure": "次", "definition": definition, "column": F(column), "order": ORDER}
    register(Sum(key=key, label=label, **facts, **more))


def rate_figure(key: str, label: str, text: str, numerator: str, denominator: str, **more) -> None:
    facts = {"right": rights.VIEW, "numerator": numerator, "denominator": denominator, "order": ORDER}
    register(Ratio(key=key, label=label, definition=Definition(text), **facts, **more))


ground_figure(_zones, "patrol_zones", "防区", "prevention:zone-list", "期末在用的防区，作废的不计")
ground_figure(_beats, "patrol_beats", "巡区", "prevention:beat-list", "期末在用的巡区，作废的不计")
patrols_figure(Flow, "patrol_shifts", "巡逻班次", "班次", "巡逻勤务，一班计一次，补录的也计")
patrols_figure(
    Hours,
    "patrol_hours",
    "巡逻时长",
    "小时",
    "已经结束的巡逻勤务从开始到结束的时间之和，按分钟相加后取一位小数",
    only=ENDED,
    column=F("minutes"),
)
patrols_figure(
    Sum,
    "patrol_force",
    "巡逻警力",
    "人次",
    "巡逻勤务的民警、辅警、武警，一班一人计一次；群防群治力量、机关干部另计，不与设卡、夜查警力相加",
    column=FORCE,
)
patrols_figure(
    Sum,
    "volunteers_on_patrol",
    "群防群治力量巡防",
    "人次",
    "巡逻勤务的群防群治力量，一班一人计一次",
    column=F("volunteers"),
    awaited_as=PATROLS,
)
patrols_figure(
    Flow,
    "armed_night_patrols",
    "夜间武装巡逻",
    "次",
    "武装联勤的巡逻勤务，19 时至次日 6 时之间开始的，一班计一次",
    only=Q(kind=PatrolKind.ARMED, is_night=True),
    awaited_as=PATROLS,
)
patrols_figure(
    Flow,
    "campus_patrols",
    "校园周边巡查",
    "次",
    "在含校园周边的巡区的巡逻勤务，一班计一次；同时是夜间武装巡逻的，两个数各计各的，不相加",
    only=Q(beat__is_campus=True),
    awaited_as=PATROLS,
)
patrols_figure(
    Sum,
    "patrol_captured",
    "巡逻现行抓获",
    "人",
    "巡逻勤务所记现行抓获人数之和，不与案件、卡点的抓获人数相加",
    column=F("captured"),
)
patrols_figure(
    Sum,
    "must_pass_due",
    "应过必巡",
    "处次",
    "巡逻勤务开始时巡区的必巡点、必巡线，一班一处计一次",
    column=F("points_due"),
)
patrols_figure(
    Sum,
    "must_pass_passed",
    "已过必巡",
    "处次",
    "应过必巡中已打点的",
    column=F("points_passed"),
    part_of="must_pass_due",
)
rate_figure(
    "must_pass_rate",
    "必巡点到位率",
    "已过必巡 ÷ 应过必巡；没有应过的不计算",
    "must_pass_passed",
    "must_pass_due",
)
register(
    Flow(
        key="patrols_missed",
        label="漏巡",
        measure="班次",
        definition=Definition(
            "应巡班次中，到报告日结束没有登记上岗的；以后补录的仍计漏巡；报告日在行动期间的计入，事前取消的不计"
        ),
        right=rights.VIEW,
        rows=_planned,
        when="reported_on",
        only=Q(missed_at__isnull=False),
        list_url="prevention:planned-list",
        order=ORDER,
    )
)
response_figure("response_arrivals", "快反应到场", "快反到场统计所报应到场次数之和，各圈相加", "arrivals")
response_figure(
    "response_in_time",
    "快反按时到场",
    "快反到场统计所报按时到场次数之和，各圈相加",
    "in_time",
    part_of="response_arrivals",
)
rate_figure(
    "response_on_time_rate",
    "快速反应按时到场率",
    "快反按时到场 ÷ 快反应到场，各圈的次数相加后再除，不是各圈比率的平均；应到场为 0 的不计算",
    "response_in_time",
    "response_arrivals",
    awaited_as=PATROLS,
)
