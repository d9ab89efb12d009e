"""Does the machine's clock go on as the machine itself does? Compares it with the time since boot, which nobody can
set.
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from baiyi.jobs.models import CLOCK, Heartbeat

log = logging.getLogger(__name__)
TOLERANCE = timedelta(minutes=5)
UPTIME, BOOT_ID = Path("/proc/uptime"), Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Reading:
    """Wall time, seconds since boot, and which boot."""

    wall: datetime
    uptime: float
    boot: str


def read() -> Reading | None:
    """None where the machine does not tell the time since boot."""
    try:
        uptime, boot = float(UPTIME.read_text(encoding="ascii").split()[0]), BOOT_ID.read_text(encoding="ascii").strip()
    except (OSError, ValueError, IndexError):
        return None
    return Reading(timezone.now(), uptime, boot)


def jump(anchor: Reading | None, now: Reading | None) -> timedelta:
    """By how much the clock is ahead (or behind, negative) of where it should be; zero within 5 minutes.

    After a restart of the machine any later time is believed, since it may have been off for days; an earlier one is
    not.
    """
    if anchor is None or now is None:
        return timedelta()
    moved = now.wall - anchor.wall
    if now.boot == anchor.boot and now.uptime >= anchor.uptime:  # a container keeps the id of its host and counts anew
        moved -= timedelta(seconds=now.uptime - anchor.uptime)
    else:
        moved = min(moved, timedelta())
    return moved if abs(moved) > TOLERANCE else timedelta()


def anchor_of(row: Heartbeat | None) -> Reading | None:
    """The reading that was believed last."""
    try:
        facts = json.loads(row.detail)
        return Reading(row.at, float(facts["uptime"]), str(facts["boot"]))
    except (AttributeError, ValueError, KeyError, TypeError):
        return None


def stored() -> Heartbeat | None:
    return Heartbeat.objects.filter(name=CLOCK).first()


def may_run() -> bool:
    """Asked at every tick: False while the clock has jumped. Keeps the reading when it is believed."""
    row, now = stored(), read()
    if now is None:
        return True
    ahead = jump(anchor_of(row), now)
    if ahead:
        _remember_jump(row, ahead)
        return False
    _keep(now)
    return True


def trust() -> None:
    """An administrator says that the clock is right."""
    if (now := read()) is not None:
        _keep(now)
        log.warning("the clock is said to be right: %s", now.wall)


def _keep(now: Reading) -> None:
    detail = json.dumps({"uptime": now.uptime, "boot": now.boot})
    row = Heartbeat(name=CLOCK, at=now.wall, detail=detail)
    Heartbeat.objects.bulk_create([row], update_conflicts=True, unique_fields=["name"], update_fields=["at", "detail"])


def _remember_jump(row: Heartbeat, ahead: timedelta) -> None:
    """One line of the log for a jump, not one a tick."""
    facts = json.loads(row.detail)
    if not facts.get("has_jumped"):
        log.error("the clock of the machine jumped by %s; schedules wait", ahead)
        Heartbeat.objects.filter(pk=row.pk, detail=row.detail).update(detail=json.dumps(facts | {"has_jumped": True}))
