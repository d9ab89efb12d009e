"""One worker a row: claim, renew, finish, give up. Every write is conditional, so two workers never both believe they
hold it.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.dispatch import Signal
from django.utils import timezone

from baiyi.jobs.events import run_died
from baiyi.jobs.models import WORKER, Heartbeat, Leased
from baiyi.records.masking import mask_numbers

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 3  # without progress; then the row is put aside
CUT_OFF = "执行中途被终止，多次重试都没有进展"
Row = TypeVar("Row", bound=Leased)


class LeaseLost(Exception):
    """Another worker has taken the row over: stop, it goes on with the work. Not to be caught by the work."""


class Progress:
    """What the work says while it runs."""

    def __init__(self, row: Leased) -> None:
        self.row = row
        self.attempts = row.attempts

    def advance(self, count: int, *, total: int | None = None) -> None:
        """To be called after every committed chunk, outside the transaction.

        Renews the lease, beats the worker's heart, adds `count` (what this chunk newly did) to what is done. With a
        count
        above 0 the attempts start anew; 0 says alive without progress. `total` is how many there are in all, when
        known.
        Raises LeaseLost when another worker holds the row.
        """
        values = {"lease_until": lease_end(timezone.now()), "done": F("done") + count}
        if count > 0:
            self.attempts = values["attempts"] = 0
        if total is not None:
            values["total"] = total
        write(self.row, values)
        Heartbeat.objects.beat(WORKER)


def lease_end(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.JOBS_LEASE_SECONDS)


def write(row: Leased, values: dict) -> None:
    """Change the row while we hold it; raises LeaseLost otherwise."""
    held = type(row).objects.filter(pk=row.pk, holder=row.holder, state=Leased.State.CLAIMED)
    if not held.update(**values):
        raise LeaseLost(str(row))


def claim(model: type[Row], pk: int, *, label: str, **values) -> Row | None:
    """Take the row for this worker and store `values` with it; None when it is not to be had.

    A row whose worker ended three times without progress is put aside instead.
    """
    now, holder = timezone.now(), secrets.token_hex(16)
    free = model.objects.claimable(now).filter(pk=pk)
    taken = {"state": Leased.State.CLAIMED, "holder": holder, "lease_until": lease_end(now)}
    taken |= {"attempts": F("attempts") + 1, "starts": F("starts") + 1}
    if free.filter(attempts__lt=MAX_ATTEMPTS).update(**taken, started_at=Coalesce("started_at", now), **values):
        return model.objects.filter(pk=pk, holder=holder).first()
    with transaction.atomic():
        if free.filter(attempts__gte=MAX_ATTEMPTS).update(**_aside(CUT_OFF)):
            _announce_death(model.objects.get(pk=pk), label, CUT_OFF)
    return None


def run(row: Leased, work: Callable[[Progress], dict], *, label: str, finished: Signal | None = None) -> None:
    """Do the work of a row that was claimed. `work` returns columns to store with the end; its exceptions stay here.

    Raises SoftTimeLimitExceeded, after the row was given back: the time of the whole task is over.
    """
    progress = Progress(row)
    try:
        _finish(row, work(progress), finished)
    except LeaseLost:
        log.info("%s: another worker goes on with it", row)
    except SoftTimeLimitExceeded as error:
        _give_back(row, progress, error, label)
        raise
    except Exception as error:
        log.exception("%s failed", row)
        _give_back(row, progress, error, label)


def retry(model: type[Leased], pk: int, *, by) -> bool:
    """Offer a row that was put aside once more; False when it is not aside."""
    anew = {"state": Leased.State.DUE, "attempts": 0, "started_at": None, "finished_at": None}
    is_aside = bool(model.objects.dead().filter(pk=pk).update(**anew))
    if is_aside:
        log.info("%s %s is offered again by %s", model.__name__, pk, by.username)
    return is_aside


def _finish(row: Leased, values: dict, finished: Signal | None) -> None:
    end = {"state": Leased.State.DONE, "finished_at": timezone.now(), "lease_until": None, "holder": "", "error": ""}
    with transaction.atomic():
        write(row, values | end)
        if finished is not None:
            send_guarded(finished, sender=type(row), job=type(row).objects.get(pk=row.pk))


def _give_back(row: Leased, progress: Progress, error: Exception, label: str) -> None:
    """After a failure: due again, or aside after the third without progress."""
    text = mask_numbers(f"{type(error).__name__}: {error}").replace("\x00", " ")[:500]
    is_last = progress.attempts >= MAX_ATTEMPTS
    again = {"state": Leased.State.DUE, "lease_until": None, "holder": "", "error": text}
    try:
        with transaction.atomic():
            write(row, _aside(text) if is_last else again)
            if is_last:
                _announce_death(type(row).objects.get(pk=row.pk), label, text)
    except LeaseLost:
        log.info("%s: another worker goes on with it", row)


def _aside(error: str) -> dict:
    return {
        "state": Leased.State.DEAD,
        "finished_at": timezone.now(),
        "lease_until": None,
        "holder": "",
        "error": error,
    }


def _announce_death(row: Leased, label: str, error: str) -> None:
    log.error("%s was put aside: %s", row, error)
    send_guarded(run_died, sender=type(row), run=row, label=label, error=error)


def send_guarded(signal: Signal, **facts) -> None:
    """What the receivers write is kept together with the end of the row; when one fails, theirs is undone and the end
    stays.
    """
    try:
        with transaction.atomic():
            signal.send(**facts)
    except Exception:
        log.exception("telling about %s failed", facts["sender"].__name__)
