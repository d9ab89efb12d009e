"""The instants of a week in a campaign: when its duties are opened, reminded and closed."""

import datetime as dt

from django.utils import timezone

from campaigns.models import Campaign
from campaigns.weeks import Week


def opening(campaign: Campaign, week: Week) -> dt.datetime:
    return _at(campaign.opening_day(week), campaign.supervision_opens_at)


def reminding(campaign: Campaign, week: Week) -> dt.datetime:
    return _at(campaign.reminder_day(week), campaign.supervision_reminds_at)


def closing(campaign: Campaign, week: Week) -> dt.datetime:
    """24:00 of the last day."""
    return _at(week.next.starts_on, dt.time())


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, timezone.get_current_timezone())
