import datetime as dt
from datetime import timedelta

import pytest
from django.utils import timezone

from baiyi.jobs import clockguard, schedule_checks, schedules, ticks
from baiyi.jobs.clockguard import Reading
from baiyi.jobs.models import SCAN, BackgroundJob, Heartbeat, ScheduledRun
from baiyi.jobs.schedule_checks import jump_text, slot_text
from baiyi.jobs.schedules import CatchUp, weekly
from tests.moment import machine_now

pytestmark = pytest.mark.django_db
State = ScheduledRun.State
LAST, NEXT = "7月18日（周一）08:00", "下次 7月25日（周一）08:00"


def at(text: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.fromisoformat(text))


@pytest.fixture
def duty(monkeypatch, settings):
    """One weekly schedule, on the Thursday after its slot; `run` makes the row of that slot."""
    settings.BAIYI_TODAY = "2022-07-21T09:00:00"
    monkeypatch.setattr(schedules, "_schedules", {})
    instants = weekly(0, dt.time(8))
    schedules.register(
        "duty", label="每周督导", work=lambda slot, progress: None, instants=instants, catch_up=CatchUp.EACH
    )

    def run(**facts):
        return ScheduledRun.objects.create(
            **{"name": "duty", "slot": at("2022-07-18 08:00"), "state": State.DONE} | facts
        )

    return run


def told() -> tuple[str, str]:
    (finding,) = schedule_checks.every_schedule()
    assert finding.title == "每周督导"
    return finding.level, finding.text


def test_schedule_that_never_ran_tells_when_it_will(duty):
    assert told() == ("ok", f"还没有执行过；{NEXT}")


def test_schedule_tells_last_run_and_next(duty):
    duty(done=9)
    assert told() == ("ok", f"上次 {LAST}，处理 9 条；{NEXT}")


def test_late_run_is_marked(duty):
    duty(is_late=True)
    assert told() == ("ok", f"上次 {LAST}（补发）；{NEXT}")


def test_moment_that_nobody_offered_is_a_warning(duty, settings):
    duty()
    settings.BAIYI_TODAY = "2022-08-02T08:03:00"
    level, text = told()
    assert (level, text[:24]) == ("warn", "自 7月25日（周一）08:00 起到点没有执行")
    settings.BAIYI_TODAY = "2022-07-25T08:04:00"
    assert told()[0] == "ok"


def test_schedule_without_further_moments_says_so(duty, monkeypatch):
    schedules.register(
        "duty", label="每周督导", work=lambda slot, progress: None, instants=lambda a, b: [], catch_up=CatchUp.EACH
    )
    assert told() == ("ok", "还没有执行过；近期没有安排")


def test_run_that_is_not_done_after_five_minutes_is_a_warning(duty, settings):
    duty(state=State.DUE, error="OSError: disk")
    settings.BAIYI_TODAY = "2022-07-18T08:05:00"
    assert told()[0] == "ok"
    settings.BAIYI_TODAY = "2022-07-18T08:05:01"
    assert told() == ("warn", f"{LAST} 的一次到点没有执行完，上一次出错：OSError: disk；{NEXT}")


def test_run_that_a_worker_holds_is_no_warning_until_its_lease_runs_out(duty):
    row = duty(state=State.CLAIMED, lease_until=machine_now() + timedelta(seconds=30))
    assert told() == ("ok", f"上次 {LAST}，执行中；{NEXT}")
    row.lease_until = machine_now() - timedelta(seconds=1)
    row.save()
    assert told()[0] == "warn"


def test_run_that_was_put_aside_is_a_failure(duty):
    duty(state=State.DEAD, error="ValueError: no table")
    assert told() == ("fail", f"{LAST} 的一次已搁置：ValueError: no table；{NEXT}")
    finding = schedule_checks.put_aside()
    assert finding.level == "fail"
    assert finding.text == f"每周督导 {LAST}：ValueError: no table。消除原因后由系统管理员在系统健康页重试"


def test_put_aside_names_jobs_too_and_only_the_first_five(duty, force):
    assert schedule_checks.put_aside().level == "ok"
    for number in range(7):
        BackgroundJob.objects.create(
            kind="import",
            title=f"导入{number}",
            once=str(number),
            state=State.DEAD,
            created_by=force.alice,
            created_at=machine_now(),
        )
    text = schedule_checks.put_aside().text
    assert "导入4" in text
    assert "导入5" not in text
    assert "还有 2 项" in text


def test_slot_text_names_another_year(duty):
    assert slot_text(at("2023-01-02 08:00")) == "2023年1月2日（周一）08:00"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        ({"hours": -2}, "服务器时钟突然慢了 2 小时"),
        ({"days": 3}, "服务器时钟突然快了 3 天"),
        ({"days": 1, "hours": 1, "minutes": 6}, "服务器时钟突然快了 1 天 1 小时 6 分钟"),
    ],
)
def test_jump_is_told_in_words(span, text):
    assert jump_text(timedelta(**span)) == text


def test_clock_check_tells_a_jump_and_what_to_do(monkeypatch):
    assert "走时正常" in schedule_checks.machine_clock().text
    start = machine_now()
    monkeypatch.setattr(clockguard, "read", lambda: Reading(start, 1000.0, "boot"))
    clockguard.trust()
    monkeypatch.setattr(clockguard, "read", lambda: Reading(start - timedelta(hours=2), 1015.0, "boot"))
    finding = schedule_checks.machine_clock()
    assert finding.level == "warn"
    assert finding.text.startswith("服务器时钟突然慢了 2 小时，计划任务已暂停")
    assert "doctor --trust-clock" in finding.text


def test_clock_check_says_when_it_cannot_know(monkeypatch):
    monkeypatch.setattr(clockguard, "read", lambda: None)
    finding = schedule_checks.machine_clock()
    assert (finding.level, "不提供开机计时" in finding.text) == ("ok", True)


def test_scan_check_sees_the_error_of_a_scan_that_is_there(monkeypatch):
    name = f"{SCAN}deadlines.tasks.remind"
    Heartbeat.objects.create(name=name, at=machine_now(), detail="ValueError: x")
    assert schedule_checks.periodic_scans().level == "ok"  # of an earlier version: nobody runs it any more
    monkeypatch.setitem(ticks._scans, name, None)
    assert "deadlines.tasks.remind" in schedule_checks.periodic_scans().text
