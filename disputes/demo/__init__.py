"""Disputes of the demonstration over all stages. Nobody in it is real, and the mechanism is an example."""

from random import Random

from campaigns.demo import SEED, World
from disputes.demo import stories, threads
from disputes.demo.mechanism import plant_mechanism
from disputes.demo.mediated import MediatedRows
from disputes.demo.rows import DisputeRows

__all__ = ["plant"]


def plant(world: World) -> None:
    rng = Random(SEED + 2)  # noqa: S311 - a demonstration repeats itself; its own, so that other rooms' stay as they were
    rows = DisputeRows(world, plant_mechanism(world), rng)
    threads.tell(rows)
    rows.add_all(stories.before(rng))
    rows.add_all(stories.found(rng))
    rows.write()
    threads.tie(world, rows)
    MediatedRows(world).write(rows.disputes[3:])
