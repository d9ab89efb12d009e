"""What a device says, and what the server makes of it. Only the server's clock counts.

One conditional update lets at most one heartbeat in EVERY through; what comes sooner writes nothing. No line of the
journal is written for being alive.
"""

import datetime as dt
import hmac
import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from baiyi.records import clock
from baiyi.records.moves import lock
from campaigns.reporting import reporting_day
from prevention.models import DeviceDay, DeviceLink, DeviceRepair, WaterAlert
from prevention.services.waters.devices import digest_of

EVERY = dt.timedelta(seconds=20)
STATUSES = {"ok", "fault"}
FIELDS = {"sent_at", "status", "code", "event"}
CODE, EVENT = re.compile(r"[A-Za-z0-9_-]{1,20}"), re.compile(r"[A-Za-z0-9._:-]{1,40}")
TOKEN = re.compile(r"([0-9a-f]{12})\.([A-Za-z0-9_-]{43})")
NOBODY = digest_of("nobody")


class Unknown(Exception):
    """No device reports by this token: it is wrong or was taken back, or the device is out of use."""


class TooSoon(Exception):
    """The device was heard less than EVERY ago: nothing was written."""


class Malformed(ValueError):
    """What was sent is no heartbeat; the text says why."""


@dataclass(frozen=True)
class Heartbeat:
    """One message: how the device is, by its own clock when, and maybe an alert under a number of its own."""

    status: str
    sent_at: dt.datetime | None = None
    code: str = ""
    event: str = ""


def read(said: Any) -> Heartbeat:
    """Raises Malformed."""
    if not isinstance(said, dict) or set(said) - FIELDS or not all(isinstance(each, str) for each in said.values()):
        raise Malformed(f"an object of text under {', '.join(sorted(FIELDS))}")
    if said.get("status") not in STATUSES:
        raise Malformed("status is ok or fault")
    for name, pattern in (("code", CODE), ("event", EVENT)):
        if name in said and not pattern.fullmatch(said[name]):
            raise Malformed(f"{name} is {pattern.pattern}")
    return Heartbeat(said["status"], _moment(said.get("sent_at")), said.get("code", ""), said.get("event", ""))


def _moment(text: str | None) -> dt.datetime | None:
    if text is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise Malformed("sent_at is an instant of ISO 8601") from error
    if moment.tzinfo is None:
        raise Malformed("sent_at says its offset")
    return moment


def link_of(token: str) -> DeviceLink:
    """The device of a token: one statement, and as long for a device that is not there. Raises Unknown."""
    parts = TOKEN.fullmatch(token)
    if parts is None:
        raise Unknown
    selector, secret = parts.groups()
    orders = DeviceRepair.objects.current().filter(device=OuterRef("device"), state=DeviceRepair.State.OPEN)
    known = DeviceLink.objects.filter(selector=selector).annotate(has_order=Exists(orders))
    link = known.select_related("device").first()
    is_right = hmac.compare_digest(link.secret_hash if link else NOBODY, digest_of(secret))
    if link is None or not is_right or link.revoked_at is not None or not link.device.is_in_use(clock.today()):
        raise Unknown
    return link


def hear(link: DeviceLink, heard: Heartbeat) -> None:
    """Raises TooSoon. Two statements, besides a first fault and an alert."""
    if not _write(link, heard):
        raise TooSoon


@transaction.atomic(savepoint=False)
def _write(link: DeviceLink, heard: Heartbeat) -> bool:
    now = clock.now()
    rested = Q(last_seen_at=None) | Q(last_seen_at__lte=now - EVERY)
    rested |= Q(last_seen_at__gt=now + EVERY)  # written while the server's clock was ahead
    seen = {"last_seen_at": now, "online_until": link.device.online_until(now)}
    seen |= {"is_faulty": heard.status == "fault", "fault_code": heard.code}
    seen["clock_skew"] = None if heard.sent_at is None else round((heard.sent_at - now).total_seconds())
    if not DeviceLink.objects.filter(rested, pk=link.pk, revoked_at=None).update(**seen):
        return False
    if link.last_seen_at is None or localdate(link.last_seen_at) != localdate(now):
        DeviceDay.objects.bulk_create([DeviceDay(device=link.device, seen_on=localdate(now))], ignore_conflicts=True)
    if heard.status == "fault" and not link.has_order:
        _order_repair(link, heard.code, now)
    if heard.event:
        _raise_alert(link, heard.event, now)
    return True


def _order_repair(link: DeviceLink, code: str, now: dt.datetime) -> None:
    """One open order a device; whoever reports it by hand at this moment holds the lock of the device too."""
    device = lock(link.device)
    if device.repairs.current().filter(state=DeviceRepair.State.OPEN).exists():
        return
    repair = DeviceRepair(
        device=device,
        unit_id=device.unit_id,
        source=DeviceRepair.Source.DEVICE,
        fault=f"设备上报故障 {code}".strip(),
        created_by_id=device.created_by_id,
        created_at=now,
    )
    repair.save(verb="设备上报故障")


def _raise_alert(link: DeviceLink, event: str, now: dt.datetime) -> None:
    """The same event again is the alert that is there. The update above holds the link: two heartbeats take turns."""
    device = link.device
    if WaterAlert.objects.filter(device=device, event=event).exists():
        return
    alert = WaterAlert(
        device=device,
        water_id=device.water_id,
        unit_id=device.unit_id,
        event=event,
        source=WaterAlert.Source.DEVICE,
        point=device.point,
        happened_at=now,
        reported_on=reporting_day(now),
        created_by_id=device.created_by_id,
        created_at=now,
    )
    alert.save(verb="设备推送预警")
