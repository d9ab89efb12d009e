"""A PostgreSQL cluster and Redis servers of the fault tests' own: on free ports of 127.0.0.1, in temporary folders,
gone at the end.

Only what was started here is ended, by the process it was started as; the kernel ends it when the test run itself is
killed.
"""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2
import redis

from tests.patience import at_most
from tests.ports import free_port

PR_SET_PDEATHSIG = 1
HURRIED = {  # a cluster that may forget everything in a power cut
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "log_min_messages": "warning",
}
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Missing(Exception):
    """A program is not installed; the text says which Debian package has it."""


def end_with_us(signal_number: int = signal.SIGKILL):
    """For `preexec_fn`: the kernel sends this signal when the process that starts the child is gone."""

    def ask_kernel() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, signal_number)

    return ask_kernel


def program(name: str, package: str) -> str:
    """The path of a server's program. Raises Missing."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: -float(path.parts[-3]))
    if found := shutil.which(name) or next((str(place) for place in places), None):
        return found
    raise Missing(f"needs {name}: apt-get install {package}")


def wait_until(condition, seconds: float, what: str):
    """The first true value of `condition()`, asked twenty times a second. Raises AssertionError."""
    end = time.monotonic() + at_most(seconds)
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError(f"not within {at_most(seconds):g} s: {what}")


class Server:
    """A process of ours with a folder and a port of its own."""

    def __init__(self, name: str, *, user: str | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"baiyi-{name}-"))
        self.port = free_port()
        self.process: subprocess.Popen | None = None
        self.user = user
        if user:
            shutil.chown(self.folder, user)

    def _run(self, argv: list[str], death: int) -> None:
        as_user = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                argv,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_us(death),
                **as_user,
            )

    def end(self, signal_number: int = signal.SIGKILL) -> None:
        """End the process, if it runs; start again with `start()`."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def remove(self) -> None:
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)


class Cluster(Server):
    """PostgreSQL. `initdb` refuses root, so it belongs to `postgres`, or to `nobody`, when we are root."""

    def __init__(self) -> None:
        initdb, self.postgres = program("initdb", "postgresql"), program("postgres", "postgresql")
        super().__init__("postgres", user=unprivileged_user())
        self.data = self.folder / "data"
        as_user = {"user": self.user, "extra_groups": []} if self.user else {}
        argv = [initdb, "--pgdata", str(self.data), "--username", "postgres", "--auth", "trust", "--no-sync"]
        argv += ["--encoding", "UTF8", "--locale", "C", "--no-instructions"]
        subprocess.run(argv, cwd=self.folder, check=True, capture_output=True, **as_user)
        self.start()

    def start(self) -> None:
        options = [f"--{name}={value}" for name, value in (HURRIED | {"port": self.port}).items()]
        self._run([self.postgres, "-D", str(self.data), *options], signal.SIGQUIT)
        wait_until(self._admits, 20, f"PostgreSQL\n{self.log}")

    def end(self, signal_number: int = signal.SIGQUIT) -> None:
        super().end(signal_number)

    def _admits(self) -> bool:
        with contextlib.suppress(psycopg2.OperationalError):
            self.connect().close()
            return True
        return False

    def url(self, database: str) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres"):
        return admitted(self.url(database))

    def make_database(self, name: str, *, template: str = "template0") -> str:
        """Its address; a copy of the template's tables and rows."""
        with contextlib.closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        with contextlib.closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def admitted(url: str):
    """A connection to PostgreSQL that commits each statement."""
    connection = psycopg2.connect(url, connect_timeout=5)
    connection.autocommit = True
    return connection


def unprivileged_user() -> str | None:
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


class Redis(Server):
    """Keeps nothing on disk: what it held is lost when it ends."""

    def __init__(self) -> None:
        self.redis_server = program("redis-server", "redis-server")
        super().__init__("redis")
        self.start()

    def start(self) -> None:
        argv = [self.redis_server, "--port", self.port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._run([*argv, "--dir", str(self.folder)], signal.SIGKILL)
        wait_until(self._answers, 10, f"Redis\n{self.log}")

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def client(self) -> redis.Redis:
        return redis.Redis(port=int(self.port), socket_timeout=2, socket_connect_timeout=1)

    def _answers(self) -> bool:
        with contextlib.suppress(redis.RedisError), contextlib.closing(self.client()) as client:
            return client.ping()
        return False

    def empty(self) -> None:
        with contextlib.closing(self.client()) as client:
            client.flushall()
