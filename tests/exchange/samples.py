"""Photos, check rules, imports, exports and bulk acts as the tests of every page meet them."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baiyi.exchange import checking
from baiyi.exchange.exports.views import address_of_form
from baiyi.exchange.imports import profiles
from baiyi.exchange.models import BulkRun, DocumentSeries, Export, ImportBatch, Photo, SmallCountRule
from baiyi.exchange.photos import add_photo, attach
from baiyi.records import clock
from baiyi.records.models import CheckRule
from tests.exchange.bulk.hazards import done, make_hazards, prepared
from tests.exchange.exports.reading import VENUES, take
from tests.exchange.imports import doing
from tests.exchange.pictures import jpeg
from tests.exchange.workbooks.made import of_rows
from tests.factories import Force, make_inspection, make_venue
from tests.samples import FormPage, Subject, at, first_choice
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


def sent(world: World, *rows: list) -> ImportBatch:
    """A venue ledger of the first station, read and rehearsed."""
    clerk = world.force.people["clerk"]
    category = make_venue(world.force.station, world.force.alice).category.name
    heads = ["场所名称", "场所类别", "地址", "所属派出所"]
    known = [["样例店一", category, "样例路 1 号", world.force.station.name], *rows]
    return doing.send("venues", [heads, *known], clerk)


@once
def checked(world: World) -> ImportBatch:
    """With a row that is wrong."""
    return sent(world, ["样例店二", "飞船", "样例路 2 号", world.force.station.name])


@once
def let_in(world: World) -> ImportBatch:
    batch = doing.let_in(sent(world), world.force.people["clerk"])
    profiles.keep(batch, by=batch.uploaded_by)
    return batch


def a_workbook(world: World) -> dict:
    row = ["样例店三", "旅馆", "样例路 3 号", world.force.station.name]
    content = of_rows(["场所名称", "场所类别", "地址", "所属派出所"], row)
    return {"workbook": SimpleUploadedFile("台账.xlsx", content)}


@once
def export(world: World) -> Export:
    """The venues of the first station, taken by alice."""
    make_venue(world.force.station, world.force.alice)
    return take(world.force.alice, VENUES)


def a_small_count_rule(**facts) -> SmallCountRule:
    rule = SmallCountRule(**({"effective_on": clock.today(), "threshold": 5} | facts))
    rule.save()
    return rule


def happen(world: World) -> None:
    checked(world)
    let_in(world)
    a_small_count_rule()
    confirmed(world)


@once
def run(world: World) -> BulkRun:
    """Of the head of the first station, not confirmed yet."""
    return prepared(world.client("chief"), rows=make_hazards(world.force, 1))


@once
def confirmed(world: World) -> BulkRun:
    make_hazards(world.force, 1)
    return done(world.client("chief"))


FORM_PAGES = {
    "exchange:series-format": FormPage(
        "office",
        lambda world: reverse("exchange:series-format"),
        lambda world: {
            "organ": first_choice,
            "document_type": "by_date",
            "year": f"{clock.today().year + 1}",
            "prefix": "样例限字",
        },
        outcome=DocumentSeries,
        made=lambda world: DocumentSeries.objects.latest("pk"),
    ),
    "exchange:threshold-set": FormPage(
        "office",
        lambda world: reverse("exchange:threshold-set"),
        lambda world: {"threshold": "4"},
        outcome=SmallCountRule,
        made=lambda world: SmallCountRule.objects.latest("pk"),
    ),
    "exchange:import-upload": FormPage(
        "clerk",
        lambda world: reverse("exchange:import-upload", args=["venues"]),
        a_workbook,
        outcome=ImportBatch,
        made=lambda world: ImportBatch.objects.latest("pk"),
    ),
    "exchange:import-columns": FormPage(
        "clerk",
        at("exchange:import-columns", checked),
        lambda world: {"head_row": "1"},
        record=checked,
        outcome=ImportBatch,
        made=checked,
    ),
    "exchange:export-new": FormPage(
        "alice",
        lambda world: address_of_form(VENUES),
        lambda world: {"columns": ["name", "unit"]},
        outcome=Export,
        made=lambda world: Export.objects.latest("pk"),
    ),
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
    "exchange:import-upload": Subject(checked, lambda batch: {"ledger": batch.ledger}, is_for_all=True),
    "exchange:import-template": Subject(checked, lambda batch: {"ledger": batch.ledger}, is_for_all=True),
    "exchange:import-": Subject(checked),
    "exchange:export-detail": Subject(export),
    "exchange:export-state": Subject(export),
    "exchange:export-file": Subject(export),
    "exchange:bulk-confirm": Subject(run),
    "exchange:bulk-run": Subject(confirmed),
    "exchange:photo": Subject(photo, lambda photo: {"photo": photo.uuid}),
    "exchange:check-add": Subject(rule, lambda rule: {"subject": rule.subject}, is_for_all=True),
    "exchange:check-end": Subject(rule, is_for_all=True),
}
