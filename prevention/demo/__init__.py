"""Prevention in the demonstration: 28 checkpoints, 86 people who drank and drove, 14 zones with 27 beats and their
patrols, the alarms of days, the waterside, publicity.
"""

from dataclasses import replace
from random import Random

from campaigns.demo import SEED, World
from prevention.demo.alarms import plant_alarms
from prevention.demo.checkpoints import plant_checkpoints, plant_shifts
from prevention.demo.nights import plant_nights
from prevention.demo.patrols import plant_patrols
from prevention.demo.publicity import plant_publicity
from prevention.demo.waters import plant_waterside

__all__ = ["plant"]


def plant(world: World) -> None:
    world = replace(world, rng=Random(SEED + 14))  # noqa: S311 - its own, so that other rooms' draws stay as they were
    checkpoints = plant_checkpoints(world)
    plant_shifts(world, checkpoints)
    plant_nights(world, checkpoints)
    plant_patrols(world)
    plant_publicity(replace(world, rng=Random(SEED + 15)))  # noqa: S311 - as above
    plant_alarms(replace(world, rng=Random(SEED + 17)))  # noqa: S311 - as above
    plant_waterside(replace(world, rng=Random(SEED + 38)))  # noqa: S311 - as above
