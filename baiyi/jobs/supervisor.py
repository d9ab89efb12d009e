"""One process that keeps a few others running: restarts what dies, stops all when it stops, leaves nothing behind."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from baiyi.jobs.parentage import die_with

LONGEST_PAUSE = 30.0  # seconds between restarts
SETTLED_AFTER = 60.0  # seconds alive, after which the next death counts as the first
PATIENCE = 70.0  # seconds that a graceful stop may take (a worker finishes its task)
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

Say = Callable[[str, str], None]


@dataclass(frozen=True)
class Program:
    name: str
    argv: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)  # besides that of the supervisor
    keeps: tuple[int, ...] = ()  # open files of the supervisor that it gets


class Child:
    """One program, started again whenever it ends."""

    def __init__(self, program: Program, say: Say) -> None:
        self.program = program
        self.say = say
        self.process: asyncio.subprocess.Process | None = None

    async def keep_running(self) -> None:
        pause = 1.0
        while True:
            started = time.monotonic()
            await self._run_once()
            if time.monotonic() - started >= SETTLED_AFTER:
                pause = 1.0
            self.say("up", f"{self.program.name} 结束了（{_reason(self.process.returncode)}），{pause:g} 秒后重新启动")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _run_once(self) -> None:
        parent = os.getpid()
        self.process = await asyncio.create_subprocess_exec(
            *self.program.argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=os.environ | self.program.env,
            pass_fds=self.program.keeps,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which then stops its children in order
            preexec_fn=lambda: die_with(parent),
        )
        lines = asyncio.create_task(self._repeat_lines(self.process.stdout))
        await self.process.wait()
        self.kill()  # whatever its own children are doing
        await asyncio.wait([lines], timeout=1)
        lines.cancel()

    async def _repeat_lines(self, stream: asyncio.StreamReader) -> None:
        while chunk := await _line(stream):
            if text := chunk.decode("utf-8", "replace").rstrip():
                self.say(self.program.name, text)

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.returncode is None

    def terminate(self) -> None:
        if self.is_alive:
            self.process.terminate()

    def kill(self) -> None:
        """The program and everything it has started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


async def _line(stream: asyncio.StreamReader) -> bytes:
    """The next line; of one that is too long, what is there."""
    try:
        return await stream.readuntil()
    except asyncio.IncompleteReadError as end:
        return end.partial
    except asyncio.LimitOverrunError as excess:
        return await stream.read(excess.consumed)


def _reason(code: int) -> str:
    return f"信号 {signal.Signals(-code).name}" if code < 0 else f"返回值 {code}"


class Supervisor:
    def __init__(self, programs: list[Program], say: Say) -> None:
        self.children = [Child(program, say) for program in programs]
        self.say = say
        self.stop_requests = 0
        self._stopping = asyncio.Event()
        self._at_once = asyncio.Event()

    async def run(self, when_started: Callable) -> None:
        """Until SIGTERM, SIGINT or SIGHUP; a second signal ends at once.
        `when_started` is awaited beside the children.
        """
        loop = asyncio.get_running_loop()
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, self.request_stop)
        tasks = [asyncio.create_task(child.keep_running()) for child in self.children]
        tasks.append(asyncio.create_task(when_started()))
        await self._stopping.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._stop_children()

    def request_stop(self) -> None:
        self.stop_requests += 1
        (self._at_once if self.stop_requests > 1 else self._stopping).set()

    async def _stop_children(self) -> None:
        self.say("up", "正在停止，等手头的任务做完；再按一次立即退出")
        for child in self.children:
            child.terminate()
        stopped = asyncio.create_task(self._all_stopped())
        impatient = asyncio.create_task(self._at_once.wait())
        await asyncio.wait([stopped, impatient], timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        for child in self.children:
            child.kill()
        await self._all_stopped()
        self.say("up", "已停止")

    async def _all_stopped(self) -> None:
        for child in self.children:
            if child.process is not None:
                await child.process.wait()
