"""When the weekly duty opens, is reminded and is closed: the hours are those of each campaign, read at every tick."""

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from baiyi.jobs import schedules
from campaigns.weeks import DAYS, Week
from hotspots.models import SupervisionWeeks, Timetable
from hotspots.services import close_week, open_week, remind_week
from hotspots.services.instants import closing, opening, reminding


def moments(moment: Callable[[SupervisionWeeks, Week], dt.datetime | None]) -> schedules.Instants:
    """The instants of every week of every campaign. Two statements, none within half a minute."""

    def instants(since: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
        days = {
            "since": timezone.localdate(since) - dt.timedelta(days=DAYS),
            "until": timezone.localdate(until),
        }  # a week closes after it
        found = {moment(weeks, week) for weeks in Timetable.objects.all_lately() for week in weeks.with_duty(**days)}
        return sorted(each for each in found if each and since < each <= until)

    return instants


EACH, LATEST = schedules.CatchUp.EACH, schedules.CatchUp.LATEST
schedules.register("hotspots.open_week", label="下达本周督导", work=open_week, instants=moments(opening), catch_up=EACH)
schedules.register(
    "hotspots.remind_week", label="催办未督导", work=remind_week, instants=moments(reminding), catch_up=LATEST
)
schedules.register(
    "hotspots.close_week", label="结算本周督导", work=close_week, instants=moments(closing), catch_up=EACH
)
