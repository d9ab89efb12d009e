"""The suite's clock. Every test begins at its moment, whatever the machine's clock says, and so does every Python it
starts.

BAIYI_TEST_NOW chooses: an instant with its zone; several, by commas; `days`, the ten of DAYS; `machine`, the real
clock.
The clock runs on from there. It is the machine's that moves: the product asks for the time in all its usual ways, and
BAIYI_TODAY
comes on top of it. What stays real: the monotonic clock, times of files, the clock of a browser and of a database
server.
"""

import datetime as dt
import inspect
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType
from zlib import crc32

import pytest
import time_machine
from django.utils import timezone

DEFAULT = "2026-06-10T10:00:00+08:00"  # a Wednesday: no holiday within a week, the work calendar known for 200 days
DAYS = (
    "2026-12-31T23:59:30+08:00",  # Thursday: the last minute of month and year; the calendar of tomorrow is not known
    "2027-01-01T00:00:10+08:00",  # Friday: the first minute of a year without a calendar
    "2024-02-29T10:00:00+08:00",  # Thursday, 29 February
    "2026-10-03T12:00:00+08:00",  # Saturday in a long holiday
    "2026-10-10T17:30:00+08:00",  # Saturday that is worked
    "2026-05-31T23:59:30+08:00",  # Sunday: the last minute of week and month
    "2026-06-01T00:00:10+08:00",  # Monday: the first minute of week and month, in UTC yesterday and last month
    "2026-09-30T07:59:30+08:00",  # Wednesday, in UTC a minute before midnight; a long holiday begins tomorrow
    "2026-07-21T08:00:10+08:00",  # Tuesday, in UTC just past midnight
    "2026-02-27T21:00:00+08:00",  # Friday after a long holiday, before a Saturday that is worked
)
MACHINE = "machine"
ASKS, OWN_DAY = "today", "BAIYI_TODAY"
TRAVELLING = Path(__file__).parent / "travelling"


def machine_now() -> dt.datetime:
    """The machine's clock, by which leases, heartbeats, sessions and locks live; in a test it is the suite's moment.

    A test that needs it says so with this word. What hangs on the campaign's day asks `clock`.
    """
    return timezone.now()


def moments_of(text: str) -> list[dt.datetime]:
    """Empty for the machine's clock. Raises UsageError: an instant that names no zone is two."""
    if text == MACHINE:
        return []
    return [_moment(each) for each in (DAYS if text == "days" else text.split(","))]


def _moment(text: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise pytest.UsageError(f"BAIYI_TEST_NOW: {text!r} is no instant with its zone, like {DEFAULT}")
    return found.astimezone(dt.UTC)


def children(moment: dt.datetime) -> dict[str, str]:
    """Environment in which every Python starts as far ahead of the machine's clock as we are; negative is behind."""
    path = [str(TRAVELLING), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    ahead = moment.timestamp() - time_machine.escape_hatch.time.time()
    return {"PYTHONPATH": os.pathsep.join(dict.fromkeys(path)), "TRAVEL_SECONDS": f"{ahead:.3f}"}


def hangs_on_the_day(test: pytest.Function) -> bool:
    """Whether `days` runs it: it, a fixture it stands on, or a function of ours they call asks for today, and none sets
    a day of its own.

    `every_day` brings in a test that only the product asks for; `one_day(reason)` leaves out what would take too long.
    """
    if test.get_closest_marker("one_day"):
        return False
    words = set().union(*(_words(each) for each in (test.function, *_fixtures(test))))
    return OWN_DAY not in words and (ASKS in words or test.get_closest_marker("every_day") is not None)


def _fixtures(test: pytest.Function) -> list[Callable]:
    return [found[-1].func for found in test._fixtureinfo.name2fixturedefs.values()]


@cache
def _words(function: Callable) -> frozenset[str]:
    """Names and constants in the code of a function and of the functions of tests/ that it calls."""
    found, seen, waiting = set(), set(), [inspect.unwrap(function)]
    while waiting:
        if (one := waiting.pop()) in seen or not inspect.isfunction(one):
            continue
        seen.add(one)
        words = set(_words_of(one.__code__))
        found |= words
        called = (inspect.unwrap(one.__globals__[word]) for word in words if callable(one.__globals__.get(word)))
        waiting += [each for each in called if getattr(each, "__module__", "").startswith("tests.")]
    return frozenset(found)


def _words_of(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _words_of(constant)
        elif constant == OWN_DAY or (isinstance(constant, tuple) and OWN_DAY in constant):
            yield OWN_DAY


class Moments:
    """The plugin: sets the clock when pytest starts, and again before each test; with several moments, each test at
    each of them.
    """

    def __init__(self, moments: list[dt.datetime]) -> None:
        self.moments = moments
        self.traveller = time_machine.travel(moments[0])
        self.clock = self.traveller.start()

    def pytest_report_header(self):
        return f"BAIYI_TEST_NOW: {'，'.join(map(name, self.moments))}"

    def pytest_generate_tests(self, metafunc):
        if len(self.moments) > 1 and hangs_on_the_day(metafunc.definition):
            metafunc.fixturenames.append("suite_moment")
            metafunc.parametrize("suite_moment", self.moments, indirect=True, ids=name)

    def pytest_collection_modifyitems(self, config, items):
        if len(self.moments) > 1:
            taken = list(shared_out([item for item in items if moment_for(item)], self.moments))
            left = set(items) - set(taken)
            config.hook.pytest_deselected(items=[item for item in items if item in left])
            items[:] = taken

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        moment = moment_for(item) or self.moments[0]
        self.clock.move_to(moment)
        os.environ |= children(moment)
        return (yield)

    def pytest_unconfigure(self):
        self.traveller.stop()


def shared_out(
    items: list[pytest.Item], moments: list[dt.datetime], *, each: int | None = None
) -> Iterator[pytest.Item]:
    """A test of several cases shares the days out among them: every day has some case, and every case a day. Of a
    single case about `each` days are taken, other ones of other tests; all of them unless `BAIYI_DAYS_EACH` says
    otherwise.
    """
    most, cases = len(moments), defaultdict(dict)
    fewest = most // (each or int(os.environ.get("BAIYI_DAYS_EACH", most)))
    for item in items:
        known = cases[_test_of(item)]
        known.setdefault(_case_of(item), len(known))
    for item in items:
        known = cases[_test_of(item)]
        turn = known[_case_of(item)] + moments.index(moment_for(item)) + crc32(item.originalname.encode())
        if turn % max(fewest, min(len(known), most)) == 0:
            yield item


def _test_of(item: pytest.Item) -> tuple:
    return item.parent.nodeid, item.originalname


def _case_of(item: pytest.Item) -> tuple:
    return tuple(sorted((name, index) for name, index in item.callspec.indices.items() if name != "suite_moment"))


def moment_for(item: pytest.Item) -> dt.datetime | None:
    """Which of several moments this run of the test is for."""
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("suite_moment") if callspec else None


def name(moment: dt.datetime) -> str:
    return f"{timezone.localtime(moment):%a %Y-%m-%d %H:%M:%S}"
