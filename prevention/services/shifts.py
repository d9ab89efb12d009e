"""Shifts at checkpoints (设卡勤务, 班次)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock
from prevention import rights
from prevention.models import Checkpoint, CheckpointShift
from prevention.services.turns import begin_turn, reported_again


@transaction.atomic
def open_shift(*, by, checkpoint: Checkpoint, **facts) -> CheckpointShift:
    """上岗: one shift at a time stands at a checkpoint; it signs for the one that was handed over.

    Raises PermissionDenied; MoveRefused when the checkpoint is manned, voided, or was out of use.
    """
    locked = lock(checkpoint)
    if not by.has_perm(rights.RECORD, locked):
        raise PermissionDenied(rights.RECORD)
    shift = CheckpointShift(checkpoint=locked, unit_id=locked.unit_id, **facts)
    if locked.voided_at is not None:
        raise MoveRefused(f"{locked}已作废，不能再设卡")
    begun = begin_turn(shift, by=by)
    if locked.in_use_until and begun.reported_on > locked.in_use_until:
        raise MoveRefused(f"{locked}已于 {locked.in_use_until} 停用，不能再设卡")
    return begun


@transaction.atomic
def change_shift(shift: CheckpointShift, *, by, version: int, **facts) -> CheckpointShift:
    """Corrections at any time. Raises StaleRecord, PermissionDenied; MoveRefused when it was voided."""
    facts |= reported_again(shift, facts["starts_at"])
    return rows.change(shift, by=by, right=rights.RECORD, version=version, verb="修改设卡勤务", **facts)
