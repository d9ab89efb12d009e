"""Servers of the tests' own, installations on them, and the line with the counts that each scenario leaves."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.database import template
from tests.faults.machine import Machine
from tests.faults.services import Cluster, Missing, Redis
from tests.patience import at_most

GROUNDS = ("postgres", "sqlite")
LINE = "fault"


@pytest.fixture
def say(record_property):
    """say("500 人，每人 1 条") leaves a line that `make faults` prints."""

    def _say(text: str) -> None:
        record_property(LINE, text)

    return _say


def pytest_terminal_summary(terminalreporter):
    """The lines of all scenarios, those of the other processes of xdist too."""
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        if report.when == "call"
    ]
    lines = [(report.nodeid, value) for report in reports for name, value in report.user_properties if name == LINE]
    if lines:
        terminalreporter.section("故障演练")
        for _, text in sorted(lines):
            terminalreporter.line(text)


@pytest.fixture(scope="session")
def cluster():
    try:
        found = Cluster()
    except Missing as missing:
        pytest.skip(str(missing))
    yield found
    found.remove()


@pytest.fixture
def redis_server():
    try:
        found = Redis()
    except Missing as missing:
        pytest.skip(str(missing))
    yield found
    found.remove()


@pytest.fixture(scope="session")
def worlds(request, tmp_path_factory):
    """worlds("postgres", 500): a migrated database with so many hotspots, made once a session and copied by each
    scenario.
    """
    known: dict[tuple[str, int], str] = {}

    def world(ground: str, hotspots: int) -> str:
        if (ground, hotspots) not in known:
            folder = tmp_path_factory.mktemp("world")
            if ground == "postgres":
                url = request.getfixturevalue("cluster").make_database(name := f"world{hotspots}")
            else:
                name = shutil.copyfile(template(), str(folder / "db.sqlite3"))
                url = f"sqlite:///{name}"
            env = {key: value for key, value in os.environ.items() if not key.startswith(("BAIYI_", "PYTEST_"))}
            env |= {"DATABASE_URL": url, "BAIYI_VAR": str(folder), "BAIYI_TODAY": "2026-07-17T17:00:00+08:00"}
            env |= {"DJANGO_SETTINGS_MODULE": "tests.faults.settings"}
            argv = [sys.executable, "manage.py", "plant_world", "--hotspots", str(hotspots)]
            subprocess.run(argv, cwd=settings.BASE_DIR, env=env, check=True, timeout=at_most(300))
            known[ground, hotspots] = name
        return known[ground, hotspots]

    return world


def machines(request, worlds, folder: Path):
    """What `machine_on` gives, with the installation in that folder."""
    own, made = "postgres" if settings.IS_POSTGRES else "sqlite", []

    def make(ground: str, *, hotspots: int = 9) -> Machine:
        if os.environ.get("BAIYI_GROUNDS", own) not in {"all", ground}:
            pytest.skip(f"runs on {ground}, as BAIYI_GROUNDS=all")
        template = worlds(ground, hotspots)
        if ground == "postgres":
            name, cluster = f"scenario{os.getpid()}{len(made)}", request.getfixturevalue("cluster")
            url = cluster.make_database(name, template=template)
            made.append(Machine(folder, url, request.getfixturevalue("redis_server")))
            request.addfinalizer(lambda: cluster.drop_database(name))
        else:
            copy = Path(shutil.copy(template, folder / "db.sqlite3"))
            made.append(Machine(folder, f"sqlite:///{copy}", None))
        request.addfinalizer(made[-1].off)
        return made[-1]

    return make


@pytest.fixture
def machine_on(request, worlds, tmp_path):
    """machine_on("postgres", hotspots=9): an installation of the scenario's own, all processes of which end with the
    test.
    """
    return machines(request, worlds, tmp_path)


@pytest.fixture(scope="module")
def lasting_machine(request, worlds, tmp_path_factory):
    """An installation on SQLite that the tests of a file share."""
    return machines(request, worlds, tmp_path_factory.mktemp("machine"))("sqlite")
