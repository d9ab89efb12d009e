"""Patrols of the demonstration, twice a day but for a few halves; alerts, a third of them false; 74 人次 dissuaded."""

import datetime as dt
from collections.abc import Iterable

from baiyi.journal.services import PastEvent, log_past
from campaigns.demo import DAY, World
from prevention.models import Device, Dissuasion, MissedWaterPatrol, Water, WaterAlert, WaterPatrol
from prevention.models.waters.alert import Way
from prevention.models.waters.patrol import Half

HOURS = {Half.MORNING: (8, 12), Half.AFTERNOON: (14, 18)}
MISSED = 0.03  # share of halves that nobody walked; of those every third was entered the next day
PATROLS_DISSUADED = (3, 2, 1, 4, 2, 3, 1, 2, 5, 2, 3, 1, 2, 4, 2, 3, 2, 2)  # 人次: 44
ALERTS_DISSUADED = (2, 1, 3, 0, 2, 1, 2, 0, 3, 1, 2, 1, 2, 0, 1, 2, 1, 1)  # 人次 of the valid ones: 25
ALONE = (3, 2)  # 人次: 5
FALSE, PENDING = 13, 3  # of the alerts
FALSE_NOTES = ("树影晃动", "水鸟聚集", "巡查人员经过", "钓鱼人员在岸上")


def plant_patrols(world: World, waters: list[Water]) -> list[WaterPatrol]:
    patrols, missed = [], []
    for offset in range(DAY):
        for water in waters:
            for half in Half:
                _walk(world, water, world.day(offset), half, patrols, missed)
    WaterPatrol.objects.bulk_create(patrols, batch_size=500)
    MissedWaterPatrol.objects.bulk_create(missed)
    log_past(PastEvent(each, "登记水域巡查", by=each.created_by, at=each.created_at, is_first=True) for each in patrols)
    _dissuade_on(world, patrols)
    return patrols


def _walk(world: World, water: Water, day: dt.date, half: Half, patrols: list, missed: list) -> None:
    """What of the last day has not come yet is left open."""
    begin, end = HOURS[half]
    if dt.datetime.combine(day, dt.time(end), world.latest().tzinfo) > world.latest():
        return
    is_missed = day < world.as_of and world.rng.random() < MISSED
    if is_missed:
        missed.append(MissedWaterPatrol(water=water, unit=water.unit, missed_on=day, half=half))
        if len(missed) % 3:
            return
    entered = day + dt.timedelta(days=1) if is_missed else day
    officer = world.rng.choice(world.officers(water.unit))
    patrols.append(
        WaterPatrol(
            water=water,
            unit=water.unit,
            patrolled_on=day,
            half=half,
            is_late=is_missed,
            patroller=officer,
            companions=world.rng.randint(0, 3),
            created_by=officer,
            created_at=world.at(entered, (8, 9) if is_missed else (begin, end)),
        )
    )


def _dissuade_on(world: World, patrols: list[WaterPatrol]) -> None:
    """In the afternoon, on days spread over the campaign; two more dissuasions stand alone."""
    warm = [each for each in patrols if each.half == Half.AFTERNOON and each.water.risk == Water.Risk.HIGH]
    chosen = _spread(warm, len(PATROLS_DISSUADED) + len(ALONE))
    rows = [
        _dissuasion(each, persons, minors=persons // 2, way=Way.SCENE, patrol=each)
        for each, persons in zip(chosen, PATROLS_DISSUADED, strict=False)
    ]
    rows += [
        _dissuasion(each, persons, minors=1, way=Way.SCENE, happened_at=each.created_at)
        for each, persons in zip(chosen[len(PATROLS_DISSUADED) :], ALONE, strict=True)
    ]
    Dissuasion.objects.bulk_create(rows)
    log_past(PastEvent(each, "劝阻登记", by=each.created_by, at=each.created_at, is_first=True) for each in rows)


def _spread(rows: list, number: int) -> list:
    return [rows[place * (len(rows) - 1) // (number - 1)] for place in range(number)]


def _dissuasion(source: WaterPatrol, persons: int, **facts) -> Dissuasion:
    made = {"created_by": source.created_by, "created_at": source.created_at}
    where = {"water": source.water, "unit": source.unit, "reported_on": source.patrolled_on}
    return Dissuasion(persons=persons, **where, **made, **facts)


def plant_alerts(world: World, devices: list[Device]) -> None:
    number = len(ALERTS_DISSUADED) + FALSE + PENDING
    kinds = ["valid"] * len(ALERTS_DISSUADED) + ["false"] * FALSE
    world.rng.shuffle(kinds)
    kinds += ["pending"] * PENDING  # the latest ones
    alerts = [_alert(world, devices, place, number, kind) for place, kind in enumerate(kinds)]
    alerts.sort(key=lambda alert: alert.happened_at)
    WaterAlert.objects.bulk_create(alerts)
    valid = [each for each in alerts if each.state == WaterAlert.State.VALID]
    rows = [
        Dissuasion(
            water=each.water,
            unit=each.unit,
            alert=each,
            reported_on=each.reported_on,
            happened_at=each.happened_at,
            way=each.way,
            persons=persons,
            minors=persons // 2,
            created_by=each.handled_by,
            created_at=each.happened_at,
        )
        for each, persons in zip(valid, ALERTS_DISSUADED, strict=True)
        if persons
    ]
    Dissuasion.objects.bulk_create(rows)
    log_past(_told(alerts))


def _alert(world: World, devices: list[Device], place: int, number: int, state: str) -> WaterAlert:
    """In the hours when children swim; the pending ones on the last day."""
    day = world.as_of if state == "pending" else world.day(place * (DAY - 1) // number)
    running = [each for each in devices if each.is_in_use(day)]
    device = running[(7 * place) % len(running)]
    at, officer = world.at(day, (11, 19)), device.water.point_officer
    handled = {"way": world.rng.choice(Way.values), "handled_by": officer} if state == "valid" else {}
    if state == "false":
        handled = {"handled_by": officer, "note": FALSE_NOTES[place % len(FALSE_NOTES)]}
    return WaterAlert(
        water=device.water,
        device=device,
        unit=device.unit,
        event=f"{day:%m%d}-{place:03d}",
        source=WaterAlert.Source.DEVICE,
        point=device.point,
        happened_at=at,
        reported_on=world.campaign.reporting_day(at),
        state=state,
        created_by=device.created_by,
        created_at=at,
        **handled,
    )


def _told(alerts: list[WaterAlert]) -> Iterable[PastEvent]:
    verbs = {WaterAlert.State.VALID: "核实有效", WaterAlert.State.FALSE: "判为误报"}
    for each in alerts:
        yield PastEvent(each, "设备推送预警", by=None, at=each.created_at, is_first=True)
        if each.state in verbs:
            yield PastEvent(each, verbs[each.state], by=each.handled_by, at=each.created_at)
