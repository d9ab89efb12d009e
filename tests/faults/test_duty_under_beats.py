"""Beat killed, beat away for a while, two and three beats at once: the week is opened once."""

import datetime as dt
import os
import signal
import time

import pytest
from django.utils import timezone

from baiyi.jobs.models import BEAT, WORKER
from tests.conftest import REPEAT
from tests.faults.machine import RUNS, SIGNS, Machine
from tests.faults.tally import NOBODY, once_each, tally
from tests.jobs.processes import child_running
from tests.moment import machine_now

WEEK, FIRST = "supervision_week", "2026-07-20"
MONDAY = "2026-07-20"  # the day stands still, its hours run
JUST_OPENED = "2026-07-20T08:05:00+08:00"


def open_at(machine: Machine, hour: dt.time) -> None:
    """Have the week of the campaign's Monday opened at that hour of the machine's day."""
    machine.sql("DELETE FROM hotspots_timetable")
    columns = "campaign_id, effective_on, opens_at, reminds_on, reminds_at"
    hours = "SELECT id, starts_on, %s, 3, '09:00' FROM campaigns_campaign"
    machine.sql(f"INSERT INTO hotspots_timetable ({columns}) {hours}", hour.isoformat())


def not_yet(machine: Machine) -> None:
    """The machine starts on that Monday, however long it takes to start, before the hour."""
    open_at(machine, dt.time(23, 59, 59))
    machine.now = MONDAY


def open_in(machine: Machine, seconds: float) -> float:
    """Have the week opened so many seconds from now, by processes that run already; gives that moment."""
    at = timezone.localtime(machine_now()) + dt.timedelta(seconds=seconds)
    if at.date() != timezone.localdate(machine_now()):
        pytest.skip("a minute around midnight")
    open_at(machine, at.time())
    return time.monotonic() + seconds


def wait_for(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


@pytest.mark.slow
@pytest.mark.parametrize("run", range(max(1, REPEAT // 10)))
def test_beat_killed_over_the_hour_is_started_again_and_the_week_opens_once(run, machine_on, say):
    machine = machine_on("postgres")
    not_yet(machine)
    running = machine.up()
    machine.wait(
        lambda: {row[0] for row in machine.sql(f"SELECT name FROM {SIGNS}")} >= {BEAT, WORKER}, 30, "signs of life"
    )
    moment, killed = open_in(machine, 5), 0
    while time.monotonic() < moment + 0.5:
        if beat := child_running(running.pid, " beat "):
            os.kill(beat, signal.SIGKILL)
            killed += 1
        time.sleep(0.3)
    assert tally(machine, WEEK, FIRST).rows in {0, 9}
    machine.wait(lambda: tally(machine, WEEK, FIRST).rows, 30, "the week's duty")
    machine.settle()
    assert killed
    assert tally(machine, WEEK, FIRST) == once_each(9)
    assert "beat 结束了（信号 SIGKILL）" in running.output
    say(f"{machine.name}：beat 在开周前后被 kill -9 {killed} 次，由 up 重新启动：{tally(machine, WEEK, FIRST)}")


def test_beat_away_for_three_ticks_opens_the_week_when_it_is_back(machine_on, say):
    machine = machine_on("postgres")
    not_yet(machine)
    machine.worker()
    machine.beat()
    machine.settle()
    machine.running[-1].kill()
    moment = open_in(machine, 3)
    wait_for(moment + 3)
    assert time.monotonic() > moment
    assert tally(machine, WEEK, FIRST) == NOBODY
    machine.beat()
    machine.wait(lambda: tally(machine, WEEK, FIRST).rows, 30, "the week's duty")
    machine.settle()
    assert tally(machine, WEEK, FIRST) == once_each(9)
    say(f"{machine.name}：beat 停了 3 个节拍后恢复：{tally(machine, WEEK, FIRST)}，没有标补发（迟到不足 30 分钟）")


@pytest.mark.parametrize(("beats", "ground"), [(2, "postgres"), (3, "postgres"), (2, "sqlite")])
def test_several_beats_and_workers_open_the_week_once(beats, ground, machine_on, say):
    machine = machine_on(ground)
    machine.now = JUST_OPENED
    for _ in range(beats):
        machine.beat()
    for _ in range(2):
        machine.worker()
    machine.wait(lambda: tally(machine, WEEK, FIRST).rows, 60, "the week's duty")
    for _ in range(2):
        machine.settle()
    slots = machine.sql(f"SELECT name, slot, count(*) FROM {RUNS} GROUP BY name, slot")
    assert {copies for _, _, copies in slots} == {1}
    assert tally(machine, WEEK, FIRST) == once_each(9)
    say(
        f"{machine.name}：{beats} 个 beat、2 个 worker 同时：{len(slots)} 个时刻各执行一次，"
        f"{tally(machine, WEEK, FIRST)}"
    )
