"""The sweeps that are a person's business now: for his first page, the result of an inspection, and his 待办.

None of them costs a statement while no operation is near.
"""

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from campaigns.models import Operation
from inspections.models import SweepForce, SweepGroup, SweepSignOn, SweepTurnout, SweepVenue
from inspections.models.sweeps import OPENS_BEFORE
from inspections.reading.joined import shares_of
from inspections.reading.operations import operations_lately
from inspections.reading.sweep_matrix import with_reports
from inspections.services.sweeps.days import day_of, days_of, due_at

KEPT = dt.timedelta(days=7)  # after its end a sweep is still on the first page of a partner body
ASKED_BEFORE = dt.timedelta(hours=2)


def groups_now(user, at: dt.datetime, *, within: Operation | None = None) -> list[SweepGroup]:
    """Groups the person goes out with in operations that run or are about to (or in this one), with `listed` and
    `covered` and `failed` (家), and whether he `has_signed`. One statement.
    """
    near = operations_lately(lambda each: each.starts_at - OPENS_BEFORE <= at < each.ends_at)
    if within is not None:
        near = [pk for pk in near if pk == within.pk]
    if not near:
        return []
    places = SweepVenue.objects.current().filter(group=OuterRef("pk")).order_by().values("group")
    signed = SweepSignOn.objects.filter(group=OuterRef("pk"), person=user).order_by("-reported_on")
    groups = SweepGroup.objects.visible_to(user).current().of_person(user).filter(operation__in=near)
    found = groups.annotate(
        listed=_number(places),
        covered=_number(places.covered()),
        failed=_number(places.failed()),
        signed_on=Subquery(signed.values("reported_on")[:1]),
    )
    found = list(found.select_related("operation").order_by("operation__starts_at", "pk"))
    for group in found:
        group.has_signed = group.signed_on == day_of(group.operation, at)
        group.is_running = group.operation.is_running(at)
    return found


def _number(places) -> Coalesce:
    return Coalesce(Subquery(places.annotate(number=Count("pk")).values("number")), 0)


def reports_owed(user, at: dt.datetime) -> list[tuple[SweepGroup, dt.date, dt.datetime]]:
    """(group the person leads, reporting day, closing instant) of the reports that are missing and due within two hours
    or past. Two statements.
    """
    begun = operations_lately(lambda each: each.starts_at <= at)
    if not begun:
        return []
    led = SweepGroup.objects.current().filter(leader=user, operation__in=begun)
    return [
        (group, day, closes)
        for group in with_reports(led).order_by("operation__starts_at", "pk")
        for day in days_of(group.operation)
        if day not in {each.reported_on for each in group.shown_reports}
        and (closes := _closes_at(group.operation, day)) - ASKED_BEFORE <= at
    ]


def _closes_at(operation: Operation, day: dt.date) -> dt.datetime:
    """When nobody set a closing hour: the end of the operation, for earlier days the same hour."""
    return due_at(operation, day) or operation.ends_at - (days_of(operation)[-1] - day)


def shares_now(user, at: dt.datetime) -> list[SweepForce]:
    """The share of a partner body in sweeps that are not long over, each with `has_confirmed`. One statement."""
    lately = operations_lately(lambda each: each.ends_at >= at - KEPT)
    if not lately:
        return []
    confirmed = SweepTurnout.objects.current().filter(force=OuterRef("pk"), is_confirmed=True)
    shares = shares_of(user).filter(group__operation__in=lately)
    return list(shares.annotate(has_confirmed=Exists(confirmed)))
