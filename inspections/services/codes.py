"""Verbs on the QR codes of venues: giving one, changing it, finding the venue of one."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock
from inspections import rights
from inspections.models import Venue
from inspections.models.codes import LENGTH, VenueCode, as_typed, new_short_codes

TRIES = 3  # a short code is taken once in many millions of tries


def new_code(venue: Venue, *, by) -> VenueCode:
    """Of a venue that has no live one."""
    for left in reversed(range(TRIES)):
        code = VenueCode(venue=venue, made_by=by, made_at=clock.now())
        try:
            with transaction.atomic():
                code.save(verb="生成二维码")
            break
        except IntegrityError:
            if not left:
                raise
    return code


def give_codes(venues: Iterable[Venue]) -> None:
    """New codes, in bulk, for venues that have none."""
    venues = list(venues)
    short_codes = new_short_codes(len(venues), beside=VenueCode.objects.values_list("short_code", flat=True))
    codes = [
        VenueCode(venue=venue, short_code=code, made_by=venue.created_by, made_at=venue.created_at)
        for venue, code in zip(venues, short_codes, strict=True)
    ]
    VenueCode.objects.bulk_create(codes, batch_size=500)


@transaction.atomic
def change_code(venue: Venue, *, version: int, by, reason: str) -> VenueCode:
    """The old code is dead from now on, on every sheet that was printed. Raises StaleRecord, PermissionDenied,
    MoveRefused.
    """
    locked = lock(venue, version=version)
    if not by.has_perm(rights.KEEP_VENUES, locked):
        raise PermissionDenied(rights.KEEP_VENUES)
    if locked.voided_at is not None:
        raise MoveRefused(f"{locked}已作废，不再生成二维码")
    for old in locked.codes.live():
        old.retired_at, old.retired_by = clock.now(), by
        old.save(verb="停用二维码", reason=reason)
    locked.save(update_fields=["version"], verb="更换二维码", reason=reason)
    return new_code(locked, by=by)


def code_of_token(user, token: str) -> VenueCode | None:
    """Also a dead one; None for a code that is not there, and for one of a venue the person may not see."""
    return VenueCode.objects.visible_to(user).filter(token=token).select_related("venue").first()


def code_of_typed(user, text: str) -> VenueCode | None:
    typed = as_typed(text)
    if len(typed) != LENGTH:
        return None
    return VenueCode.objects.visible_to(user).filter(short_code=typed).select_related("venue").first()
