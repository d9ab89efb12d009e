"""Water patrols (水域巡查, 次), with the defects and the dissuasion they found, and the halves that were missed."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from baiyi.exchange.photos import attach_form
from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock
from prevention import rights
from prevention.models import MissedWaterPatrol, Water, WaterPatrol
from prevention.models.waters.patrol import halves_due
from prevention.services.waters.defects import report_found
from prevention.services.waters.dissuasions import follow_patrol

Found = Iterable[tuple[str, str]]  # (kind of facility, fault)


@transaction.atomic
def add_patrol(
    *,
    by,
    water: Water,
    dissuaded: int = 0,
    minors: int = 0,
    found: Found = (),
    client_uuid: UUID | None = None,
    **facts,
) -> WaterPatrol:
    """One walk with what it found, in one go. Raises PermissionDenied; MoveRefused for a half that was walked already
    and is no 加巡, and for a water that is not looked after on that day.
    """
    locked = lock(water)
    patrol = WaterPatrol(water=locked, unit_id=locked.unit_id, **facts)
    _refuse_day(patrol)
    patrol.is_late = patrol.patrolled_on < clock.today()
    with _once(patrol):
        rows.add(patrol, by=by, right=rights.TEND_WATERS)
    follow_patrol(patrol, persons=dissuaded, minors=minors, by=by)
    report_found(patrol, found, by=by)
    attach_form(patrol, client_uuid, by=by)
    return patrol


@transaction.atomic
def change_patrol(
    patrol: WaterPatrol, *, by, version: int, dissuaded: int = 0, minors: int = 0, **facts
) -> WaterPatrol:
    """Corrections; water, day and half stay. Raises StaleRecord, PermissionDenied; MoveRefused when it was voided."""
    changed = rows.change(patrol, by=by, right=rights.TEND_WATERS, version=version, verb="修改水域巡查", **facts)
    follow_patrol(changed, persons=dissuaded, minors=minors, by=by)
    return changed


@transaction.atomic
def void_patrol(patrol: WaterPatrol, *, by, reason: str, version: int) -> WaterPatrol:
    """It counts no more, nor does its dissuasion; a half of a past day that is left without a patrol is 漏巡. Defects
    stay. Raises StaleRecord, PermissionDenied, MoveRefused.
    """
    lock(patrol.water)
    facts = {"right": rights.KEEP_WATERS, "version": version, "verb": "作废水域巡查", "reason": reason}
    voided = rows.void(patrol, by=by, **facts)
    follow_patrol(voided, persons=0, minors=0, by=by)
    if voided.patrolled_on < clock.today():
        _write_missed([voided.water], voided.patrolled_on)
    return voided


def close_day(waters: list[Water], on: dt.date) -> int:
    """The day is over: what was due and not entered is missed for good. Returns how many are new. Safe to repeat."""
    with transaction.atomic():
        return _write_missed(waters, on)


def _write_missed(waters: list[Water], on: dt.date) -> int:
    walked: dict[int, set[str]] = {each.pk: set() for each in waters}
    in_time = WaterPatrol.objects.current().filter(water__in=waters, patrolled_on=on, is_late=False)
    for water, half in in_time.values_list("water", "half"):
        walked[water].add(half)
    missed = [
        MissedWaterPatrol(water=each, unit_id=each.unit_id, missed_on=on, half=half)
        for each in waters
        for half in halves_due(each, walked[each.pk])
    ]
    before = MissedWaterPatrol.objects.filter(water__in=waters, missed_on=on)
    number = before.count()
    MissedWaterPatrol.objects.bulk_create(missed, ignore_conflicts=True)
    return before.count() - number


def _refuse_day(patrol: WaterPatrol) -> None:
    water, on = patrol.water, patrol.patrolled_on
    if on > clock.today():
        raise MoveRefused("水域巡查日不能晚于今天")
    if water.voided_at is not None:
        raise MoveRefused(f"{water}已作废，不能再登记巡查")
    if not water.starts_on <= on <= (water.in_use_until or on):
        raise MoveRefused(f"{water}{on}不在管护期内，不能登记巡查")


def _once(patrol: WaterPatrol):
    """One a water, day and half, besides 加巡."""
    same = {"water": patrol.water_id, "patrolled_on": patrol.patrolled_on, "half": patrol.half}
    known = WaterPatrol.objects.current().filter(**same, is_extra=False).select_related("created_by")
    return rows.unless_taken(known.first, _refusal_of_second)


def _refusal_of_second(first: WaterPatrol) -> MoveRefused:
    return MoveRefused(f"{first.created_by.name}已登记{first}，没有重复登记；确实又巡了一次的，请勾选“加巡”")
