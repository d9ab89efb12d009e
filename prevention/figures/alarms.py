"""Figures of alarms by count, and how they changed. They hang on the reporting day of the report."""

from django.db.models import F, Q

from baiyi.figures import Change, Definition, Flow, Sum, register
from prevention import rights
from prevention.figures.common import PATROLS
from prevention.models import AlarmCount, AlarmReport

ORDER = 49
DAY = "；报告日在行动期间的计入，按最后一次更正的数"
BASE = "基期是紧接在前的同样天数；基数不满 10 不算百分比，基期数和本期数都写明"


def _counts():
    return AlarmCount.objects.counting()


def _reports():
    return AlarmReport.objects.current()


def counts_figure(key: str, label: str, text: str, only: Q, **more) -> None:
    facts = {"right": rights.VIEW_ALARMS, "rows": _counts, "when": "report__reported_on", "column": F("count")}
    facts |= {"list_url": "prevention:alarm_count-list", "definition": Definition(text + DAY)}
    register(Sum(key=key, label=label, measure="起", order=ORDER, only=only, **facts, **more))


def reports_figure(key: str, label: str, text: str, only: Q) -> None:
    facts = {"right": rights.VIEW_ALARMS, "rows": _reports, "when": "reported_on"}
    facts |= {"list_url": "prevention:alarm_report-list", "definition": Definition(text)}
    register(Flow(key=key, label=label, measure="份", order=ORDER, only=only, **facts))


counts_figure(
    "alarms_effective",
    "有效警情",
    "各单位日报所报警情之和，骚扰、无效报警不计",
    Q(category__is_effective=True),
)
counts_figure(
    "street_thefts",
    "其中街面盗窃警情",
    "有效警情中计入街面盗窃的类别",
    Q(category__is_street_theft=True),
    part_of="alarms_effective",
)
register(
    Change(
        key="street_theft_change",
        label="街面盗窃警情环比",
        definition=Definition(f"（本期−基期）÷基期，下降为负。{BASE}"),
        right=rights.VIEW_ALARMS,
        order=ORDER,
        of="street_thefts",
    )
)
register(
    Change(
        key="street_theft_fall",
        label="街面盗窃警情环比降幅",
        definition=Definition(f"（基期−本期）÷基期，下降为正，上升为负。{BASE}"),
        right=rights.VIEW_ALARMS,
        order=ORDER,
        of="street_thefts",
        is_fall=True,
        awaited_as=PATROLS,
    )
)
reports_figure(
    "alarm_reports_missing",
    "警情未报",
    "派出所一个报告日应报一份；报告日已经结束、还没有报的计入，补报后不再计入",
    Q(reported_at=None),
)
reports_figure("alarm_reports_late", "警情迟报", "首次上报晚于应报时刻的日报；更正不改变是否迟报", Q(is_late=True))
