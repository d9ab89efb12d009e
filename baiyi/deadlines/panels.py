"""期限回执 on the page of every record with deadlines, unless the page has its own."""

from django.db.models import QuerySet

from baiyi.deadlines.models import Deadline
from baiyi.deadlines.receipts import receipt_of
from baiyi.deadlines.subjects import HasDeadlines
from baiyi.deadlines.workdays import calendar_lately
from baiyi.records import clock
from baiyi.records.hooks import Panel, panels
from baiyi.records.written import Key, written

MOST_MET = 5  # of the deadlines that were met: the last ones


@panels.register("*")
def receipts(request, record) -> Panel | None:
    """Those that bind with every day they count, what was met in a line. One statement."""
    if not isinstance(record, HasDeadlines) or not record.shows_receipts:
        return None
    rows = as_receipts_need(type(record), Key(record.pk))
    if not rows:
        return None
    calendar, on = calendar_lately(), clock.today()
    shown = [(each, receipt_of(each, on=on, calendar=calendar)) for each in rows if each.closed_on is None]
    met = [each for each in reversed(rows) if each.closed_on is not None]
    facts = {"receipts": shown, "met": met[:MOST_MET], "more_met": len(met[MOST_MET:])}
    return Panel("deadlines/_receipts.html", facts, order=60)


@written
def as_receipts_need(model: type[HasDeadlines], record: Key) -> QuerySet:
    binding = Deadline.objects.about(model).filter(object_id=record, voided_at=None)
    return binding.select_related("rule").with_changes().order_by("pk")
