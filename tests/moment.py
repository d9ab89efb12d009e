"""The suite's clock. Every test begins at MOMENT, whatever the machine's clock says, and so does every Python it starts.

BAIYI_TEST_NOW=2026-12-31T23:59:30+08:00 is another moment, BAIYI_TEST_NOW=machine the real one. The clock runs on from there.
It is the machine's clock that moves: the product asks for the time in all its usual ways, BAIYI_TODAY comes on top of it.
What stays real: the monotonic clock, times of files, a browser, a database server.
"""

import contextlib
import datetime as dt
import os
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

DEFAULT = "2026-06-10T10:00:00+08:00"  # a Wednesday: no holiday within a week, the work calendar known for 200 days
MACHINE = "machine"
TRAVELLING = Path(__file__).parent / "travelling"


def moment_of(text: str) -> dt.datetime | None:
    """None is the machine's clock. Raises UsageError: a moment that names no zone is two moments."""
    if text == MACHINE:
        return None
    with contextlib.suppress(ValueError):
        found = dt.datetime.fromisoformat(text)
        if found.tzinfo is not None:
            return found.astimezone(dt.UTC)
    raise pytest.UsageError(f"BAIYI_TEST_NOW: {text!r} is neither an instant with its zone, like {DEFAULT}, nor {MACHINE!r}")


def machine_now() -> dt.datetime:
    """The machine's clock, by which leases, heartbeats, sessions and locks live; in a test it is the suite's moment.

    A test that needs it says so with this word. What hangs on the campaign's day asks `clock`.
    """
    return timezone.now()


def children(moment: dt.datetime) -> dict[str, str]:
    """Environment in which every Python starts as far ahead of the machine's clock as we are; negative is behind."""
    path = [str(TRAVELLING), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    ahead = moment.timestamp() - time_machine.escape_hatch.time.time()
    return {"PYTHONPATH": os.pathsep.join(dict.fromkeys(path)), "TRAVEL_SECONDS": f"{ahead:.3f}"}


class Moment:
    """The plugin: sets the clock when pytest starts, and again before each test."""

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment
        self.traveller = time_machine.travel(moment)

    def pytest_report_header(self):
        return f"clock: {timezone.localtime(self.moment):%A %Y-%m-%d %H:%M:%S %z} (BAIYI_TEST_NOW)"

    def start(self) -> None:
        self.clock = self.traveller.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self):
        self.clock.move_to(self.moment)
        os.environ |= children(self.moment)
        return (yield)

    def pytest_unconfigure(self):
        self.traveller.stop()
