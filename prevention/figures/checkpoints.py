"""Figures of checkpoints and night sheets, all of which may be asked for one joint operation."""

from django.db.models import Exists, F, OuterRef, Q

from baiyi.figures import Definition, Flow, Matching, Sum, register
from baiyi.figures.declarations import IN_HAPPENED
from prevention import rights
from prevention.figures.common import DAY, NIGHTS, PATROLS
from prevention.models import Checkpoint, CheckpointShift, NightSheet

FORCE = F("police") + F("auxiliaries")


def _shifts():
    return CheckpointShift.objects.current()


def _sheets():
    return NightSheet.objects.current()


def _manned(period) -> Q:
    shifts = _shifts().filter(reported_on__range=(period.since, period.until), checkpoint=OuterRef("pk"))
    if period.operation is not None:
        shifts = shifts.filter(operation=period.operation)
    return Q(Exists(shifts))


register(
    Matching(
        key="checkpoints_opened",
        label="设置卡点",
        measure="处",
        definition=Definition("有设卡勤务的卡点，一处有几班都计一处；勤务的报告日在行动期间的计入，作废的不计"),
        right=rights.VIEW,
        rows=lambda: Checkpoint.objects.current(),
        happened=_manned,
        in_operation=IN_HAPPENED,
        list_url="prevention:checkpoint-list",
        order=46,
        awaited_as=PATROLS,
    )
)


def shifts_figure(kind, key: str, label: str, measure: str, text: str, *, order: int, **more) -> None:
    facts = {"right": rights.VIEW, "rows": _shifts, "when": "reported_on", "in_operation": "operation"}
    facts |= {"list_url": "prevention:shift-list", "definition": Definition(text + DAY)}
    register(kind(key=key, label=label, measure=measure, order=order, **facts, **more))


def nights_figure(kind, key: str, label: str, measure: str, text: str, *, order: int, **more) -> None:
    facts = {"right": rights.VIEW, "rows": _sheets, "when": "reported_on", "in_operation": "operation"}
    facts |= {"list_url": "prevention:nightsheet-list", "definition": Definition(text + DAY)}
    register(kind(key=key, label=label, measure=measure, order=order, **facts, **more))


shifts_figure(Flow, "checkpoint_shifts", "设卡班次", "班次", "设卡勤务，一班计一次", order=47)
shifts_figure(
    Sum,
    "checkpoint_force",
    "设卡警力",
    "人次",
    "设卡勤务的民警、辅警，一班一人计一次",
    order=47,
    apart="force",
    column=FORCE,
)
shifts_figure(
    Sum,
    "checkpoint_cars",
    "设卡警车",
    "台次",
    "设卡勤务的警车，一班一台计一次",
    order=47,
    apart="cars",
    column=F("cars"),
)
shifts_figure(
    Sum, "checkpoint_vehicles", "卡点查车", "辆次", "设卡勤务所记盘查车辆之和", order=47, column=F("vehicles_checked")
)
shifts_figure(
    Sum, "checkpoint_people", "卡点查人", "人次", "设卡勤务所记盘查人员之和", order=47, column=F("people_checked")
)
shifts_figure(
    Sum, "checkpoint_captured", "卡点查获人员", "人", "设卡勤务所记查获人员之和", order=47, column=F("captured")
)
nights_figure(Flow, "night_sheets", "酒驾夜查", "次", "夜查酒驾，一个单位一处一晚计一次", order=48, awaited_as=PATROLS)
nights_figure(Sum, "night_force", "夜查警力", "人次", "夜查酒驾的民警、辅警", order=48, apart="force", column=FORCE)
nights_figure(Sum, "night_cars", "夜查警车", "台次", "夜查酒驾的警车", order=48, apart="cars", column=F("cars"))
nights_figure(
    Sum, "night_vehicles", "夜查车辆", "辆次", "夜查酒驾所记检查车辆之和", order=48, column=F("vehicles_checked")
)
nights_figure(
    Sum,
    "drink_driving_persons",
    "查处酒驾（含醉驾）",
    "人",
    "夜查所记饮酒、再次饮酒、醉酒驾驶人数之和，三项互不重复，含醉驾；单位上报口径不含醉驾的也加上醉驾，"
    "不与酒驾案件相加",
    order=48,
    column=F("drinking") + F("drinking_again") + F("drunk"),
    awaited_as=NIGHTS,
)
nights_figure(
    Sum,
    "drunk_driving_persons",
    "其中醉驾",
    "人",
    "夜查所记醉酒驾驶人数之和",
    order=48,
    part_of="drink_driving_persons",
    column=F("drunk"),
)
