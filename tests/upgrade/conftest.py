"""Stored installations, loaded into a database of the engine in use and brought up by the code of today, once a run."""

import contextlib
import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from tests.upgrade import stored

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Installation:
    """`known`: what to look at; `before`: what the commit that stored it showed."""

    folder: Path
    known: dict
    before: dict


@dataclass(frozen=True)
class Running:
    """An installation that was loaded: its folder, its database and the environment of its processes."""

    var: Path
    database: str
    environment: dict

    def run(self, *command: str) -> None:
        """Raises AssertionError with everything the process said."""
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"

    def ask(self, module: str, known: dict, *words: str) -> dict:
        """What a module of this folder answers."""
        question, answer = self.var / "known.json", self.var / f"{module}.json"
        question.write_text(json.dumps(known), encoding="utf-8")
        self.run("-m", "tests.upgrade.run", module, f"{question}", f"{answer}", *words)
        return json.loads(answer.read_text(encoding="utf-8"))


@pytest.fixture(scope="session", params=stored.installations(), ids=lambda folder: folder.name)
def installation(request) -> Installation:
    expected = stored.expected_of(request.param)
    return Installation(request.param, expected["known"], expected["seen"])


@pytest.fixture(scope="session")
def upgraded(installation, tmp_path_factory) -> dict:
    """What it shows after `prepare` and nothing else."""

    def look() -> dict:
        with running(installation, tmp_path_factory.mktemp("prepared")) as copy:
            copy.run("manage.py", "prepare")
            return copy.ask("observe", installation.known)

    return once(tmp_path_factory, f"upgraded-{installation.folder.name}", look)


@pytest.fixture(scope="session")
def migrated(installation, tmp_path_factory) -> dict:
    """What `migrate` alone keeps, there, back, and there again."""

    def look() -> dict:
        with (
            running(installation, tmp_path_factory.mktemp("there")) as copy,
            running(installation, tmp_path_factory.mktemp("twin")) as twin,
        ):
            return copy.ask("there_and_back", installation.known, twin.database)

    return once(tmp_path_factory, f"migrated-{installation.folder.name}", look)


@pytest.fixture(scope="session")
def keyed(installation, tmp_path_factory) -> dict:
    """What `migrate` makes of rows that are there, and of two that are one."""

    def look() -> dict:
        with running(installation, tmp_path_factory.mktemp("keys")) as copy:
            return copy.ask("keys", installation.known)

    return once(tmp_path_factory, f"keyed-{installation.folder.name}", look)


def once(tmp_path_factory, name: str, make: Callable[[], dict]) -> dict:
    """Made by one worker of the run, read by the others."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    result = base / f"{name}.json"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not result.exists():
            result.write_text(json.dumps(make(), ensure_ascii=False), encoding="utf-8")
    return json.loads(result.read_text(encoding="utf-8"))


@contextlib.contextmanager
def running(installation: Installation, var: Path) -> Iterator[Running]:
    """Loaded, not started: its media and keys are `var`, and nothing of this run's environment is its own but the
    server.
    """
    stored.unpack(installation.folder, var)
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("BAIYI_", "REDIS_", "DATABASE_"))
    }
    environment |= {"BAIYI_VAR": f"{var}", "BAIYI_TODAY": installation.known["moment"]}
    with _database(var) as database:
        address = {"DATABASE_URL": database} if settings.IS_POSTGRES else {}
        yield Running(var, database, environment | address)


@contextlib.contextmanager
def _database(var: Path) -> Iterator[str]:
    if not settings.IS_POSTGRES:
        stored.load_sqlite(var, var / "db.sqlite3")
        yield f"{var / 'db.sqlite3'}"
        return
    with stored.new_database(os.environ["DATABASE_URL"], f"baiyi_upgrade_{os.getpid()}_{var.name}") as address:
        stored.load_postgres(var, address)
        yield address
