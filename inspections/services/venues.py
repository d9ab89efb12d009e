"""Verbs on venues."""

from django.db import IntegrityError, transaction

from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused
from inspections import rights
from inspections.models import Venue


def add_venue(*, by, **facts) -> Venue:
    """A new venue in the ledger. Raises MoveRefused when the unit has one of this name at this address,
    PermissionDenied.
    """
    try:
        with transaction.atomic():
            return rows.add(Venue(**facts), by=by, right=rights.KEEP_VENUES)
    except IntegrityError as error:
        raise MoveRefused("台账里已有同名同址的场所，请直接选用") from error


def change_venue(venue: Venue, *, version: int, by, **facts) -> Venue:
    """Raises StaleRecord when somebody saved it in between, MoveRefused on a double, PermissionDenied."""
    try:
        with transaction.atomic():
            return rows.change(venue, by=by, right=rights.KEEP_VENUES, version=version, verb="修改场所", **facts)
    except IntegrityError as error:
        raise MoveRefused("台账里已有同名同址的场所") from error
