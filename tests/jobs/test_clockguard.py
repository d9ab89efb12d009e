from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from baiyi.jobs import clockguard, schedules
from baiyi.jobs.clockguard import Reading, jump, may_run, read, trust
from baiyi.jobs.models import CLOCK, Heartbeat, ScheduledRun
from baiyi.jobs.schedules import CatchUp
from baiyi.jobs.tasks import tick

START = timezone.make_aware(datetime.fromisoformat("2022-07-18 08:00"))


class Machine:
    """A machine whose clock and uptime the test moves."""

    def __init__(self):
        self.wall, self.uptime, self.boot = START, 1000.0, "first"

    def read(self) -> Reading:
        return Reading(self.wall, self.uptime, self.boot)

    def work(self, **span) -> None:
        """Time goes by while it runs."""
        self.wall += timedelta(**span)
        self.uptime += timedelta(**span).total_seconds()

    def set_clock(self, **span) -> None:
        self.wall += timedelta(**span)

    def restart(self, **off) -> None:
        self.wall += timedelta(**off)
        self.uptime, self.boot = 5.0, "second"


@pytest.fixture
def machine(db, monkeypatch):
    machine = Machine()
    monkeypatch.setattr(clockguard, "read", machine.read)
    assert may_run()
    return machine


def ahead() -> timedelta:
    return jump(clockguard.anchor_of(clockguard.stored()), clockguard.read())


def test_clock_that_goes_on_is_believed(machine):
    for _ in range(3):
        machine.work(days=2)
        assert may_run()
    assert Heartbeat.objects.get(name=CLOCK).at == machine.wall


@pytest.mark.parametrize("span", [{"hours": -2}, {"days": 3}, {"seconds": 301}, {"seconds": -301}])
def test_jump_holds_until_the_clock_is_back(machine, span):
    machine.work(seconds=15)
    machine.set_clock(**span)
    assert not may_run()
    machine.work(hours=1)
    assert not may_run()
    assert ahead() == timedelta(**span)
    machine.set_clock(**{unit: -number for unit, number in span.items()})
    assert may_run()
    assert ahead() == timedelta()


def test_small_correction_is_believed(machine):
    machine.set_clock(minutes=5)
    assert may_run()
    machine.set_clock(minutes=-5)
    assert may_run()


@pytest.mark.parametrize("span", [{"hours": -2}, {"days": 3}])
def test_trust_lets_it_go_on_and_believes_the_new_time(machine, span):
    machine.set_clock(**span)
    assert not may_run()
    trust()
    assert may_run()
    machine.work(seconds=15)
    assert may_run()


@pytest.mark.parametrize("off", [{"seconds": 30}, {"days": 3}, {"days": 9}])
def test_machine_that_was_off_is_believed(machine, off):
    machine.restart(**off)
    assert may_run()


def test_container_that_was_restarted_is_believed(machine):
    machine.work(days=2)
    assert may_run()
    machine.restart(seconds=30)
    machine.boot = "first"
    assert may_run()


def test_machine_that_starts_in_the_past_is_not_believed_until_its_clock_is_set(machine):
    machine.restart(days=-8000)
    assert not may_run()
    machine.work(seconds=30)
    machine.set_clock(days=8001)
    assert may_run()


def test_jump_is_logged_once(machine, caplog):
    machine.set_clock(days=3)
    for _ in range(4):
        machine.work(seconds=15)
        may_run()
    assert [each.levelname for each in caplog.records if "jumped" in each.message] == ["ERROR"]


def test_row_that_says_nothing_is_replaced(machine):
    Heartbeat.objects.filter(name=CLOCK).update(detail="")
    assert may_run()
    assert ahead() == timedelta()
    assert Heartbeat.objects.get(name=CLOCK).detail


def test_machine_without_uptime_holds_nothing(db, monkeypatch, tmp_path):
    monkeypatch.setattr(clockguard, "UPTIME", tmp_path / "none")
    assert read() is None
    assert may_run()
    trust()
    assert not Heartbeat.objects.exists()


def test_reading_of_this_machine_goes_on_with_its_clock(db):
    first, second = read(), read()
    if first is None:
        pytest.skip("this machine tells no uptime")
    assert first.boot == second.boot
    assert jump(first, second) == timedelta()


def test_believing_costs_two_statements_and_holding_one(machine, django_assert_num_queries):
    with django_assert_num_queries(2):
        may_run()
    machine.set_clock(days=3)
    may_run()
    with django_assert_num_queries(1):
        may_run()


def test_tick_neither_offers_nor_runs_slots_while_the_clock_has_jumped(machine, monkeypatch):
    ran = []
    monkeypatch.setattr(schedules, "_schedules", {})

    def hourly(since, until):
        return [each for hour in range(200) if since < (each := START + timedelta(hours=hour)) <= until]

    schedules.register(
        "duty", label="督导", work=lambda slot, progress: ran.append(slot.at), instants=hourly, catch_up=CatchUp.EACH
    )
    tick(now=machine.wall)
    assert ran == [START]
    machine.set_clock(days=3)
    tick(now=machine.wall)
    assert ran == [START]
    assert ScheduledRun.objects.count() == 1
    machine.set_clock(days=-3)
    machine.work(hours=2)
    tick(now=machine.wall)
    assert ran == [START, START + timedelta(hours=1), START + timedelta(hours=2)]
