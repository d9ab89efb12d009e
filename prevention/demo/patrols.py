"""Standing plans, the patrols of the first nights with a few that nobody held, one hand-over that waits, mechanisms,
rings and arrivals. What no document publishes is marked 示例.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from baiyi.journal.services import PastEvent, log_past
from campaigns.demo import SEED, World
from prevention.demo.ground import SWAT, plant_ground
from prevention.demo.response import plant_response
from prevention.models import (
    MustPass,
    PatrolBeat,
    PatrolKind,
    PatrolPlan,
    PatrolShift,
    PlannedPatrol,
    ShiftPoint,
)
from prevention.models.patrols.shifts import is_night
from prevention.services.patrols.days import planned_of

State, Kind = PatrolShift.State, PatrolKind
OF_POLICE = {Kind.STATION, Kind.ARMED}
NIGHTS = 18
EVENING, LATE, DAYTIME = ((dt.time(begins), dt.time(ends)) for begins, ends in ((20, 2), (19, 22), (8, 20)))
GUARDED = "X25"  # by an armed patrol in the daytime too
MISSED = {(2, "X07"), (5, "X20"), (7, "X12"), (9, "X24"), (12, "X16"), (14, "X02")}  # night and beat
MADE_UP = (12, "X16")  # one of them was entered the day after
BEHIND = {(3, "X05"), (6, "X01"), (10, "X14"), (15, "X09")}  # began forty minutes late
WAITS = "X01"  # its last patrol was handed over, and nobody signed
VOLUNTEERS = ("X01", "X04", "X05", "X07", "X11", "X13", "X17", "X20", "X22", "X24")  # beats walked by 群防群治 too
ORGANS = ("X02", "X08", "X19")  # beats of 机关叠加 at weekends
WEEKEND = "456"
EQUIPMENT, UNFINISHED = "手持终端 2 台、急救包 1 个", "一名走失老人已联系家属，等候接回"
FOUND = ("查获盗窃电动车嫌疑人，已移交办案区", "查获扒窃嫌疑人，已移交办案区", "查获寻衅滋事人员，已移交办案区")


def plant_patrols(world: World) -> None:
    world = replace(world, rng=Random(SEED + 36))  # noqa: S311 - its own, so that other draws stay as they were
    beats = plant_ground(world)
    plans = _plant_plans(world, beats)
    planned = list(_planned(world, plans))
    PlannedPatrol.objects.bulk_create(planned)
    _plant_shifts(world, planned)
    plant_response(world)


def _plant_plans(world: World, beats: list[PatrolBeat]) -> list[PatrolPlan]:
    """派出所 every night, 武装联勤 on the squad's beats; 群防群治 in the evening, 机关叠加 at weekends."""
    plans = []
    for beat in beats:
        kind = Kind.ARMED if beat.unit.short_name == SWAT else Kind.STATION
        plans.append(_plan(world, beat, kind, EVENING, force=beat.force))
        if beat.number in VOLUNTEERS:
            plans.append(_plan(world, beat, Kind.MASS, LATE, force=9))
        if beat.number == GUARDED:
            plans.append(_plan(world, beat, kind, DAYTIME, force=4))
        if beat.number in ORGANS:
            plans.append(_plan(world, beat, Kind.ORGAN, LATE, force=4, weekdays=WEEKEND))
    PatrolPlan.objects.bulk_create(plans)
    log_past(PastEvent(each, "登记固定排班", by=each.created_by, at=each.created_at, is_first=True) for each in plans)
    return plans


def _plan(world: World, beat: PatrolBeat, kind: str, hours: tuple[dt.time, dt.time], **facts) -> PatrolPlan:
    begins, ends = hours
    made = {"created_by": world.people["office"], "created_at": world.at(world.day(-2), (9, 17))}
    made |= {"unit": beat.unit, "starts_on": world.day(0), "laid_until": world.as_of}
    team = {Kind.ARMED: "武警联勤组", Kind.ORGAN: "机关支援组"}.get(kind, "")
    return PatrolPlan(beat=beat, kind=kind, begins=begins, ends=ends, team=team, **facts, **made)


def _planned(world: World, plans: list[PatrolPlan]) -> Iterator[PlannedPatrol]:
    zone = world.operations[0].starts_at.tzinfo
    for night in range(NIGHTS):
        day = world.day(night)
        for plan in plans:
            if plan.asks_for(day):
                begins = dt.datetime.combine(day, plan.begins, zone)
                last = day + dt.timedelta(days=plan.ends < plan.begins)
                facts = {"ends_at": dt.datetime.combine(last, plan.ends, zone), "reported_on": day}
                facts |= {"created_at": plan.created_at, "missed_at": _missed_at(world, night, plan, begins)}
                yield planned_of(plan, starts_at=begins, **facts)


def _missed_at(world: World, night: int, plan: PatrolPlan, begins: dt.datetime) -> dt.datetime | None:
    """When the day of a patrol that nobody held was over."""
    over = dt.datetime.combine(begins.date() + dt.timedelta(days=1), dt.time(8, 5), begins.tzinfo)
    return over if _is_missed(night, plan) and over <= world.latest() else None


