"""What an officer has to do today: venues whose interval ran out, reinspections that fall due, drafts not submitted."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, Subquery, When, Window

from baiyi.deadlines.receipts import near_until
from baiyi.records import lamps
from baiyi.records.lamps import Lamp
from baiyi.records.models import Draft
from inspections import rights
from inspections.kinds import RECHECK
from inspections.models import FailedVisit, Hazard, Inspection, RectificationNotice, Venue
from inspections.models.venue import VenueQuerySet
from inspections.reading.intervals import run_out

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
    """`done` 家 were inspected today. `waiting` of what waited this morning still do: overdue hazards first, then
    longest ago; `more` 家 wait besides. A visit elsewhere takes none of them out.
    """

    done: int
    waiting: list[Task] = field(default_factory=list)
    more: int = 0

    @property
    def total(self) -> int:
        return self.done + len(self.waiting)

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
    morning = list(_this_morning(rows, on)[:MOST])
    waiting = [venue for venue in morning if not venue.is_seen]
    more = morning[0].unseen - len(waiting) if morning else 0
    open_hazards = open_hazards_of([venue.pk for venue in waiting], on=on)
    begun = {draft.subject_id: draft for draft in reversed(drafts)}
    tasks = [_task(venue, open_hazards.get(venue.pk), begun.get(venue.pk), on) for venue in waiting]
    return Tasks(done, tasks, more)


def rechecks_of(user, *, on: dt.date) -> Rechecks:
    """What the list opened from here shows, by the day of the reinspection's own deadline. One statement."""
    due = RectificationNotice.objects.visible_to(user).to_reinspect(near_until(on)).with_terms(recheck=RECHECK)
    days = list(due.order_by().values_list("recheck_late_after", "recheck_due_on"))
    late, today = sum(last < on for last, _ in days), sum(day == on for _, day in days)
    return Rechecks(late, today, len(days) - late - today)


def open_hazards_of(venue_ids: list[int], *, on: dt.date) -> dict[int, OpenHazards]:
    """By venue, those with open hazards only. One statement."""
    terms: dict[int, list[Term]] = defaultdict(list)
    open_hazards = Hazard.objects.open().filter(venue__in=venue_ids).with_due().order_by()
    for venue, *term in open_hazards.values_list("venue", "effective_due_on", "late_after"):
        terms[venue].append(tuple(term))
    return {venue: _open_hazards(found, on) for venue, found in terms.items()}


def _scope(user, on: dt.date) -> tuple[VenueQuerySet, int]:
    """(the venues he inspects, how many of them were inspected on that day)."""
    rows = Venue.objects.visible_to(user).current().filter(unit__in=user.unit_ids(rights.RECORD))
    mine = Q(responsible=user)
    counts = rows.annotate(is_seen=_seen(on)).aggregate(
        mine=Count("pk", filter=mine),
        mine_seen=Count("pk", filter=mine & Q(is_seen=True)),
        seen=Count("pk", filter=Q(is_seen=True)),
    )
    return (rows.filter(mine), counts["mine_seen"]) if counts["mine"] else (rows, counts["seen"])


def _seen(on: dt.date) -> Exists:
    return Exists(Inspection.objects.current().filter(venue=OuterRef("pk"), inspected_on=on))


def _found_shut(on: dt.date) -> Exists:
    return Exists(FailedVisit.objects.current().filter(venue=OuterRef("pk"), visited_on=on))


def _this_morning(rows: VenueQuerySet, on: dt.date) -> VenueQuerySet:
    """What waited when the day began, in an order that nothing of the day changes: overdue hazards first, venues added
    today last, then longest ago. `is_seen` says which were inspected since, or found shut; `unseen` how many of all
    were not.
    """
    before = Inspection.objects.current().filter(venue=OuterRef("pk"), inspected_on__lt=on)
    late = Hazard.objects.overdue_at_dawn(on).order_by().values("venue")
    waited = rows.annotate(
        last_inspected_on=Subquery(before.order_by("-inspected_on", "-pk").values("inspected_on")[:1]),
        is_late=_whether(pk__in=late),
        is_new=_whether(created_at__date__gte=on),
        is_seen=_seen(on) | _found_shut(on),
    ).filter(run_out(on))
    counted = waited.annotate(unseen=Window(Count(Case(When(is_seen=False, then=F("pk"))))))
    longest_ago = F("last_inspected_on").asc(nulls_first=True)
    return counted.select_related("category").order_by("-is_late", "is_new", longest_ago, "pk")


def _whether(**condition) -> Case:
    return Case(When(**condition, then=True), default=False, output_field=BooleanField())


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
