"""One installation under test: its database, broker, folder and clock, and its processes, which can be killed and
started again.
"""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from kombu import Connection

from baiyi.jobs.management.commands import up
from baiyi.jobs.models import WORKER, BackgroundJob, Heartbeat, ScheduledRun
from baiyi.jobs.tasks import tick
from baiyi.notifications.models import Notification
from hotspots.models import WeeklyDuty
from tests.faults.services import Redis, admitted, end_with_us, wait_until
from tests.jobs.processes import alive, descendants
from tests.patience import at_most
from tests.ports import free_port

QUICK = {"BAIYI_TICK_SECONDS": "1", "BAIYI_LEASE_SECONDS": "2", "BAIYI_WEB_WORKERS": "1"}
RUNS, JOBS, SIGNS = ScheduledRun._meta.db_table, BackgroundJob._meta.db_table, Heartbeat._meta.db_table
MESSAGES, DUTIES = Notification._meta.db_table, WeeklyDuty._meta.db_table
OF_THE_RUN = ("BAIYI_", "PYTEST_", "DATABASE_URL", "REDIS_URL")  # variables that are not handed on


class Process:
    """A process of the product in a session of its own; its output lies in a file."""

    def __init__(self, argv: list[str], env: dict[str, str], log: Path) -> None:
        self.log, self.was_killed = log, False
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                argv,
                cwd=settings.BASE_DIR,
                env=env,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=end_with_us(),
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def children(self) -> set[int]:
        return descendants(self.pid)

    def kill(self) -> None:
        """-9, as the kernel does when memory runs out; its children must follow by themselves."""
        self.was_killed = True
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """Nothing of it is left."""
        family = {self.pid} | self.children()
        if self.is_alive:
            self.kill()
        for pid in alive(family) - {self.pid}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not alive(family), 10, f"the end of {family}\n{self.output}")


