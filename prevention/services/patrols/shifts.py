"""Patrols (巡逻勤务, 班次): begun, their must-pass points ticked, handed over or stood down."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock, move_locked
from campaigns.reporting import reporting_day
from prevention import rights
from prevention.models import MustPass, PatrolBeat, PatrolShift, ShiftPoint, Turn
from prevention.models.patrols.shifts import is_night
from prevention.services.turns import begin_turn, reported_again


@transaction.atomic
def start_patrol(*, by, beat: PatrolBeat, **facts) -> PatrolShift:
    """One patrol of a kind at a time walks a beat; it signs for the one of its kind that was handed over.

    Raises PermissionDenied; MoveRefused while one of that kind is on duty, and for a beat that is voided or not in use.
    """
    locked = lock(beat)
    if not by.has_perm(rights.RECORD, locked):
        raise PermissionDenied(rights.RECORD)
    if locked.voided_at is not None:
        raise MoveRefused(f"{locked}已作废，不能再巡逻")
    points = list(MustPass.objects.filter(beat=locked, ended_on=None))
    shift = PatrolShift(beat=locked, unit_id=locked.unit_id, points_due=len(points), **facts)
    for name, value in _stamps(shift.starts_at).items():
        setattr(shift, name, value)
    begun = begin_turn(shift, by=by)
    if not locked.starts_on <= begun.reported_on <= (locked.in_use_until or begun.reported_on):
        raise MoveRefused(f"{locked}在 {begun.reported_on} 没有启用，不能登记巡逻")
    for point in points:
        ShiftPoint(shift=begun, point=point).save()
    return begun


def _stamps(starts_at: dt.datetime) -> dict[str, bool]:
    """补录: what is entered when its reporting day is over makes up for a gap, and never hides it."""
    late = reporting_day(clock.now()) > reporting_day(starts_at)
    return {"is_night": is_night(starts_at), "entered_late": late}


@transaction.atomic
def change_patrol(shift: PatrolShift, *, by, version: int, **facts) -> PatrolShift:
    """Corrections at any time; one that is moved to another day that was over is 补录 from then on. Raises StaleRecord,
    PermissionDenied; MoveRefused when it was voided.
    """
    facts |= reported_again(shift, facts["starts_at"])
    if "reported_on" in facts:
        stamps, stays = _stamps(facts["starts_at"]), facts["reported_on"] == shift.reported_on
        facts |= stamps | {"entered_late": shift.entered_late or (stamps["entered_late"] and not stays)}
    return rows.change(shift, by=by, right=rights.RECORD, version=version, verb="修改巡逻勤务", **facts)


@transaction.atomic
def pass_points(shift: PatrolShift, *, by, version: int, points: Iterable[ShiftPoint]) -> PatrolShift:
    """必巡打点, while it lasts: `points` are all that were passed; each keeps the instant it was first ticked. Raises
    StaleRecord, PermissionDenied, MoveRefused.
    """
    locked = lock(shift, version=version)
    if not by.has_perm(rights.RECORD, locked):
        raise PermissionDenied(rights.RECORD)
    if locked.voided_at is not None or locked.state != Turn.State.ON:
        raise MoveRefused("这一班已经结束，不能再打点")
    _tick(locked, points, by)
    locked.save(verb=f"必巡打点 {locked.points}")
    return locked


@transaction.atomic
def hand_over(shift: PatrolShift, *, by, version: int, points: Iterable[ShiftPoint], **facts) -> PatrolShift:
    """交接, with what was passed. Raises StaleRecord, PermissionDenied, MoveRefused."""
    return _end(shift, "hand_over", points, by, version, facts)


@transaction.atomic
def stand_down(shift: PatrolShift, *, by, version: int, points: Iterable[ShiftPoint], **facts) -> PatrolShift:
    """撤岗, with what was passed. Raises as handing over does."""
    return _end(shift, "stand_down", points, by, version, facts)


def _end(shift: PatrolShift, step: str, points: Iterable[ShiftPoint], by, version: int, facts: dict) -> PatrolShift:
    locked = lock(shift, version=version)
    if by.has_perm(rights.RECORD, locked) and locked.state == Turn.State.ON and locked.voided_at is None:
        _tick(locked, points, by)
    return move_locked(locked, step, by=by, **facts)


def _tick(shift: PatrolShift, points: Iterable[ShiftPoint], by) -> None:
    passed, number = {each.pk for each in points}, 0
    for due in ShiftPoint.objects.filter(shift=shift):
        is_passed = due.pk in passed
        number += is_passed
        if is_passed == (due.passed_at is not None):
            continue
        due.passed_at, due.passed_by = (clock.now(), by) if is_passed else (None, None)
        due.save(verb="必巡打点" if is_passed else "取消打点")
    shift.points_passed = number
