"""Who did what when: the plan of the demonstration's cases. Days are offsets from the first day of the campaign.

Fraud 9 persons, cables 5, brawls 15, vice 19 coerced and 217 penalised, illegal foreigners 2, two gangs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from campaigns.demo import World
from cases.models import Case, CustodyLine, Outcome
from cases.models.stages import State

Pattern, Measure, Custody = Case.Pattern, Outcome.Measure, CustodyLine.Measure
SQUAD, VICE_SQUAD = "刑侦大队", "治安大队"
VICE_PENALISED = 217  # persons, over 行政 cases of gambling and prostitution
MOST_A_CASE = 8


@dataclass
class Story:
    """One case: the stage it has come to, when each stage was reached, and what it yielded (measure, persons)."""

    code: str
    unit: str
    accepted: int
    until: str = State.ACCEPTED
    days: dict[str, int] = field(default_factory=dict)
    yields: list[tuple[str, int]] = field(default_factory=list)
    pattern: str = Pattern.SINGLE
    name: str = ""
    place: str = ""
    held: tuple[str, int] | None = None  # custody measure and persons
    progressed: int | None = None
    suspended: int | None = None


def criminal(world: World) -> Iterator[Story]:
    """The cases the article names, and some that are on their way."""
    yield from _solved_by_the_squad()
    yield from _brawls()
    yield from _vice_dens()
    yield from _under_way(world)


def _solved_by_the_squad() -> Iterator[Story]:
    yield Story(
        "fraud",
        SQUAD,
        -12,
        State.ARRESTED,
        {"filed": -12, "solved": 3, "detained": 3, "arrested": 11},
        [(Measure.COERCED, 9)],
        Pattern.GANG,
        "“刷单返利”电信诈骗团伙案",
        "青石小商品城",
        (Custody.ARREST, 9),
    )
    yield Story(
        "cable",
        SQUAD,
        1,
        State.DETAINED,
        {"filed": 1, "solved": 8, "detained": 15},
        [(Measure.CAUGHT, 5)],
        Pattern.SERIES,
        "系列盗窃电缆案",
        "南桥货运市场周边工地",
        (Custody.DETENTION, 5),
    )
    yield Story(
        "provoke",
        SQUAD,
        -20,
        State.PROSECUTED,
        {"filed": -19, "solved": 2, "detained": 2, "ended": 14},
        [(Measure.CAUGHT, 3)],
        Pattern.GANG,
        "夜市寻衅滋事团伙案",
        "东街夜市周边",
        (Custody.BAIL, 3),
    )


def _brawls() -> Iterator[Story]:
    for number, (station, persons) in enumerate((("东街所", 4), ("西街所", 3), ("松岭所", 2), ("北塘所", 3))):
        yield Story(
            ("provoke", "brawl", "assault", "provoke")[number],
            station,
            1 + 3 * number,
            State.SOLVED,
            {"filed": 1 + 3 * number, "solved": 3 + 3 * number},
            [(Measure.CAUGHT, persons)],
        )


def _vice_dens() -> Iterator[Story]:
    for number, (station, persons) in enumerate((("松岭所", 7), ("青石所", 6), ("柳浦所", 4), ("江湾所", 2))):
        yield Story(
            "organised_vice" if number == 1 else "gambling_den",
            VICE_SQUAD if number < 2 else station,
            2 + 2 * number,
            State.DETAINED,
            {"filed": 2 + 2 * number, "solved": 4 + 2 * number, "detained": 15 - (number > 1) * 6},
            [(Measure.COERCED, persons)],
            held=(Custody.BAIL if number > 1 else Custody.DETENTION, persons),
        )


def _under_way(world: World) -> Iterator[Story]:
    """Filed and not solved; one in review beyond its three days; one from before the campaign that nobody touched."""
    for number, station in enumerate(world.stations):
        start = (number * 5) % 16
        yield Story(
            ("bike", "theft", "robbery")[number % 3], station.short_name, start, State.FILED, {"filed": start + 1}
        )
    for number, station in enumerate(world.stations[:4]):
        days = {"filed": 2 + number, "solved": 9 + number}
        yield Story("bike", station.short_name, 2 + number, State.SOLVED, days, [(Measure.CAUGHT, 1)])
    yield Story("theft", "南桥所", 12)
    yield Story("theft", "柳浦所", 16)
    yield Story(
        "fraud",
        SQUAD,
        -30,
        State.FILED,
        {"filed": -28},
        name="冒充客服电信诈骗案",
        place="北塘出租房集中片",
        progressed=-4,
    )
    yield Story("food_drug", VICE_SQUAD, 5, State.SOLVED, {"filed": 6, "solved": 13}, [(Measure.CAUGHT, 2)])
    days = {"filed": 3, "solved": 10}
    yield Story(
        "theft", SQUAD, 3, State.SOLVED, days, [(Measure.FUGITIVE, 3)], Pattern.SERIES, "车站系列扒窃案", "西街汽车站"
    )


def vice(world: World) -> Iterator[Story]:
    """行政 cases of gambling and prostitution until so many people are penalised."""
    left, place = VICE_PENALISED, 0
    while left:
        persons = min(left, world.rng.randint(4, MOST_A_CASE))
        start = place % 14
        ended = start + 1 + world.rng.randint(0, 2)
        station = world.stations[place % len(world.stations)].short_name
        code = "prostitution" if place % 4 == 0 else "gambling"
        yield Story(code, station, start, State.PENALISED, {"ended": ended}, [(Measure.PENALISED, persons)])
        left, place = left - persons, place + 1


def others(world: World) -> Iterator[Story]:
    """治安 cases in hand, of which some are late, one stands still for an expertise, and one was withdrawn."""
    yield Story("foreigner", "东街所", 6, State.PENALISED, {"ended": 9}, [(Measure.FOUND, 2)], place="文庙路外贸市场")
    for number, station in enumerate(world.stations):
        yield Story("fight", station.short_name, number * 2, State.ACCEPTED)
    for number, station in enumerate(world.stations[1:4]):
        yield Story("fight", station.short_name, -18 + number, State.ACCEPTED, progressed=9 + number)
    yield Story("fight", "青石所", -10, State.ACCEPTED, name="农贸市场殴打他人案", suspended=4, progressed=10)
    yield Story("petty_theft", "江湾所", 3, State.WITHDRAWN, {"ended": 12})
