"""What happens to planned patrols by itself: they are laid some days ahead, and stamped as missed when their day is
over.
"""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import F, Q, QuerySet

from baiyi.records import clock
from baiyi.records.moves import lock
from campaigns.reporting import reporting_day
from prevention.models import PatrolPlan, PlannedPatrol
from prevention.models.patrols.planned import GRACE

AHEAD = dt.timedelta(days=7)
ONE_DAY = dt.timedelta(days=1)
LOOKED_BACK = dt.timedelta(days=60)  # for what was held and whose patrol was voided since


def lay_ahead() -> int:
    """Patrols of every plan for the days to come, and for those on which nobody laid any. How many are new."""
    until = clock.today() + AHEAD
    still = Q(in_use_until=None) | Q(in_use_until__gt=F("laid_until"))
    due = PatrolPlan.objects.current().filter(still, laid_until__lt=until)
    return sum(_lay_next(plan) for plan in due.order_by("pk"))


@transaction.atomic
def _lay_next(plan: PatrolPlan) -> int:
    """Of a plan that nobody changes meanwhile."""
    locked = lock(plan)
    return lay(locked, since=locked.laid_until + ONE_DAY) if locked.voided_at is None else 0


def lay(plan: PatrolPlan, *, since: dt.date, after: dt.datetime | None = None) -> int:
    """Its patrols from that day on, none that begins before `after`; the caller holds its lock. Twice is once: the
    database decides.
    """
    until = clock.today() + AHEAD
    days = (since + dt.timedelta(days=place) for place in range((until - since).days + 1))
    made = [each for each in _patrols(plan, days) if after is None or each.starts_at > after]
    PlannedPatrol.objects.bulk_create(made, ignore_conflicts=True)
    PatrolPlan.objects.filter(pk=plan.pk).update(laid_until=until)
    plan.laid_until = until
    return len(made)


def _patrols(plan: PatrolPlan, days) -> Iterator[PlannedPatrol]:
    beat, zone = plan.beat, clock.now().tzinfo
    for day in filter(plan.asks_for, days):
        starts_at = dt.datetime.combine(day, plan.begins, zone)
        ends_at = dt.datetime.combine(day + ONE_DAY * (plan.ends <= plan.begins), plan.ends, zone)
        reported_on = reporting_day(starts_at)
        if beat.voided_at is None and beat.starts_on <= reported_on <= (beat.in_use_until or reported_on):
            yield planned_of(plan, starts_at=starts_at, ends_at=ends_at, reported_on=reported_on)


def planned_of(plan: PatrolPlan, *, starts_at: dt.datetime, **facts) -> PlannedPatrol:
    same = {name: getattr(plan, name) for name in ("unit_id", "beat_id", "kind", "team", "leader_id", "force")}
    same |= {"created_by_id": plan.created_by_id, "created_at": clock.now(), "late_after": starts_at + GRACE}
    return PlannedPatrol(plan=plan, starts_at=starts_at, **(same | facts))


def withdraw(planned: QuerySet, *, why: str) -> int:
    """Those that have not begun; what was asked of a past night stays."""
    now = clock.now()
    ahead = planned.filter(voided_at=None, starts_at__gt=now)
    return ahead.update(voided_at=now, void_reason=why, version=F("version") + 1)


def close_days() -> int:
    """漏巡: stamp what nobody held by the end of its reporting day. What is entered later makes up for it, and no
    more.
    """
    now = clock.now()
    over = {"reported_on__lt": reporting_day(now), "reported_on__gte": reporting_day(now) - LOOKED_BACK}
    missed = PlannedPatrol.objects.unheld().filter(missed_at=None, ends_at__lte=now, **over)
    return missed.update(missed_at=now, version=F("version") + 1)
