"""What is old and finished goes after 180 days. What was put aside stays until somebody has looked."""

from datetime import timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from baiyi.accounts.sign_ins import end_stale_sessions
from baiyi.jobs import ticks
from baiyi.jobs.models import SCAN, BackgroundJob, Heartbeat, Leased, ScheduledRun
from baiyi.records.drafts import forget_drafts

KEEP = timedelta(days=180)  # after the end
CHUNK = 500  # rows removed in one statement


def forget_finished() -> int:
    """Remove what is older; the newest row of a schedule stays, since it says from where to catch up. Returns how many
    rows.
    """
    now = timezone.now()
    newest = ScheduledRun.objects.filter(name=OuterRef("name")).order_by("-slot").values("pk")[:1]
    runs = ScheduledRun.objects.filter(finished_at__lt=now - KEEP).exclude(pk=Subquery(newest))
    return _remove(runs) + _remove(BackgroundJob.objects.filter(finished_at__lt=now - KEEP)) + _forget_old_scans()


def _forget_old_scans() -> int:
    """Signs of life of scans that an earlier version had."""
    return Heartbeat.objects.filter(name__startswith=SCAN).exclude(name__in=ticks.names()).delete()[0]


def _remove(rows: QuerySet) -> int:
    finished, removed = rows.filter(state=Leased.State.DONE), 0
    while chunk := list(finished.values_list("pk", flat=True)[:CHUNK]):
        removed += rows.model.objects.filter(pk__in=chunk).delete()[0]
    return removed


ticks.register(forget_finished, every=3600)
ticks.register(end_stale_sessions, every=600)
ticks.register(forget_drafts, every=3600)
