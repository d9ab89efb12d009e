"""The migrated SQLite database is made once for all workers and runs: each works on a copy.

It is made anew when a migration, a seed or a package changes. On PostgreSQL every worker makes its own, and removes it.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

MADE_FROM = ("*/migrations/*.py", "*/*/migrations/*.py", "*/seeds/*", "*/*/seeds/*", "requirements.txt")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    """The copy lies where Django looks for the test database."""
    if not settings.IS_POSTGRES:
        name = settings.DATABASES["default"]["TEST"]["NAME"]
        for left in (f"{name}-wal", f"{name}-shm"):  # by a run that was killed
            Path(left).unlink(missing_ok=True)
        shutil.copyfile(template(), name)


@pytest.fixture(scope="session")
def django_db_keepdb(request) -> bool:
    """Django migrates what lies there, which is nothing to do."""
    return not settings.IS_POSTGRES or request.config.getvalue("reuse_db")


def template() -> Path:
    """The migrated database; whoever comes while it is being made waits."""
    file = settings.VAR_DIR / f"template-{fingerprint()}.sqlite3"
    with (settings.VAR_DIR / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            make(file)
    return file


def make(file: Path) -> None:
    for old in settings.VAR_DIR.glob("template-*"):
        old.unlink()
    part = file.with_suffix(".part")
    env = os.environ | {"DATABASE_URL": f"sqlite:///{part}"}
    argv = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
    subprocess.run(argv, cwd=settings.BASE_DIR, env=env, check=True)
    part.rename(file)


def fingerprint() -> str:
    """Of everything a migrated database is made from."""
    found = hashlib.sha256(sys.version.encode())
    for path in sorted(path for pattern in MADE_FROM for path in settings.BASE_DIR.glob(pattern) if path.is_file()):
        found.update(path.relative_to(settings.BASE_DIR).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]
