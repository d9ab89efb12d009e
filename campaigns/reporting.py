"""The day that something is reported under (报告日), by the campaign at hand."""

import datetime as dt

from django.utils.timezone import localtime, make_aware

from baiyi.records import clock
from campaigns.models import Campaign

ONE_DAY = dt.timedelta(days=1)


def reporting_day(instant: dt.datetime) -> dt.date:
    """Of what begins at that instant; without any campaign, by the usual beginning of a day.

    Asked once, when a record is written, and stored with it: a later change of the beginning moves no row.
    """
    campaign = Campaign.objects.at_hand_lately(localtime(instant).date()) or Campaign()
    return campaign.reporting_day(instant)


def last_day() -> dt.date:
    """The latest reporting day that is over."""
    return reporting_day(clock.now()) - ONE_DAY


def day_ends_at(day: dt.date) -> dt.datetime:
    """The instant from which a reporting day is over: the beginning of the next one."""
    campaign = Campaign.objects.at_hand_lately(day) or Campaign()
    return make_aware(dt.datetime.combine(day + ONE_DAY, campaign.day_begins_at))
