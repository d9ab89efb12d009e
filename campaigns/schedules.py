"""When the weekly duty opens, is reminded and is closed: the hours are those of each campaign, read at every tick; and the housekeeping."""

import datetime as dt
from collections.abc import Callable, Iterable

from django.core.cache import cache
from django.utils import timezone

from baiyi.jobs import schedules, ticks
from campaigns.hours import closing, opening, reminding
from campaigns.models import Campaign
from campaigns.services import close_week, forget_drafts, open_week, remind_week
from campaigns.weeks import DAYS, Week

KEEP = 30  # seconds a process remembers the hours


def moments(moment: Callable[[Campaign, Week], dt.datetime | None]) -> schedules.Instants:
    """The instants of every week of every campaign. One statement, none within `KEEP`."""

    def instants(since: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
        days = {"since": timezone.localdate(since) - dt.timedelta(days=DAYS), "until": timezone.localdate(until)}  # a week closes after it
        found = {moment(campaign, week) for campaign in _campaigns() for week in campaign.weeks(**days)}
        return sorted(each for each in found if each and since < each <= until)

    return instants


def _campaigns() -> Iterable[Campaign]:
    return cache.get_or_set(Campaign.HOURS, lambda: list(Campaign.objects.order_by("pk")), KEEP)


EACH, LATEST = schedules.CatchUp.EACH, schedules.CatchUp.LATEST
schedules.register("campaigns.open_week", label="下达本周督导", work=open_week, instants=moments(opening), catch_up=EACH)
schedules.register("campaigns.remind_week", label="催办未督导", work=remind_week, instants=moments(reminding), catch_up=LATEST)
schedules.register("campaigns.close_week", label="结算本周督导", work=close_week, instants=moments(closing), catch_up=EACH)
ticks.register(forget_drafts, every=3600)
