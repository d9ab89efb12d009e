"""The broker is away for an hour, or forgets everything: nothing is lost, nobody is told twice, pages work."""

import re
import time

import pytest

from tests.conftest import REPEAT
from tests.faults.apps import TRACE
from tests.faults.conftest import GROUNDS
from tests.faults.machine import JOBS
from tests.faults.tally import NOBODY, once_each, tally
from tests.faults.visitor import Visitor

OPEN, WEEK, FIRST = "hotspots.open_week", "supervision_week", "2026-07-20"
BEFORE, AFTER, JUST_OPENED = "2026-07-20T07:40:00+08:00", "2026-07-20T08:40:00+08:00", "2026-07-20T08:05:00+08:00"
BAR = re.compile("后台任务延迟[^<]*：自 (?:[0-9]+月[0-9]+日 )?[0-9]{2}:[0-9]{2} 起")
QUICK = 2  # seconds


def timed(work) -> tuple[str, float]:
    start = time.monotonic()
    return work(), time.monotonic() - start


def test_broker_away_for_an_hour_keeps_pages_working_and_tells_each_once(machine_on, say):
    machine = machine_on("postgres")
    machine.now = BEFORE
    machine.collect_static()
    running = machine.up()
    alice = Visitor(machine)
    alice.sign_in("alice")
    machine.settle()
    assert not BAR.search(alice.get("/"))
    machine.broker.end()
    page, seconds = timed(alice.save_inspection)
    assert machine.number("SELECT count(*) FROM inspections_inspection") == 1
    assert BAR.search(page), page
    assert seconds < 2 * QUICK  # the form and its answer
    running.end()
    machine.running.clear()
    machine.now = AFTER
    machine.up()
    alice.get("/")  # a process that has just started loads its templates
    for path in ("/", "/campaign/hotspots/", "/inbox/"):
        page, seconds = timed(lambda path=path: alice.get(path))
        assert BAR.search(page), path
        assert seconds < QUICK, path
    time.sleep(3)
    assert tally(machine, WEEK, FIRST) == NOBODY
    machine.broker.start()
    back = time.monotonic()
    machine.wait(lambda: tally(machine, WEEK, FIRST).rows, 60, "the week's duty")
    seconds = time.monotonic() - back
    machine.settle()
    assert tally(machine, WEEK, FIRST) == once_each(9, late=True)
    assert not BAR.search(alice.get("/"))
    say(f"{machine.name}：Redis 停 1 小时：页面可用、记录已存；恢复后 {seconds:.0f} s 内 {tally(machine, WEEK, FIRST)}")


@pytest.mark.parametrize("ground", GROUNDS)
def test_broker_emptied_while_the_run_waits_and_while_it_runs_loses_nothing(ground, machine_on, say):
    machine = machine_on(ground, hotspots=9)
    machine.slow_down(WEEK, milliseconds=100)
    machine.now = JUST_OPENED
    machine.beat()
    machine.wait(lambda: machine.waiting() >= 2, 30, "messages that wait")
    lost = machine.empty_broker()
    worker = machine.worker()
    machine.wait(lambda: machine.run_of(OPEN).get("state") == "claimed", 30, "a claim")
    lost += machine.empty_broker()
    worker.kill()
    assert machine.run_of(OPEN)["state"] == "claimed"
    lost += machine.empty_broker()
    machine.worker()
    machine.wait(lambda: machine.run_of(OPEN)["state"] == "done", 60, "the end of the run")
    machine.settle()
    assert lost >= 2
    assert tally(machine, WEEK, FIRST) == once_each(9)
    say(f"{machine.name}：消息通道被清空 3 次（丢了 {lost} 条消息）：{tally(machine, WEEK, FIRST)}")


@pytest.mark.slow
@pytest.mark.parametrize("ground", GROUNDS)
def test_web_killed_between_commit_and_message_has_its_job_done_by_the_next_tick(ground, machine_on, say):
    machine = machine_on(ground)
    machine.settings_module = "tests.faults.settings"
    machine.now = BEFORE
    for number in range(REPEAT):
        assert machine.manage("start_job_and_die", str(number)) == -9
    assert machine.waiting() == 0
    machine.worker()
    machine.settle()
    done = machine.sql(f"SELECT state, result FROM {JOBS} WHERE kind = %s ORDER BY id", TRACE)
    assert done == [("done", f"写入 {number}") for number in range(REPEAT)]
    told = machine.number("SELECT count(*) FROM notifications_notification WHERE kind = 'job_finished'")
    assert told == REPEAT
    say(f"{machine.name}：网站进程在提交后、发消息前被 kill -9 {REPEAT} 次：{len(done)} 个任务各做一次，告知 {told} 次")
