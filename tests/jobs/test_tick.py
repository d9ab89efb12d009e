"""The whole tick: its parts fail alone, and an idle one costs the same whatever lies in the tables."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baiyi.jobs import background, clockguard, schedules, ticks
from baiyi.jobs.models import WORKER, BackgroundJob, Heartbeat, ScheduledRun
from baiyi.jobs.schedules import CatchUp, daily
from baiyi.jobs.tasks import tick

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(dt.datetime.fromisoformat("2022-07-18 09:00"))
# statements besides those of the scans: two signs of life, clock read and kept, slots offered, slots due, jobs due
IDLE = 7
PARTS = [
    (ticks, "run_due"),
    (clockguard, "may_run"),
    (schedules, "offer"),
    (schedules, "run_due"),
    (background, "run_due"),
]


@pytest.fixture
def nothing_registered(monkeypatch):
    for room, name in ((ticks, "_scans"), (schedules, "_schedules"), (background, "_kinds")):
        monkeypatch.setattr(room, name, {})


def register(name, work):
    schedules.register(name, label=name, work=work, instants=daily(dt.time(8)), catch_up=CatchUp.EACH)


def statements() -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        tick(now=NOW)
    return [each["sql"] for each in caught.captured_queries if "SAVEPOINT" not in each["sql"]]


@pytest.mark.parametrize(("room", "name"), PARTS)
def test_part_that_fails_stops_no_other(nothing_registered, monkeypatch, force, room, name):
    ran = []
    ticks.register(lambda: ran.append("scan"), every=1)
    ScheduledRun.objects.create(name="duty", slot=NOW)
    register("duty", lambda slot, progress: ran.append("slot"))
    background.register("job", label="job", work=lambda job, progress: ran.append("job") or "")
    BackgroundJob.objects.create(kind="job", once="a", created_by=force.alice, created_at=NOW)

    def broken(*args):
        raise OSError("gone")

    monkeypatch.setattr(room, name, broken)
    tick(now=NOW)
    lost = {"may_run": {"slot"}, "offer": set()}.get(
        name, {"scan" if room is ticks else "slot" if room is schedules else "job"}
    )
    assert set(ran) == {"scan", "slot", "job"} - lost


def test_idle_tick_costs_the_same_for_one_schedule_and_for_many_rows(nothing_registered, force):
    register("duty", lambda slot, progress: None)
    background.register("job", label="job", work=lambda job, progress: "")
    tick(now=NOW)
    few = statements()
    slots = [NOW - dt.timedelta(hours=number) for number in range(1, 400)]
    ScheduledRun.objects.bulk_create(
        ScheduledRun(name="other", slot=slot, state=ScheduledRun.State.DONE) for slot in slots
    )
    for number in range(9):
        register(f"duty{number}", lambda slot, progress: None)
        ScheduledRun.objects.create(name=f"duty{number}", slot=NOW, state=ScheduledRun.State.DONE)
    assert len(statements()) == len(few)
    assert len(few) == IDLE, "\n".join(few)


def test_run_beats_the_heart_while_it_goes_on(nothing_registered):
    beats = []

    def work(slot, progress):
        Heartbeat.objects.filter(name=WORKER).update(at=NOW)
        progress.advance(1)
        beats.append(Heartbeat.objects.get(name=WORKER).is_fresh(5))

    register("duty", work)
    tick(now=NOW)
    assert beats == [True]
