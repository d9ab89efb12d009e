"""Venues, inspections, hazards and notices, as the tests of every page meet them."""

import uuid

from django.urls import reverse

from baiyi.records import clock
from baiyi.records.drafts import save_draft
from baiyi.records.models import Draft
from inspections import services
from inspections.models import Answer, ChecklistItem, Inspection, RectificationNotice, Venue
from inspections.views.inspections import HAZARDS, INSPECTIONS
from inspections.views.notices import NOTICES
from inspections.views.venues import VENUES
from tests.factories import Force, make_category, make_hazard, make_inspection, make_user, make_venue
from tests.inspections.entry_form import ENTRY, hazard_at, typed_for
from tests.samples import FormPage, Sample, Subject, at
from tests.world import World, days_ago, once


def make_visit(force: Force, **facts) -> Inspection:
    """One hazard to be rectified by a day; every item of the checklist was looked at."""
    place = make_venue(force.station, force.alice)
    answers = dict.fromkeys(ChecklistItem.objects.filter(category=place.category), Answer.Result.NORMAL)
    return make_inspection(place, [force.alice, force.amy], hazards=[make_hazard()], answers=answers, **facts)


def make_notice(force: Force, state: str = "issued") -> RectificationNotice:
    """Drafted, issued or served."""
    notice = make_visit(force, issue_now=state != "draft").notices.get()
    if state == "served":
        services.serve_notice(notice, by=force.alice, on=clock.today(), delivery="in_person")
    return notice


def venue_words(force: Force) -> dict:
    facts = {"name": "新开的店", "address": "新路1号", "head_phone": "13900001234"}
    return facts | {"category": str(make_category().pk), "unit": str(force.station.pk)}


def marked_venue(force: Force) -> Venue:
    """疑似重复, as the migration marks one."""
    marked = make_venue(force.station, force.alice)
    Venue.objects.filter(pk=marked.pk).update(is_suspected=True)
    return Venue.objects.get(pk=marked.pk)


@once
def venue(world: World) -> Venue:
    return make_venue(world.force.station, world.force.alice, head_name="", note="原来的提示")


@once
def inspection(world: World) -> Inspection:
    return make_visit(world.force)


@once
def served(world: World) -> RectificationNotice:
    return make_notice(world.force, "served")


@once
def draft(world: World) -> Draft:
    """Of an inspection alice began."""
    place = venue(world)
    facts = {"kind": "inspection", "payload": {"venue": [str(place.pk)]}, "label": place.name}
    return save_draft(by=world.force.alice, client_uuid=uuid.uuid4(), **facts)


def pair(world: World) -> list:
    return [world.force.alice, world.force.amy]


def submitted(world: World) -> str:
    """The number of an entry page that was submitted and waits for the check of its notice."""
    return world.once("submitted", lambda: _enter(world))


def _enter(world: World) -> str:
    typed = entry_words(world)
    response = world.client("alice").post(ENTRY, typed)
    assert response.url == reverse("inspections:entry-review", args=[typed["client_uuid"]])
    return typed["client_uuid"]


def entry_words(world: World) -> dict:
    return typed_for(venue(world), pair(world)) | hazard_at(venue(world))


def reinspection_words(world: World) -> dict:
    found = {f"hazard-{hazard.pk}": "yes" for hazard in served(world).hazards.open()}
    return found | {"inspectors": [str(person.pk) for person in pair(world)], "client_uuid": str(uuid.uuid4())}


SAMPLES = [
    Sample(
        VENUES,
        who="alice",
        make=lambda force: make_venue(force.station, force.alice, note="原来的提示"),
        words=venue_words,
        changed={"name": "改名的店"},
        scoped=("unit", "responsible"),
    ),
    Sample(VENUES, who="alice", make=lambda force: marked_venue(force), moves={"distinct": {"reason": "门牌不同"}}),
    Sample(INSPECTIONS, who="alice", make=make_visit),
    Sample(HAZARDS, who="alice", make=lambda force: make_visit(force).hazards.get()),
    Sample(
        NOTICES,
        who="alice",
        make=lambda force: make_notice(force, "draft"),
        changed={"content": "监控录像仅留存十五日"},
        moves={"issue": {}},
    ),
    Sample(NOTICES, who="alice", make=make_notice, moves={"serve": {"delivery": "in_person"}}),
    Sample(
        NOTICES,
        who="chief",
        make=lambda force: make_notice(force, "served"),
        moves={
            "request_reinspection": {},
            "extend": {"length": "3", "reason": "配件未到"},
            "void": {"reason": "写错单位"},
        },
    ),
]
FORM_PAGES = {
    "inspections:inspection-entry": FormPage(
        "alice",
        lambda world: f"{ENTRY}?venue={venue(world).pk}",
        entry_words,
        envelope=lambda world: {"venue": str(venue(world).pk)},
        scoped=("inspectors",),
    ),
    "inspections:entry-review": FormPage(
        "alice", lambda world: reverse("inspections:entry-review", args=[submitted(world)])
    ),
    "inspections:venue-reveal": FormPage(
        "alice", at("inspections:venue-reveal", venue), lambda world: {"reason": "核对责令整改通知书签收人身份"}
    ),
    "inspections:notice-reinspect": FormPage(
        "alice", at("inspections:notice-reinspect", served), reinspection_words, scoped=("inspectors",)
    ),
}
SUBJECTS = {
    "inspections:entry-result": Subject(inspection),
    "inspections:entry-withdraw": Subject(inspection),
    "inspections:entry-review": Subject(draft, lambda draft: {"client_uuid": draft.client_uuid}),
    "inspections:entry-discard": Subject(draft, lambda draft: {"client_uuid": draft.client_uuid}, foreign=302),
}


def happen(world: World) -> None:
    """At each station a firm whose hazard was rectified in time, a venue whose term ran out, and what asks for no term;
    a term that was extended.
    """
    force, ben = world.force, make_user("ben", world.force.other_station)
    for unit, people in ((force.station, [force.alice, force.amy]), (force.other_station, [force.bob, ben])):
        firm = make_venue(unit, people[0], category=make_category("sample-hazmat", group="hazmat"))
        with days_ago(30):
            rectified, late = (serve(each, people) for each in (firm, make_venue(unit, people[0])))
        with days_ago(28):
            reinspect(rectified, people)
        beside = [make_hazard("on_site"), make_hazard("referral", referred_to=force.partner_body)]
        make_inspection(firm, people, hazards=beside)
        assert late.hazards.open().exists()
    services.extend_notice(make_notice(force, "served"), length=3, reason="配件未到", by=force.people["chief"])


def serve(place: Venue, people) -> RectificationNotice:
    notice = make_inspection(place, people, hazards=[make_hazard()]).notices.get()
    services.serve_notice(notice, by=people[0], on=clock.today(), delivery="in_person")
    return notice


def reinspect(notice: RectificationNotice, people) -> None:
    results = dict.fromkeys(notice.hazards.open(), True)
    facts = {"inspectors": people, "by": people[0], "client_uuid": uuid.uuid4(), "on": clock.today()}
    services.record_reinspection(notice, results=results, **facts)
