"""Twenty nights of checking for drink driving, near restaurants and where accidents happen: 86 people in all."""

import datetime as dt

from baiyi.journal.services import PastEvent, log_past
from campaigns.demo import World
from prevention.demo.checkpoints import officers_of
from prevention.models import Breathalyser, Checkpoint, NightSheet

PERSONS = (4, 5, 3, 6, 4, 5, 2, 7, 4, 5, 3, 4, 6, 4, 5, 3, 4, 4, 5, 3)  # 人 a night, the drunk among them: 86
NIGHTS = 17  # nights before day 18
EXPIRED, SOON = -20, 12  # days from day 18 when the calibration of two instruments runs out


def plant_nights(world: World, checkpoints: list[Checkpoint]) -> None:
    posts = [each for each in checkpoints if each.is_near_restaurants or each.is_black_spot]
    instruments = _instruments(world, posts)
    sheets = [_sheet(world, number, posts, instruments) for number in range(len(PERSONS))]
    NightSheet.objects.bulk_create(sheets)
    log_past(PastEvent(each, "登记夜查", by=each.created_by, at=each.created_at, is_first=True) for each in sheets)


def _instruments(world: World, posts: list[Checkpoint]) -> dict[int, Breathalyser]:
    """One a unit, by its key; 交警大队 has one more whose calibration ran out."""
    made = {"created_by": world.people["office"], "created_at": world.at(world.day(-3), (9, 17))}
    units = list(dict.fromkeys(each.unit for each in posts))
    until = [SOON if place == 1 else 200 + 7 * place for place in range(len(units))]
    days = [*zip(units, until, strict=True), (world.units["交警大队"], EXPIRED)]
    rows = [
        Breathalyser(
            number=f"JJ-{place:03d}",
            model="呼气式",
            unit=unit,
            valid_until=world.as_of + dt.timedelta(days=left),
            **made,
        )
        for place, (unit, left) in enumerate(days, 1)
    ]
    Breathalyser.objects.bulk_create(rows)
    log_past(PastEvent(each, "登记检测仪", by=each.created_by, at=each.created_at, is_first=True) for each in rows)
    return {each.unit_id: each for each in reversed(rows)}


def _sheet(world: World, number: int, posts: list[Checkpoint], instruments: dict[int, Breathalyser]) -> NightSheet:
    post = posts[number % len(posts)]
    night = world.day(number * (NIGHTS - 1) // (len(PERSONS) - 1))
    begins = dt.datetime.combine(night, dt.time(21), world.operations[0].starts_at.tzinfo)
    ends = begins + dt.timedelta(hours=2, minutes=30)
    leader = world.rng.choice(officers_of(world, post.unit))
    return NightSheet(
        unit=post.unit,
        checkpoint=post,
        operation=next((each for each in world.operations if each.is_running(begins)), None),
        leader=leader,
        starts_at=begins,
        ends_at=ends,
        reported_on=world.campaign.reporting_day(begins),
        police=world.rng.randint(2, 4),
        auxiliaries=world.rng.randint(2, 5),
        cars=world.rng.randint(1, 3),
        is_road=post.is_black_spot,
        has_warning=post.is_black_spot,
        breathalyser=instruments[post.unit_id],
        vehicles_checked=world.rng.randint(90, 260),
        vehicles_held=world.rng.randint(0, 3),
        created_by=leader,
        created_at=ends,
        **_counts(number),
    )


def _counts(number: int) -> dict:
    """Every third night somebody was drunk, every fifth somebody was caught again; two units speak without 醉驾."""
    drunk, again = int(number % 3 == 0) + int(number % 7 == 0), int(number % 5 == 2)
    drinking = PERSONS[number] - drunk - again
    found = {"drinking": drinking, "drinking_again": again, "drunk": drunk, "commercial": int(number % 9 == 4)}
    found |= {"blood_persons": drunk, "blood_samples": 2 * drunk, "referred": drunk, "licences_held": drinking}
    return found | {"unlicensed": int(number % 4 == 1), "scope": "excluding" if number % 10 == 5 else "including"}
