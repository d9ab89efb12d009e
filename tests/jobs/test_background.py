import threading
from datetime import timedelta

import pytest
from django.db import connection

from baiyi.jobs import background
from baiyi.jobs.events import job_finished
from baiyi.jobs.models import BackgroundJob
from baiyi.jobs.tasks import tick
from tests.moment import machine_now

State = BackgroundJob.State


@pytest.fixture
def kinds(monkeypatch):
    """One kind whose work notes what it did; `hinted` are the jobs the worker was told about."""
    monkeypatch.setattr(background, "_kinds", {})
    done, hinted = [], []
    monkeypatch.setattr(background, "hint", lambda task, pk: hinted.append(pk))

    def work(job, progress):
        for number in range(job.params["rows"]):
            done.append(number)
            progress.advance(1, total=job.params["rows"])
        return f"导入 {job.params['rows']} 条"

    background.register("import", label="导入台账", work=work)
    return done, hinted


def start(by, once="a", rows=3) -> BackgroundJob:
    return background.start("import", title="导入7月台账", params={"rows": rows}, by=by, once=once)


def again(job) -> BackgroundJob:
    return BackgroundJob.objects.get(pk=job.pk)


def test_job_is_hinted_run_and_says_its_result(kinds, force):
    done, hinted = kinds
    job = start(force.alice)
    assert (job.state, hinted) == (State.DUE, [job.pk])
    assert background.run_job(job.pk)
    job = again(job)
    assert (job.state, job.result, job.done, job.total) == (State.DONE, "导入 3 条", 3, 3)
    assert done == [0, 1, 2]


def test_job_that_is_over_is_not_run_again(kinds, force):
    done, _ = kinds
    job = start(force.alice)
    background.run_job(job.pk)
    assert not background.run_job(job.pk)
    assert len(done) == 3


def test_job_that_is_gone_or_of_an_unknown_kind_is_left_alone(kinds, force):
    job = start(force.alice)
    BackgroundJob.objects.update(kind="gone")
    assert not background.run_job(job.pk)
    assert not background.run_job(job.pk + 1)
    assert background.run_due() == 0


def test_unknown_kind_cannot_be_started(kinds, force):
    with pytest.raises(KeyError):
        background.start("export", title="x", params={}, by=force.alice, once="a")
    assert not BackgroundJob.objects.exists()


def test_same_key_gives_the_job_that_is_there(kinds, force):
    _, hinted = kinds
    first = start(force.alice)
    background.run_job(first.pk)
    second = start(force.alice)
    assert second.pk == first.pk
    assert hinted == [first.pk]


@pytest.mark.django_db(transaction=True)
def test_same_key_from_five_threads_makes_one_job(kinds, force):
    found, gate = [], threading.Barrier(5)

    def press():
        gate.wait()
        found.append(start(force.alice).pk)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(5)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert len(found) == 5
    assert len(set(found)) == BackgroundJob.objects.count() == 1


def test_progress_is_seen_while_it_runs(kinds, force, monkeypatch):
    seen = []

    def work(job, progress):
        progress.advance(30, total=120)
        seen.append((again(job).state, again(job).done, again(job).total))
        return ""

    background.register("import", label="导入台账", work=work)
    background.run_job(start(force.alice).pk)
    assert seen == [(State.CLAIMED, 30, 120)]


def test_tick_runs_a_job_whose_hint_was_lost_or_whose_worker_died(kinds, force):
    done, _ = kinds
    lost, died = start(force.alice, "lost"), start(force.alice, "died")
    past = machine_now() - timedelta(seconds=1)
    BackgroundJob.objects.filter(pk=died.pk).update(state=State.CLAIMED, attempts=1, holder="x", lease_until=past)
    tick()
    assert {again(lost).state, again(died).state} == {State.DONE}
    assert len(done) == 6


def test_jobs_run_in_the_order_they_were_started_and_fail_alone(kinds, force):
    def work(job, progress):
        kinds[0].append(job.once)
        if job.once == "a":
            raise OSError("disk")
        return "好"

    background.register("import", label="导入台账", work=work)
    jobs = [start(force.alice, once) for once in "ab"]
    for _ in range(4):
        background.run_due()
    assert kinds[0] == ["a", "b", "a", "a"]
    assert [again(job).state for job in jobs] == [State.DEAD, State.DONE]


def test_end_is_told_once_with_the_job_as_it_is_stored(kinds, force):
    told = []

    def note(sender, job, **kwargs):
        told.append((job.state, job.result))

    job_finished.connect(note)
    try:
        job = start(force.alice)
        background.run_job(job.pk)
        background.run_job(job.pk)
    finally:
        job_finished.disconnect(note)
    assert told == [(State.DONE, "导入 3 条")]


def test_long_result_and_title_are_cut(kinds, force):
    background.register("import", label="导入台账", work=lambda job, progress: "长" * 900)
    job = background.start("import", title="名" * 300, params={}, by=force.alice, once="long")
    background.run_job(job.pk)
    assert (len(again(job).title), len(again(job).result)) == (200, 500)


def test_own_jobs_are_visible_and_all_of_them_with_the_right(kinds, force):
    job = start(force.alice)
    for name, is_seen in (("alice", True), ("amy", False), ("chief", False), ("sysadmin", True), ("office", True)):
        assert BackgroundJob.objects.visible_to(force.people[name]).filter(pk=job.pk).exists() is is_seen, name
