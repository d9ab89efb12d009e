"""Checkpoints, their shifts and the nights of the demonstration: 28 checkpoints, 86 people who drank and drove."""

from dataclasses import replace
from random import Random

from campaigns.demo import SEED, World
from prevention.demo.checkpoints import plant_checkpoints, plant_shifts
from prevention.demo.nights import plant_nights

__all__ = ["plant"]


def plant(world: World) -> None:
    world = replace(world, rng=Random(SEED + 14))  # noqa: S311 - its own, so that other rooms' draws stay as they were
    checkpoints = plant_checkpoints(world)
    plant_shifts(world, checkpoints)
    plant_nights(world, checkpoints)
