"""Performance (履行) of an agreement. The mediation is locked first: the last part performed ends it, the first one
that is not kept ends it too.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock, move_locked
from disputes import rights
from disputes.models import Instalment, Mediation, MediationState
from disputes.services.mediations import lock_pair, progress

State = Instalment.State


@dataclass(frozen=True)
class Due:
    """What is to be performed by a day."""

    due_on: dt.date
    what: str


def open_instalment(mediation: Mediation, part: Due, *, by) -> Instalment:
    """The next part of a locked mediation."""
    number = (mediation.instalments.aggregate(last=Max("number"))["last"] or 0) + 1
    instalment = Instalment(mediation=mediation, unit=mediation.unit, number=number, due_on=part.due_on, what=part.what)
    instalment.created_by, instalment.created_at = by, clock.now()
    instalment.save()
    return instalment


@transaction.atomic
def add_instalment(mediation: Mediation, *, by, version: int, due_on: dt.date, what: str) -> Mediation:
    """One part more. Raises StaleRecord, PermissionDenied, MoveRefused."""
    locked = lock_pair(mediation, version=version)
    if not by.has_perm(rights.RECORD, locked):
        raise PermissionDenied(rights.RECORD)
    if locked.voided_at or locked.state != MediationState.AGREED:
        raise MoveRefused("协议不在履行中，不能再增加分期")
    if due_on <= locked.agreed_on:
        raise MoveRefused(f"履行期限须在达成协议日（{locked.agreed_on}）以后")
    part = open_instalment(locked, Due(due_on, what), by=by)
    agreement = locked.agreement
    agreement.perform_by = max(agreement.perform_by, due_on)
    agreement.manner = "instalments"
    agreement.save(verb="增加分期")
    locked.save(verb=f"增加第{part.number}期履行")
    return locked


@transaction.atomic
def perform_instalment(instalment: Instalment, *, by, version: int, on: dt.date, words: str = "") -> Instalment:
    """履行; the last one performed ends the mediation as performed.

    Raises PermissionDenied, MoveRefused, StaleRecord.
    """
    mediation, locked = _locked(instalment, version)
    done = move_locked(locked, "perform", by=by, on=on, words=words)
    progress(mediation.dispute, on, f"第{done.number}期已履行")
    if mediation.state == MediationState.AGREED and not open_parts(mediation).exists():
        days = mediation.instalments.current().aggregate(last=Max("done_on"))
        move_locked(mediation, "perform", by=None, on=days["last"])
    return done


@transaction.atomic
def breach_instalment(instalment: Instalment, *, by, version: int, on: dt.date, reason: str) -> Instalment:
    """未履行: the mediation ends as not kept, and what was still open with it.

    Raises PermissionDenied, MoveRefused, StaleRecord.
    """
    mediation, locked = _locked(instalment, version)
    broken = move_locked(locked, "breach", by=by, reason=reason, on=on)
    progress(mediation.dispute, on, f"第{broken.number}期未履行")
    if mediation.state == MediationState.AGREED:
        _breach(mediation, by=None, on=on, reason=f"第{broken.number}期未履行：{reason}"[:200])
    return broken


@transaction.atomic
def perform_mediation(mediation: Mediation, *, by, version: int, on: dt.date) -> Mediation:
    """确认履行, where no part is left open. Raises PermissionDenied, MoveRefused, StaleRecord."""
    locked = lock_pair(mediation, version=version)
    if left := open_parts(locked).count():
        raise MoveRefused(f"还有 {left} 期没有履行，请逐期登记")
    performed = move_locked(locked, "perform", by=by, on=on)
    progress(performed.dispute, on, "调解协议已履行")
    return performed


@transaction.atomic
def breach_mediation(mediation: Mediation, *, by, version: int, on: dt.date, reason: str) -> Mediation:
    """登记未履行 of the whole. Raises PermissionDenied, MoveRefused, StaleRecord."""
    broken = _breach(lock_pair(mediation, version=version), by=by, on=on, reason=reason)
    progress(broken.dispute, on, "调解协议未履行")
    return broken


def open_parts(mediation: Mediation):
    return mediation.instalments.current().filter(state=State.OPEN)


def _breach(locked: Mediation, *, by, on: dt.date, reason: str) -> Mediation:
    broken = move_locked(locked, "breach", by=by, reason=reason, on=on)
    for part in open_parts(broken).order_by("pk"):
        move_locked(lock_part(part, broken), "breach", by=None, reason=reason, on=on)
    return broken


def lock_part(part: Instalment, mediation: Mediation, *, version: int | None = None) -> Instalment:
    locked = lock(part, version=version)
    locked.mediation = mediation
    return locked


def _locked(instalment: Instalment, version: int | None) -> tuple[Mediation, Instalment]:
    mediation = lock_pair(instalment.mediation, version=None)
    return mediation, lock_part(instalment, mediation, version=version)
