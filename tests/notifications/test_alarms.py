"""What the background work tells whom."""

import pytest

from baiyi.jobs.events import job_finished, run_died
from baiyi.jobs.models import BackgroundJob, ScheduledRun
from baiyi.notifications.models import Notification
from tests.moment import machine_now


@pytest.fixture
def run(db):
    return ScheduledRun.objects.create(
        name="deadlines.remind", slot=machine_now(), state="dead", finished_at=machine_now()
    )


@pytest.fixture
def job(force):
    made = {
        "kind": "test",
        "title": "催办本周督导",
        "once": "1",
        "created_by": force.alice,
        "created_at": machine_now(),
    }
    return BackgroundJob.objects.create(**made, state="done", result="提醒 8 人", finished_at=machine_now())


def told(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("recipient__username", flat=True))


def test_dead_run_is_told_to_those_who_run_the_system_and_is_urgent(force, run):
    run_died.send(sender=ScheduledRun, run=run, label="期限提醒", error="OperationalError: 磁盘满")
    assert told("run_died") == {"sysadmin", "office"}
    row = Notification.objects.filter(kind="run_died").first()
    assert row.is_urgent
    assert (
        row.text
        == "期限提醒三次都没有执行成功，已搁置：OperationalError: 磁盘满。请系统管理员查明原因后在系统健康页重试。"
    )
    assert (row.url, row.unit) == ("/system/health/", None)


def test_each_death_is_told_once(force, run):
    for _ in range(2):
        run_died.send(sender=ScheduledRun, run=run, label="期限提醒", error="x")
    assert Notification.objects.count() == 2
    run.finished_at = machine_now()
    run_died.send(sender=ScheduledRun, run=run, label="期限提醒", error="x")
    assert Notification.objects.count() == 4


def test_finished_job_is_told_to_who_started_it(force, job):
    job_finished.send(sender=BackgroundJob, job=job)
    assert told("job_finished") == {"alice"}
    row = Notification.objects.get()
    assert row.text == "你发起的“催办本周督导”已完成。提醒 8 人"
    assert row.url == job.get_absolute_url()


def test_dead_job_is_told_to_who_started_it_too(force, job):
    run_died.send(sender=BackgroundJob, run=job, label="催办", error="x")
    assert told("job_died") == {"alice"}
    assert told("run_died") == {"sysadmin", "office"}
