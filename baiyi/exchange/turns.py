"""One after another: of all threads and processes of a machine one decodes a photo at a time, so that what they need of
memory never adds up.

A process decodes in one thread of its own: memory that a thread gave back is kept for that thread, and the threads of
the web server would each keep what their largest picture took.
"""

import fcntl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

from django.conf import settings

from baiyi.exchange.refusals import PhotoBusy

PATIENCE = 5  # seconds: longer, and waiting photos would take the threads that show pages
LOOK_EVERY = 0.02  # seconds
Found = TypeVar("Found")


def in_turn(work: Callable[[], Found]) -> Found:
    """What `work` gives or raises, once its turn comes; raises PhotoBusy when it does not."""
    waiting = _decoder().submit(_alone, work)
    try:
        return waiting.result(PATIENCE)
    except TimeoutError:
        if waiting.cancel():
            raise PhotoBusy from None
    return waiting.result()  # it has begun, and has a patience of its own


@cache
def _decoder() -> ThreadPoolExecutor:
    """Made at the first photo, when the process has become what it will be."""
    return ThreadPoolExecutor(1, "decoder")


def _alone(work: Callable[[], Found]) -> Found:
    with _turn_of_the_machine():
        return work()


@contextmanager
def _turn_of_the_machine() -> Iterator[None]:
    """A process that dies gives its turn back."""
    path = settings.VAR_DIR / "photos.lock"
    path.touch(mode=0o600)
    with path.open("rb") as lock:
        _wait_for(lock)
        yield


def _wait_for(lock) -> None:
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up:
                raise PhotoBusy from None
        time.sleep(LOOK_EVERY)
