"""The demonstration's ground; what happens on it, the rooms above plant."""

from campaigns.demo.world import ACCOUNTS, DAY, GIVEN_NAMES, ONE_DAY, PARTNERS, SEED, SURNAMES, World, lay_ground

__all__ = ["ACCOUNTS", "DAY", "GIVEN_NAMES", "ONE_DAY", "PARTNERS", "SEED", "SURNAMES", "World", "lay_ground"]
