"""The register of waters (重点水域, 处) with the pieces of their 四个一.

All raise PermissionDenied, and MoveRefused for a number that is there; changing and voiding also StaleRecord, and
MoveRefused when it was voided.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock
from prevention import rights
from prevention.models import Facility, Water
from prevention.services.register import number_once


@transaction.atomic
def add_water(*, by, **facts) -> Water:
    with number_once(Water, facts):
        return rows.add(Water(**facts), by=by, right=rights.KEEP_WATERS)


@transaction.atomic
def change_water(water: Water, *, by, version: int, **facts) -> Water:
    with number_once(Water, facts):
        return rows.change(water, by=by, right=rights.KEEP_WATERS, version=version, verb="修改水域", **facts)


@transaction.atomic
def void_water(water: Water, *, by, reason: str, version: int) -> Water:
    """Entered by mistake; one that is not looked after any more has its last day instead."""
    locked = lock(water, version=version)
    if locked.devices.in_force(clock.today()).exists():
        raise MoveRefused("水域还有在用的预警设备，请先停用或作废设备")
    if locked.defects.unsettled().exists():
        raise MoveRefused("水域还有没销号的设施缺损，请先销号或作废")
    return rows.void(locked, by=by, right=rights.KEEP_WATERS, version=version, verb="作废水域", reason=reason)


@transaction.atomic
def set_facilities(water: Water, *, by, version: int, **pieces: int) -> Water:
    """登记四个一: how many pieces of each kind there should be."""
    locked = lock(water, version=version)
    if not by.has_perm(rights.KEEP_WATERS, locked):
        raise PermissionDenied(rights.KEEP_WATERS)
    if locked.voided_at is not None:
        raise MoveRefused(f"{locked}已作废，不能再改")
    known = {each.kind: each for each in locked.facilities.all()}
    for kind, number in pieces.items():
        facility = known.get(kind) or Facility(water=locked, kind=kind)
        if facility.pk is None or facility.pieces != number:
            facility.pieces = number
            facility.save()
    locked.save(verb="登记四个一")
    return locked
