"""What ties disputes of the demonstration together: leaders, two records of one matter, one that broke out again."""

from campaigns.demo import World
from campaigns.demo.world import BRANCH
from disputes.demo.rows import DisputeRows
from disputes.demo.stories import LAW, Story
from disputes.models import Dispute, State

LED_IN_HAND, LED_AND_RESOLVED = 4, 3
QUARREL = {"unit": "西街所", "code": "neighbours", "place": "西街老小区", "body": LAW, "risk": "yellow"}
SETTLED = Story(
    **QUARREL, source="visit", found=-40, state=State.RELAPSED, graded=-40, ended=-26, is_closed=True, is_latent=False
)
AGAIN = Story(**QUARREL, source="visit", found=-6, graded=-6, is_latent=False)
HEARD_TWICE = Story(**QUARREL, source="grid", found=-5, graded=-5, is_latent=False, is_second=True)


def tell(rows: DisputeRows) -> None:
    """To be called first: numbers run with the days."""
    rows.add_all([SETTLED, AGAIN, HEARD_TWICE])


def tie(world: World, rows: DisputeRows) -> None:
    """Settled before the campaign, broke out again, and the grid reported that once more: it counts once."""
    (settled, again, twice), others = rows.disputes[:3], rows.disputes[3:]
    settled.relapsed_on = again.found_on
    again.relapse_of, again.number, again.first_found_on = settled, f"{settled.number}-1", settled.found_on
    twice.main = again
    fields = ["relapsed_on", "relapse_of", "number", "first_found_on", "main"]
    Dispute.objects.bulk_update([settled, again, twice], fields)
    _lead(world, others)


def _lead(world: World, disputes: list[Dispute]) -> None:
    """包案 of the gravest ones."""
    leaders = world.staff[BRANCH, "leader"]
    high = [each for each in disputes if each.risk.is_high]
    in_hand = [each for each in high if each.state == State.HANDLING][:LED_IN_HAND]
    led = in_hand + [each for each in high if each.resolved_on][:LED_AND_RESOLVED]
    for place, each in enumerate(led):
        each.leader, each.led_since = leaders[place % len(leaders)], each.graded_on
    Dispute.objects.bulk_update(led, ["leader", "led_since"])
