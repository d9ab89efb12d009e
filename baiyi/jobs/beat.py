"""Celery's in-memory scheduler, which also proves that it lives and does not pile up ticks that nobody takes."""

import logging
import time

from celery import beat
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from baiyi.jobs.broker import queue_length
from baiyi.jobs.models import BEAT, Heartbeat

log = logging.getLogger(__name__)
MAX_WAITING = 20  # messages; with more than that waiting, another tick would help nobody


class Scheduler(beat.Scheduler):
    producer = None  # each message takes one from the pool: no endless wait for a broker that is away at start
    _next_sign = 0.0

    def tick(self, *args, **kwargs):
        if time.monotonic() >= self._next_sign:
            self._next_sign = time.monotonic() + settings.JOBS_TICK_SECONDS
            _sign()
        return super().tick(*args, **kwargs)

    def apply_entry(self, entry, producer=None):
        try:
            if queue_length() <= MAX_WAITING:
                self.apply_async(entry, producer=producer, advance=False)
        except Exception as error:  # the next tick comes soon; one line is enough
            log.warning("cannot publish %s: %s: %s", entry.name, type(error).__name__, error)


def _sign() -> None:
    close_old_connections()
    try:
        Heartbeat.objects.beat(BEAT)
    except DatabaseError as error:
        log.warning("cannot write the heartbeat of beat: %s", error)
