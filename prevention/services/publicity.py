"""Publicity (宣传活动, 次): entered once with its photos, corrected by the unit, taken back with a reason."""

from uuid import UUID

from django.db import transaction

from baiyi.exchange.photos import attach_form
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused
from campaigns.reporting import reporting_day
from prevention import rights
from prevention.models import PublicityActivity


@transaction.atomic
def add_publicity(*, by, client_uuid: UUID | None = None, **facts) -> PublicityActivity:
    """With the photos of its form; the same form twice is one. Raises PermissionDenied; MoveRefused when the unit
    entered this theme, place and beginning already.
    """
    mine = PublicityActivity.objects.filter(created_by=by, client_uuid=client_uuid)
    if client_uuid and (known := mine.first()):
        return known
    activity = PublicityActivity(client_uuid=client_uuid, reported_on=reporting_day(facts["held_at"]), **facts)
    with _held_once(activity):
        rows.add(activity, by=by, right=rights.RECORD)
    attach_form(activity, client_uuid, by=by)
    return activity


@transaction.atomic
def change_publicity(activity: PublicityActivity, *, by, version: int, **facts) -> PublicityActivity:
    """Raises as adding does; StaleRecord; MoveRefused when it was voided."""
    if facts["held_at"] != activity.held_at:
        facts |= {"reported_on": reporting_day(facts["held_at"])}
    named = ("theme", "held_at", "place")
    corrected = PublicityActivity(unit_id=activity.unit_id, **{name: facts[name] for name in named})
    with _held_once(corrected):
        return rows.change(activity, by=by, right=rights.RECORD, version=version, verb="修改宣传活动", **facts)


@transaction.atomic
def void_publicity(activity: PublicityActivity, *, by, reason: str, version: int) -> PublicityActivity:
    return rows.void(activity, by=by, right=rights.DECIDE, version=version, verb="作废宣传活动", reason=reason)


def _held_once(activity: PublicityActivity):
    """Who comes second reads who was first."""
    same = {name: getattr(activity, name) for name in ("unit_id", "theme", "held_at", "place")}
    known = PublicityActivity.objects.current().filter(**same).select_related("created_by")
    return rows.unless_taken(known.first, _refusal_of_second)


def _refusal_of_second(first: PublicityActivity) -> MoveRefused:
    return MoveRefused(f"{first.created_by.name}已登记本单位同一时间、地点的{first.get_theme_display()}")
