"""The registers: checkpoints (卡点, 处) and breathalysers (酒精检测仪, 台).

All raise PermissionDenied; changing and voiding also StaleRecord, and MoveRefused when it was voided.
"""

from django.db import transaction

from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused
from prevention import rights
from prevention.models import Breathalyser, Checkpoint, Turn


@transaction.atomic
def add_checkpoint(*, by, **facts) -> Checkpoint:
    return rows.add(Checkpoint(**facts), by=by, right=rights.MANAGE)


@transaction.atomic
def change_checkpoint(checkpoint: Checkpoint, *, by, version: int, **facts) -> Checkpoint:
    return rows.change(checkpoint, by=by, right=rights.MANAGE, version=version, verb="修改卡点", **facts)


@transaction.atomic
def void_checkpoint(checkpoint: Checkpoint, *, by, reason: str, version: int) -> Checkpoint:
    """Entered by mistake; one that is not used any more has its last day instead."""
    if checkpoint.shifts.current().filter(state=Turn.State.ON).exists():
        raise MoveRefused("卡点上还有在岗班次，请先撤岗")
    return rows.void(checkpoint, by=by, right=rights.MANAGE, version=version, verb="作废卡点", reason=reason)


@transaction.atomic
def add_breathalyser(*, by, **facts) -> Breathalyser:
    return rows.add(Breathalyser(**facts), by=by, right=rights.MANAGE)


@transaction.atomic
def change_breathalyser(instrument: Breathalyser, *, by, version: int, **facts) -> Breathalyser:
    return rows.change(instrument, by=by, right=rights.MANAGE, version=version, verb="修改检测仪", **facts)


@transaction.atomic
def void_breathalyser(instrument: Breathalyser, *, by, reason: str, version: int) -> Breathalyser:
    """Sheets keep it."""
    return rows.void(instrument, by=by, right=rights.MANAGE, version=version, verb="作废检测仪", reason=reason)
