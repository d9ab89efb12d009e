import threading
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection

from baiyi.jobs import leases
from baiyi.jobs.events import run_died
from baiyi.jobs.leases import LeaseLost, Progress
from baiyi.jobs.models import WORKER, Heartbeat, ScheduledRun
from tests.moment import machine_now

State = ScheduledRun.State


def make_run(**facts) -> ScheduledRun:
    return ScheduledRun.objects.create(name="test", slot=machine_now(), **facts)


def claim(row) -> ScheduledRun | None:
    return leases.claim(ScheduledRun, row.pk, label="测试")


def again(row) -> ScheduledRun:
    return ScheduledRun.objects.get(pk=row.pk)


def expire(row) -> None:
    ScheduledRun.objects.filter(pk=row.pk).update(lease_until=machine_now() - timedelta(seconds=1))


@pytest.fixture
def deaths():
    """What `run_died` told, as (label, error)."""
    told = []

    def note(sender, run, label, error, **kwargs):
        told.append((label, error))

    run_died.connect(note)
    yield told
    run_died.disconnect(note)


def fail(row, error: Exception | None = None) -> None:
    def work(progress):
        raise error or ValueError("no table")

    leases.run(claim(row), work, label="测试")


@pytest.mark.django_db
def test_claim_takes_the_row_for_the_length_of_a_lease(settings):
    settings.JOBS_LEASE_SECONDS = 60
    row = claim(make_run())
    assert (row.state, row.attempts, len(row.holder)) == (State.CLAIMED, 1, 32)
    assert timedelta(seconds=55) < row.lease_until - machine_now() <= timedelta(seconds=60)
    assert row.started_at is not None


@pytest.mark.django_db
def test_claimed_row_is_not_claimed_again_before_its_lease_runs_out():
    row = make_run()
    first = claim(row)
    assert claim(row) is None
    expire(row)
    second = claim(row)
    assert second.holder != first.holder
    assert second.attempts == 2
    assert second.started_at == first.started_at


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.DONE, State.DEAD])
def test_row_that_is_over_is_not_claimed(state):
    assert claim(make_run(state=state)) is None


@pytest.mark.django_db
def test_lease_from_the_future_counts_as_run_out_after_the_clock_was_set_back():
    row = make_run()
    claim(row)
    ScheduledRun.objects.update(lease_until=machine_now() + timedelta(hours=2))
    assert claim(row).attempts == 2


@pytest.mark.django_db
def test_lease_just_made_on_a_machine_with_a_slightly_faster_clock_holds(settings):
    row = make_run()
    claim(row)
    ScheduledRun.objects.update(lease_until=machine_now() + timedelta(seconds=settings.JOBS_LEASE_SECONDS + 2))
    assert claim(row) is None


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_claim():
    row, found, start = make_run(), [], threading.Barrier(6)

    def worker():
        start.wait()
        found.append(claim(row))
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(6)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert len([each for each in found if each]) == 1
    assert len(found) == 6
    assert again(row).attempts == 1


@pytest.mark.django_db
def test_run_stores_the_end_and_what_the_work_returns():
    row = claim(make_run())
    leases.run(row, lambda progress: {"is_late": True}, label="测试")
    row = again(row)
    assert (row.state, row.is_late, row.holder, row.lease_until, row.error) == (State.DONE, True, "", None, "")
    assert row.seconds >= 0


@pytest.mark.django_db
def test_failure_is_kept_and_the_row_is_due_again(deaths):
    row = make_run()
    fail(row)
    row = again(row)
    assert (row.state, row.attempts, row.error, row.lease_until) == (State.DUE, 1, "ValueError: no table", None)
    assert not deaths


@pytest.mark.django_db
def test_error_is_kept_without_personal_numbers_and_never_too_long():
    row = make_run()
    fail(row, ValueError(f"Key (phone)=(13900001234)\x00 exists {'x' * 600}"))
    assert again(row).error.startswith("ValueError: Key (phone)=(139****1234)  exists xxx")
    assert len(again(row).error) == 500


@pytest.mark.django_db
def test_third_failure_puts_the_row_aside_and_tells_it_once(deaths):
    row = make_run()
    for _ in range(3):
        fail(row)
    assert again(row).state == State.DEAD
    assert again(row).finished_at is not None
    assert claim(row) is None
    assert deaths == [("测试", "ValueError: no table")]


