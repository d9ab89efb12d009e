"""Cases of the demonstration against who drank and drove: found on night sheets, which cases do not know. The sheets
count the people; a case of each night on which somebody was drunk, and one of each second other night.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from campaigns.demo import SEED, World
from cases.demo.rows import CaseRows
from cases.demo.stories import Story
from cases.models.stages import State
from prevention.models import NightSheet

EVERY = 2  # of the nights without anybody drunk


def plant_driving(world: World) -> None:
    world = replace(world, rng=Random(SEED + 15))  # noqa: S311 - its own, so that other draws stay as they were
    sheets = list(NightSheet.objects.current().select_related("unit", "checkpoint").order_by("starts_at", "pk"))
    chosen = [each for place, each in enumerate(sheets) if each.drunk or place % EVERY]
    rows = CaseRows(world)
    rows.add_all(_stories(world, chosen), origins=chosen)
    rows.write()


def _stories(world: World, sheets: list[NightSheet]) -> Iterator[Story]:
    last = (world.as_of - world.start).days
    for sheet in sheets:
        start = (sheet.reported_on - world.start).days
        facts = {"place": sheet.where}
        if sheet.drunk:
            yield Story("drunk_driving", sheet.unit.short_name, start, State.FILED, {"filed": start}, **facts)
        else:
            ended = min(start + 1, last)
            yield Story("drink_driving", sheet.unit.short_name, start, State.PENALISED, {"ended": ended}, **facts)
