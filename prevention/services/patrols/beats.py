"""Zones (防区, 个) and beats (巡区, 个) with their must-pass points.

All raise PermissionDenied, and MoveRefused for a number that is there; changing and voiding also StaleRecord, and
MoveRefused when it was voided.
"""

from collections.abc import Sequence

from django.db import transaction

from baiyi.accounts.models import Unit
from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock
from prevention import rights
from prevention.models import MustPass, PatrolBeat, PatrolZone
from prevention.services.patrols.days import withdraw
from prevention.services.register import number_once

Place = tuple[str, str]  # kind and name of a must-pass point


@transaction.atomic
def add_zone(*, by, **facts) -> PatrolZone:
    with number_once(PatrolZone, facts):
        return rows.add(PatrolZone(**facts), by=by, right=rights.MANAGE)


@transaction.atomic
def change_zone(zone: PatrolZone, *, by, version: int, **facts) -> PatrolZone:
    with number_once(PatrolZone, facts):
        return rows.change(zone, by=by, right=rights.MANAGE, version=version, verb="修改防区", **facts)


@transaction.atomic
def void_zone(zone: PatrolZone, *, by, reason: str, version: int) -> PatrolZone:
    """Entered by mistake; one that is not used any more has its last day instead."""
    locked = lock(zone, version=version)
    if locked.beats.current().exists():
        raise MoveRefused("防区下还有巡区，请先作废或改到别的防区")
    return rows.void(locked, by=by, right=rights.MANAGE, version=version, verb="作废防区", reason=reason)


@transaction.atomic
def add_beat(*, by, must_pass: Sequence[Place] = (), **facts) -> PatrolBeat:
    """Raises MoveRefused also for a unit outside the zone's own."""
    _refuse_zone(facts["zone"], facts["unit"].pk)
    with number_once(PatrolBeat, facts):
        beat = rows.add(PatrolBeat(**facts), by=by, right=rights.MANAGE)
    _set_points(beat, must_pass)
    return beat


@transaction.atomic
def change_beat(beat: PatrolBeat, *, by, version: int, must_pass: Sequence[Place] | None = None, **facts) -> PatrolBeat:
    """The unit stays. Points that are left out end today and keep what was passed; None leaves them as they are. What
    was planned for later than its last day is withdrawn.
    """
    if "zone" in facts:
        _refuse_zone(facts["zone"], beat.unit_id)
    with number_once(PatrolBeat, facts):
        changed = rows.change(beat, by=by, right=rights.MANAGE, version=version, verb="修改巡区", **facts)
    if must_pass is not None:
        _set_points(changed, must_pass)
    if changed.in_use_until:
        withdraw(changed.planned.filter(reported_on__gt=changed.in_use_until), why="巡区停用")
    return changed


@transaction.atomic
def void_beat(beat: PatrolBeat, *, by, reason: str, version: int) -> PatrolBeat:
    """Entered by mistake: nobody ever patrolled it. What was planned is withdrawn."""
    locked = lock(beat, version=version)
    if locked.shifts.current().exists():
        raise MoveRefused("巡区上已有巡逻勤务，不能作废；不再使用的，请填写停用日")
    voided = rows.void(locked, by=by, right=rights.MANAGE, version=version, verb="作废巡区", reason=reason)
    withdraw(voided.planned.all(), why="巡区作废")
    return voided


def _refuse_zone(zone: PatrolZone, unit: int) -> None:
    """A beat's unit lies at or below that of its zone; the branch's zone may hold beats of every station."""
    locked = lock(zone)
    if locked.voided_at is not None:
        raise MoveRefused(f"{locked}已作废，不能再设巡区")
    if not Unit.objects.descendants(locked.unit_id, include_self=True).filter(pk=unit).exists():
        raise MoveRefused(f"{locked}由{locked.unit}牵头，巡区须属于该单位或者其下级")


def _set_points(beat: PatrolBeat, places: Sequence[Place]) -> None:
    """By their names: known ones stay the rows they are."""
    known = {each.name: each for each in beat.must_pass.filter(ended_on=None)}
    for name, point in known.items():
        if name not in {each for _, each in places}:
            point.ended_on = clock.today()
            point.save(verb="取消必巡点")
    for position, (kind, name) in enumerate(places, 1):
        point = known.get(name) or MustPass(beat=beat, name=name)
        if point.pk is None or (point.kind, point.position) != (kind, position):
            point.kind, point.position = kind, position
            point.save()
