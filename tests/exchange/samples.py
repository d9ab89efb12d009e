"""Photos and check rules as the tests of every page meet them."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baiyi.exchange import checking
from baiyi.exchange.bulk.models import BulkRun
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import add_photo, attach
from baiyi.records import clock
from baiyi.records.models import CheckRule
from tests.exchange.bulk.hazards import done, make_hazards, prepared
from tests.exchange.pictures import jpeg
from tests.factories import Force, make_inspection, make_venue
from tests.samples import FormPage, Subject, at
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


def a_rule(force: Force, **facts) -> CheckRule:
    """Of the form of a supervision: who found problems says which."""
    facts = {
        "by": force.people["office"],
        "subject": "hotspots.supervision",
        "kind": CheckRule.Kind.REQUIRED,
        "left": "problem_count",
        "others": ["findings"],
        "effective_from": clock.today(),
    } | facts
    return checking.add_rule(**facts)


@once
def rule(world: World) -> CheckRule:
    return a_rule(world.force)


@once
def run(world: World) -> BulkRun:
    """Of the head of the first station, not confirmed yet."""
    return prepared(world.client("chief"), rows=make_hazards(world.force, 1))


@once
def confirmed(world: World) -> BulkRun:
    make_hazards(world.force, 1)
    return done(world.client("chief"))


FORM_PAGES = {
    "exchange:bulk-confirm": FormPage(
        "chief", at("exchange:bulk-confirm", run), outcome=BulkRun, made=lambda world: run(world)
    ),
    "exchange:check-add": FormPage(
        "office",
        lambda world: reverse("exchange:check-add", args=["hotspots.supervision"]),
        lambda world: {"kind": "required", "left": "problem_count", "others": ["next_step"]},
        outcome=CheckRule,
        made=lambda world: CheckRule.objects.latest("pk"),
        takes_any_day=True,
    ),
    "exchange:check-end": FormPage(
        "office", at("exchange:check-end", rule), lambda world: {"reason": "口径改了"}, record=rule, takes_any_day=True
    ),
}
SUBJECTS = {
    "exchange:bulk-confirm": Subject(run),
    "exchange:bulk-run": Subject(confirmed),
    "exchange:photo": Subject(photo, lambda photo: {"photo": photo.uuid}),
    "exchange:check-add": Subject(rule, lambda rule: {"subject": rule.subject}, is_for_all=True),
    "exchange:check-end": Subject(rule, is_for_all=True),
}


def happen(world: World) -> None:
    confirmed(world)
