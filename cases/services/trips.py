"""赴外省抓捕: asked for, approved at the branch, and what was brought back."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock, move
from baiyi.records.signals import moved
from cases import rights
from cases.models import ArrestTrip, Case, Outcome
from cases.services.outcomes import record_outcome

LONGEST = dt.timedelta(days=60)


@transaction.atomic
def ask_trip(case: Case, *, by, version: int, **facts) -> ArrestTrip:
    """Raises StaleRecord, PermissionDenied; MoveRefused when the case is over or the days cannot be."""
    locked = lock(case, version=version)
    if not by.has_perm(rights.RECORD, locked):
        raise PermissionDenied(rights.RECORD)
    if locked.voided_at or not (locked.is_open and locked.is_criminal):
        raise MoveRefused("在办的刑事案件才能申请赴外省抓捕")
    trip = ArrestTrip(case=locked, unit=locked.unit, **facts)
    if not trip.leave_on < trip.return_by <= trip.leave_on + LONGEST:
        raise MoveRefused("应返回日须在出发日之后、60 天以内")
    locked.progress(clock.today())
    locked.save(verb="申请赴外省抓捕")
    return rows.add(trip, by=by, right=rights.RECORD)


@transaction.atomic
def approve_trip(trip: ArrestTrip, *, by, version: int) -> ArrestTrip:
    """Raises PermissionDenied, MoveRefused, StaleRecord."""
    return move(trip, "approve", by=by, version=version, on=clock.today(), due_on=trip.return_by)


@transaction.atomic
def end_trip(trip: ArrestTrip, *, by, version: int, on: dt.date, result: str, persons: int | None = None) -> ArrestTrip:
    """返回, and so many people (人) caught: an outcome of the case.

    Raises PermissionDenied, MoveRefused, StaleRecord.
    """
    back = move(trip, "come_back", by=by, version=version, on=on, result=result)
    if persons:
        facts = {"measure": Outcome.Measure.FUGITIVE, "persons": persons, "happened_on": on}
        record_outcome(back.case, by=by, unit=back.unit, **facts)
    return back


def void_with_case(sender, *, record, name: str, **kwargs) -> None:
    """Nobody goes for a case that should not be there."""
    if name == "void":
        for trip in record.trips.current():
            move(trip, "void", by=None, reason=f"案件作废：{record.void_reason}"[:200])


moved.connect(void_with_case, sender=Case, dispatch_uid="cases.trips")
