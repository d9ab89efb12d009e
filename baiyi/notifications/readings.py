"""Every Monday the heads of units are told how often personal data was read in full in the week before.

What counts for whom: ReadingQuerySet. A week without a reading has no message.
"""

import datetime as dt
from functools import partial

from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse

from baiyi.accounts.models import User
from baiyi.jobs import schedules
from baiyi.jobs.chunks import in_chunks
from baiyi.jobs.leases import Progress
from baiyi.journal.models import WEEK, Reading, monday_of
from baiyi.journal.rights import READINGS
from baiyi.notifications import kinds
from baiyi.notifications.services import Message, send_many
from baiyi.records import clock

READINGS_OF_WEEK = kinds.register(
    "readings_of_week",
    label="个人信息查看周报",
    text="{since}至{until}，本单位的记录或人员共有 {count} 次查看完整个人信息，涉及 {readers} 人；请看一看事由是否属实",
)
MONDAY, AT = 0, dt.time(8, 30)


def tell_heads(slot: schedules.Slot, progress: Progress) -> None:
    """One message a head and week, however often and late it runs."""
    monday = monday_of(slot.on) - WEEK
    counts = list(_counts(Reading.objects.in_week_of(monday)))
    if counts:
        heads = User.objects.holding(READINGS, clock.today())
        in_chunks(heads, progress, partial(_tell, monday=monday, counts=counts, is_late=slot.is_late))


def _counts(readings: QuerySet) -> QuerySet:
    """(unit of the record, unit of the reader, reader, how often)."""
    return readings.order_by().values_list("unit", "reader_unit", "entry__actor").annotate(times=Count("pk"))


def _tell(chunk: list[User], *, monday: dt.date, counts: list[tuple], is_late: bool) -> int:
    url = f"{reverse('journal:reading-list')}?week={monday}"
    messages = [
        Message(head, head, str(monday), facts=facts, url=url)
        for head in chunk
        if (facts := _facts(head, monday, counts))
    ]
    with transaction.atomic():
        return send_many(messages, kind=READINGS_OF_WEEK, is_late=is_late)


def _facts(head: User, monday: dt.date, counts: list[tuple]) -> dict | None:
    """None when nothing concerns his units; the audit administrator heads none."""
    units = set(head.unit_ids(READINGS))
    mine = [(reader, times) for *concerned, reader, times in counts if units.intersection(concerned)]
    if not mine:
        return None
    sunday = monday + dt.timedelta(days=6)
    days = {name: f"{day.month}月{day.day}日" for name, day in (("since", monday), ("until", sunday))}
    return days | {"count": sum(times for _, times in mine), "readers": len({reader for reader, _ in mine})}


schedules.register(
    "notifications.readings",
    label="个人信息查看周报",
    work=tell_heads,
    instants=schedules.weekly(MONDAY, AT),
    catch_up=schedules.CatchUp.EACH,
)
