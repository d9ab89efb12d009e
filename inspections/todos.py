"""What inspections ask of a person: notices to reinspect, to serve, and to issue."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from baiyi.deadlines.receipts import lamp_of_day, near_until
from baiyi.notifications.todos import Todo, todo_sources
from inspections import rights
from inspections.models import RectificationNotice
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
    recheck_on = Subquery(again.filter(pk=OuterRef("pk")).values("deadlines__effective_due_on")[:1])
    rows = (
        RectificationNotice.objects.visible_to(user).current().filter(wanted).with_due().annotate(recheck_on=recheck_on)
    )
    for notice in (
        answered_by(rows, user, on).select_related("venue", "number").order_by("recheck_on", "effective_due_on", "pk")
    ):
        yield _to_serve(notice, on) if notice.state == State.ISSUED else _to_reinspect(notice, on)


def _to_reinspect(notice: RectificationNotice, on: dt.date) -> Todo:
    url = reverse("inspections:notice-reinspect", args=[notice.pk])
    return _todo(notice, "复查", url, label="到期复查", due_on=notice.recheck_on, on=on)


def _to_serve(notice: RectificationNotice, on: dt.date) -> Todo:
    """After the due day it cannot be served any more."""
    due_on = notice.effective_due_on
    is_past = due_on is not None and due_on < on
    url = notice.get_absolute_url() if is_past else reverse("inspections:notice-serve", args=[notice.pk])
    note = "，期限已过，不能再送达" if is_past else ""
    return _todo(notice, "送达", url, label="待送达", due_on=due_on, on=on, note=note)


@todo_sources.register
def notices_to_issue(user, on: dt.date) -> Iterator[Todo]:
    """待签发: all drafts of the chief's units in one row."""
    if not user.has_perm(rights.DECIDE):
        return
    drafts = (
        RectificationNotice.objects.visible_to(user)
        .current()
        .filter(state=State.DRAFT, unit__in=user.unit_ids(rights.DECIDE))
    )
    if count := drafts.count():
        yield Todo(f"签发通知书 {count} 份", f"{reverse('inspections:notice-list')}?tab=draft", label="待签发")


def _todo(
    notice: RectificationNotice, verb: str, url: str, *, label: str, due_on: dt.date | None, on: dt.date, note: str = ""
) -> Todo:
    number = notice.number.text if notice.number_id else ""
    lamp = lamp_of_day(due_on, on=on) if due_on else None
    return Todo(
        f"{verb} {notice.venue.name}", url, note=f"{number}{note}".strip("，"), due_on=due_on, lamp=lamp, label=label
    )
