"""What needs rows of several rooms: the responsibility list, whose lines name figures of all, and 违法行为, which come
from inspections and operations and are cases.
"""

from campaigns.demo import World
from cockpit.demo.plan import plant_plan
from cockpit.demo.violations import plant_violations

__all__ = ["plant"]


def plant(world: World) -> None:
    plant_plan(world)
    plant_violations(world)
