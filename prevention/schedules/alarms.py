"""What happens by itself with the alarms of a day: its rows are opened when it is over, and whoever has not reported
until it is due is told once.
"""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from baiyi.accounts.models import Unit, UnitKind, User
from baiyi.jobs import schedules
from baiyi.jobs.leases import Progress
from baiyi.notifications import kinds
from baiyi.notifications.services import Message, send_many
from baiyi.records import clock
from campaigns.models import Campaign
from campaigns.reporting import day_ends_at, reporting_day
from prevention import rights
from prevention.models import AlarmReport
from prevention.services.alarms import open_day
from prevention.services.alarms.days import due_at, words_of

ONE_DAY = dt.timedelta(days=1)
A_SECOND = dt.timedelta(seconds=1)
MISSING = kinds.register(
    "alarms_missing", label="警情未报", text="{unit}{day}的警情还没有报，请尽快上报；没有警情的报零报告", is_urgent=True
)


def moments(moment: Callable[[dt.date], dt.datetime]) -> schedules.Instants:
    """That instant of every reporting day of the campaign at hand."""

    def instants(since: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
        campaign = Campaign.objects.at_hand_lately(timezone.localdate(until))
        if campaign is None:
            return []
        first = max(timezone.localdate(since) - 2 * ONE_DAY, campaign.starts_on)
        last = min(timezone.localdate(until), campaign.ends_on)
        days = (first + n * ONE_DAY for n in range((last - first).days + 1))
        return [each for each in map(moment, days) if since < each <= until]

    return instants


def open_alarms(slot: schedules.Slot, progress: Progress) -> None:
    """The stations of each campaign owe a report of the day that is over at the slot."""
    day = reporting_day(slot.at - A_SECOND)
    for _, _, units in Campaign.objects.governed(day):
        stations = Unit.objects.valid(day).filter(kind=UnitKind.STATION, pk__in=units)
        with transaction.atomic():
            done = open_day(day, list(stations.values_list("pk", flat=True)))
        progress.advance(done)


def remind_alarms(slot: schedules.Slot, progress: Progress) -> None:
    """One message a report and person: those who report at the unit."""
    day = reporting_day(slot.at - ONE_DAY)
    missing = AlarmReport.objects.missing().filter(reported_on=day).select_related("unit")
    messages = [
        Message(person, report, f"{day}", facts={"unit": report.unit.short_name, "day": words_of(day)})
        for report in missing
        for person in User.objects.holding(rights.REPORT_ALARMS, clock.today(), [report.unit_id])
    ]
    with transaction.atomic():
        progress.advance(send_many(messages, kind=MISSING, is_late=slot.is_late))


EACH, LATEST = schedules.CatchUp.EACH, schedules.CatchUp.LATEST
schedules.register(
    "prevention.open_alarms",
    label="下达警情报送",
    work=open_alarms,
    instants=moments(day_ends_at),
    catch_up=EACH,
)
schedules.register(
    "prevention.remind_alarms", label="催报警情", work=remind_alarms, instants=moments(due_at), catch_up=LATEST
)
