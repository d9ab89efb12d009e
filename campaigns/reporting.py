"""The day that something is reported under (报告日), by the campaign at hand."""

import datetime as dt

from django.utils.timezone import localtime

from campaigns.models import Campaign


def reporting_day(instant: dt.datetime) -> dt.date:
    """Of what begins at that instant; without any campaign, by the usual beginning of a day.

    Asked once, when a record is written, and stored with it: a later change of the beginning moves no row.
    """
    campaign = Campaign.objects.at_hand_lately(localtime(instant).date()) or Campaign()
    return campaign.reporting_day(instant)
