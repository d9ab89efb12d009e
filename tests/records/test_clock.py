"""The one clock: real, or set by BAIYI_TODAY as a day or as an instant; days are those of Shanghai."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from baiyi.records import clock


def test_clock_is_the_real_one_when_nothing_is_set(settings):
    settings.BAIYI_TODAY = ""
    with time_machine.travel(dt.datetime(2026, 7, 24, 15, 59, 59, tzinfo=dt.UTC), tick=False):
        assert clock.now() == dt.datetime(2026, 7, 24, 15, 59, 59, tzinfo=dt.UTC)
        assert clock.today() == dt.date(2026, 7, 24)
    with time_machine.travel(dt.datetime(2026, 7, 24, 16, 0, tzinfo=dt.UTC), tick=False):
        assert clock.today() == dt.date(2026, 7, 25)


@pytest.mark.parametrize(
    "real", [dt.datetime(2026, 7, 24, 1, 2, 3, tzinfo=dt.UTC), dt.datetime(2026, 3, 31, 17, 0, tzinfo=dt.UTC)]
)
@pytest.mark.parametrize("day", ["2022-07-06", "2024-02-29", "2022-02-28", "2022-12-31"])
def test_day_is_fixed_and_the_time_of_day_runs(settings, day, real):
    settings.BAIYI_TODAY = day
    with time_machine.travel(real, tick=False) as moment:
        assert clock.today() == dt.date.fromisoformat(day)
        first = clock.now()
        moment.shift(60)
        assert clock.now() - first == dt.timedelta(seconds=60)


@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("2022-07-06T10:00:00+08:00", dt.date(2022, 7, 6)),
        ("2022-07-06T10:00:00", dt.date(2022, 7, 6)),
        ("2022-07-06T23:59:59+08:00", dt.date(2022, 7, 6)),
        ("2022-07-06T16:00:00+00:00", dt.date(2022, 7, 7)),
        ("2022-07-06T15:59:59+00:00", dt.date(2022, 7, 6)),
    ],
)
def test_instant_stands_still_and_its_day_is_the_local_one(settings, text, today):
    settings.BAIYI_TODAY = text
    with time_machine.travel(dt.datetime(2026, 7, 24, tzinfo=dt.UTC)) as moment:
        first = clock.now()
        moment.shift(3600)
        assert clock.now() == first
    assert timezone.is_aware(first)
    assert clock.today() == today


@pytest.mark.parametrize("text", ["today", "2022-7-6", "2022-13-01", "2022/07/06"])
def test_what_is_no_day_is_refused_and_never_taken_for_today(settings, text):
    settings.BAIYI_TODAY = text
    with pytest.raises(ValueError):  # noqa: PT011 - the words are Python's
        clock.today()
