"""Messages as the tests of every page meet them."""

from baiyi.notifications.models import Notification
from baiyi.notifications.services import send
from tests.factories import make_venue
from tests.samples import Subject
from tests.world import World, once


@once
def message(world: World) -> Notification:
    """Of alice alone, about a venue of her station."""
    alice = world.force.alice
    venue = make_venue(world.force.station, alice)
    send([alice], kind="job_finished", subject=venue, period="1", facts={"title": venue.name, "result": ""})
    return Notification.objects.get(recipient=alice, period="1", object_id=venue.pk)


SUBJECTS = {"notifications:message-": Subject(message)}
