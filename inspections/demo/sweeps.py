"""The three sweeps of the demonstration: on their nights each of the public venues that the campaign reached is on the
list of a group and visited; a few others are left. With numbers of their own, so that nothing else is drawn otherwise.
"""

import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass, field, replace

from django.db.models import Min

from baiyi.accounts.models import Unit
from baiyi.journal.services import PastEvent, log_past
from baiyi.records import clock
from campaigns.demo import SEED, World
from campaigns.models import Operation
from campaigns.reporting import reporting_day
from inspections.demo import rows
from inspections.demo.venues import Ledger
from inspections.models import (
    Answer,
    Inspection,
    SweepForce,
    SweepGroup,
    SweepReport,
    SweepSignOn,
    SweepTurnout,
    SweepVenue,
    Venue,
)
from inspections.models.venue import PUBLIC_GROUPS

Kind = SweepForce.Kind
FORCES = {  # kind → fewest and most of a group
    Kind.STATION: (5, 7),
    Kind.PUBLIC_ORDER: (1, 3),
    Kind.PATROL: (2, 4),
    Kind.TRAFFIC: (1, 3),
    Kind.GRID: (4, 9),
    Kind.PARTY: (2, 5),
    Kind.VOLUNTEER: (3, 8),
}
BODIES = ("区综治中心", "区应急管理局", "区综合行政执法局", "区消防救援大队")
AREAS = ("夜市和沿街商铺", "宾馆酒吧一带", "洗浴足浴和棋牌室集中路段", "娱乐场所集中路段")
LEFT = (2, 6)  # 家 of a list that nobody came to
ZERO, LATE, MISSING = (0, "松岭所"), (1, "江湾所"), (2, "青石所")  # number of the sweep, station
COUNTS = {  # of a report: fewest and most
    "cars": (2, 4),
    "people_checked": (30, 120),
    "vehicles_checked": (15, 60),
    "captured_criminal": (0, 1),
    "captured_administrative": (0, 3),
    "captured_other": (0, 1),
    "penalised": (0, 4),
    "leaflets": (60, 240),
    "served": (10, 60),
}
TOO_LATE = dt.timedelta(minutes=100)
BATCH = 500


@dataclass
class Night:
    """One sweep: its operation, and by station what was visited in it, in the order of the visits."""

    number: int
    operation: Operation
    visited: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def day(self) -> dt.date:
        return reporting_day(self.operation.starts_at)


def plant_sweeps(world: World, ledger: Ledger) -> None:
    world = replace(world, rng=random.Random(f"{SEED}:sweeps"))  # noqa: S311 - a demonstration repeats itself
    nights = [Night(number, operation) for number, operation in enumerate(world.operations)]
    _visit_the_rest(world, ledger, nights)
    visits = Inspection.objects.filter(operation__isnull=False).order_by("inspected_at", "pk")
    for operation, unit, venue in visits.values_list("operation", "unit", "venue"):
        night = next(each for each in nights if each.operation.pk == operation)
        if venue not in night.visited[unit]:
            night.visited[unit].append(venue)
    for night in nights:
        for station in world.stations:
            _plant_group(world, ledger, night, station)


def _visit_the_rest(world: World, ledger: Ledger, nights: list[Night]) -> None:
    """Whatever the campaign reached on other days is looked at on the first sweep after that day, or the last one."""
    reached = Inspection.objects.filter(inspected_on__gte=world.start, venue__category__group__in=PUBLIC_GROUPS)
    first = dict(reached.order_by().values_list("venue").annotate(day=Min("inspected_on")))
    in_sweeps = set(reached.filter(operation__isnull=False).values_list("venue", flat=True))
    venues = Venue.objects.in_bulk(first.keys() - in_sweeps)
    new = [_visit(world, venues[pk], _night_for(first[pk], nights)) for pk in sorted(venues)]
    made = Inspection.objects.bulk_create([row for row, _ in new], batch_size=BATCH)
    through = Inspection.inspectors.through
    pairs = [through(inspection=row, user=person) for row, people in new for person in people]
    through.objects.bulk_create(pairs, batch_size=BATCH)
    answers = [
        Answer(inspection=row, item=item, result=Answer.Result.NORMAL)
        for row, _ in new
        for item in ledger.items[row.venue.category_id]
    ]
    Answer.objects.bulk_create(answers, batch_size=BATCH)
    log_past(_first(row, "登记") for row in made)


def _night_for(day: dt.date, nights: list[Night]) -> Night:
    return next((night for night in nights if day < night.day), nights[-1])


