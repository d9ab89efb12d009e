"""Cases of the demonstration over all stages, and what they yielded; 违法行为 are added by the roof, which knows where
they were found.
"""

from campaigns.demo import World
from cases.demo import led, stories
from cases.demo.rows import CaseRows

__all__ = ["plant"]


def plant(world: World) -> None:
    rows = CaseRows(world)
    rows.add_all(stories.criminal(world))
    rows.add_all(stories.vice(world))
    rows.add_all(stories.others(world))
    rows.write()
    led.write_leads(world, rows.by_name)
    led.write_roundup(world, rows.by_name)
    led.write_trip(world, rows.by_name)
    led.write_study(world)
    led.write_dispute(world, rows.by_name)
