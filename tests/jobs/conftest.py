"""A broker of this test's own, and real processes on the test database."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from baiyi.celery import app
from tests.jobs.processes import descendants
from tests.patience import at_most

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def broker_at(monkeypatch):
    """Point publishing at another broker: broker_at("redis://…") or broker_at("filesystem://localhost",
    data_folder_out=…).
    """

    def point(url: str, **options) -> None:
        monkeypatch.setitem(app.conf, "broker_url", url)
        monkeypatch.setitem(app.conf, "broker_transport_options", options)

    return point


@pytest.fixture
def own_broker(broker_at, tmp_path):
    """An empty queue that nobody else reads; gives the environment for processes that are to read it."""
    if settings.REDIS_URL:
        with app.connection_for_write() as channel:
            channel.default_channel.queue_purge(app.conf.task_default_queue)
        return {}
    for name in ("queue", "control"):
        (tmp_path / "broker" / name).mkdir(parents=True)
    queue, control = str(tmp_path / "broker" / "queue"), str(tmp_path / "broker" / "control")
    broker_at("filesystem://localhost", data_folder_in=queue, data_folder_out=queue, control_folder=control)
    return {"BAIYI_BROKER_DIR": str(tmp_path / "broker")}


@pytest.fixture
def process_env(transactional_db, own_broker, tmp_path):
    """Environment for processes of the product that share the test database; their own files lie in tmp_path."""
    return {
        **os.environ,
        **own_broker,
        "DATABASE_URL": database_url(),
        "BAIYI_VAR": str(tmp_path),
        "BAIYI_TICK_SECONDS": "1",
    }


def database_url() -> str:
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    secret = f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
    return f"postgres://{facts['USER']}{secret}@{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"


class Running:
    """A process of the product with its output in a file; everything it started is gone when the test ends."""

    def __init__(self, argv, env, log: Path) -> None:
        self.log = log
        self.seen: set[int] = set()
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                argv, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def family(self) -> set[int]:
        """Itself and everything below it, remembered for the end of the test."""
        found = {self.process.pid} | descendants(self.process.pid)
        self.seen |= found
        return found

    def wait_for(self, condition, seconds: float = 15):
        """The first true value of `condition()`; fails with the output when it does not come."""
        end = time.monotonic() + at_most(seconds)
        while time.monotonic() < end:
            if value := condition():
                return value
            time.sleep(0.05)
        raise AssertionError(f"not within {at_most(seconds)} s; output:\n{self.output}")


@pytest.fixture
def start(process_env, tmp_path):
    """start("manage.py", "up", PORT="…") runs it with this Python until the test ends."""
    running: list[Running] = []

    def begin(*arguments: str, **env: str) -> Running:
        log = tmp_path / f"output-{len(running)}.txt"
        running.append(Running([sys.executable, *arguments], process_env | env, log))
        return running[-1]

    yield begin
    for each in running:
        if each.process.poll() is None:
            each.family()
            each.process.kill()
            each.process.wait()
        for pid in each.seen:
            kill(pid)


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
