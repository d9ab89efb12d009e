"""Devices (预警设备, 套): their register, their tokens, their repairs."""

import hashlib
import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock
from prevention import rights
from prevention.models import Device, DeviceLink, DeviceRepair
from prevention.services.register import number_once

SELECTOR_BYTES, SECRET_BYTES = 6, 32


@transaction.atomic
def add_device(*, by, **facts) -> Device:
    """Raises PermissionDenied; MoveRefused for a number that is there or a voided water."""
    if facts["water"].voided_at is not None:
        raise MoveRefused(f"{facts['water']}已作废，不能再装设备")
    with number_once(Device, facts):
        return rows.add(Device(unit_id=facts["water"].unit_id, **facts), by=by, right=rights.KEEP_WATERS)


@transaction.atomic
def change_device(device: Device, *, by, version: int, **facts) -> Device:
    """Raises as adding does; StaleRecord; MoveRefused when it was voided."""
    with number_once(Device, facts):
        changed = rows.change(device, by=by, right=rights.KEEP_WATERS, version=version, verb="修改设备", **facts)
    link = DeviceLink.objects.select_for_update().filter(device=changed).first()
    if link and link.last_seen_at:
        DeviceLink.objects.filter(pk=link.pk).update(online_until=changed.online_until(link.last_seen_at))
    return changed


@transaction.atomic
def void_device(device: Device, *, by, reason: str, version: int) -> Device:
    """Entered by mistake; one that is taken down has its last day instead. Raises as changing does."""
    locked = lock(device, version=version)
    if locked.repairs.current().filter(state=DeviceRepair.State.OPEN).exists():
        raise MoveRefused("设备还有没修复的报修，请先修复或作废报修")
    return rows.void(locked, by=by, right=rights.KEEP_WATERS, version=version, verb="作废设备", reason=reason)


@transaction.atomic
def issue_token(device: Device, *, by, version: int) -> str:
    """发放令牌, which takes the place of the one before. It is shown once: only its digest is kept.

    Raises StaleRecord, PermissionDenied; MoveRefused when the device was voided.
    """
    locked = _kept(device, by, version)
    selector, secret = secrets.token_hex(SELECTOR_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    facts = {"selector": selector, "secret_hash": digest_of(secret), "issued_at": clock.now(), "revoked_at": None}
    DeviceLink.objects.update_or_create(device=locked, defaults=facts)
    locked.save(verb="发放令牌")
    return f"{selector}.{secret}"


@transaction.atomic
def revoke_token(device: Device, *, by, version: int, reason: str) -> Device:
    """收回令牌: what the device sends is not heard any more. Raises as issuing does."""
    locked = _kept(device, by, version)
    if not DeviceLink.objects.filter(device=locked, revoked_at=None).update(revoked_at=clock.now()):
        raise MoveRefused("设备没有在用的令牌")
    locked.save(verb="收回令牌", reason=reason)
    return locked


def _kept(device: Device, by, version: int) -> Device:
    locked = lock(device, version=version)
    if not by.has_perm(rights.KEEP_WATERS, locked):
        raise PermissionDenied(rights.KEEP_WATERS)
    if locked.voided_at is not None:
        raise MoveRefused(f"{locked}已作废，不能再改")
    return locked


def digest_of(secret: str) -> str:
    """Of a secret of 256 random bits: nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def report_fault(device: Device, *, by, fault: str, version: int | None = None) -> DeviceRepair:
    """报修 by a person. Raises StaleRecord, PermissionDenied; MoveRefused while another one is open."""
    locked = lock(device, version=version)
    if locked.voided_at is not None:
        raise MoveRefused(f"{locked}已作废，不能再报修")
    known = locked.repairs.current().filter(state=DeviceRepair.State.OPEN)
    with rows.unless_taken(known.first, lambda first: MoveRefused("设备已经报修，还没有修复，没有重复登记")):
        repair = DeviceRepair(device=locked, unit_id=locked.unit_id, fault=fault)
        rows.add(repair, by=by, right=rights.TEND_WATERS)
    locked.save(verb="报修", reason=fault)
    return repair
