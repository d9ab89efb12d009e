"""What an officer has to do today: venues whose interval ran out, reinspections that fall due, drafts not submitted."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q

from baiyi.deadlines.receipts import near_until
from baiyi.records import lamps
from baiyi.records.drafts import drafts_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Draft
from inspections import rights
from inspections.kinds import RECHECK
from inspections.models import Hazard, Inspection, RectificationNotice, Venue, VenueCategory
from inspections.models.venue import VenueQuerySet
from inspections.services import DRAFT

MOST = 8  # venues a day
Term = tuple[dt.date | None, dt.date | None]  # effective due day, last day that is not late (None: paused or no term)


@dataclass(frozen=True)
class OpenHazards:
    """The open hazards (处) of a venue, and how near the nearest of them is."""

    count: int
    overdue: int
    lamp: Lamp


@dataclass(frozen=True)
class Task:
    """One venue (家) to inspect; `days_since` are natural days since the last inspection, None when there was none."""

    venue: Venue
    days_since: int | None
    open_hazards: OpenHazards | None
    draft: Draft | None = None


@dataclass(frozen=True)
class Tasks:
    """`done` 家 of today's `total` were inspected; `waiting` are the rest, longest ago first."""

    total: int
    done: int
    waiting: list[Task] = field(default_factory=list)

    @property
    def dots(self) -> list[bool]:
        return [place < self.done for place in range(min(self.total, 2 * MOST))]

    @property
    def next(self) -> Task | None:
        return self.waiting[0] if self.waiting else None


@dataclass(frozen=True)
class Rechecks:
    """Notices (份) in the user's units to be reinspected."""

    overdue: int
    today: int
    soon: int

    @property
    def total(self) -> int:
        return self.overdue + self.today + self.soon


def tasks_of(user, *, on: dt.date, drafts=()) -> Tasks:
    """The user's own venues, or his units' when none is his; a venue somebody began shows its draft.
    Four statements.
    """
    rows, done = _scope(user, on)
    waiting = list(
        rows.with_history().filter(_run_out(on)).select_related("category").order_by("last_inspected_on", "pk")[:MOST]
    )
    waiting.sort(key=lambda venue: (venue.last_inspected_on or dt.date.min, venue.pk))
    total = max(done, min(MOST, done + len(waiting)))
    waiting = waiting[: total - done]
    open_hazards = open_hazards_of([venue.pk for venue in waiting], on=on)
    begun = {draft.subject_id: draft for draft in reversed(drafts)}
    return Tasks(total, done, [_task(venue, open_hazards.get(venue.pk), begun.get(venue.pk), on) for venue in waiting])


def rechecks_of(user, *, on: dt.date) -> Rechecks:
    """What the list opened from here shows, by the day of the reinspection's own deadline. One statement."""
    due = RectificationNotice.objects.visible_to(user).to_reinspect(near_until(on)).with_terms(recheck=RECHECK)
    days = list(due.order_by().values_list("recheck_late_after", "recheck_due_on"))
    late, today = sum(last < on for last, _ in days), sum(day == on for _, day in days)
    return Rechecks(late, today, len(days) - late - today)


def open_drafts(user) -> list[Draft]:
    """Not submitted yet, newest first; without what was typed. One statement."""
    return list(drafts_of(user, DRAFT).defer("payload"))


def open_hazards_of(venue_ids: list[int], *, on: dt.date) -> dict[int, OpenHazards]:
    """By venue, those with open hazards only. One statement."""
    terms: dict[int, list[Term]] = defaultdict(list)
    open_hazards = Hazard.objects.open().filter(venue__in=venue_ids).with_due().order_by()
    for venue, *term in open_hazards.values_list("venue", "effective_due_on", "late_after"):
        terms[venue].append(tuple(term))
    return {venue: _open_hazards(found, on) for venue, found in terms.items()}


def _scope(user, on: dt.date) -> tuple[VenueQuerySet, int]:
    """(the venues he inspects, how many of them were inspected on that day)."""
    seen = Exists(Inspection.objects.current().filter(venue=OuterRef("pk"), inspected_on=on))
    rows = Venue.objects.visible_to(user).current().filter(unit__in=user.unit_ids(rights.RECORD))
    mine = Q(responsible=user)
    counts = rows.annotate(is_seen=seen).aggregate(
        mine=Count("pk", filter=mine),
        mine_seen=Count("pk", filter=mine & Q(is_seen=True)),
        seen=Count("pk", filter=Q(is_seen=True)),
    )
    return (rows.filter(mine), counts["mine_seen"]) if counts["mine"] else (rows, counts["seen"])


def _run_out(on: dt.date) -> Q:
    """Never inspected, or longer ago than the category's interval."""
    condition = Q(last_inspected_on=None)
    for category, interval in VenueCategory.objects.values_list("pk", "inspect_every"):
        condition |= Q(category=category, last_inspected_on__lte=on - dt.timedelta(days=interval))
    return condition


def _task(venue: Venue, open_hazards: OpenHazards | None, draft: Draft | None, on: dt.date) -> Task:
    last = venue.last_inspected_on
    return Task(venue, (on - last).days if last else None, open_hazards, draft)


def _open_hazards(terms: list[Term], on: dt.date) -> OpenHazards:
    overdue = sum(late_after is not None and late_after < on for _, late_after in terms)
    text = f"未销号隐患 {len(terms)}"
    if overdue:
        return OpenHazards(len(terms), overdue, lamps.overdue(f"{text}，整改超期 {overdue}"))
    nearest = min((due_on for due_on, late_after in terms if late_after is not None), default=None)
    if nearest is None:
        return OpenHazards(len(terms), 0, lamps.no_data(f"{text}，未定期限"))
    if nearest <= near_until(on):
        return OpenHazards(len(terms), 0, lamps.near(f"{text}，{_said(nearest, on)}"))
    return OpenHazards(len(terms), 0, lamps.good(f"{text}，{nearest.month}月{nearest.day}日到期"))


def _said(nearest: dt.date, on: dt.date) -> str:
    left = (nearest - on).days
    return f"{['今天', '明天', '后天'][left]}到期" if left >= 0 else "宽限期内"
