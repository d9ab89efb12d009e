"""Figures of sweeps: what the reports of groups say, each under the reporting day that was stored with it."""

from django.db.models import F, Q

from baiyi.figures import Definition, Sum, register
from inspections import rights
from inspections.models import SweepReport, SweepTurnout
from inspections.models.sweeps import POLICE_KINDS, PUBLIC_KINDS, SweepForce


def _turnouts():
    return SweepTurnout.objects.current()


def _reports():
    return SweepReport.objects.current()


TURNED_OUT = (  # key, label, which forces, 口径
    (
        "sweep_force",
        "清查出动警力",
        Q(force__kind__in=POLICE_KINDS),
        "各清查组实到的民警、辅警，一人到几个报告日计几次",
    ),
    (
        "sweep_partners",
        "清查协同部门力量",
        Q(force__kind=SweepForce.Kind.PARTNER),
        "协同部门实到人数之和，协同部门自己确认的以确认数为准",
    ),
    (
        "sweep_public",
        "清查群防群治力量",
        Q(force__kind__in=PUBLIC_KINDS),
        "网格员、党员干部、志愿者等群防群治力量实到人数之和",
    ),
)
REPORTED = (  # key, label, measure, column, 口径
    ("sweep_cars", "清查出动警车", "台次", "cars", "各清查组出动的警车，一台车出动几个报告日计几次"),
    ("sweep_people_checked", "清查盘查人员", "人次", "people_checked", "清查中盘查的人员，一人盘查几次计几次"),
    ("sweep_vehicles_checked", "清查盘查车辆", "辆次", "vehicles_checked", "清查中盘查的车辆，一辆盘查几次计几次"),
    ("sweep_captured", "清查抓获", "人", "captured", "清查中抓获的人员，含刑事、行政和其他处理"),
    ("sweep_closed", "清查停业查封", "家", "closed", "清查中责令停业、查封的场所"),
    ("sweep_leaflets", "清查发放宣传资料", "份", "leaflets", "清查中发放的宣传资料"),
    ("sweep_served", "清查服务群众", "人次", "served", "清查中服务群众的人次"),
)

APART = {"sweep_force": "force", "sweep_cars": "cars"}  # those of checkpoints and nights are others

for place, (key, label, only, words) in enumerate(TURNED_OUT):
    register(
        Sum(
            key=key,
            apart=APART.get(key, ""),
            label=label,
            measure="人次",
            definition=Definition(f"{words}；按报告日计"),
            right=rights.SWEEP,
            rows=_turnouts,
            when="reported_on",
            only=only,
            column=F("count"),
            in_operation="force__group__operation",
            list_url="inspections:sweep_turnout-list",
            order=40 + place,
        )
    )
for place, (key, label, measure, column, words) in enumerate(REPORTED):
    register(
        Sum(
            key=key,
            apart=APART.get(key, ""),
            label=label,
            measure=measure,
            definition=Definition(f"{words}；由各清查组战报报出，按报告日计"),
            right=rights.SWEEP,
            rows=_reports,
            when="reported_on",
            column=F(column),
            in_operation="group__operation",
            list_url="inspections:sweep_report-list",
            order=43 + place,
        )
    )
