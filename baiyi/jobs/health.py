"""How the system is: a registry of checks that any app may join, and the one question every page asks."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils import timezone

from baiyi.jobs.models import PUBLISH, WORKER, Heartbeat
from baiyi.records import lamps

log = logging.getLogger(__name__)
LATE_AFTER = 60  # seconds without a sign of life


@dataclass(frozen=True)
class Finding:
    """What one check saw, in words a duty officer understands."""

    level: Literal["ok", "warn", "fail"]
    title: str
    text: str

    @property
    def lamp(self) -> lamps.Lamp:
        make, word = {"ok": (lamps.good, "正常"), "warn": (lamps.near, "注意"), "fail": (lamps.overdue, "故障")}[self.level]
        return make(word)


Check = Callable[[], Finding]


class HealthChecks:
    """`@health_checks.register` on a function without arguments that returns a Finding."""

    def __init__(self) -> None:
        self._checks: list[Check] = []

    def register(self, check: Check) -> Check:
        if check not in self._checks:
            self._checks.append(check)
        return check

    def run(self) -> list[Finding]:
        return [_guarded(check) for check in self._checks]


health_checks = HealthChecks()


def _guarded(check: Check) -> Finding:
    try:
        return check()
    except Exception as error:  # a check that cannot be made is itself a finding
        log.warning("health check %s failed: %s", check.__qualname__, error)
        title = (check.__doc__ or check.__qualname__).splitlines()[0]
        return Finding("fail", title, f"检查不了：{type(error).__name__}: {error}")


@dataclass(frozen=True)
class Lateness:
    """What runs by itself is late: since when (None: the worker has never run), and the text of the page bar."""

    since: datetime | None
    text: str


def late_since() -> Lateness | None:
    """None while the worker gives signs of life and messages get through; one statement."""
    signs = {row.name: row for row in Heartbeat.objects.filter(name__in=[WORKER, PUBLISH])}
    if WORKER not in signs:
        return Lateness(None, "后台服务未启动")
    moments = [signs[PUBLISH].at] if PUBLISH in signs else []
    if not signs[WORKER].is_fresh(LATE_AFTER):
        moments.append(signs[WORKER].at)
    if not moments:
        return None
    return Lateness(min(moments), f"自 {moment_text(min(moments))} 起")


def moment_text(moment: datetime) -> str:
    """14:05 for today, 7月20日 14:05 for another day."""
    local = timezone.localtime(moment)
    day = "" if local.date() == timezone.localdate() else f"{local.month}月{local.day}日 "
    return f"{day}{local:%H:%M}"
