"""Work that takes its process along, and work that leaves a trace; registered only under tests.faults.settings."""

import datetime as dt
import os
import signal

from django.apps import AppConfig

DOOMED, TRACE = "faults.doomed", "faults.trace"
AT = dt.datetime.fromisoformat("2026-07-20T08:00:00+08:00")


class FaultsConfig(AppConfig):
    name = "tests.faults"
    label = "faults"

    def ready(self) -> None:
        from baiyi.jobs import background, schedules  # noqa: PLC0415 - models are loaded by now

        schedules.register(DOOMED, label="必死的计划", work=die, instants=moments, catch_up=schedules.CatchUp.EACH)
        background.register(TRACE, label="留痕", work=lambda job, progress: f"写入 {job.params['number']}")


def moments(since: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
    """Once only, at the moment the first week opens."""
    return [AT] if since < AT <= until else []


def die(slot, progress) -> None:
    """What the kernel does to a process that takes too much memory."""
    os.kill(os.getpid(), signal.SIGKILL)
