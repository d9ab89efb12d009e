"""Verbs on joint operations (集中统一行动, 次)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock
from campaigns import rights
from campaigns.models import Operation


def add_operation(*, by, **facts) -> Operation:
    """Raises PermissionDenied at a unit where the person holds no right to manage."""
    operation = Operation(created_by=by, created_at=clock.now(), **facts)
    if operation.unit_id not in by.unit_ids(rights.MANAGE):
        raise PermissionDenied(rights.MANAGE)
    operation.save()
    return operation


@transaction.atomic
def change_operation(operation: Operation, *, by, version: int, **facts) -> Operation:
    """Raises StaleRecord when somebody saved it in between, MoveRefused when it was voided, PermissionDenied."""
    locked = _locked(operation, by=by, version=version)
    for name, value in facts.items():
        setattr(locked, name, value)
    locked.journal_note = {"verb": "修改集中行动", "reason": ""}
    locked.save()
    return locked


@transaction.atomic
def void_operation(operation: Operation, *, by, reason: str, version: int) -> Operation:
    """Entered by mistake: it counts no more; inspections keep what they were recorded under. Raises like changing."""
    locked = _locked(operation, by=by, version=version)
    locked.voided_at, locked.void_reason = clock.now(), reason
    locked.journal_note = {"verb": "作废集中行动", "reason": reason}
    locked.save()
    return locked


def _locked(operation: Operation, *, by, version: int) -> Operation:
    locked = lock(operation, version=version)
    if not by.has_perm(rights.MANAGE, locked):
        raise PermissionDenied(rights.MANAGE)
    if locked.voided_at is not None:
        raise MoveRefused("这次集中行动已作废，不能再改")
    return locked
