"""Verbs on joint operations (集中统一行动, 次)."""

from django.db import transaction

from baiyi.records import services as rows
from campaigns import rights
from campaigns.models import Operation


@transaction.atomic
def add_operation(*, by, **facts) -> Operation:
    """Raises PermissionDenied at a unit where the person may not manage."""
    return rows.add(Operation(**facts), by=by, right=rights.MANAGE)


@transaction.atomic
def change_operation(operation: Operation, *, by, version: int, **facts) -> Operation:
    """Raises StaleRecord, PermissionDenied; MoveRefused when it was voided."""
    return rows.change(operation, by=by, right=rights.MANAGE, version=version, verb="修改集中行动", **facts)


@transaction.atomic
def void_operation(operation: Operation, *, by, reason: str, version: int) -> Operation:
    """Entered by mistake: it counts no more; inspections keep what they were recorded under.
    Raises as changing does.
    """
    return rows.void(operation, by=by, right=rights.MANAGE, version=version, verb="作废集中行动", reason=reason)
