"""Verbs on venues."""

from django.db import IntegrityError, transaction

from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock
from baiyi.records.signals import revealed
from inspections.models import Venue

PERSONAL = ("head_name", "head_phone")


def add_venue(*, unit, by, **facts) -> Venue:
    """A new venue in the ledger. Raises MoveRefused when the unit has one of this name at this address."""
    try:
        with transaction.atomic():
            return Venue.objects.create(unit=unit, created_by=by, created_at=clock.now(), **facts)
    except IntegrityError as error:
        raise MoveRefused("台账里已有同名同址的场所，请直接选用") from error


def change_venue(venue: Venue, *, version: int, by, **facts) -> Venue:
    """Raises StaleRecord when somebody saved it in between, MoveRefused on a double."""
    try:
        with transaction.atomic():
            locked = lock(venue, version=version)
            for name, value in facts.items():
                setattr(locked, name, value)
            locked.journal_note = {"verb": "修改场所", "reason": ""}
            locked.save()
            return locked
    except IntegrityError as error:
        raise MoveRefused("台账里已有同名同址的场所") from error


@transaction.atomic
def reveal_venue(venue: Venue, *, reason: str, by) -> dict[str, str]:
    """The personal fields in full; that they were read, by whom and why, is a line of the journal."""
    revealed.send(Venue, record=venue, by=by, fields=PERSONAL, reason=reason)
    return {name: getattr(venue, name) for name in PERSONAL}
