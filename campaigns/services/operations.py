"""Verbs on joint operations (集中统一行动, 次), and which of them work may be recorded under."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from baiyi.records import services as rows
from campaigns import rights
from campaigns.models import Operation

TAIL = dt.timedelta(hours=48)  # how long after its end an operation is still offered


def operations_at_hand(user, at: dt.datetime) -> QuerySet[Operation]:
    """Those that run or just ended, of the person's units and of units above; the latest first."""
    theirs = Operation.objects.visible_to(user).current()
    return theirs.filter(starts_at__lte=at, ends_at__gte=at - TAIL).order_by("-starts_at", "-pk")


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
