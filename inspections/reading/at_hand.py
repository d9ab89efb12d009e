"""The sweeps that are a person's business now: for his first page, the result of an inspection, and his 待办."""

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from inspections.models import SweepForce, SweepGroup, SweepSignOn, SweepVenue
from inspections.models.sweeps import at_hand
from inspections.reading.sweep_matrix import with_reports
from inspections.services.sweeps.days import day_of, days_of, due_at

KEPT = dt.timedelta(days=7)  # after its end a sweep is still on the first page of a partner body
OWED = dt.timedelta(days=14)  # how long after the end a missing report is asked for
ASKED_BEFORE = dt.timedelta(hours=2)


def groups_now(user, at: dt.datetime) -> list[SweepGroup]:
    """Groups the person goes out with in operations at hand, with `listed` and `covered` (家), and whether he is
    `has_signed`. One statement.
    """
    groups = SweepGroup.objects.visible_to(user).current().of_person(user).filter(at_hand(at))
    places = SweepVenue.objects.current().filter(group=OuterRef("pk")).order_by().values("group")
    signed = SweepSignOn.objects.filter(
        group=OuterRef("pk"), person=user, reported_on__in=[at.date(), at.date() - dt.timedelta(days=1)]
    )
    found = groups.annotate(
        listed=_number(places),
        covered=_number(places.with_cover().filter(is_covered=True)),
        signed_on=Subquery(signed.order_by("-reported_on").values("reported_on")[:1]),
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
    led = SweepGroup.objects.current().filter(
        leader=user,
        operation__voided_at=None,
        operation__starts_at__lte=at,
        operation__ends_at__gte=at - OWED,
    )
    return [
        (group, day, closes)
        for group in with_reports(led).order_by("operation__starts_at", "pk")
        for day in days_of(group.operation)
        if day not in {each.reported_on for each in group.shown_reports}
        and (closes := due_at(group.operation, day) or _end_of(group, day)) - ASKED_BEFORE <= at
    ]


def _end_of(group: SweepGroup, day: dt.date) -> dt.datetime:
    """When nobody set a closing hour: the end of the operation, for earlier days the same hour."""
    return group.operation.ends_at - (days_of(group.operation)[-1] - day)


def shares_now(user, at: dt.datetime) -> list[SweepForce]:
    """The share of a partner body in sweeps that are not long over. One statement."""
    bodies = [posting.unit_id for posting in user.current_postings]
    stands = Q(group__voided_at=None, group__operation__voided_at=None, group__operation__ends_at__gte=at - KEPT)
    rows = SweepForce.objects.current().filter(stands, body__in=bodies)
    confirmed = Exists(
        rows.model.turnouts.rel.related_model.objects.current().filter(force=OuterRef("pk"), is_confirmed=True)
    )
    return list(
        rows.annotate(has_confirmed=confirmed)
        .select_related("group__operation")
        .order_by("group__operation__starts_at", "pk")
    )
