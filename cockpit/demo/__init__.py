"""What needs rows of several rooms: the responsibility list, whose lines name figures of all, and cases that come from
inspections, operations and nights of checking drivers.
"""

from campaigns.demo import World
from cockpit.demo.driving import plant_driving
from cockpit.demo.plan import plant_plan
from cockpit.demo.violations import plant_violations

__all__ = ["plant"]


def plant(world: World) -> None:
    plant_plan(world)
    plant_violations(world)
    plant_driving(world)
