"""The journal as the tests of every room meet it."""

from baiyi.records.revealing import reveal
from inspections import rights
from tests.factories import make_venue
from tests.world import World

REASON = "核对责令整改通知书签收人身份"
FIELDS = ("head_name", "head_phone")


def read_in_full(venue, by, reason: str = REASON):
    return reveal(venue, fields=FIELDS, right=rights.REVEAL, reason=reason, by=by)


def happen(world: World) -> None:
    """Somebody reads personal data."""
    read_in_full(make_venue(world.force.station, world.force.alice), world.force.alice)
