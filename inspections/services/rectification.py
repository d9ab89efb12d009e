"""Due dates in bulk: plan drafts, open what was imported, verify what was issued. One arithmetic with the request's."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from baiyi.deadlines import services as deadlines
from baiyi.deadlines.models import Deadline, Rule
from baiyi.deadlines.serving import SERVE
from baiyi.deadlines.workdays import Difference
from baiyi.records import clock
from inspections.kinds import RECTIFY
from inspections.models import RectificationNotice
from inspections.models.notice import SERVE_RULE

CHUNK = 500  # notices a transaction


@dataclass(frozen=True)
class Report:
    """What one run did: 份 planned, 份 opened, and the differences it found and did not touch."""

    planned: int
    opened: int
    differences: list[Difference]

    def __str__(self) -> str:
        differing = f"已签发的有 {len(self.differences)} 处与现行历表不一致（未改动）"
        return f"草拟 {self.planned} 份已拟定期限，导入 {self.opened} 份已补算期限，{differing}"


def compute_rectification_deadlines(*, on: dt.date | None = None) -> Report:
    """Fill drafts and imported notices, verify issued ones, list differences, change none of them. Safe to repeat."""
    on = on or clock.today()
    planned = plan_drafts(on)
    opened = open_imported()
    watch_services()
    return Report(planned, opened, list(deadlines.differences()))


def plan_drafts(on: dt.date) -> int:
    """Give every draft the due day it would get if issued on `on`:
    computed once a rule and length, one statement each.
    """
    waiting = RectificationNotice.objects.current().filter(
        Q(planned_from=None) | Q(planned_from__lt=on), state=RectificationNotice.State.DRAFT
    )
    calendar, planned = deadlines.load_calendar(), 0
    rules = Rule.objects.select_related("basis").in_bulk(
        list(waiting.order_by().values_list("rule", flat=True).distinct())
    )
    for rule, length in list(waiting.order_by().values_list("rule", "planned_length").distinct()):
        computed = deadlines.compute_due(rules[rule].on(on), on, length, calendar=calendar)
        values = {"planned_from": on, "planned_due_on": computed.due_on, "planned_trace": computed.trace}
        planned += waiting.filter(rule=rule, planned_length=length).update(**values)
    return planned


def open_imported() -> int:
    """Open the deadlines of imported notices that have none, in chunks; two workers never take the same rows."""
    opened = 0
    while chunk := _open_chunk():
        opened += chunk
    return opened


def watch_services() -> int:
    """Open the deadline of service of notices that were issued before there was one, in chunks. Safe to repeat."""
    opened = 0
    while chunk := _watch_chunk():
        opened += chunk
    return opened


@transaction.atomic
def _watch_chunk() -> int:
    known = Deadline.objects.about(RectificationNotice).filter(object_id=OuterRef("pk"), kind=SERVE)
    waiting = RectificationNotice.objects.current().filter(~Exists(known), state=RectificationNotice.State.ISSUED)
    notices = list(_taken(waiting.select_related("unit")))
    rule = Rule.objects.get(code=SERVE_RULE) if notices else None
    new = [deadlines.NewDeadline(each, SERVE, unit=each.unit, rule=rule, starts_on=each.issued_on) for each in notices]
    return len(deadlines.open_deadlines(new, by=None)) if new else 0


def _taken(rows: QuerySet) -> QuerySet:
    """A chunk that no other worker has."""
    skips = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(of=("self",), skip_locked=skips).order_by("pk")[:CHUNK]


@transaction.atomic
def _open_chunk() -> int:
    known = Deadline.objects.about(RectificationNotice).filter(object_id=OuterRef("pk"), kind=RECTIFY)
    waiting = RectificationNotice.objects.current().filter(~Exists(known), is_imported=True, issued_on__isnull=False)
    notices = list(_taken(waiting.select_related("rule", "unit")))
    new = [
        deadlines.NewDeadline(each, RECTIFY, unit=each.unit, rule=each.rule, starts_on=each.issued_on)
        for each in notices
    ]
    opened = deadlines.open_deadlines(new, by=None) if new else []
    _close_those_done(opened, notices)
    return len(opened)


def _close_those_done(opened: list[Deadline], notices: list[RectificationNotice]) -> None:
    """Imported history that was closed already keeps the day it was closed on,
    and whether that was within the limit.
    """
    closed_on = {each.pk: each.closed_on for each in notices if each.closed_on}
    for deadline in opened:
        if deadline.object_id in closed_on:
            deadline.closed_on = closed_on[deadline.object_id]
            deadline.is_within_limit = deadlines.is_within_limit(deadline, deadline.closed_on)
    Deadline.objects.bulk_update(
        [each for each in opened if each.closed_on], ["closed_on", "is_within_limit"], batch_size=CHUNK
    )
