"""How the system is: a registry of checks that any app may join, and the one question every page asks."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils import timezone

from baiyi.jobs import clockguard
from baiyi.jobs.errors import Explained, explain
from baiyi.jobs.models import CLOCK, PUBLISH, WORKER, Heartbeat
from baiyi.records import lamps

log = logging.getLogger(__name__)
LATE_AFTER = 60  # seconds without a sign of life
GROUPS = SERVICES, SCHEDULES, DATA = "服务", "计划任务", "数据与空间"  # parts of the page, in its order


@dataclass(frozen=True)
class Finding:
    """What one check saw, in words a duty officer understands."""

    level: Literal["ok", "warn", "fail"]
    title: str
    text: str
    group: str = DATA

    @property
    def explained(self) -> Explained:
        return explain(self.text)

    @property
    def lamp(self) -> lamps.Lamp:
        make, word = {"ok": (lamps.good, "正常"), "warn": (lamps.near, "注意"), "fail": (lamps.overdue, "故障")}[
            self.level
        ]
        return make(word)


Check = Callable[[], Finding | list[Finding]]


class HealthChecks:
    """`@health_checks.register` on a function without arguments that returns a Finding, or several."""

    def __init__(self) -> None:
        self._checks: list[Check] = []

    def register(self, check: Check) -> Check:
        if check not in self._checks:
            self._checks.append(check)
        return check

    def run(self) -> list[Finding]:
        """All findings, by group; within a group in the order of registration."""
        found = [finding for check in self._checks for finding in _guarded(check)]
        return sorted(found, key=lambda each: GROUPS.index(each.group))


health_checks = HealthChecks()


def _guarded(check: Check) -> list[Finding]:
    try:
        found = check()
    except Exception as error:  # a check that cannot be made is itself a finding
        log.warning("health check %s failed: %s", check.__qualname__, error)
        title = (check.__doc__ or check.__qualname__).splitlines()[0]
        return [Finding("fail", title, f"检查不了：{type(error).__name__}: {error}")]
    return found if isinstance(found, list) else [found]


@dataclass(frozen=True)
class Lateness:
    """What runs by itself is late: since when (None: not known), and the text of the page bar."""

    since: datetime | None
    text: str


def late_since() -> Lateness | None:
    """None while the worker gives signs of life, messages get through and the clock is right; one statement."""
    signs = {row.name: row for row in Heartbeat.objects.filter(name__in=[WORKER, PUBLISH, CLOCK])}
    if WORKER not in signs:
        return Lateness(None, "后台服务未启动")
    moments = [signs[PUBLISH].at] if PUBLISH in signs else []
    if not signs[WORKER].is_fresh(LATE_AFTER):
        moments.append(signs[WORKER].at)
    if moments:
        return Lateness(min(moments), f"自 {moment_text(min(moments))} 起")
    if clockguard.jump(clockguard.anchor_of(signs.get(CLOCK)), clockguard.read()):
        return Lateness(None, "服务器时钟异常，计划任务已暂停")
    return None


def moment_text(moment: datetime) -> str:
    """14:05 for today, 7月20日 14:05 for another day, with the year when it is another."""
    local, today = timezone.localtime(moment), timezone.localdate()
    if local.date() == today:
        return f"{local:%H:%M}"
    year = "" if local.year == today.year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}"
