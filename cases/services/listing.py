"""挂牌督办: listed, asked to be released, and released or kept by the level that listed it."""

import datetime as dt

from django.db import transaction

from baiyi.notifications.services import send
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from cases.kinds import LISTED_UP
from cases.models import Case, CaseListing, Level
from cases.services.leading import responsible_for


@transaction.atomic
def list_case(
    case: Case, *, by, version: int, level: str, due_on: dt.date, reason: str, requirement: str, number: str = ""
) -> Case:
    """挂牌督办 until `due_on`. Raises PermissionDenied, MoveRefused, StaleRecord."""
    on = clock.today()
    if due_on <= on:
        raise MoveRefused("督办期限须在今天以后")
    facts = {"level": level, "due_on": due_on, "requirement": requirement, "number": number}
    listed = move(case, "list_up", by=by, version=version, on=on, reason=reason, **facts)
    CaseListing(case=listed, unit_id=listed.unit_id, listed_on=on, reason=reason, **facts).save()
    told = {"case": str(listed), "level": f"{Level(level).label}级", "requirement": requirement}
    send(responsible_for(listed), kind=LISTED_UP, subject=listed, period=f"listed-{listed.version}", facts=told)
    return listed


@transaction.atomic
def release_case(case: Case, *, by, version: int, result: str) -> Case:
    """复核合格，解除督办. Raises PermissionDenied, MoveRefused, StaleRecord."""
    on = clock.today()
    released = move(case, "release", by=by, version=version, on=on, result=result)
    listing = _open_listing(released)
    listing.released_on, listing.result = on, result
    listing.save(verb="解除督办")
    return released


@transaction.atomic
def keep_listed(case: Case, *, by, version: int, reason: str) -> Case:
    """复核不合格: it stays listed, and how often is kept. Raises PermissionDenied, MoveRefused, StaleRecord."""
    kept = move(case, "keep_listed", by=by, version=version, reason=reason)
    listing = _open_listing(kept)
    listing.rechecks_failed += 1
    listing.save(verb="复核不合格", reason=reason)
    return kept


def _open_listing(case: Case) -> CaseListing:
    return case.listings.get(released_on=None)
