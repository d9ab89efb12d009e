"""Defects of the 四个一 in every state: one late, one in its second round, the others on their way or settled."""

from baiyi.deadlines.models import Rule
from baiyi.deadlines.services import NewDeadline, close_past, open_deadlines
from baiyi.journal.services import PastEvent, log_past
from campaigns.demo import World
from prevention.kinds import FACILITY_RECHECK, FACILITY_REPAIR
from prevention.models import Facility, FacilityDefect, Water, WaterPatrol
from prevention.models.waters.defect import RECHECK_RULE, REPAIR_RULE

State = FacilityDefect.State
# water, facility, fault, found, repaired, re-checked (days of the campaign), rounds, what
STORIES = (
    (0, "ring", "missing", 3, 5, 6, 1, "救生圈被人取走"),
    (3, "sign", "damaged", 4, 6, 7, 1, "警示牌字迹脱落"),
    (6, "rope", "damaged", 5, 7, 9, 1, "救生绳断股"),
    (10, "pole", "missing", 7, 9, 10, 1, "救生竿不在架上"),
    (14, "ring", "damaged", 8, 10, 12, 1, "救生圈开裂"),
    (18, "sign", "damaged", 9, 12, 13, 1, "警示牌倒伏"),
    (4, "rope", "missing", 8, None, None, 1, "救生绳缺失，等待采购"),  # late
    (13, "ring", "damaged", 10, 13, 15, 2, "救生圈老化，复核仍不合格"),  # failed once, open again
    (26, "sign", "missing", 15, None, None, 1, "警示牌被风刮走"),
    (21, "pole", "damaged", 16, None, None, 1, "救生竿断裂"),
    (7, "ring", "missing", 14, 16, None, 1, "救生圈缺失"),
    (23, "rope", "damaged", 14, 16, None, 1, "救生绳扣件损坏"),
)
REPAIR, PASSED, FAILED = "已更换新件并拍照", "数量齐全、完好可用", "新件仍有裂纹，退回重修"


def plant_defects(world: World, waters: list[Water], patrols: list[WaterPatrol]) -> None:
    defects = [_defect(world, waters[place], *story) for place, *story in STORIES]
    first = {(each.water_id, each.patrolled_on): each for each in reversed(patrols)}
    for defect in defects:
        defect.patrol = first.get((defect.water_id, defect.found_on))
    FacilityDefect.objects.bulk_create(defects)
    found = [each.patrol for each in defects if each.patrol]
    WaterPatrol.objects.filter(pk__in=[each.pk for each in found]).update(result=WaterPatrol.Result.PROBLEM)
    _terms(defects)
    log_past(sorted(_events(world, defects), key=lambda event: event.at))


def _defect(world: World, water: Water, kind: str, fault: str, found, mended, checked, rounds, what) -> FacilityDefect:
    state = State.OPEN if mended is None or rounds > 1 else State.REPAIRED if checked is None else State.CLOSED
    officer, checker = water.point_officer, world.clerk(water.unit)
    facts = {"repaired_on": world.day(mended), "repair": REPAIR, "repaired_by": officer} if mended is not None else {}
    if checked is not None:
        facts |= {"checked_on": world.day(checked), "check_note": FAILED if rounds > 1 else PASSED}
        facts |= {"checked_by": checker}
    return FacilityDefect(
        water=water,
        facility=Facility.objects.get(water=water, kind=kind),
        unit=water.unit,
        fault=fault,
        what=what,
        found_on=world.day(found),
        state=state,
        rounds=rounds,
        closed_on=world.day(checked) if state == State.CLOSED else None,
        created_by=officer,
        created_at=world.at(world.day(found), (9, 17)),
        **facts,
    )


def _terms(defects: list[FacilityDefect]) -> None:
    rules = {code: Rule.objects.get(code=code) for code in (REPAIR_RULE, RECHECK_RULE)}
    wanted, ends = [], []

    def owe(defect, kind, rule, starts_on, closed_on, period) -> None:
        facts = {"unit": defect.unit, "rule": rules[rule], "starts_on": starts_on, "period": f"{period}"}
        wanted.append(NewDeadline(defect, kind, **facts))
        ends.append(closed_on)

    for each in defects:
        owe(each, FACILITY_REPAIR, REPAIR_RULE, each.found_on, each.repaired_on, 1)
        if each.repaired_on:
            owe(each, FACILITY_RECHECK, RECHECK_RULE, each.repaired_on, each.checked_on, 1)
        if each.rounds > 1:
            owe(each, FACILITY_REPAIR, REPAIR_RULE, each.checked_on, None, 2)
    close_past(open_deadlines(wanted, by=None), ends)


def _events(world: World, defects: list[FacilityDefect]):
    for each in defects:
        yield PastEvent(each, "报缺损", by=each.created_by, at=each.created_at, is_first=True)
        if each.repaired_on:
            yield PastEvent(each, "整改完成", by=each.repaired_by, at=world.at(each.repaired_on, (9, 17)))
        if each.checked_on:
            verb = "复核通过" if each.closed_on else "复核不通过"
            yield PastEvent(each, verb, by=each.checked_by, at=world.at(each.checked_on, (9, 17)))
