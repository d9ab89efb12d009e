"""Periodic scans: an app registers a function; the tick runs those that are due, each at most once a period, in the
worker.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from baiyi.jobs.models import SCAN, Heartbeat

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Scan:
    """An idempotent scan of rows; `every` in seconds.
    It may run twice, so its effects must be unique in the database.
    """

    name: str
    function: Callable[[], object]
    every: int


_scans: dict[str, Scan] = {}


def register(function: Callable[[], object], *, every: int) -> Callable[[], object]:
    """Run `function()` about every `every` seconds from now on; not more often than the tick (BAIYI_TICK_SECONDS)."""
    name = f"{SCAN}{function.__module__}.{function.__qualname__}"
    _scans[name] = Scan(name, function, every)
    return function


def names() -> list[str]:
    """Of the scans that are registered: rows of others are of an earlier version and say nothing."""
    return list(_scans)


def run_due() -> list[str]:
    """Claim and run every scan that is due; returns the names of those run. One that fails never stops the others."""
    now = timezone.now()
    return [scan.name for scan in _scans.values() if _claim(scan, now) and _run(scan)]


def _claim(scan: Scan, now: datetime) -> bool:
    """Whoever moves the row's time forward may run: two workers never run the same scan in the same period."""
    slack = min(settings.JOBS_TICK_SECONDS, scan.every) / 2
    due_before = now - timedelta(seconds=scan.every - slack)
    due = Heartbeat.objects.filter(Q(at__lte=due_before) | Q(at__gt=now + timedelta(days=1)), name=scan.name)
    if due.update(at=now):
        return True
    _, is_new = Heartbeat.objects.get_or_create(name=scan.name, defaults={"at": now})
    return is_new


def _run(scan: Scan) -> bool:
    detail = ""
    try:
        scan.function()
    except Exception as error:
        log.exception("%s failed", scan.name)
        detail = f"{type(error).__name__}: {error}"[:500]
    Heartbeat.objects.filter(name=scan.name).exclude(detail=detail).update(detail=detail)
    return True
