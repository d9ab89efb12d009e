"""The tick: proof that the worker works, and the start of everything that runs by itself."""

import logging
from collections.abc import Callable
from datetime import datetime

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from baiyi.jobs import background, clockguard, schedules, ticks
from baiyi.jobs.models import WORKER, Heartbeat

log = logging.getLogger(__name__)


@shared_task
def tick(now: datetime | None = None) -> None:
    """Sent by beat every BAIYI_TICK_SECONDS seconds, and by a worker that starts. `now` is for tests of schedules."""
    for part in (_live, ticks.run_due, lambda: _run_schedules(now), background.run_due):
        _alone(part)


def _live() -> None:
    Heartbeat.objects.beat(WORKER)
    Heartbeat.objects.publish_works()


def _run_schedules(now: datetime | None) -> None:
    if clockguard.may_run():
        _alone(lambda: schedules.offer(now))
        schedules.run_due(now)


def _alone(part: Callable[[], object]) -> None:
    """A part that fails never stops the others."""
    try:
        part()
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        log.exception("a part of the tick failed")
