import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from baiyi.jobs import background, clockguard
from baiyi.jobs.clockguard import Reading
from baiyi.jobs.health import SCHEDULES, Finding, health_checks
from baiyi.jobs.models import BackgroundJob, ScheduledRun
from tests.moment import machine_now

pytestmark = pytest.mark.django_db
State = ScheduledRun.State
SLOT = timezone.make_aware(dt.datetime.fromisoformat("2022-07-18 08:00"))


@pytest.fixture
def page(force, sign_in):
    """What this person sees on 系统健康."""
    return lambda who: sign_in(force.people[who]).get(reverse("jobs:health")).content.decode()


@pytest.fixture
def dead_run():
    return ScheduledRun.objects.create(
        name="duty", slot=SLOT, state=State.DEAD, attempts=3, error="ValueError: <b>no table</b>"
    )


@pytest.fixture
def job(force):
    facts = {"kind": "import", "title": "导入7月台账", "params": {"rows": 3}, "once": "a"}
    return BackgroundJob.objects.create(created_by=force.alice, created_at=machine_now(), **facts)


@pytest.mark.parametrize("who", ["sysadmin", "office"])
def test_health_page_shows_every_finding_in_its_group(page, monkeypatch, who):
    found = [Finding("ok", "数据库", "好"), Finding("fail", "每周督导", "没有<b>动静</b>", SCHEDULES)]
    monkeypatch.setattr(health_checks, "_checks", [lambda: found])
    shown = page(who)
    assert "没有&lt;b&gt;动静&lt;/b&gt;" in shown
    assert "故障" in shown
    assert (
        shown.index(">计划任务</h2>")
        < shown.index("每周督导")
        < shown.index(">数据与空间</h2>")
        < shown.index("数据库</td>")
    )


def test_health_page_shows_the_real_findings(page):
    shown = page("sysadmin")
    for title in (
        "数据库",
        "消息通道",
        "任务排队",
        "系统时钟",
        "定期扫描",
        "搁置的任务",
        "附件空间",
        "数据库空间",
        "节假日历",
    ):
        assert f">{title}</td>" in shown, title


def test_health_page_is_refused_without_the_right(force, sign_in):
    assert sign_in(force.alice).get(reverse("jobs:health")).status_code == 403


def test_health_page_shows_the_latest_runs(page):
    start = SLOT + dt.timedelta(seconds=2)
    for day in range(25):
        ScheduledRun.objects.create(
            name="duty",
            slot=SLOT + dt.timedelta(days=day),
            state=State.DONE,
            is_late=day == 24,
            done=300 + day,
            total=500,
            started_at=start,
            finished_at=start + dt.timedelta(seconds=1.5),
        )
    shown = page("office")
    assert "2022-08-11 08:00" in shown
    assert "324 / 500" in shown
    assert "305 / 500" in shown
    assert "304 / 500" not in shown
    assert shown.count(">补发</span>") == 1
    assert ">1.5</td>" in shown


def test_run_that_was_put_aside_is_retried_by_who_manages_jobs_alone(page, dead_run, force, sign_in):
    address = reverse("jobs:run-retry", args=[dead_run.pk])
    assert address in page("sysadmin")
    assert "ValueError: &lt;b&gt;no table&lt;/b&gt;" in page("office")
    assert address not in page("office")
    assert sign_in(force.people["office"]).post(address).status_code == 403
    assert ScheduledRun.objects.get().state == State.DEAD
    answer = sign_in(force.people["sysadmin"]).post(address, follow=True)
    assert "已重新安排" in answer.content.decode()
    assert (ScheduledRun.objects.get().state, ScheduledRun.objects.get().attempts) == (State.DUE, 0)


def test_retry_of_what_is_not_aside_says_so_and_changes_nothing(force, sign_in):
    run = ScheduledRun.objects.create(name="duty", slot=SLOT, state=State.DONE, attempts=1)
    client = sign_in(force.people["sysadmin"])
    assert "已经不在搁置状态" in client.post(reverse("jobs:run-retry", args=[run.pk]), follow=True).content.decode()
    assert ScheduledRun.objects.get().state == State.DONE
    assert client.post(reverse("jobs:run-retry", args=[run.pk + 1])).status_code == 404


@pytest.mark.parametrize("name", ["run-retry", "job-retry", "clock-trust"])
def test_what_changes_something_is_not_to_be_opened(force, sign_in, job, dead_run, name):
    kwargs = {} if name == "clock-trust" else {"pk": {"run-retry": dead_run, "job-retry": job}[name].pk}
    assert sign_in(force.people["sysadmin"]).get(reverse(f"jobs:{name}", kwargs=kwargs)).status_code == 405


