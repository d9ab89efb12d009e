"""Photos as the tests of every page meet them."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from baiyi.exchange.models import Photo
from baiyi.exchange.photos import add_photo, attach
from tests.exchange.pictures import jpeg
from tests.factories import make_inspection, make_venue
from tests.samples import Subject
from tests.world import World, once


@once
def photo(world: World) -> Photo:
    """At an inspection of the first station."""
    alice, amy = world.force.alice, world.force.amy
    inspection = make_inspection(make_venue(world.force.station, alice), [alice, amy])
    upload = SimpleUploadedFile("a.jpg", jpeg())
    found = add_photo(upload=upload, client_uuid=uuid.uuid4(), slot="scene", kind="scene", by=alice)
    attach([(found, inspection)])
    return found


SUBJECTS = {"exchange:photo": Subject(photo, lambda photo: {"photo": photo.uuid})}
