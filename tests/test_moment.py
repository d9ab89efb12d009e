"""The suite's own clock: where each test begins, what lives in it, and which days `make days` looks at."""

import datetime as dt
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.test import override_settings
from django.utils import timezone

from baiyi.deadlines.workdays import load_calendar
from baiyi.records import clock
from tests.moment import (
    DAYS,
    DEFAULT,
    MACHINE,
    TRAVELLING,
    hangs_on_the_day,
    machine_now,
    moment_for,
    moments_of,
    shared_out,
)

LOCAL = [timezone.localtime(moment) for moment in moments_of("days")]
JUST = dt.timedelta(minutes=1)


@pytest.mark.skipif(os.environ.get("BAIYI_TEST_NOW") == MACHINE, reason="BAIYI_TEST_NOW=machine: the real clock")
@pytest.mark.parametrize("run", [1, 2])
def test_each_test_begins_at_the_moment_of_the_suite(request, run):
    moment = moment_for(request.node) or moments_of(os.environ.get("BAIYI_TEST_NOW", DEFAULT))[0]
    assert moment <= machine_now() < moment + dt.timedelta(seconds=20)
    assert clock.now() - machine_now() < dt.timedelta(seconds=20)
    assert clock.today() == timezone.localdate(moment)


def test_clock_of_a_test_runs_on():
    before, began = machine_now(), time.monotonic()
    time.sleep(0.05)
    assert machine_now() - before >= dt.timedelta(seconds=0.05)
    assert time.monotonic() - began >= 0.05


def test_python_that_a_test_starts_lives_in_the_same_time():
    before = machine_now().timestamp()
    answer = subprocess.run([sys.executable, TRAVELLING / "now.py"], capture_output=True, check=True, text=True).stdout
    assert before - 1 <= float(answer) <= machine_now().timestamp() + 1


@dataclass(frozen=True)
class Case:
    """As much of a collected test as sharing out asks for."""

    originalname: str
    callspec: SimpleNamespace
    parent: SimpleNamespace

    @classmethod
    def of(cls, test: str, case: int, day: int) -> "Case":
        spec = SimpleNamespace(params={"suite_moment": LOCAL[day]}, indices={"row": case, "suite_moment": day})
        return cls(test, spec, SimpleNamespace(nodeid="tests/test_x.py"))


@pytest.mark.parametrize(("cases", "days_of_each"), [(1, {10}), (4, {2, 3}), (7, {1, 2}), (23, {1})])
def test_test_of_several_cases_shares_the_days_out_among_them(cases, days_of_each):
    every = [Case.of("test", case, day) for case in range(cases) for day in range(10)]
    kept = [each.callspec.indices for each in shared_out(every, LOCAL, each=10)]
    days = Counter(each["row"] for each in kept)
    assert days.keys() == set(range(cases))
    assert set(days.values()) <= days_of_each
    assert {each["suite_moment"] for each in kept} == set(range(10))


def test_of_single_cases_some_days_are_taken_and_all_of_many_tests():
    every = [Case.of(f"test_{number}", 0, day) for number in range(60) for day in range(10)]
    kept = list(shared_out(every, LOCAL, each=3))
    assert set(Counter(each.originalname for each in kept).values()) <= {3, 4}
    assert {each.callspec.indices["suite_moment"] for each in kept} == set(range(10))


@pytest.mark.parametrize(
    "text", ["", "today", "2026-12-31", "2026-12-31T10:00", "2026-13-01T10:00+08:00", f"{DEFAULT},"]
)
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(pytest.UsageError, match="BAIYI_TEST_NOW"):
        moments_of(text)


def test_machine_is_the_real_clock_and_commas_part_several_moments():
    assert moments_of(MACHINE) == []
    found = moments_of("2026-12-31T10:00+08:00,2027-01-01T10:00+00:00")
    assert [f"{moment:%m-%d %H:%M}" for moment in found] == ["12-31 02:00", "01-01 10:00"]


def test_test_that_asks_for_the_day_hangs_on_it(request):
    assert clock.today()
    assert hangs_on_the_day(request.node)


def yesterday() -> dt.date:
    return max(clock.today() - dt.timedelta(days=days) for days in (1, 2))


def before_yesterday() -> dt.date:
    return yesterday() - dt.timedelta(days=1)


def test_test_that_calls_what_asks_for_the_day_hangs_on_it(request):
    assert before_yesterday()
    assert hangs_on_the_day(request.node)


@pytest.fixture
def tomorrow() -> dt.date:
    return clock.today() + dt.timedelta(days=1)


def test_test_on_a_fixture_that_asks_for_the_day_hangs_on_it(request, tomorrow):
    assert hangs_on_the_day(request.node)


def test_test_that_sets_a_day_of_its_own_hangs_on_no_other(request, settings, tomorrow):
    settings.BAIYI_TODAY = "2022-07-21"
    assert not hangs_on_the_day(request.node)


@pytest.fixture
def summer():
    with override_settings(BAIYI_TODAY="2022-07-21"):
        yield


def test_test_on_a_fixture_with_a_day_hangs_on_no_other(request, summer, tomorrow):
    assert not hangs_on_the_day(request.node)


def test_test_that_never_asks_for_the_day_hangs_on_none(request):
    assert not hangs_on_the_day(request.node)


@pytest.mark.every_day
def test_test_may_be_brought_in(request):
    assert hangs_on_the_day(request.node)


@pytest.mark.one_day("a test of this mark")
def test_test_may_be_left_out(request, tomorrow):
    assert not hangs_on_the_day(request.node)


def test_default_is_a_plain_working_day_far_from_the_ends_of_everything(db):
    calendar, (moment,) = load_calendar(), moments_of(DEFAULT)
    near = [timezone.localdate(moment) + dt.timedelta(days=days) for days in range(-7, 8)]
    assert [calendar.is_workday(day) for day in near] == [day.weekday() < 5 for day in near]
    assert {day.month for day in near} == {near[7].month}
    assert near[7].weekday() == 2
    assert timezone.localtime(moment).hour in range(9, 12)


def test_ten_days_hold_what_a_day_can_hang_on(db):
    calendar, days = load_calendar(), {moment.date() for moment in LOCAL}
    assert len(days) == len(DAYS) == 10
    assert {day.weekday() for day in days} == set(range(7))
    assert any((day.month, day.day) == (2, 29) for day in days)
    assert {(12, 31), (1, 1)} <= {(day.month, day.day) for day in days}
    assert [day for day in days if day.weekday() == 5 and day.year == 2026 and calendar.is_workday(day)]
    assert [
        day
        for day in days
        if day.year == 2026 and not any(calendar.is_workday(day + dt.timedelta(days=n)) for n in (-1, 0, 1))
    ]


@pytest.mark.parametrize("zone", [timezone.get_default_timezone(), dt.UTC])
def test_ten_days_come_within_a_minute_of_midnight_on_both_sides(zone):
    since = [
        dt.timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
        for at in (moment.astimezone(zone) for moment in LOCAL)
    ]
    assert any(at <= JUST for at in since)
    assert any(at >= dt.timedelta(days=1) - JUST for at in since)