def test_clock_is_trusted_by_the_button_of_the_system_administrator(page, force, sign_in, monkeypatch):
    wall = machine_now()
    monkeypatch.setattr(clockguard, "read", lambda: Reading(wall, 1000.0, "boot"))
    clockguard.trust()
    address = reverse("jobs:clock-trust")
    assert address not in page("sysadmin")
    monkeypatch.setattr(clockguard, "read", lambda: Reading(wall + dt.timedelta(days=3), 1000.0, "boot"))
    assert "服务器时钟突然快了 3 天" in page("office")
    assert "计划任务已暂停" in page("office")
    assert address not in page("office")
    assert address in page("sysadmin")
    assert sign_in(force.people["office"]).post(address).status_code == 403
    assert not clockguard.may_run()
    sign_in(force.people["sysadmin"]).post(address)
    assert clockguard.may_run()


def test_page_bar_says_that_the_worker_never_ran(page):
    assert "后台任务延迟\uff08期限补算、提醒\uff09\uff1a后台服务未启动" in page("sysadmin")


@pytest.mark.parametrize("name", ["job-detail", "job-state", "job-retry"])
def test_job_of_another_person_does_not_exist(job, force, sign_in, name):
    address = reverse(f"jobs:{name}", args=[job.pk])
    for who in ("amy", "chief", "leader"):
        client = sign_in(force.people[who])
        assert (client.post if name == "job-retry" else client.get)(address).status_code == 404


def test_job_list_shows_the_own_jobs_and_all_with_the_right(job, force, sign_in):
    for who, is_seen in (("alice", True), ("amy", False), ("office", True), ("sysadmin", True)):
        text = sign_in(force.people[who]).get(reverse("jobs:job-list")).content.decode()
        assert ("导入7月台账" in text) is is_seen, who


def test_job_list_and_page_cost_the_same_for_many(job, force, sign_in, django_assert_max_num_queries):
    client = sign_in(force.people["office"])
    common = {"kind": "import", "created_by": force.alice, "created_at": machine_now()}
    BackgroundJob.objects.bulk_create(BackgroundJob(title=f"任务{n}", once=f"n{n}", **common) for n in range(300))
    for address, most in (
        (reverse("jobs:job-list"), 8),
        (job.get_absolute_url(), 12),
        (reverse("jobs:job-state", args=[job.pk]), 5),
    ):
        client.get(address)  # a first request also notes in the session that it is in use
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_job_page_shows_progress_and_a_way_without_a_script(job, force, sign_in):
    BackgroundJob.objects.update(state=State.CLAIMED, done=30, total=120)
    text = sign_in(force.alice).get(job.get_absolute_url()).content.decode()
    assert '<progress max="100" value="25"' in text
    assert "30 / 120" in text
    assert "刷新</a>" in text
    assert "js/job.js" in text


def test_job_state_is_told_in_json(job, force, sign_in):
    address = reverse("jobs:job-state", args=[job.pk])
    told = sign_in(force.alice).get(address).json()
    assert told == {"state": "due", "label": "待执行", "percent": None, "count": "", "is_over": False}
    BackgroundJob.objects.update(state=State.CLAIMED, done=130, total=120)
    assert sign_in(force.alice).get(address).json()["percent"] == 100
    BackgroundJob.objects.update(state=State.DONE)
    assert sign_in(force.alice).get(address).json()["is_over"]


def test_job_page_shows_the_result_or_the_failure(job, force, sign_in):
    BackgroundJob.objects.update(state=State.DONE, result="导入 3 条<b>")
    assert "导入 3 条&lt;b&gt;" in sign_in(force.alice).get(job.get_absolute_url()).content.decode()
    BackgroundJob.objects.update(state=State.DEAD, error="OSError: disk")
    text = sign_in(force.alice).get(job.get_absolute_url()).content.decode()
    assert "OSError: disk" in text
    assert reverse("jobs:job-retry", args=[job.pk]) in text


def test_job_is_retried_by_its_owner_and_by_who_manages_jobs(job, force, sign_in, monkeypatch):
    hinted = []
    monkeypatch.setattr("baiyi.jobs.views.hint", lambda task, pk: hinted.append((task, pk)))
    address = reverse("jobs:job-retry", args=[job.pk])
    for who, status in (("office", 403), ("alice", 302), ("sysadmin", 302)):
        BackgroundJob.objects.update(state=State.DEAD, attempts=3)
        assert sign_in(force.people[who]).post(address).status_code == status
        expected = State.DEAD if status == 403 else State.DUE
        assert BackgroundJob.objects.get().state == expected, who
    assert hinted == [(background.run_job, job.pk)] * 2
    assert "已经不在搁置状态" in sign_in(force.alice).post(address, follow=True).content.decode()


def test_alive_answers_anybody(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
