import json
import re
from collections import namedtuple
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from baiyi.jobs import clockguard, health, service_checks
from baiyi.jobs.clockguard import Reading
from baiyi.jobs.health import Finding, HealthChecks, Lateness, late_since
from baiyi.jobs.models import BEAT, PUBLISH, WORKER, Heartbeat
from tests.moment import machine_now

pytestmark = pytest.mark.django_db


def heard(name, seconds_ago=0, detail=""):
    Heartbeat.objects.create(name=name, at=machine_now() - timedelta(seconds=seconds_ago), detail=detail)


def test_late_since_says_the_worker_never_ran():
    assert late_since() == Lateness(None, "后台服务未启动")


def test_late_since_is_none_while_the_worker_lives(django_assert_num_queries):
    heard(WORKER, 59)
    with django_assert_num_queries(1):
        assert late_since() is None


def test_late_since_names_the_last_sign_of_the_worker():
    heard(WORKER, 61)
    since = Heartbeat.objects.get().at
    assert late_since().since == since
    assert late_since().text == f"自 {health.moment_text(since)} 起"


def test_late_since_names_the_first_failure_to_publish():
    heard(WORKER)
    heard(PUBLISH, 300)
    assert late_since().since == Heartbeat.objects.get(name=PUBLISH).at


def test_late_since_says_that_the_clock_jumped(monkeypatch, django_assert_num_queries):
    heard(WORKER)
    monkeypatch.setattr(clockguard, "read", lambda: Reading(machine_now(), 1000.0, "boot"))
    clockguard.trust()
    assert late_since() is None
    monkeypatch.setattr(clockguard, "read", lambda: Reading(machine_now() + timedelta(hours=2), 1000.0, "boot"))
    with django_assert_num_queries(1):
        assert late_since() == Lateness(None, "服务器时钟异常，计划任务已暂停")


def test_moment_text_names_the_day_unless_it_is_today(monkeypatch):
    now = timezone.localtime(machine_now()).replace(month=7, day=21)
    monkeypatch.setattr(health.timezone, "localdate", lambda: now.date())
    yesterday = now - timedelta(days=1)
    assert health.moment_text(now) == f"{now:%H:%M}"
    assert health.moment_text(yesterday) == f"{yesterday.month}月{yesterday.day}日 {yesterday:%H:%M}"
    assert health.moment_text(now.replace(year=2001)) == f"2001年7月21日 {now:%H:%M}"


def test_check_that_breaks_is_a_finding():
    checks = HealthChecks()

    @checks.register
    def broken():
        """坏检查"""
        raise OSError("gone")

    assert checks.run() == [Finding("fail", "坏检查", "检查不了：OSError: gone")]


def test_check_may_give_several_findings():
    checks, found = HealthChecks(), [Finding("ok", "甲", "好"), Finding("warn", "乙", "少")]
    checks.register(lambda: found)
    assert checks.run() == found


def test_database_check_names_the_database_and_leaves_no_row():
    assert service_checks.database().level == "ok"
    assert not Heartbeat.objects.exists()


def test_migrations_check_sees_what_is_missing(monkeypatch):
    assert service_checks.migrations().level == "ok"
    monkeypatch.setattr(service_checks.MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    assert service_checks.migrations().level == "fail"


def levels(findings):
    return {finding.title: finding.level for finding in findings}


def test_broker_check_sees_a_broker_that_is_away(own_broker, broker_at):
    assert levels(service_checks.message_broker()) == {"消息通道": "ok", "任务排队": "ok"}
    broker_at("redis://127.0.0.1:1/0")
    assert levels(service_checks.message_broker()) == {"消息通道": "fail", "任务排队": "warn"}


def test_broker_check_sees_a_long_queue(monkeypatch):
    monkeypatch.setattr(service_checks.broker, "queue_length", lambda: 201)
    assert levels(service_checks.message_broker()) == {"消息通道": "ok", "任务排队": "warn"}


@pytest.mark.parametrize(("name", "check"), [(WORKER, service_checks.worker), (BEAT, service_checks.beat)])
def test_process_check_sees_never_late_and_alive(name, check):
    assert "从未启动" in check().text
    heard(name, 3)
    assert check().level == "ok"
    Heartbeat.objects.update(at=machine_now() - timedelta(seconds=61))
    assert check().level == "fail"


def test_publishing_check_sees_the_failure():
    assert service_checks.publishing().level == "ok"
    heard(PUBLISH, 5, "ConnectionError: refused")
    assert "refused" in service_checks.publishing().text


@pytest.mark.parametrize(("free", "level"), [(100 * 1024**2, "fail"), (1024**3, "warn"), (50 * 1024**3, "ok")])
def test_space_check_weighs_what_is_free(monkeypatch, free, level):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(service_checks.shutil, "disk_usage", lambda folder: usage(0, 0, free))
    assert service_checks.media_space().level == level
    if connection.vendor == "sqlite":
        assert service_checks.database_space().level == level


def test_space_check_tells_how_large_the_database_is():
    assert re.match(r"占用 \d+ MB", service_checks.database_space().text)


@pytest.fixture
def only(monkeypatch):
    """Run the doctor with these findings only."""

    def replace(*findings):
        monkeypatch.setattr("baiyi.jobs.health.health_checks._checks", [lambda each=each: each for each in findings])

    return replace


def test_doctor_prints_words_and_ends_well_without_a_failure(only, capsys):
    only(Finding("ok", "数据库", "好"), Finding("warn", "附件空间", "少"))
    call_command("doctor")
    assert capsys.readouterr().out.splitlines() == ["正常  数据库：好", "注意  附件空间：少"]


def test_doctor_ends_with_1_on_a_failure(only, capsys):
    only(Finding("fail", "后台任务", "没有动静"))
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1


def test_doctor_trusts_the_clock_when_told(only):
    only(Finding("ok", "数据库", "好"))
    call_command("doctor")
    assert clockguard.stored() is None
    call_command("doctor", "--trust-clock")
    assert clockguard.stored() is not None


def test_doctor_prints_json(only, capsys):
    only(Finding("ok", "数据库", "好"))
    call_command("doctor", "--json")
    assert json.loads(capsys.readouterr().out) == [
        {"level": "ok", "title": "数据库", "text": "好", "group": "数据与空间"}
    ]
