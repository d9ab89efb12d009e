"""An import is written while its worker is killed, and by two people at once: whole or absent, and nothing twice."""

import random
import time

import pytest

from baiyi.exchange.imports.steps import WRITE
from baiyi.exchange.models import ImportBatch
from inspections.models import Venue
from tests.conftest import REPEAT
from tests.faults.machine import JOBS, Machine
from tests.faults.test_duty_under_kills import seed

BATCHES, VENUES = ImportBatch._meta.db_table, Venue._meta.db_table
NOW = "2026-07-21T10:00:00+08:00"
ROWS, EACH = 200, 15  # venues, milliseconds for each of them
LASTS = ROWS * EACH / 1000  # seconds of the writing, at least
GROUNDS = ["postgres", "sqlite"]


@pytest.fixture
def installation(machine_on):
    def make(ground: str) -> Machine:
        machine = machine_on(ground)
        machine.now = NOW
        machine.slow_inserts(VENUES, "NEW.name LIKE '导入%'", milliseconds=EACH)
        return machine

    return make


def upload(machine: Machine, name: str, *, by: str = "clerk") -> None:
    machine.settings_module = "tests.faults.settings"  # its command; the workers know nothing of what else is there
    assert machine.manage("plant_import", "--rows", str(ROWS), "--name", name, "--by", by) == 0
    machine.settings_module = "baiyi.settings"


def written(machine: Machine, name: str) -> int:
    return machine.number(f"SELECT count(*) FROM {VENUES} WHERE name LIKE '{name}%'")


def is_being_written(machine: Machine) -> bool:
    return machine.number(f"SELECT count(*) FROM {JOBS} WHERE kind = %s AND state = 'claimed'", WRITE) > 0


def done(machine: Machine) -> int:
    return machine.number(f"SELECT count(*) FROM {BATCHES} WHERE state = 'done'")


@pytest.mark.slow
@pytest.mark.parametrize("ground", GROUNDS)
def test_worker_killed_in_the_middle_of_an_import_leaves_all_of_it_or_nothing(ground, installation, say):
    machine, number, hits = installation(ground), seed(), 0
    moments, worker = random.Random(number), machine.worker()
    for turn in range(REPEAT):
        name = f"导入{turn}次"
        upload(machine, name)
        machine.ask_for_tick()
        machine.wait(lambda: is_being_written(machine), 60, "the claim of the import")
        time.sleep(moments.uniform(0, LASTS * 0.8))
        hits += is_being_written(machine)
        worker.kill()
        assert written(machine, name) in {0, ROWS}
        worker = machine.worker()
        machine.ask_for_tick()
        machine.wait(lambda wanted=turn + 1: done(machine) == wanted, 120, "the import, run again")
        assert written(machine, name) == ROWS
    assert hits * 2 >= REPEAT, f"only {hits} of {REPEAT} kills hit the writing; seed {number}"
    struck = f"worker 被 kill -9 {REPEAT} 次（{hits} 次正在写入）"
    say(f"{machine.name}：导入 {ROWS} 行时{struck}：每次都是全有或全无，重来一次写完")


@pytest.mark.parametrize("ground", GROUNDS)
def test_two_people_who_import_the_same_ledger_at_once_double_no_row(ground, installation, say):
    machine, name = installation(ground), "导入同"
    upload(machine, name, by="clerk")
    upload(machine, name, by="chief")
    for _ in range(2):
        machine.worker()
    machine.ask_for_tick()
    machine.ask_for_tick()
    machine.wait(lambda: done(machine) == 2, 120, "both imports")
    assert written(machine, name) == ROWS
    say(f"{machine.name}：两人同时导入同一台账 {ROWS} 行：没有重复")
