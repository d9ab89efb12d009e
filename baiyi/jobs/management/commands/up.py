"""Run everything: web, worker and beat under one supervisor."""

import asyncio
import contextlib
import fcntl
import json
import os
import socket
import sys
import unicodedata

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from baiyi.accounts.first_run import services as first_run
from baiyi.jobs.supervisor import Program, Supervisor
from baiyi.jobs.webserver import listen

ACCOUNT_COLUMNS = {"username": "账号", "name": "姓名", "role": "角色", "unit": "单位", "password": "口令"}

# Celery's advice against root is for workers that accept pickle; ours accept JSON only.
CHILD_ENV = {
    "PYTHONUTF8": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
}


class Command(BaseCommand):
    help = "启动网站、后台任务和定时器；其中一个退出就重新启动，自己退出时全部停止"

    def handle(self, *args, **options) -> None:
        host, port = address()
        with only_one(), contextlib.closing(open_port(host, port)) as listener:
            supervisor = Supervisor(programs(listener.fileno()), self.say)
            asyncio.run(supervisor.run(lambda: self.announce(host, port)))

    def say(self, name: str, text: str) -> None:
        with contextlib.suppress(OSError):  # the terminal has gone; the children have not
            self.stdout.write(f"[{name}] {text}")
            self.stdout.flush()

    async def announce(self, host: str, port: int) -> None:
        """Print the address and the demo accounts once the web server answers."""
        while not await is_answering(host, port):
            await asyncio.sleep(0.1)
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
        self.say("up", f"已启动：http://{shown}:{port}/   （Ctrl-C 停止）")
        if way := await asyncio.to_thread(way_in):
            self.say("up", f"系统还是空的，请打开一次性的初始设置链接：http://{shown}:{port}{way}")
        for line in account_table():
            self.stdout.write(line)


def address() -> tuple[str, int]:
    host = os.environ.get("HOST") or "127.0.0.1"
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CommandError(f"PORT={text} 不是端口号（1 到 65535）")
    return host, int(text)


@contextlib.contextmanager
def only_one():
    """Hold var/up.lock; the kernel gives it back however this process ends."""
    with (settings.VAR_DIR / "up.lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CommandError(
                f"已经在运行（进程 {lock.read().strip() or '?'}）；先停止它，或用 BAIYI_VAR 指定另一个数据目录"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def open_port(host: str, port: int) -> socket.socket:
    """Held by the supervisor: what comes while a web process starts again waits. Raises CommandError."""
    try:
        return listen(host, port)
    except OSError as error:
        raise CommandError(
            f"不能使用地址 {host}:{port}({error.strerror})。换一个端口：make run PORT={port % 65535 + 1}"
        ) from None


async def is_answering(host: str, port: int) -> bool:
    """A web process has answered, whatever."""
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    try:
        writer.write(b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        return bool(await asyncio.wait_for(reader.read(1), 30))
    except (OSError, TimeoutError):
        return False
    finally:
        writer.close()


def programs(listener: int) -> list[Program]:
    """`listener` is the open port."""
    python = (sys.executable, "-m")
    celery = (*python, "celery", "--quiet", "--app", "baiyi", "--workdir", str(settings.BASE_DIR))
    worker = ("--pool", "prefork", "--concurrency", os.environ.get("BAIYI_WORKERS", "1"), "--loglevel", "WARNING")
    lonely = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    serve = (sys.executable, str(settings.BASE_DIR / "manage.py"), "serve", "--fd", str(listener))
    web = Program("web", serve, CHILD_ENV, keeps=(listener,))
    return [
        *[web] * int(os.environ.get("BAIYI_WEB_WORKERS", "2")),
        Program("worker", (*celery, "worker", *worker, *lonely), CHILD_ENV),
        Program("beat", (*celery, "beat", "--pidfile", "", "--loglevel", "WARNING"), CHILD_ENV),
    ]


def way_in() -> str:
    """The link of the first run; empty when somebody is here already, or the database does not answer."""
    try:
        return first_run.link()
    except DatabaseError:
        return ""
    finally:
        connection.close()


def account_table() -> list[str]:
    """The demo accounts as aligned lines, when the demo has left its list."""
    try:
        accounts = json.loads((settings.VAR_DIR / "demo_accounts.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    rows = [ACCOUNT_COLUMNS, *accounts]
    widths = {key: max(_width(str(row.get(key, ""))) for row in rows) for key in ACCOUNT_COLUMNS}
    return [
        "  " + "  ".join(_pad(str(row.get(key, "")), widths[key]) for key in ACCOUNT_COLUMNS).rstrip() for row in rows
    ]


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
