"""Defects of the 四个一 (设施缺损, 处): reported, repaired, re-checked by somebody else."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.exchange.photos import attach_form
from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock, move
from prevention import rights
from prevention.models import Facility, FacilityDefect, Water, WaterPatrol


@transaction.atomic
def report_defect(
    water: Water, *, kind: str, by, version: int | None = None, client_uuid: UUID | None = None, **facts
) -> FacilityDefect:
    """报缺损 by hand, with the photos of its form. Raises StaleRecord, PermissionDenied; MoveRefused when the same is
    open already, or the water was voided.
    """
    locked = lock(water, version=version)
    if locked.voided_at is not None:
        raise MoveRefused(f"{locked}已作废，不能再报缺损")
    facility = facility_of(locked, kind)
    with rows.unless_taken(lambda: _open_one(facility, facts["fault"]), _refusal_of_second):
        defect = FacilityDefect(water=locked, facility=facility, unit_id=locked.unit_id, **facts)
        rows.add(defect, by=by, right=rights.TEND_WATERS)
    locked.save(verb=f"报缺损：{defect.title}")
    attach_form(defect, client_uuid, by=by)
    return defect


def report_found(patrol: WaterPatrol, found: Iterable[tuple[str, str]], *, by) -> list[FacilityDefect]:
    """What a patrol ticked, as (kind of facility, fault): one row each; what is open already stays one. The caller owns
    the transaction and holds the lock of the water.
    """
    made = []
    for kind, fault in found:
        facility = facility_of(patrol.water, kind)
        if _open_one(facility, fault) is None:
            facts = {"fault": fault, "found_on": patrol.patrolled_on, "patrol": patrol, "unit_id": patrol.unit_id}
            defect = FacilityDefect(water=patrol.water, facility=facility, what="巡查发现", **facts)
            made.append(rows.add(defect, by=by, right=rights.TEND_WATERS))
    return made


def facility_of(water: Water, kind: str) -> Facility:
    """The caller holds the lock of the water."""
    known = Facility.objects.filter(water=water, kind=kind).first()
    if known is None:
        known = Facility(water=water, kind=kind)
        known.save()
    return known


def _refusal_of_second(known: FacilityDefect) -> MoveRefused:
    return MoveRefused(f"{known}已经在办（{known.get_state_display()}），没有重复登记")


def _open_one(facility: Facility, fault: str) -> FacilityDefect | None:
    return FacilityDefect.objects.unsettled().filter(facility=facility, fault=fault).first()


@transaction.atomic
def mend_defect(
    defect: FacilityDefect, *, by, version: int, on: dt.date, repair: str, client_uuid: UUID | None = None
) -> FacilityDefect:
    """整改完成, with photos of after. Raises StaleRecord, PermissionDenied, MoveRefused."""
    done = _moved(defect, "mend", by=by, version=version, on=on, repair=repair)
    attach_form(done, client_uuid, by=by)
    return done


def settle_defect(defect: FacilityDefect, *, by, version: int, on: dt.date, check_note: str) -> FacilityDefect:
    """复核通过. Raises StaleRecord, PermissionDenied, MoveRefused, also for who repaired it."""
    return _moved(defect, "settle", by=by, version=version, on=on, check_note=check_note)


def fail_defect(defect: FacilityDefect, *, by, version: int, on: dt.date, check_note: str) -> FacilityDefect:
    """复核不通过: another round. Raises as settling does."""
    return _moved(defect, "fail", by=by, version=version, on=on, check_note=check_note)


def _moved(defect: FacilityDefect, name: str, *, by, version: int, **facts) -> FacilityDefect:
    """The step learns who did it: who repairs does not re-check."""
    return move(defect, name, by=by, version=version, **facts, who=by)


@transaction.atomic
def say_of_defect(defect: FacilityDefect, *, by, version: int, said: str) -> FacilityDefect:
    """教育部门反馈: by the body the water is shared with, and nobody else. Raises StaleRecord,
    PermissionDenied, MoveRefused.
    """
    if not defect.is_lent_to(by):
        raise PermissionDenied(rights.ANSWER_WATERS)
    facts = {"school_said": said, "school_said_at": clock.now()}
    return rows.change(defect, by=by, right=rights.ANSWER_WATERS, version=version, verb="教育部门反馈", **facts)
