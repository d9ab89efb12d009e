from datetime import timedelta

import pytest

from baiyi.jobs import housekeeping, ticks
from baiyi.jobs.housekeeping import forget_finished
from baiyi.jobs.models import SCAN, BackgroundJob, Heartbeat, ScheduledRun
from tests.moment import machine_now

pytestmark = pytest.mark.django_db
State = ScheduledRun.State


def make_run(days, name="duty", state=State.DONE):
    moment = machine_now() - timedelta(days=days)
    finished = moment if state in {State.DONE, State.DEAD} else None
    return ScheduledRun.objects.create(name=name, slot=moment, state=state, finished_at=finished)


def left(model=ScheduledRun):
    return set(model.objects.values_list("pk", flat=True))


def test_old_finished_runs_go_in_chunks_and_young_ones_stay(monkeypatch):
    monkeypatch.setattr(housekeeping, "CHUNK", 2)
    for days in (181, 182, 183, 184, 185):
        make_run(days)
    young = [make_run(179), make_run(1)]
    assert forget_finished() == 5
    assert left() == {each.pk for each in young}


def test_newest_run_of_each_schedule_stays_whatever_its_age():
    newest = [make_run(200, "duty"), make_run(300, "other")]
    make_run(201, "duty")
    assert forget_finished() == 1
    assert left() == {each.pk for each in newest}


@pytest.mark.parametrize("state", [State.DUE, State.CLAIMED, State.DEAD])
def test_run_that_did_not_end_well_stays(state):
    kept = make_run(400, state=state)
    make_run(1)
    assert forget_finished() == 0
    assert kept.pk in left()


def test_old_finished_jobs_go(force):
    common = {"kind": "import", "created_by": force.alice, "created_at": machine_now()}
    ends = {days: machine_now() - timedelta(days=days) for days in (179, 181)}
    young = BackgroundJob.objects.create(once="young", state=State.DONE, finished_at=ends[179], **common)
    BackgroundJob.objects.create(once="old", state=State.DONE, finished_at=ends[181], **common)
    dead = BackgroundJob.objects.create(once="dead", state=State.DEAD, finished_at=ends[181], **common)
    assert forget_finished() == 1
    assert left(BackgroundJob) == {young.pk, dead.pk}


def test_sign_of_life_of_a_scan_that_is_gone_goes():
    Heartbeat.objects.create(name=f"{SCAN}some.module.of_before", at=machine_now(), detail="ValueError: x")
    here = Heartbeat.objects.create(name=ticks.names()[0], at=machine_now())
    assert forget_finished() == 1
    assert list(Heartbeat.objects.filter(name__startswith=SCAN)) == [here]