@pytest.mark.django_db
def test_success_after_a_failure_clears_the_error():
    row = make_run()
    fail(row)
    leases.run(claim(row), lambda progress: {}, label="测试")
    assert (again(row).state, again(row).error) == (State.DONE, "")


@pytest.mark.django_db
def test_three_kills_without_progress_put_the_row_aside_and_tell_it_once(deaths):
    row = make_run()
    for _ in range(3):
        assert claim(row)
        expire(row)
    assert claim(row) is None
    assert claim(row) is None
    assert (again(row).state, again(row).error) == (State.DEAD, leases.CUT_OFF)
    assert deaths == [("测试", leases.CUT_OFF)]


@pytest.mark.django_db
def test_twenty_kills_with_progress_between_them_never_put_the_row_aside(deaths):
    row = make_run()
    for _ in range(20):
        Progress(claim(row)).advance(25, total=500)
        expire(row)
    row = claim(row)
    assert (row.attempts, row.starts, row.done, row.total) == (1, 21, 500, 500)
    assert not deaths


@pytest.mark.django_db
def test_sign_of_life_without_progress_does_not_start_the_attempts_anew():
    row = make_run()
    for _ in range(3):
        Progress(claim(row)).advance(0)
        expire(row)
    assert claim(row) is None
    assert again(row).state == State.DEAD


@pytest.mark.django_db
def test_failure_after_progress_counts_as_no_attempt():
    row = make_run()
    fail(row)
    fail(row)

    def work(progress):
        progress.advance(1)
        raise ValueError("later")

    leases.run(claim(row), work, label="测试")
    assert (again(row).state, again(row).attempts) == (State.DUE, 0)


@pytest.mark.django_db
def test_advance_renews_the_lease_and_beats_the_heart_of_the_worker(settings):
    row = claim(make_run())
    settings.JOBS_LEASE_SECONDS = 600
    Progress(row).advance(3)
    assert again(row).lease_until - machine_now() > timedelta(seconds=500)
    assert Heartbeat.objects.get(name=WORKER).is_fresh(5)


@pytest.mark.django_db
def test_advance_costs_two_statements(django_assert_num_queries):
    progress = Progress(claim(make_run()))
    with django_assert_num_queries(2):
        progress.advance(100, total=500)


@pytest.mark.django_db
def test_worker_that_lost_its_lease_learns_it_and_changes_nothing(caplog):
    row = make_run()
    slow = claim(row)
    expire(row)
    quick = claim(row)
    with pytest.raises(LeaseLost):
        Progress(slow).advance(1)
    leases.run(slow, lambda progress: {}, label="测试")
    leases.run(slow, lambda progress: 1 / 0, label="测试")
    assert (again(row).state, again(row).holder, again(row).done) == (State.CLAIMED, quick.holder, 0)
    assert not [each for each in caplog.records if "another worker" in each.message and each.levelname != "INFO"]


@pytest.mark.django_db
def test_end_of_the_time_of_a_task_gives_the_row_back_and_ends_the_task():
    row = make_run()
    with pytest.raises(SoftTimeLimitExceeded):
        fail(row, SoftTimeLimitExceeded())
    assert again(row).state == State.DUE


@pytest.mark.django_db
def test_receiver_that_fails_undoes_what_it_wrote_and_the_end_stays():
    def broken(sender, **kwargs):
        Heartbeat.objects.beat("half")
        raise OSError("no channel")

    run_died.connect(broken)
    try:
        row = make_run(attempts=2)
        fail(row)
    finally:
        run_died.disconnect(broken)
    assert again(row).state == State.DEAD
    assert not Heartbeat.objects.filter(name="half").exists()


@pytest.mark.django_db
def test_retry_offers_a_row_anew_and_only_one_that_is_aside(force):
    row = make_run(state=State.DEAD, attempts=3, error="x", done=7)
    assert leases.retry(ScheduledRun, row.pk, by=force.alice)
    assert not leases.retry(ScheduledRun, row.pk, by=force.alice)
    assert (again(row).state, again(row).attempts, again(row).done) == (State.DUE, 0, 7)
    assert claim(row)