def _is_missed(night: int, plan: PatrolPlan) -> bool:
    return (night, plan.beat.number) in MISSED and plan.kind in OF_POLICE


def _plant_shifts(world: World, planned: list[PlannedPatrol]) -> None:
    due: dict[int, list[MustPass]] = {}
    for point in MustPass.objects.order_by("position", "pk"):
        due.setdefault(point.beat_id, []).append(point)
    waits = _waiting(world, planned)
    shifts = [
        each
        for row in planned
        if (each := _shift(world, row, due.get(row.beat_id, []), waits=row is waits)) is not None
    ]
    PatrolShift.objects.bulk_create(shifts)
    ShiftPoint.objects.bulk_create(
        [
            ShiftPoint(shift=each, point=point, passed_at=_passed_at(each, place), passed_by=each.leader)
            if place < each.points_passed
            else ShiftPoint(shift=each, point=point)
            for each in shifts
            for place, point in enumerate(due.get(each.beat_id, []))
        ]
    )
    log_past(sorted(_events(shifts), key=lambda event: event.at))


def _passed_at(shift: PatrolShift, place: int) -> dt.datetime:
    return shift.starts_at + dt.timedelta(minutes=min(20 + 25 * place, int(shift.minutes or 60) - 1))


def _shift(world: World, planned: PlannedPatrol, points: list[MustPass], *, waits: bool) -> PatrolShift | None:
    """None for one that was missed, or whose hour has not come."""
    plan, night = planned.plan, (planned.reported_on - world.start).days
    made_up = (night, plan.beat.number) == MADE_UP and plan.kind == Kind.STATION
    if planned.starts_at > world.latest() or (_is_missed(night, plan) and not made_up):
        return None
    behind = (night, plan.beat.number) in BEHIND and plan.kind in OF_POLICE
    begins = planned.starts_at + dt.timedelta(minutes=40 if behind else world.rng.choice((0, 0, 5, 10)))
    is_over = planned.ends_at <= world.latest()
    leader = world.rng.choice(world.officers(plan.beat.unit))
    length = int((planned.ends_at - begins).total_seconds()) // 60
    entered = planned.ends_at + dt.timedelta(hours=10) if made_up else begins
    return PatrolShift(
        unit=plan.beat.unit,
        beat=plan.beat,
        kind=plan.kind,
        team=plan.team,
        operation=next((each for each in world.operations if each.is_running(begins)), None),
        leader=leader,
        starts_at=begins,
        ends_at=planned.ends_at,
        reported_on=planned.reported_on,
        is_night=is_night(begins),
        entered_late=made_up,
        state=State.HANDED if waits else State.CLOSED if is_over else State.ON,
        minutes=length if is_over else 0,
        points_due=len(points),
        points_passed=_passed(world, points, is_over),
        created_by=leader,
        created_at=entered,
        **({"equipment": EQUIPMENT, "unfinished": UNFINISHED} if waits else {}),
        **_people(world, plan),
        **(_counts(world, plan.kind) if is_over else {}),
    )


def _passed(world: World, points: list[MustPass], is_over: bool) -> int:
    """Every eighth patrol leaves one out."""
    if not is_over or not points:
        return 0
    return len(points) - int(world.rng.random() < 0.12)


def _people(world: World, plan: PatrolPlan) -> dict[str, int]:
    rng = world.rng
    if plan.kind == Kind.MASS:
        return {"police": 1, "auxiliaries": 1, "volunteers": rng.randint(7, 12), "cars": 0}
    if plan.kind == Kind.ORGAN:
        return {"police": 1, "auxiliaries": 1, "cadres": rng.randint(2, 4), "cars": 0}
    armed = {"armed": rng.randint(3, 5)} if plan.kind == Kind.ARMED else {}
    return armed | {"police": rng.randint(1, 2), "auxiliaries": rng.randint(2, 4), "cars": 1}


def _counts(world: World, kind: str) -> dict:
    rng = world.rng
    captured = int(kind in OF_POLICE and rng.random() < 0.03)
    found = {"helped": rng.choice((0, 0, 1, 2)), "disputes_settled": rng.choice((0, 0, 0, 1))}
    if kind in {Kind.MASS, Kind.ORGAN}:
        return found
    checked = {"people_checked": rng.randint(8, 40), "vehicles_checked": rng.randint(4, 25)}
    words = {"findings": rng.choice(FOUND)} if captured else {}
    return found | checked | words | {"captured": captured, "brought_in": captured}


def _waiting(world: World, planned: list[PlannedPatrol]) -> PlannedPatrol:
    """The last of a beat that is over: handed over, and nobody signed."""
    mine = [each for each in planned if each.beat.number == WAITS and each.kind == Kind.STATION]
    return [each for each in mine if each.ends_at <= world.latest()][-1]


def _events(shifts: list[PatrolShift]) -> Iterator[PastEvent]:
    for each in shifts:
        yield PastEvent(each, "上岗", by=each.created_by, at=each.created_at, is_first=True)
        if each.state != State.ON:
            verb = "交接" if each.state == State.HANDED else "撤岗"
            yield PastEvent(each, verb, by=each.leader, at=max(each.ends_at, each.created_at))
