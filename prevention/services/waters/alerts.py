"""Alerts (水域预警, 次): heard of, judged once, taken back for a reason; dissuasions that stand alone."""

from django.db import transaction

from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, move
from campaigns.reporting import reporting_day
from prevention import rights
from prevention.models import Dissuasion, Water, WaterAlert
from prevention.services.waters.dissuasions import follow_alert, refuse_minors


@transaction.atomic
def add_alert(*, by, water: Water, happened_at, **facts) -> WaterAlert:
    """人工登记. Raises PermissionDenied; MoveRefused for a voided water or a device of another one."""
    device = facts.get("device")
    if water.voided_at is not None:
        raise MoveRefused(f"{water}已作废，不能再登记预警")
    if device is not None and device.water_id != water.pk:
        raise MoveRefused(f"设备 {device.number} 不在{water}")
    alert = WaterAlert(water=water, unit_id=water.unit_id, happened_at=happened_at, **facts)
    alert.reported_on = reporting_day(happened_at)
    return rows.add(alert, by=by, right=rights.TEND_WATERS)


@transaction.atomic
def confirm_alert(
    alert: WaterAlert,
    *,
    by,
    version: int,
    way: str,
    dissuaded: int = 0,
    minors: int = 0,
    rescued: int = 0,
    note: str = "",
) -> WaterAlert:
    """核实有效, with who was dissuaded. Raises StaleRecord, PermissionDenied; MoveRefused when it was judged."""
    done = move(alert, "confirm", by=by, version=version, way=way, rescued=rescued, note=note, who=by)
    follow_alert(done, persons=dissuaded, minors=minors, by=by)
    return done


def dismiss_alert(alert: WaterAlert, *, by, version: int, note: str) -> WaterAlert:
    """判为误报, with what it was. Raises as confirming does."""
    return move(alert, "dismiss", by=by, version=version, note=note, who=by)


@transaction.atomic
def reopen_alert(alert: WaterAlert, *, by, version: int, reason: str) -> WaterAlert:
    """退回重判: its dissuasion counts no more. Raises StaleRecord, PermissionDenied, MoveRefused."""
    again = move(alert, "reopen", by=by, version=version, reason=reason)
    follow_alert(again, persons=0, minors=0, by=by)
    return again


@transaction.atomic
def void_alert(alert: WaterAlert, *, by, version: int, reason: str) -> WaterAlert:
    """With its dissuasion. Raises StaleRecord, PermissionDenied, MoveRefused."""
    voided = move(alert, "void", by=by, version=version, reason=reason)
    follow_alert(voided, persons=0, minors=0, by=by)
    return voided


@transaction.atomic
def dissuade(*, by, water: Water, happened_at, persons: int, minors: int = 0, **facts) -> Dissuasion:
    """劝阻登记 without patrol or alert. Raises PermissionDenied; MoveRefused for a voided water."""
    if water.voided_at is not None:
        raise MoveRefused(f"{water}已作废，不能再登记劝阻")
    refuse_minors(persons, minors)
    facts |= {"persons": persons, "minors": minors, "reported_on": reporting_day(happened_at)}
    row = Dissuasion(water=water, unit_id=water.unit_id, happened_at=happened_at, **facts)
    return rows.add(row, by=by, right=rights.TEND_WATERS)


@transaction.atomic
def change_dissuasion(dissuasion: Dissuasion, *, by, version: int, persons: int, minors: int, **facts) -> Dissuasion:
    """Raises StaleRecord, PermissionDenied; MoveRefused when it was voided, or came of a patrol or an alert."""
    _refuse_unless_alone(dissuasion)
    refuse_minors(persons, minors)
    facts |= {"persons": persons, "minors": minors}
    if (at := facts.get("happened_at", dissuasion.happened_at)) != dissuasion.happened_at:
        facts["reported_on"] = reporting_day(at)
    return rows.change(dissuasion, by=by, right=rights.TEND_WATERS, version=version, verb="修改劝阻", **facts)


@transaction.atomic
def void_dissuasion(dissuasion: Dissuasion, *, by, reason: str, version: int) -> Dissuasion:
    """Raises as changing does."""
    _refuse_unless_alone(dissuasion)
    facts = {"right": rights.KEEP_WATERS, "version": version, "verb": "作废劝阻", "reason": reason}
    return rows.void(dissuasion, by=by, **facts)


def _refuse_unless_alone(dissuasion: Dissuasion) -> None:
    source = dissuasion.patrol or dissuasion.alert
    if source is not None:
        raise MoveRefused(f"这一笔来自“{source}”，请到那里更正")
