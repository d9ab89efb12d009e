"""What inspections ask of a person: notices to reinspect and to serve; reports of sweeps. What waits at a desk:
reading/desk.py.
"""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.utils.timezone import localtime

from baiyi.deadlines.kinds import label_of
from baiyi.deadlines.receipts import lamp_of_open, near_until
from baiyi.deadlines.serving import SERVE
from baiyi.notifications.todos import Todo, todo_sources
from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from inspections import rights
from inspections.kinds import RECHECK
from inspections.models import RectificationNotice
from inspections.reading.at_hand import reports_owed
from inspections.responsibility import answered_by

State = RectificationNotice.State


@todo_sources.register
def notices_answered_for(user, on: dt.date) -> Iterator[Todo]:
    """到期复查, until the day after tomorrow and what is past; 待送达, issued and not handed over yet.
    One statement.
    """
    if not user.has_perm(rights.RECORD):
        return
    again = RectificationNotice.objects.to_reinspect(near_until(on)).order_by()
    wanted = Q(pk__in=again.values("pk")) | Q(state__in=[State.ISSUED] if user.has_perm(rights.ISSUE) else [])
    mine = RectificationNotice.objects.visible_to(user).current().filter(wanted)
    rows = mine.with_due().with_terms(recheck=RECHECK, serve=SERVE)
    for notice in (
        answered_by(rows, user, on)
        .select_related("venue", "number")
        .order_by("recheck_due_on", "serve_due_on", "effective_due_on", "pk")
    ):
        yield _to_serve(notice, on) if notice.state == State.ISSUED else _to_reinspect(notice, on)


def _to_reinspect(notice: RectificationNotice, on: dt.date) -> Todo:
    url = address_of("inspections:notice-reinspect", notice.pk)
    lamp = lamp_of_open(notice.recheck_due_on, notice.recheck_late_after, on=on, word=label_of(RECHECK))
    return _todo(notice, "复查", url, label="到期复查", due_on=notice.recheck_due_on, lamp=lamp)


def _to_serve(notice: RectificationNotice, on: dt.date) -> Todo:
    """By the day of its service where one is set; after the due day it cannot be served any more."""
    due_on = notice.effective_due_on
    is_past = due_on is not None and due_on < on
    url = notice.get_absolute_url() if is_past else address_of("inspections:notice-serve", notice.pk)
    note = "，期限已过，不能再送达" if is_past else ""
    by = due_on if is_past else notice.serve_due_on or due_on
    return _todo(notice, "送达", url, label="待送达", due_on=by, lamp=notice.due_lamp, note=note)


@todo_sources.register
def reports_of_sweeps(user, on: dt.date) -> Iterator[Todo]:
    """战报 of the groups the person leads, from two hours before the closing hour on. Two statements."""
    now = clock.now()
    for group, day, closes in reports_owed(user, now) if user.has_perm(rights.RECORD) else ():
        due = localtime(closes)
        lamp = lamps.overdue("战报超时") if now > closes else lamps.near(f"{due:%H:%M} 截止")
        url = address_of("inspections:sweep_group-report", group.pk)
        note = f"{group.operation} · {day.month}月{day.day}日"
        yield Todo(f"{group}战报", url, note=note, due_on=due.date(), lamp=lamp, label="清查战报")


def _todo(notice: RectificationNotice, verb: str, url: str, *, note: str = "", **facts) -> Todo:
    number = notice.number.text if notice.number_id else ""
    return Todo(f"{verb} {notice.venue.name}", url, note=f"{number}{note}".strip("，"), **facts)


def _day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"
