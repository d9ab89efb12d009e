"""Publicity of the demonstration: night markets, the elderly, the river banks and frauds by telephone."""

import datetime as dt

from baiyi.journal.services import PastEvent, log_past
from campaigns.demo import World
from campaigns.demo.world import STATIONS
from prevention.demo.checkpoints import officers_of
from prevention.models import PublicityActivity

Theme, Form, Audience = PublicityActivity.Theme, PublicityActivity.Form, PublicityActivity.Audience
# theme, form, for whom, where, hour
KINDS = [
    (Theme.PEACE, Form.MARKET, Audience.TRADERS, "夜市", 20),
    (Theme.ELDER_FRAUD, Form.LECTURE, Audience.ELDERLY, "老年活动中心", 9),
    (Theme.DROWNING, Form.STALL, Audience.PUPILS, "河边步道", 17),
    (Theme.TELECOM_FRAUD, Form.VISIT, Audience.RESIDENTS, "老旧小区", 19),
    (Theme.PEACE, Form.STALL, Audience.RESIDENTS, "广场", 19),
]
MADE = 22  # activities by day 18


def plant_publicity(world: World) -> None:
    rows = [_activity(world, number) for number in range(MADE)]
    PublicityActivity.objects.bulk_create(rows)
    log_past(PastEvent(each, "登记宣传活动", by=each.created_by, at=each.created_at, is_first=True) for each in rows)


def _activity(world: World, number: int) -> PublicityActivity:
    theme, form, aimed_at, where, hour = KINDS[number % len(KINDS)]
    station = STATIONS[number % len(STATIONS)][0]
    day = world.day(number * 16 // (MADE - 1))
    held_at = dt.datetime.combine(day, dt.time(hour, 30), world.operations[0].starts_at.tzinfo)
    officer = world.rng.choice(officers_of(world, world.units[station]))
    audience = world.rng.randint(25, 180)
    return PublicityActivity(
        unit=world.units[station],
        theme=theme,
        form=form,
        aimed_at=aimed_at,
        held_at=held_at,
        reported_on=world.campaign.reporting_day(held_at),
        place=f"{station.removesuffix('所')}{where}",
        audience=audience,
        sheets=audience * world.rng.randint(4, 9) // 10,
        police=world.rng.randint(2, 5),
        operation=next((each for each in world.operations if each.is_running(held_at)), None),
        created_by=officer,
        created_at=held_at + dt.timedelta(hours=1, minutes=20),
    )
