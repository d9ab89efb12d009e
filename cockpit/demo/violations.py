"""违法行为 of the demonstration (89 起): found in inspections and joint operations, which cases do not know."""

from collections.abc import Iterator

from campaigns.demo import World
from cases.demo.rows import CaseRows
from cases.demo.stories import Story
from cases.models import Outcome
from cases.models.stages import State
from inspections.models import Inspection

FOUND = 89  # 起
IN_OPERATIONS = 9  # of these, found by a joint operation as such
DONE = 76  # penalised by now


def plant_violations(world: World) -> None:
    """A penalty for most; the last ones are still in hand."""
    origins = [*_inspections(world), *_operations(world)]
    rows = CaseRows(world)
    rows.add_all(_stories(world, origins), origins=origins)
    rows.write()


def _inspections(world: World) -> list[Inspection]:
    """Spread evenly over those that found hazards, the earliest first."""
    found = Inspection.objects.current().filter(outcome=Inspection.Outcome.HAZARD, inspected_on__gte=world.start)
    rows = list(found.select_related("unit", "venue").order_by("inspected_on", "pk"))
    wanted = FOUND - IN_OPERATIONS
    return [rows[number * len(rows) // wanted] for number in range(wanted)]


def _operations(world: World) -> list:
    return [world.operations[number % len(world.operations)] for number in range(IN_OPERATIONS)]


def _stories(world: World, origins: list) -> Iterator[Story]:
    for number, origin in enumerate(origins):
        is_visit = isinstance(origin, Inspection)
        on = origin.inspected_on if is_visit else origin.starts_at.date()
        start = (on - world.start).days
        unit = origin.unit if is_visit else world.stations[number % len(world.stations)]
        code = "premises" if is_visit or number % 3 else "other_admin"
        last = (world.as_of - world.start).days
        place = str(origin.venue)[:60] if is_visit else ""
        if number < DONE or not is_visit:
            ended = min(start + 1 + number % 3, last)
            persons = [(Outcome.Measure.PENALISED, 1)]
            yield Story(code, unit.short_name, start, State.PENALISED, {"ended": ended}, persons, place=place)
        else:
            yield Story(code, unit.short_name, start, place=place)
