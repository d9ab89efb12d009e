"""Adding, changing and voiding a row that has no states: right, lock and version checked, journaled. Callers own the
transaction.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock


def add(record, *, by, right: str):
    """Raises PermissionDenied at a unit where the person does not hold the right."""
    if record.unit_id not in by.unit_ids(right):
        raise PermissionDenied(right)
    record.created_by, record.created_at = by, clock.now()
    record.save()
    return record


def change(record, *, by, right: str, version: int, verb: str, reason: str = "", **facts):
    """Returns the locked and saved row. Raises StaleRecord, PermissionDenied; MoveRefused when it was voided."""
    locked = lock(record, version=version)
    if not by.has_perm(right, locked):
        raise PermissionDenied(right)
    if locked.voided_at is not None:
        raise MoveRefused(f"{locked}已作废，不能再改")
    for name, value in facts.items():
        setattr(locked, name, value)
    locked.save(verb=verb, reason=reason)
    return locked


def void(record, *, by, right: str, version: int, verb: str, reason: str):
    """It stays, and counts no more. Raises as `change` does."""
    facts = {"voided_at": clock.now(), "void_reason": reason}
    return change(record, by=by, right=right, version=version, verb=verb, reason=reason, **facts)


@contextmanager
def unless_taken(first: Callable, refusal: Callable) -> Iterator[None]:
    """What is written inside is there once: the database decides. `first` finds the row that came before, and `refusal`
    makes of it what is raised. Raises the database's own error when there is no such row: it was about something else.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if (found := first()) is None:
            raise
        raise refusal(found) from error
