"""Standing at a moment: the campaign's clock and the machine's are the same, and both stand still."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.core.cache import cache

SHANGHAI = ZoneInfo("Asia/Shanghai")


@contextmanager
def at(moment: str) -> Iterator[None]:
    """`moment` is local, 2022-07-22T10:05. What a process remembers for some seconds is forgotten."""
    instant = dt.datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
    before, settings.BAIYI_TODAY = settings.BAIYI_TODAY, moment
    cache.clear()
    try:
        with time_machine.travel(instant, tick=False):
            yield
    finally:
        settings.BAIYI_TODAY = before
