"""Another account of the machine, really: it reads nothing of a running installation but the pages' files."""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from tests.faults.machine import Machine
from tests.faults.visitor import Visitor

OPENED = (
    'for path; do if [ -d "$path" ]; then ls "$path"; else cat "$path"; fi >/dev/null 2>&1 && echo "$path"; done; true'
)
SECRETS = {"db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "secret_key", "field_key", "up.lock", "media", "broker"}


@pytest.fixture
def careless():
    """Folders are made, and processes started, under the umask that hides nothing."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def installation(worlds, careless):
    """Of before: everything in it open, in a folder to which everybody has the way."""
    if os.getuid() != 0:
        pytest.skip("only root can become another account of the machine")
    if settings.IS_POSTGRES:
        pytest.skip("runs without DATABASE_URL")
    folder = Path(tempfile.mkdtemp(prefix="baiyi-open-"))
    folder.chmod(0o777)
    shutil.copy(worlds("sqlite", 9), folder / "db.sqlite3")
    machine = Machine(folder, f"sqlite:///{folder / 'db.sqlite3'}", None)
    (folder / "media" / "photos").mkdir(parents=True)
    (folder / "media" / "photos" / "1.jpg").write_bytes(b"x")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    yield machine
    machine.off()
    shutil.rmtree(folder)


def opened_by_another(folder: Path) -> set[str]:
    """What `nobody` really gets open of everything there is, by its full name, as if it had seen the list."""
    paths = [str(path) for path in (folder, *folder.rglob("*"))]
    nobody = pwd.getpwnam("nobody")
    as_nobody = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    done = subprocess.run(
        ["/bin/sh", "-c", OPENED, "sh", *paths], capture_output=True, text=True, check=True, cwd="/", **as_nobody
    )
    return {str(Path(line).relative_to(folder)) for line in done.stdout.splitlines()}


def use(machine: Machine) -> None:
    """Signed in and used, so that sessions, photos and messages lie there."""
    alice = Visitor(machine)
    alice.sign_in("alice")
    alice.get("/")
    alice.save_inspection()


def test_other_account_opens_nothing_of_a_running_installation_but_the_static_files(installation, say):
    folder = installation.folder
    assert {"db.sqlite3", "media/photos/1.jpg", "."} <= opened_by_another(
        folder
    )  # it has the way: what follows is not for want of one
    installation.now = "2026-07-20T10:00:00+08:00"
    assert installation.manage("prepare") == 0
    installation.up()
    use(installation)
    names = {path.name for path in folder.iterdir()}
    assert names >= SECRETS
    found = opened_by_another(folder)
    static = {name for name in found if name.split("/")[0] == "static"}
    assert found - static == set()
    assert {f"static/{name}" for name in ("staticfiles.json", "vendor/bootstrap.min.css.gz")} <= static
    assert len(static) == len(list((folder / "static").rglob("*"))) + 1
    assert stat.S_IMODE(folder.stat().st_mode) == 0o711
    say(
        f"其他账号能打开的：静态文件 {len(static)} 项，"
        f"其余 {len(found - static)} 项（共 {len(list(folder.rglob('*')))} 项）"
    )


def test_other_account_opens_nothing_after_a_start_without_prepare(installation):
    """`up` alone, as a service manager starts it again:
    the entries of the folder are closed before anything is served.
    """
    installation.manage("collectstatic", "--noinput", "--verbosity", "0", "--skip-checks")
    assert {name for name in opened_by_another(installation.folder) if name.split("/")[0] != "static"} == set()
