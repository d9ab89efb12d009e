"""屡改屡犯: a hazard that was found at the same venue before, at the same item of the checklist or in the same words,
and was still open then, or closed or handed over in the twelve months before (365 natural days).
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from inspections.models import Hazard, Venue

WITHIN = dt.timedelta(days=365)


@dataclass(frozen=True)
class Repeat:
    """An earlier or a later hazard of the same kind."""

    hazard: Hazard
    is_later: bool = False

    @property
    def text(self) -> str:
        found, closed = self.hazard.found_on, self.hazard.rectified_on
        if closed is not None:
            return f"{_said(found)} 查出，{_said(closed)} 销号"
        return f"{_said(found)} 查出，{self.hazard.get_state_display()}"


def before_at(venue: Venue, on: dt.date) -> dict[int | None, list[Hazard]]:
    """What counts as a repeat if it is found again on that day, by line of the item; None holds those that no item
    names. The latest first. One statement.
    """
    found: dict[int | None, list[Hazard]] = {}
    rows = Hazard.objects.current().filter(venue=venue, found_on__lte=on).select_related("item")
    for hazard in _lately(rows, on):
        found.setdefault(hazard.item.line if hazard.item else None, []).append(hazard)
    return found


def repeats_of(hazard: Hazard, *, user) -> list[Repeat]:
    """Both ways, in the order of time, of what this person may see. One statement."""
    same = Q(search_key=hazard.search_key)
    if hazard.item:
        same |= Q(item=hazard.item.line) | Q(item__first=hazard.item.line)
    rows = (
        Hazard.objects.visible_to(user)
        .current()
        .filter(same, venue=hazard.venue_id)
        .exclude(inspection=hazard.inspection_id)
    )
    found = [(each, each.pk > hazard.pk) for each in rows.order_by("found_on", "pk")]
    return [Repeat(each, later) for each, later in found if _is_repeat(*((hazard, each) if later else (each, hazard)))]


def _is_repeat(first: Hazard, second: Hazard) -> bool:
    ended_on = first.rectified_on or first.referred_on
    return ended_on is None or ended_on >= second.found_on - WITHIN


def _lately(rows, on: dt.date):
    ended = Q(rectified_on__gte=on - WITHIN) | Q(referred_on__gte=on - WITHIN)
    return rows.filter(ended | Q(state=Hazard.State.PENDING)).order_by("-found_on", "-pk")


def _said(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"