class Machine:
    """Everything of one installation. `now` is the campaign's time of the processes that are started from then on."""

    def __init__(self, folder: Path, database_url: str, broker: Redis | None) -> None:
        self.folder, self.database_url, self.broker = folder, database_url, broker
        self.now = ""
        self.running: list[Process] = []
        self.settings_module = "baiyi.settings"
        self.cuts = 0  # connections that `cut_database` ended
        self.queue, self.control = folder / "broker" / "queue", folder / "broker" / "control"
        if broker is None:
            self.queue.mkdir(parents=True)
            self.control.mkdir()

    @property
    def name(self) -> str:
        return "PostgreSQL + Redis" if self.broker else "SQLite + 文件"

    @property
    def env(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("BAIYI_", "PYTEST_", "DATABASE_URL", "REDIS_URL"))
        }
        own = {
            "DATABASE_URL": self.database_url,
            "BAIYI_VAR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": self.settings_module,
        }
        broker = {"REDIS_URL": self.broker.url} if self.broker else {}
        return kept | QUICK | own | broker | ({"BAIYI_TODAY": self.now} if self.now else {})

    # processes

    def _start(self, argv: tuple[str, ...] | list[str], **env: str) -> Process:
        log = self.folder / f"output-{len(list(self.folder.glob('output-*')))}.txt"
        process = Process([sys.executable, *argv], self.env | env, log)
        self.running.append(process)
        return process

    def worker(self, *options: str, **env: str) -> Process:
        return self._program("worker", *options, **env)

    def beat(self) -> Process:
        return self._program("beat")

    def _program(self, name: str, *options: str, **env: str) -> Process:
        program = next(each for each in up.programs(0) if each.name == name)
        return self._start([*program.argv[1:], *options], **program.env, **env)

    def manage(self, *words: str) -> int:
        """A command of this installation; returns how it ended, below 0 for a signal."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            env=self.env,
            check=False,
            timeout=at_most(120),
        ).returncode

    def collect_static(self) -> None:
        self.manage("collectstatic", "--noinput", "--verbosity", "0", "--skip-checks")

    def up(self, **env: str) -> Process:
        """Web, worker and beat under the supervisor, as `make run` starts them; pages need `collect_static` once."""
        self.port = free_port()
        running = self._start(["manage.py", "up"], PORT=self.port, **env)
        wait_until(lambda: f"127.0.0.1:{self.port}/" in running.output, 30, f"up\n{running.output}")
        return running

    def off(self) -> None:
        """Somebody pulls the plug: every process is gone, and what the broker held in memory."""
        for process in self.running:
            process.end()
        self.running.clear()
        if self.broker:
            self.broker.end()

    def on(self, now: str, *, beat: bool = True) -> Process:
        """Switched on at that moment of the campaign: broker, worker, beat. Returns the worker."""
        self.now = now
        if self.broker and self.broker.process is None:
            self.broker.start()
        if beat:
            self.beat()
        return self.worker()

    def run_until_settled(self, now: str) -> None:
        """Switched on at that moment, everything due done, and off again. The worker's first tick needs no beat."""
        self.on(now, beat=False)
        self.settle()
        self.off()

    # the broker

    def waiting(self) -> int:
        """Messages that nobody has taken."""
        if self.broker is None:
            return len(list(self.queue.iterdir()))
        with contextlib.closing(self.broker.client()) as client:
            return client.llen("baiyi")

    def empty_broker(self) -> int:
        """All messages are gone, taken or not; returns how many waited."""
        lost = self.waiting()
        if self.broker:
            self.broker.empty()
        else:
            for message in self.queue.iterdir():
                message.unlink(missing_ok=True)
        return lost

    # what the database says, asked past the product

    @contextlib.contextmanager
    def _cursor(self):
        if self.broker is None:
            connection = sqlite3.connect(self.database_url.removeprefix("sqlite:///"), timeout=20, isolation_level=None)
        else:
            connection = admitted(self.database_url)
        with contextlib.closing(connection), contextlib.closing(connection.cursor()) as cursor:
            yield cursor

    def sql(self, statement: str, *values) -> list[tuple]:
        """Rows; `%s` is a value on both databases."""
        with self._cursor() as cursor:
            if self.broker is None:
                statement = statement.replace("%s", "?")
            cursor.execute(statement, *([values] if values else []))  # no values: `%` is only a sign
            return cursor.fetchall() if cursor.description else []

    def number(self, statement: str, *values) -> int:
        return self.sql(statement, *values)[0][0] or 0

    def slow_down(self, kind: str, *, milliseconds: int) -> None:
        """Every new message of that kind takes the database so long; what was said before costs nothing."""
        self.slow_inserts(MESSAGES, f"NEW.kind = '{kind}'", milliseconds=milliseconds)

    def slow_inserts(self, table: str, condition: str, *, milliseconds: int) -> None:
        """Every new row that meets the condition takes the database so long. Once a machine."""
        if self.broker is None:
            steps = milliseconds * 5000
            count = f"SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < {steps}"
            busy = f"WITH RECURSIVE c(x) AS ({count}) SELECT max(x) FROM c"
            self.sql(f"CREATE TRIGGER slow AFTER INSERT ON {table} WHEN {condition} BEGIN {busy}; END")
            return
        sleep = f"BEGIN PERFORM pg_sleep({milliseconds / 1000}); RETURN NULL; END"
        self.sql(f"CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ {sleep} $$")
        when = f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION slow()"
        self.sql(f"CREATE TRIGGER slow AFTER INSERT ON {table} {when}")

    def cut_database(self) -> None:
        """The server ends every connection but the one that asks it to."""
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        self.cuts += len(self.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))

    def uuid_of(self, number: str) -> str:
        """SQL for a UUID made of a number, in the form the database keeps."""
        if self.broker is None:
            return f"printf('%032x', {number})"
        return f"lpad(to_hex({number}), 32, '0')::uuid"

    def run_of(self, name: str) -> dict:
        """The latest run of a schedule; empty when there is none."""
        columns = ("state", "attempts", "holder", "done", "is_late", "slot")
        rows = self.sql(f"SELECT {', '.join(columns)} FROM {RUNS} WHERE name = %s ORDER BY slot DESC LIMIT 1", name)
        return dict(zip(columns, rows[0], strict=True)) if rows else {}

    def signs(self) -> list[tuple]:
        """The worker's last sign of life: each tick begins with one."""
        return self.sql(f"SELECT at FROM {SIGNS} WHERE name = %s", WORKER)

    def open_work(self) -> int:
        return sum(
            self.number(f"SELECT count(*) FROM {table} WHERE state IN ('due', 'claimed')") for table in (RUNS, JOBS)
        )

    def ask_for_tick(self) -> None:
        """What beat does, once."""
        queue = str(self.queue)
        options = {"data_folder_in": queue, "data_folder_out": queue, "control_folder": str(self.control)}
        url = self.broker.url if self.broker else "filesystem://localhost"
        with Connection(url, transport_options={} if self.broker else options) as connection:
            tick.apply_async(connection=connection, queue="baiyi", retry=False)

    def settle(self, seconds: float = 60) -> None:
        """Two more ticks have begun, and nothing is due or claimed."""
        for _ in range(2):
            before = self.signs()
            self.ask_for_tick()
            self.wait(lambda before=before: self.signs() != before, seconds, "a tick")
        self.wait(lambda: not self.open_work(), seconds, "nothing due")

    def wait(self, condition, seconds: float, what: str):
        """The first true value of `condition()`. Raises AssertionError with what the processes said."""
        found: list = []
        try:
            wait_until(lambda: found.append(condition()) or found[-1] or self.has_lost_one(), seconds, what)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.outputs()}") from None
        assert found[-1], f"a process ended by itself while waiting for {what}\n{self.outputs()}"
        return found[-1]

    def has_lost_one(self) -> bool:
        return any(not process.is_alive and not process.was_killed for process in self.running)

    def outputs(self) -> str:
        return "\n".join(f"--- {process.log.name}\n{process.output[-4000:]}" for process in self.running)
