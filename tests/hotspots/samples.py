"""Hotspots, who answers for them, and visits, as the tests of every page meet them."""

import datetime as dt
import uuid

from django.urls import reverse

from baiyi.records import clock
from baiyi.records.models import Draft
from hotspots.models import Hotspot, HotspotAssignment, Supervision, Timetable
from hotspots.services import keep_draft
from hotspots.views.hotspots import HOTSPOTS
from hotspots.views.supervisions import SUPERVISIONS
from tests.campaigns.samples import running_campaign
from tests.factories import Force, make_hotspot, make_supervision
from tests.samples import FormPage, Sample, Subject, at
from tests.world import World, once


def make_listed(force: Force, **facts) -> Hotspot:
    running_campaign(force)
    return make_hotspot(force.station, force.people["office"], **facts)


def hotspot_words(force: Force) -> dict:
    running_campaign(force)
    facts = {"name": "车站周边", "reason": "complex", "level": "district", "unit": str(force.station.pk)}
    return facts | {"rectify_by": f"{clock.today() + dt.timedelta(days=60)}"}


def make_visit(force: Force) -> Supervision:
    return make_supervision(make_listed(force), force.people["chief"])


@once
def hotspot(world: World) -> Hotspot:
    return make_listed(world.force, name="夜市周边")


@once
def owner(world: World) -> HotspotAssignment:
    return make_listed(world.force, owner=world.force.alice).assignments.get()


@once
def draft(world: World) -> Draft:
    """Of a visit the chief began."""
    typed = {"findings": ["固定岗空岗"]}
    return keep_draft(by=world.force.people["chief"], client_uuid=uuid.uuid4(), hotspot=hotspot(world), typed=typed)


def visit_words(world: World) -> dict:
    return {
        "outcome": "problem",
        "method": "on_site",
        "problem_count": "2",
        "findings": "固定岗空岗",
        "client_uuid": str(uuid.uuid4()),
    }


SAMPLES = [
    Sample(
        HOTSPOTS,
        who="office",
        make=make_listed,
        words=hotspot_words,
        changed={"description": "夜间噪声"},
        moves={"delist": {"reason": "整治完成"}, "void": {"reason": "重复挂牌"}},
    ),
    Sample(SUPERVISIONS, who="chief", make=make_visit, moves={"void": {"reason": "记错了区域"}}),
]
FORM_PAGES = {
    "hotspots:hotspot-assign": FormPage(
        "office",
        at("hotspots:hotspot-assign", hotspot),
        lambda world: {"picked": str(world.force.alice.pk), "reason": "挂牌后指定"},
        record=hotspot,
        is_versioned=True,
        outcome=HotspotAssignment,
        made=lambda world: HotspotAssignment.objects.latest("pk"),
    ),
    "hotspots:supervision-record": FormPage(
        "chief",
        at("hotspots:supervision-record", hotspot),
        visit_words,
        outcome=Supervision,
        made=lambda world: Supervision.objects.latest("pk"),
    ),
    "hotspots:supervision-chase": FormPage(
        "office", lambda world: hotspot(world) and reverse("hotspots:supervision-chase")
    ),
    "hotspots:arrangement": FormPage(
        "office",
        lambda world: running_campaign(world.force) and reverse("hotspots:arrangement"),
        lambda world: {"week_starts_on": "0"},
    ),
}
SUBJECTS = {
    "hotspots:hotspot-sign": Subject(owner),
    "hotspots:supervision-record": Subject(hotspot),
    "hotspots:supervision-draft": Subject(hotspot),
    "hotspots:supervision-discard": Subject(draft, lambda draft: {"client_uuid": draft.client_uuid}, foreign=302),
}


def happen(world: World) -> None:
    """At each station a visit that found something, and a week that ended without one and was made up for; hours of the
    campaign's own.
    """
    force, chief = world.force, world.force.people["chief"]
    campaign, today = running_campaign(force), clock.today()
    Timetable.objects.create(campaign=campaign, effective_on=campaign.starts_on)
    for unit in (force.station, force.other_station):
        found = make_hotspot(unit, force.people["office"], name=f"车站周边{unit.pk}")
        who = chief if unit == force.station else force.people["leader"]
        make_supervision(found, who, problems=2)
        monday = today - dt.timedelta(days=today.weekday() + 7)
        week = {"starts_on": monday, "ends_on": monday + dt.timedelta(days=6)}
        found.duties.create(unit=unit, opened_at=clock.now(), missed_at=clock.now(), **week)
        make_supervision(found, who, on=week["ends_on"], late_reason="当天在外办案")