def _visit(world: World, venue: Venue, night: Night) -> tuple[Inspection, list]:
    operation = night.operation
    minutes = int((operation.ends_at - operation.starts_at).total_seconds()) // 60 - 30
    instant = operation.starts_at + dt.timedelta(minutes=world.rng.randint(5, minutes))
    people = rows.crew(world, next(each for each in world.stations if each.pk == venue.unit_id), venue.responsible)
    facts = {"unit_id": venue.unit_id, "created_by": people[0], "client_uuid": rows.form_number(world.rng)}
    facts |= {"created_at": instant + dt.timedelta(minutes=world.rng.randint(8, 25))}
    day = instant.astimezone(clock.now().tzinfo).date()
    visit = Inspection(venue=venue, inspected_at=instant, inspected_on=day, operation=operation, **facts)
    visit.outcome = Inspection.Outcome.NORMAL
    return visit, people


def _plant_group(world: World, ledger: Ledger, night: Night, station: Unit) -> None:
    rng, operation = world.rng, night.operation
    deployed = {
        "unit": station,
        "created_by": world.people["office"],
        "created_at": operation.starts_at - dt.timedelta(hours=rng.randint(5, 10)),
    }
    group = SweepGroup(operation=operation, name=f"{station.short_name}清查组", leader=world.chief(station), **deployed)
    group.area, group.cars = f"{station.short_name}辖区{rng.choice(AREAS)}", rng.randint(2, 4)
    SweepGroup.objects.bulk_create([group])
    forces = [
        SweepForce(group=group, kind=kind, planned=rng.randint(*span), **deployed) for kind, span in FORCES.items()
    ]
    forces += [
        SweepForce(group=group, kind=Kind.PARTNER, body=world.units[name], planned=rng.randint(1, 3), **deployed)
        for name in BODIES
    ]
    SweepForce.objects.bulk_create(forces)
    visited = night.visited[station.pk]
    others = [venue.pk for venue in ledger.of(station, PUBLIC_GROUPS) if venue.pk not in visited]
    listed = visited + rng.sample(others, rng.randint(*LEFT))
    facts = deployed | {"group": group, "operation": operation}
    places = [SweepVenue(venue_id=venue, position=place, **facts) for place, venue in enumerate(listed, 1)]
    SweepVenue.objects.bulk_create(places, batch_size=BATCH)
    _sign_on(world, night, group)
    log_past([_first(group, "登记"), *(_first(each, "派给清查组") for each in places)])
    log_past(_first(row, "上报") for row in _report(world, night, group, forces))


def _sign_on(world: World, night: Night, group: SweepGroup) -> None:
    people = [group.leader, *world.officers(group.unit), *world.auxiliaries(group.unit)]
    begins = night.operation.starts_at - dt.timedelta(minutes=30)
    SweepSignOn.objects.bulk_create(
        SweepSignOn(
            group=group,
            person=person,
            reported_on=night.day,
            signed_at=begins + dt.timedelta(minutes=world.rng.randint(0, 40)),
        )
        for person in people
    )


def _report(world: World, night: Night, group: SweepGroup, forces: list[SweepForce]) -> list:
    """The report with its turnouts; nothing of the group that still owes it."""
    rng, which = world.rng, (night.number, group.unit.short_name)
    if which == MISSING:
        return []
    due = night.operation.reports_due_at
    at = due + TOO_LATE if which == LATE else night.operation.ends_at + dt.timedelta(minutes=rng.randint(5, 100))
    facts = {"unit": group.unit, "created_by": world.clerk(group.unit), "created_at": at}
    report = SweepReport(group=group, reported_on=night.day, reported_at=at, is_late=at > due, **facts)
    report.is_zero = which == ZERO
    if report.is_zero:
        SweepReport.objects.bulk_create([report])
        return [report]
    for name, span in COUNTS.items():
        setattr(report, name, rng.randint(*span))
    report.captured = report.captured_criminal + report.captured_administrative + report.captured_other
    if rng.random() < 1 / 4:
        report.closed, report.words = 1, "一家足浴店存在突出问题，责令停业整顿"
    SweepReport.objects.bulk_create([report])
    turnouts = [_turnout(world, night, force, facts) for force in forces]
    SweepTurnout.objects.bulk_create(turnouts)
    return [report, *turnouts]


def _turnout(world: World, night: Night, force: SweepForce, facts: dict) -> SweepTurnout:
    """Now and then one fewer than planned; bodies say their own number."""
    count = max(1, force.planned - (world.rng.random() < 1 / 5))
    is_own = force.kind == Kind.PARTNER
    turnout = SweepTurnout(force=force, reported_on=night.day, count=count, is_confirmed=is_own, **facts)
    if is_own:
        turnout.created_by = world.staff[force.body.short_name, "partner"][0]
    return turnout


def _first(record, verb: str) -> PastEvent:
    return PastEvent(record, verb, by=record.created_by, at=record.created_at, is_first=True)
