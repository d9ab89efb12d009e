"""The instants of a week in a campaign: when its duties are opened, reminded and closed.

An hour that was changed counts from the change on: an instant that had passed by then is none, and the next week has
the first.
"""

import datetime as dt

from django.utils import timezone

from campaigns.weeks import Week
from hotspots.models import SupervisionWeeks


def opening(weeks: SupervisionWeeks, week: Week) -> dt.datetime | None:
    """None when the hour was set after it had passed."""
    return _since(opens_at(weeks, week), weeks.in_force(week).opens_since)


def reminding(weeks: SupervisionWeeks, week: Week) -> dt.datetime | None:
    """None when the hour was set after it had passed."""
    return _since(reminds_at(weeks, week), weeks.in_force(week).reminds_since)


def closing(weeks: SupervisionWeeks, week: Week) -> dt.datetime:
    """24:00 of the last day."""
    return _at(week.next.starts_on, dt.time())


def opens_at(weeks: SupervisionWeeks, week: Week) -> dt.datetime:
    return _at(weeks.opening_day(week), weeks.in_force(week).opens_at)


def reminds_at(weeks: SupervisionWeeks, week: Week) -> dt.datetime:
    return _at(weeks.reminder_day(week), weeks.in_force(week).reminds_at)


def _since(instant: dt.datetime, since: dt.datetime | None) -> dt.datetime | None:
    return instant if since is None or instant > since else None


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, timezone.get_current_timezone())
