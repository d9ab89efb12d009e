from datetime import timedelta

import pytest

from baiyi.jobs import ticks
from baiyi.jobs.models import SCAN, WORKER, Heartbeat
from baiyi.jobs.tasks import tick
from tests.moment import machine_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def scans(monkeypatch):
    """An empty registry; each registered function notes its runs here."""
    monkeypatch.setattr(ticks, "_scans", {})
    return []


def register(runs, name, every=60, error=None):
    def scan():
        runs.append(name)
        if error:
            raise error

    scan.__qualname__ = name
    return ticks.register(scan, every=every)


def shift(name, **delta):
    row = Heartbeat.objects.get(name__endswith=name)
    Heartbeat.objects.filter(pk=row.pk).update(at=row.at + timedelta(**delta))


def test_tick_proves_the_worker_and_runs_new_scans(scans):
    register(scans, "first")
    tick()
    assert scans == ["first"]
    assert Heartbeat.objects.get(name=WORKER).is_fresh(5)


def test_scan_waits_for_its_period(scans):
    register(scans, "first", every=60)
    tick()
    tick()
    assert scans == ["first"]
    shift("first", seconds=-61)
    tick()
    assert scans == ["first", "first"]


def test_scan_with_the_period_of_the_tick_is_not_skipped_by_jitter(scans, settings):
    settings.JOBS_TICK_SECONDS = 15
    register(scans, "first", every=15)
    tick()
    shift("first", seconds=-14)
    tick()
    assert scans == ["first", "first"]


def test_scan_is_claimed_by_one_of_two_workers(scans):
    register(scans, "first")
    (scan,) = ticks._scans.values()
    now = machine_now()
    assert ticks._claim(scan, now)
    assert not ticks._claim(scan, now)


def test_scan_runs_again_after_the_clock_was_set_back(scans):
    register(scans, "first")
    tick()
    shift("first", days=3)
    tick()
    assert scans == ["first", "first"]


def test_failing_scan_stops_no_other_and_leaves_its_error(scans):
    register(scans, "bad", error=ValueError("no table"))
    register(scans, "good")
    tick()
    assert scans == ["bad", "good"]
    assert Heartbeat.objects.get(name__startswith=SCAN, name__endswith="bad").detail == "ValueError: no table"
    assert Heartbeat.objects.get(name__endswith="good").detail == ""


def test_failing_scan_that_recovers_clears_its_error(scans):
    register(scans, "bad", error=ValueError("no table"))
    tick()
    ticks._scans.clear()
    register(scans, "bad")
    shift("bad", seconds=-61)
    tick()
    assert Heartbeat.objects.get(name__endswith="bad").detail == ""
