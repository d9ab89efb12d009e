"""The demonstration's ground, and the campaign's own part of what happens on it."""

from campaigns.demo.ground import ACCOUNTS, DAY, GIVEN_NAMES, ONE_DAY, PARTNERS, SEED, SURNAMES, World, lay_ground
from campaigns.demo.hotspots import plant as plant_hotspots
from campaigns.demo.plan import plant_plan


def plant(world: World) -> None:
    plant_hotspots(world)
    plant_plan(world)


__all__ = ["ACCOUNTS", "DAY", "GIVEN_NAMES", "ONE_DAY", "PARTNERS", "SEED", "SURNAMES", "World", "lay_ground", "plant"]
