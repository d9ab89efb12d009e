"""The supervisor with its real children. Every wait is bounded."""

import json
import os
import signal
import socket
import urllib.request
from contextlib import closing

import pytest

from baiyi.jobs import hint
from baiyi.jobs.management.commands import up
from baiyi.jobs.models import BEAT, WORKER, Heartbeat
from tests.jobs.processes import alive, child_running, leave_trace, linger
from tests.patience import at_most
from tests.ports import free_port

WORDS = ["manage.py serve", "celery --quiet --app baiyi --workdir", "beat --pidfile"]


def started(start, **env):
    """A supervisor whose three children and their children run."""
    port = free_port()
    running = start("manage.py", "up", PORT=port, **env)
    running.wait_for(lambda: f"http://127.0.0.1:{port}/" in running.output)
    running.wait_for(lambda: Heartbeat.objects.filter(name__in=[WORKER, BEAT]).count() == 2)
    return running, port


def worker_of(running):
    return child_running(running.process.pid, " worker ")


def test_up_answers_and_prints_the_demo_accounts(start, tmp_path):
    account = {"username": "officer", "name": "赵一", "role": "民警", "unit": "城东派出所", "password": "p-1"}
    (tmp_path / "demo_accounts.json").write_text(json.dumps([account]), encoding="utf-8")
    running, port = started(start)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=at_most(10)) as answer:
        assert json.load(answer) == {"status": "ok"}
    running.wait_for(lambda: "officer  赵一  民警  城东派出所  p-1" in running.output)
    second = start("manage.py", "up", PORT=free_port())
    assert second.process.wait(at_most(15)) == 1
    assert f"已经在运行（进程 {running.process.pid}）" in second.output


def test_up_restarts_a_killed_child(start):
    running, _ = started(start)
    before = worker_of(running)
    running.family()
    os.kill(before, signal.SIGKILL)
    running.wait_for(lambda: worker_of(running) not in {None, before})
    assert "worker 结束了（信号 SIGKILL），1 秒后重新启动" in running.output


def test_up_killed_leaves_no_process(start):
    running, _ = started(start)
    family = running.wait_for(lambda: len(found := running.family()) >= 6 and found)
    os.kill(running.process.pid, signal.SIGKILL)
    running.process.wait()
    running.wait_for(lambda: not alive(family), seconds=5)


def test_up_stops_its_children_when_told_to(start):
    running, _ = started(start)
    family = running.family()
    running.process.terminate()
    assert running.process.wait(at_most(20)) == 0
    assert not alive(family)
    assert "已停止" in running.output


def test_up_ends_at_once_on_a_second_signal(start):
    """However busy the machine: one signal alone would wait 70 s for the worker, which does not answer."""
    running, _ = started(start)
    family = running.family()
    os.kill(worker_of(running), signal.SIGSTOP)
    running.process.send_signal(signal.SIGINT)
    running.wait_for(lambda: "正在停止" in running.output)
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(60) == 0
    assert not alive(family)


def test_up_refuses_a_port_that_is_taken(start):
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        refused = start("manage.py", "up", PORT=str(server.getsockname()[1]))
        assert refused.process.wait(at_most(15)) == 1
    assert "换一个端口" in refused.output


@pytest.mark.parametrize("port", ["0", "65536", "abc", "-1", "8000 "])
def test_address_refuses_what_is_no_port(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(up.CommandError, match="不是端口号"):
        up.address()


def start_worker(start, *options):
    """The worker as `up` starts it, with the tasks of these tests."""
    program = next(each for each in up.programs(0) if each.name == "worker")
    return start(*program.argv[1:], "--include", "tests.jobs.processes", *options, **program.env)


@pytest.fixture
def worker(start):
    return start_worker(start)


def test_worker_runs_a_hint(worker):
    hint(leave_trace, "trace")
    worker.wait_for(lambda: Heartbeat.objects.filter(name="trace").exists(), seconds=20)


def test_worker_killed_takes_its_busy_child_along(worker):
    hint(linger, "busy", 60)
    worker.wait_for(lambda: Heartbeat.objects.filter(name="busy").exists(), seconds=20)
    family = worker.family()
    assert len(family) >= 2
    os.kill(worker.process.pid, signal.SIGKILL)
    worker.process.wait()
    worker.wait_for(lambda: not alive(family), seconds=5)


def test_worker_that_stops_finishes_its_task_also_in_a_renewed_child(start):
    worker = start_worker(start, "--max-tasks-per-child", "1")
    hint(leave_trace, "first child")
    hint(linger, "busy", 7)
    worker.wait_for(lambda: Heartbeat.objects.filter(name="busy").exists(), seconds=20)
    worker.process.terminate()
    assert worker.process.wait(at_most(20)) == 0
    assert Heartbeat.objects.get(name="busy").detail == "done"
