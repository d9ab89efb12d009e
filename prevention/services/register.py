"""The registers: checkpoints (卡点, 处) and breathalysers (酒精检测仪, 台). Their numbers are given once: the database
decides.

All raise PermissionDenied, and MoveRefused for a number that is there; changing and voiding also StaleRecord, and
MoveRefused when it was voided.
"""

from django.db import transaction

from baiyi.records import services as rows
from baiyi.records.models import Record
from baiyi.records.moves import MoveRefused, lock
from prevention import rights
from prevention.models import Breathalyser, Checkpoint, Turn


@transaction.atomic
def add_checkpoint(*, by, **facts) -> Checkpoint:
    with number_once(Checkpoint, facts):
        return rows.add(Checkpoint(**facts), by=by, right=rights.MANAGE)


@transaction.atomic
def change_checkpoint(checkpoint: Checkpoint, *, by, version: int, **facts) -> Checkpoint:
    with number_once(Checkpoint, facts):
        return rows.change(checkpoint, by=by, right=rights.MANAGE, version=version, verb="修改卡点", **facts)


@transaction.atomic
def void_checkpoint(checkpoint: Checkpoint, *, by, reason: str, version: int) -> Checkpoint:
    """Entered by mistake; one that is not used any more has its last day instead."""
    locked = lock(checkpoint, version=version)
    if locked.shifts.current().filter(state=Turn.State.ON).exists():
        raise MoveRefused("卡点上还有在岗班次，请先撤岗")
    return rows.void(locked, by=by, right=rights.MANAGE, version=version, verb="作废卡点", reason=reason)


@transaction.atomic
def add_breathalyser(*, by, **facts) -> Breathalyser:
    with number_once(Breathalyser, facts):
        return rows.add(Breathalyser(**facts), by=by, right=rights.MANAGE)


@transaction.atomic
def change_breathalyser(instrument: Breathalyser, *, by, version: int, **facts) -> Breathalyser:
    with number_once(Breathalyser, facts):
        return rows.change(instrument, by=by, right=rights.MANAGE, version=version, verb="修改检测仪", **facts)


@transaction.atomic
def void_breathalyser(instrument: Breathalyser, *, by, reason: str, version: int) -> Breathalyser:
    """Sheets keep it."""
    return rows.void(instrument, by=by, right=rights.MANAGE, version=version, verb="作废检测仪", reason=reason)


def number_once(model: type[Record], facts: dict):
    """Refuses a number that is there."""
    label = model._meta.get_field("number").verbose_name
    return rows.unless_taken(
        lambda: model.objects.current().filter(number=facts.get("number")).first(),
        lambda known: MoveRefused(f"{label} {facts['number']} 已经有了，请核对"),
    )
