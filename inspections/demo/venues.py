"""Venues of the demonstration: how many of each category at each station, and who is responsible."""

from dataclasses import dataclass, field

from campaigns.demo import GIVEN_NAMES, SURNAMES, World
from inspections.demo import names, times
from inspections.models import ChecklistItem, Venue, VenueCategory
from inspections.models.venue import PUBLIC_GROUPS, VenueGroup
from inspections.services.codes import give_codes

WANTED = {  # 家
    "night_stall": 230,
    "hotel": 190,
    "bar": 60,
    "bath": 210,
    "cards": 290,
    "entertainment": 170,
    "precursor": 118,
    "toxic": 47,
    "internal": 85,
}
SHARES = {
    "东街所": 170,
    "西街所": 165,
    "南桥所": 155,
    "北塘所": 150,
    "江湾所": 140,
    "青石所": 130,
    "柳浦所": 125,
    "松岭所": 115,
}
TASKS = (
    "entertainment",
    "bath",
    "hotel",
    "cards",
    "night_stall",
    "entertainment",
    "bath",
    "bar",
)  # what falls due today for `officer`


@dataclass
class Ledger:
    """The venues planted, by station and kind, and what is known of their categories."""

    items: dict[int, list[ChecklistItem]]
    venues: list[Venue] = field(default_factory=list)
    tasks: list[Venue] = field(default_factory=list)  # due today, of `officer`

    def of(self, station, groups) -> list[Venue]:
        return [venue for venue in self.venues if venue.unit_id == station.pk and venue.category.group in groups]


KINDS = {"public": set(PUBLIC_GROUPS), "hazmat": {VenueGroup.HAZMAT}, "internal": {VenueGroup.OTHER}}


def apportion(total: int, weights: dict) -> dict:
    """Whole shares that add up to `total`, by largest remainder."""
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items()}
    shares = {key: int(share) for key, share in exact.items()}
    for key in sorted(exact, key=lambda key: shares[key] - exact[key])[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def plant_venues(world: World) -> Ledger:
    categories = {
        category.code: category
        for category in VenueCategory.objects.select_related("rule").prefetch_related("items__phrases")
    }
    ledger = Ledger({category.pk: list(category.items.all()) for category in categories.values()})
    for code, wanted in WANTED.items():
        fresh = names.venue_names(code, world.rng)
        for station, share in apportion(wanted, SHARES).items():
            ledger.venues += [_venue(world, categories[code], world.units[station], next(fresh)) for _ in range(share)]
    _give_tasks(world, ledger)
    Venue.objects.bulk_create(ledger.venues, batch_size=500)
    give_codes(ledger.venues)
    return ledger


def _venue(world: World, category: VenueCategory, station, name: str) -> Venue:
    rng = world.rng
    return Venue(
        unit=station,
        created_by=world.clerk(station),
        created_at=times.at(world, world.day(-rng.randint(150, 400))),
        name=name,
        category=category,
        address=names.address(station.short_name, rng),
        responsible=rng.choice([person for person in world.officers(station) if person.username != "officer"]),
        head_name=rng.choice(SURNAMES) + rng.choice(GIVEN_NAMES.split()),
        head_phone=f"1390000{rng.randrange(10**4):04d}",
    )


def _give_tasks(world: World, ledger: Ledger) -> None:
    """The venues `officer` sees as today's tasks."""
    officer, public = world.people["officer"], ledger.of(officer_station(world), KINDS["public"])
    for code in TASKS:
        venue = next(each for each in public if each.category.code == code and each not in ledger.tasks)
        venue.responsible = officer
        ledger.tasks.append(venue)


def officer_station(world: World):
    return world.units["东街所"]
