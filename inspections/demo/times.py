"""Believable instants: when a place is visited, never later than the world's last one."""

import datetime as dt

from campaigns.demo import ONE_DAY, World
from inspections.models.venue import VenueGroup

LATE = {
    VenueGroup.NIGHT_STALL: (19, 23),
    VenueGroup.ENTERTAINMENT: (19, 23),
    VenueGroup.HOTEL_BAR: (14, 23),
    VenueGroup.CARDS: (14, 22),
}
OFFICE = (9, 17)
NIGHT_SHARE = 0.75  # of the public venues visited on the day of an operation


def at(world: World, day: dt.date, hours: tuple[int, int] = OFFICE) -> dt.datetime:
    """Some instant of the day within the hours."""
    return world.at(day, hours)


def visit(world: World, day: dt.date, group: str):
    """(instant, joint operation or None) of a visit on that day."""
    if group not in {VenueGroup.HAZMAT, VenueGroup.OTHER}:
        tonight = next((each for each in world.operations if each.starts_at.date() == day), None)
        if tonight and world.rng.random() < NIGHT_SHARE:
            return at(world, day, (20, 23)), tonight
        last_night = next((each for each in world.operations if each.starts_at.date() == day - ONE_DAY), None)
        if last_night and world.rng.random() < 1 - NIGHT_SHARE:
            return at(world, day, (0, 1)), last_night
    return at(world, day, LATE.get(group, OFFICE)), None


def later(world: World, instant: dt.datetime, least: int, most: int) -> dt.datetime:
    """`least` to `most` minutes after the instant."""
    return min(instant + dt.timedelta(minutes=world.rng.randint(least, most)), world.latest())
