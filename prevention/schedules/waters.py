"""When a day at the waterside is over: after midnight, what was due and not entered is missed."""

import datetime as dt

from baiyi.jobs import schedules
from baiyi.jobs.chunks import in_chunks
from baiyi.jobs.leases import Progress
from prevention.models import Water
from prevention.services.waters.patrols import close_day

AT = dt.time(0, 20)


def close_yesterday(slot: schedules.Slot, progress: Progress) -> None:
    """Of every water that was looked after on that day; a second run finds the rows of the first."""
    yesterday = slot.on - dt.timedelta(days=1)
    in_chunks(Water.objects.in_force(yesterday), progress, lambda chunk: close_day(chunk, yesterday))


schedules.register(
    "prevention.close_water_day",
    label="结算水域漏巡",
    work=close_yesterday,
    instants=schedules.daily(AT),
    catch_up=schedules.CatchUp.EACH,
)
