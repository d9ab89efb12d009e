"""Periodic obligations: when one period is closed, the schedule opens the next one, in the record's own unit."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef

from baiyi.deadlines.models import Deadline
from baiyi.deadlines.services import NewDeadline, load_calendar, open_first_deadlines
from baiyi.deadlines.subjects import HasDeadlines, Obligation, models_with_deadlines, rule_of
from baiyi.jobs import schedules
from baiyi.jobs.chunks import in_chunks
from baiyi.jobs.leases import Progress
from baiyi.jobs.schedules import CatchUp, Slot

SCHEDULE = "deadlines.open_periods"
AT = dt.time(0, 20)


def open_periods(slot: Slot, progress: Progress) -> None:
    """Every record whose periodic obligation goes on has one open period; what is open already stays."""
    for model in models_with_deadlines():
        for obligation in model.OBLIGATIONS:
            if obligation.is_periodic:
                in_chunks(waiting(model, obligation), progress, partial(_open_next, obligation=obligation))


def waiting(model: type[HasDeadlines], obligation: Obligation):
    """Records that had a period and have none open."""
    mine = Deadline.objects.about(model).filter(kind=obligation.kind, voided_at=None, object_id=OuterRef("pk"))
    rows = model.objects.owing(obligation.kind).select_related("unit")
    return rows.filter(Exists(mine), ~Exists(mine.filter(closed_on=None)))


def _open_next(chunk: list[HasDeadlines], *, obligation: Obligation) -> int:
    """The next period counts from the day the last one was closed; its number is in `period`."""
    with transaction.atomic():
        last, rules = _last_periods(chunk, obligation), {}
        wanted = [
            NewDeadline(
                record,
                obligation.kind,
                unit=record.unit,
                rule=rule_of(record, obligation, rules),
                starts_on=last[record.pk].closed_on,
                length=obligation.length(record),
                period=str(int(last[record.pk].period or 1) + 1),
            )
            for record in chunk
            if obligation.rule(record) is not None
        ]
        return len(open_first_deadlines(wanted, by=None, calendar=load_calendar()))


def _last_periods(chunk: list[HasDeadlines], obligation: Obligation) -> dict[int, Deadline]:
    rows = Deadline.objects.about(type(chunk[0])).filter(kind=obligation.kind, voided_at=None)
    return {row.object_id: row for row in rows.filter(object_id__in=[each.pk for each in chunk]).order_by("pk")}


schedules.register(
    SCHEDULE, label="开启下一期期限", work=open_periods, instants=schedules.daily(AT), catch_up=CatchUp.LATEST
)
