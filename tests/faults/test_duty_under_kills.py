"""Five hundred reminders go out while the worker, its child or its database connections are killed: each person gets
one.
"""

import math
import os
import random
import signal
import time

import pytest

from baiyi.jobs.chunks import CHUNK
from tests.conftest import REPEAT
from tests.faults.apps import DOOMED
from tests.faults.machine import MESSAGES, RUNS, Machine, Process
from tests.faults.services import wait_until
from tests.faults.tally import once_each, tally

OPEN, WEEK, FIRST = "hotspots.open_week", "supervision_week", "2026-07-20"
JUST_OPENED = "2026-07-20T08:05:00+08:00"
PATIENCE = 2  # kills without progress in a row: the third would rightly be put aside
CHUNK_TAKES = 500  # milliseconds, by slowing down the database
PER_MESSAGE = max(1, CHUNK_TAKES // CHUNK)  # milliseconds


class Assault:
    """Strikes at random moments while the run is claimed, and counts the strikes that hit work in progress."""

    def __init__(self, machine: Machine, say_seed: int) -> None:
        self.machine, self.random = machine, random.Random(say_seed)
        self.hits = self.strikes = self.fruitless = 0
        self.seen: set[str] = set()

    def sent(self) -> int:
        return self.machine.number(f"SELECT count(*) FROM {MESSAGES} WHERE kind = %s", WEEK)

    def is_over(self) -> bool:
        return self.machine.run_of(OPEN).get("state") in {"done", "dead"}

    def is_freshly_claimed(self) -> bool:
        run = self.machine.run_of(OPEN)
        return self.is_over() or (run.get("state") == "claimed" and run["holder"] not in self.seen)

    def strike(self, weapon) -> None:
        """Wait until a worker has begun, then a random while, then `weapon()`. Hits nothing when the run is over."""
        self.machine.wait(self.is_freshly_claimed, 60, "a claim")
        before = self.sent()
        self.seen.add(self.machine.run_of(OPEN).get("holder"))
        if self.fruitless >= PATIENCE:
            self.machine.wait(lambda: self.sent() > before or self.is_over(), 30, "progress")
        time.sleep(self.random.uniform(0, 1.2 * CHUNK_TAKES / 1000))
        weapon()
        self.strikes += 1
        run = self.machine.run_of(OPEN)
        self.hits += run["state"] == "claimed" and run["holder"] in self.seen
        self.fruitless = 0 if self.sent() > before else self.fruitless + 1


def seed() -> int:
    return int(os.environ.get("BAIYI_SEED") or random.SystemRandom().randrange(10**6))


def assert_done_once(machine: Machine, people: int) -> None:
    found = tally(machine, WEEK, FIRST)
    assert found == once_each(people), f"{found}\n{machine.outputs()}"
    assert machine.sql(f"SELECT state FROM {RUNS} WHERE name = %s", OPEN) == [("done",)]


def child_of(worker: Process) -> int:
    """The process of the pool that does the tasks: the only one below the worker."""
    return wait_until(lambda: max(worker.children(), default=None), 20, "a child of the pool")


@pytest.mark.slow
@pytest.mark.parametrize(("ground", "people"), [("postgres", 500), ("sqlite", 100)])
def test_worker_killed_while_reminders_go_out_sends_each_once(ground, people, machine_on, say):
    machine, number = machine_on(ground, hotspots=people), seed()
    machine.slow_down(WEEK, milliseconds=PER_MESSAGE)
    start, assault = time.monotonic(), Assault(machine, number)
    kills = min(REPEAT, PATIENCE * math.ceil(people / CHUNK)) if ground == "sqlite" else REPEAT
    machine.now = JUST_OPENED
    machine.beat()
    for _ in range(kills):
        assault.strike(machine.worker().kill)
    machine.worker()
    machine.wait(assault.is_over, 120, "the end of the run")
    assert_done_once(machine, people)
    assert assault.hits * 2 >= kills, f"only {assault.hits} of {kills} kills hit work in progress; seed {number}"
    seconds = time.monotonic() - start
    say(
        f"{machine.name}：worker 被 kill -9 {kills} 次（{assault.hits} 次正在执行）："
        f"{tally(machine, WEEK, FIRST)}，用时 {seconds:.0f} s"
    )


@pytest.mark.slow
def test_pool_child_killed_while_reminders_go_out_sends_each_once(machine_on, say):
    machine, number = machine_on("postgres", hotspots=500), seed()
    machine.slow_down(WEEK, milliseconds=PER_MESSAGE)
    assault = Assault(machine, number)
    worker = machine.on(JUST_OPENED)
    for _ in range(REPEAT):
        assault.strike(lambda: os.kill(child_of(worker), signal.SIGKILL))
    machine.wait(assault.is_over, 120, "the end of the run")
    assert worker.is_alive
    assert_done_once(machine, 500)
    assert assault.hits * 2 >= REPEAT, f"only {assault.hits} of {REPEAT} kills hit work in progress; seed {number}"
    say(f"{machine.name}：执行子进程被 kill -9 {REPEAT} 次（{assault.hits} 次正在执行）：{tally(machine, WEEK, FIRST)}")


@pytest.mark.slow
def test_database_connections_cut_while_reminders_go_out_sends_each_once(machine_on, say):
    machine, number = machine_on("postgres", hotspots=500), seed()
    machine.slow_down(WEEK, milliseconds=PER_MESSAGE)
    assault = Assault(machine, number)
    worker = machine.on(JUST_OPENED)
    children = worker.children()
    for _ in range(REPEAT):
        assault.strike(machine.cut_database)
    machine.wait(assault.is_over, 120, "the end of the run")
    assert worker.is_alive
    assert children <= worker.children()
    assert_done_once(machine, 500)
    assert assault.hits * 2 >= REPEAT, f"only {assault.hits} of {REPEAT} cuts hit work in progress; seed {number}"
    assert machine.cuts >= assault.hits
    say(
        f"{machine.name}：数据库连接被切断 {REPEAT} 次（{assault.hits} 次正在执行）："
        f"{tally(machine, WEEK, FIRST)}，worker 没有重启"
    )


def test_work_that_dies_three_times_is_put_aside_and_told_once(machine_on, say):
    """Killed by its own work each time; the other schedules go on, and so does the rest of the tick."""
    machine = machine_on("postgres")
    machine.settings_module = "tests.faults.settings"
    machine.on(JUST_OPENED)
    machine.wait(lambda: machine.run_of(DOOMED).get("state") == "dead", 60, "the dead letter")
    machine.settle()
    alarms = machine.sql(f"SELECT recipient_id, count(*) FROM {MESSAGES} WHERE kind = 'run_died' GROUP BY recipient_id")
    assert machine.run_of(DOOMED)["attempts"] == 3
    assert alarms
    assert {copies for _, copies in alarms} == {1}
    assert tally(machine, WEEK, FIRST) == once_each(9)
    say(
        f"{machine.name}：一项计划连续 3 次中断即搁置，告警 {len(alarms)} 人，每人 1 条；"
        f"其余计划照常：{tally(machine, WEEK, FIRST)}"
    )
