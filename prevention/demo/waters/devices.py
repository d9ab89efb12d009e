"""21 devices of the demonstration, 20 of them in use: on which days they were heard of, and what was broken."""

import datetime as dt

from baiyi.deadlines.models import Rule
from baiyi.deadlines.services import NewDeadline, close_past, open_deadlines
from baiyi.journal.services import PastEvent, log_past
from campaigns.demo import World
from prevention.kinds import DEVICE_REPAIR
from prevention.models import Device, DeviceDay, DeviceLink, DeviceRepair, Water
from prevention.models.waters.device import DAY_MINUTES, REPAIR_RULE
from prevention.services.waters.devices import digest_of

IN_USE, ENDED_ON = 20, 5  # one was taken down on that day of the campaign
SPOTS = ("北侧灯杆", "南侧灯杆", "观景台立柱", "值班房屋顶", "闸房外墙", "步道转角")
SILENT = (6, 13)  # devices that have not been heard of since two days
LOST_DAYS = 0.04  # share of days on which a device was not heard of
# device, day of the order, day it was repaired, whether the device said so itself, what
REPAIRS = (
    (3, 4, 7, True, "设备上报故障 CAM-2"),
    (9, 8, 12, False, "喇叭无声，功放损坏"),
    (6, 15, None, True, "设备上报故障 NET-1"),
    (17, 12, None, False, "太阳能板被树枝遮挡，夜间掉电"),
)


def plant_devices(world: World, waters: list[Water]) -> list[Device]:
    dangerous = sorted(waters, key=lambda water: (water.risk, water.number))
    places = [dangerous[place % len(dangerous)] for place in range(IN_USE + 1)]
    devices = [_device(world, place, water) for place, water in enumerate(places)]
    Device.objects.bulk_create(devices)
    log_past(PastEvent(each, "登记设备", by=each.created_by, at=each.created_at, is_first=True) for each in devices)
    _hear(world, devices)
    _repair(world, devices)
    return devices


def _device(world: World, place: int, water: Water) -> Device:
    """Most were there before the campaign, the last ones came in its first days."""
    begun = world.day(place - IN_USE + 4 if place > IN_USE - 4 else -30 + place)
    return Device(
        number=f"FNS-{place + 1:03d}",
        water=water,
        point=f"{water.name}{SPOTS[place % len(SPOTS)]}",
        kind=Device.Kind.WHOLE if place % 4 else Device.Kind.CAMERA,
        power=Device.Power.SOLAR if place % 3 == 2 else Device.Power.MAINS,
        unit=water.unit,
        installed_on=begun,
        starts_on=begun,
        in_use_until=world.day(ENDED_ON) if place == 0 else None,
        offline_after=DAY_MINUTES,
        created_by=world.people["office"],
        created_at=world.at(max(begun, world.day(-3)), (9, 17)),
    )


def _hear(world: World, devices: list[Device]) -> None:
    """No token of these can be known: what was hashed is thrown away."""
    days, links = [], []
    for place, device in enumerate(devices):
        until = device.in_use_until or (world.day(15) if place in SILENT else world.as_of)
        first = max(device.starts_on, world.day(-12))
        heard = [first + dt.timedelta(days=n) for n in range((until - first).days + 1)]
        heard = [day for day in heard if day in {first, until} or world.rng.random() > LOST_DAYS]
        days += [DeviceDay(device=device, seen_on=day) for day in heard]
        seen = min(world.latest(), dt.datetime.combine(until, dt.time(23, 40), world.latest().tzinfo))
        links.append(
            DeviceLink(
                device=device,
                selector=f"{world.rng.getrandbits(48):012x}",
                secret_hash=digest_of(f"{world.rng.getrandbits(256):064x}"),
                issued_at=device.created_at,
                revoked_at=seen if device.in_use_until else None,
                last_seen_at=seen,
                online_until=device.online_until(seen),
                clock_skew=world.rng.randint(-40, 40),
                is_faulty=place == 17,
                fault_code="PWR-3" if place == 17 else "",
            )
        )
    DeviceDay.objects.bulk_create(days)
    DeviceLink.objects.bulk_create(links)


def _repair(world: World, devices: list[Device]) -> None:
    orders = [_order(world, devices, *facts) for facts in REPAIRS]
    DeviceRepair.objects.bulk_create(orders)
    rule = Rule.objects.get(code=REPAIR_RULE)
    wanted = [
        NewDeadline(each, DEVICE_REPAIR, unit=each.unit, rule=rule, starts_on=each.reported_on) for each in orders
    ]
    close_past(open_deadlines(wanted, by=None), [each.fixed_on for each in orders])
    events = [PastEvent(each, "报修", by=each.created_by, at=each.created_at, is_first=True) for each in orders]
    events += [
        PastEvent(each, "修复", by=each.device.water.point_officer, at=world.at(each.fixed_on, (9, 17)))
        for each in orders
        if each.fixed_on
    ]
    log_past(sorted(events, key=lambda event: event.at))


def _order(world: World, devices: list[Device], place: int, day: int, fixed: int | None, told: bool, fault: str):
    device = devices[place]
    return DeviceRepair(
        device=device,
        unit=device.unit,
        source=DeviceRepair.Source.DEVICE if told else DeviceRepair.Source.PERSON,
        fault=fault,
        reported_on=world.day(day),
        state=DeviceRepair.State.OPEN if fixed is None else DeviceRepair.State.DONE,
        fixed_on=None if fixed is None else world.day(fixed),
        result="" if fixed is None else "已到场更换部件，恢复在线",
        created_by=device.created_by if told else device.water.point_officer,
        created_at=world.at(world.day(day), (9, 17)),
    )
