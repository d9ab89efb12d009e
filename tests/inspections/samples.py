"""Venues, inspections, hazards and notices, as the tests of every page meet them."""

import datetime as dt
import uuid

from django.urls import reverse

from baiyi.records import clock
from baiyi.records.drafts import save_draft
from baiyi.records.models import Draft
from campaigns.models import Operation
from inspections import services
from inspections.models import (
    Answer,
    ChecklistItem,
    ExtensionRequest,
    FailedVisit,
    Hazard,
    Inspection,
    RectificationNotice,
    Reinspection,
    SweepForce,
    SweepGroup,
    SweepReport,
    SweepTurnout,
    SweepVenue,
    Venue,
    VenueCategory,
    VenueCode,
    VenueMerge,
)
from inspections.models.sweeps import COUNTS
from inspections.services.controls import control_hazard
from inspections.services.evidence import slot_of
from inspections.services.failed_visits import record_failed_visit, retire_venue
from inspections.services.merging import merge_venues
from inspections.services.sweeps import groups, reports
from inspections.services.sweeps.venues import assign_venues
from inspections.views.inspections import HAZARDS, INSPECTIONS
from inspections.views.notices import NOTICES
from inspections.views.sweeps.groups import GROUPS
from inspections.views.sweeps.reports import REPORTS, TURNOUTS
from inspections.views.sweeps.venues import VENUES as SWEEP_VENUES
from inspections.views.venues import VENUES
from tests.campaigns.samples import make_operation
from tests.factories import (
    Force,
    make_category,
    make_hazard,
    make_inspection,
    make_round,
    make_user,
    make_venue,
)
from tests.inspections.entry_form import ENTRY, hazard_at, typed_for
from tests.samples import FormPage, Sample, Subject, at, changing, first_choice
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
        services.serve_notice(notice, by=force.alice, on=clock.today(), delivery="in_person", receiver_name="王签收")
    return notice


def make_extension(force: Force, by) -> ExtensionRequest:
    """Asked for, and not decided."""
    facts = {"length": 3, "reason": "配件未到", "applicant": "venue"}
    return services.ask_notice_extension(make_notice(force, "served"), by=by, **facts)


def venue_words(force: Force) -> dict:
    facts = {"name": "新开的店", "address": "新路1号", "head_phone": "13900001234"}
    return facts | {"category": str(make_category().pk), "unit": str(force.station.pk)}


def marked_venue(force: Force) -> Venue:
    """疑似重复, as the migration marks one."""
    marked = make_venue(force.station, force.alice)
    Venue.objects.filter(pk=marked.pk).update(is_suspected=True)
    return Venue.objects.get(pk=marked.pk)


def make_failed_visit(force: Force, outcome: str = "not_found", venue: Venue | None = None) -> FailedVisit:
    place = venue or make_venue(force.station, force.alice)
    facts = {"outcome": outcome, "visited_at": clock.now(), "by": force.alice, "client_uuid": uuid.uuid4()}
    return record_failed_visit(place, **facts)


@once
def failed_visit(world: World) -> FailedVisit:
    return make_failed_visit(world.force)


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
def reinspection(world: World) -> Reinspection:
    return make_round(make_notice(world.force, "served"), pair(world), found=False)


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
    """Nothing was rectified, so that no photo is asked for."""
    found = {slot_of(hazard): "no" for hazard in served(world).hazards.open()}
    return found | {"inspectors": [str(person.pk) for person in pair(world)], "client_uuid": str(uuid.uuid4())}


def make_group(force: Force, *, operation: Operation | None = None, **facts) -> SweepGroup:
    """Of a sweep that runs: alice leads, three of the station's and two of the partner body's people go."""
    operation = operation or make_operation(force)
    forces = {("station", None): 3, ("partner", force.partner_body.pk): 2, ("grid", None): 4}
    facts = {"name": "第一组", "unit": force.station, "leader": force.alice, "area": "文庙路一带", "cars": 2} | facts
    return groups.add_group(by=force.people["office"], operation=operation, forces=forces, **facts)


def make_place(force: Force, group: SweepGroup | None = None) -> SweepVenue:
    group = group or make_group(force)
    venue = make_venue(group.unit, force.people["office"])
    assign_venues(group, Venue.objects.filter(pk=venue.pk), by=force.people["office"])
    return SweepVenue.objects.get(venue=venue)


def make_sweep_report(force: Force, group: SweepGroup | None = None, by=None, **counts) -> SweepReport:
    """Everybody turned out, and something of everything was counted."""
    group = group or make_group(force)
    turnouts = {each.pk: each.planned for each in group.forces.current()}
    counted = {"cars": 2, "people_checked": 30, "vehicles_checked": 12, "captured": 3, "captured_criminal": 1}
    counted |= {"captured_administrative": 2, "penalised": 1, "closed": 1, "leaflets": 50, "served": 8}
    facts = {"by": by or force.alice, "version": group.version, "on": reports.days_open(group)[-1]}
    return reports.report_sweep(group, turnouts=turnouts, **facts, **(counted | counts))


def make_turnout(force: Force) -> SweepTurnout:
    """Of a force whose word stands on no other page."""
    return SweepTurnout.objects.get(force__group=make_sweep_report(force).group, force__kind="grid")


def group_words(force: Force) -> dict:
    operation = make_operation(force, name="夜间清查")
    facts = {"operation": str(operation.pk), "unit": str(force.station.pk), "name": "第二组", "area": "车站一带"}
    return facts | {"leader": str(force.alice.pk), "force-station": "4", f"body-{force.partner_body.pk}": "2"}


@once
def sweep(world: World) -> Operation:
    """Of alice's station alone."""
    return make_place(world.force).operation


@once
def group(world: World) -> SweepGroup:
    return make_group(world.force)


@once
def share(world: World) -> SweepForce:
    """Of the partner body."""
    return make_group(world.force, name="协同组").forces.get(kind="partner")


COUNTED = (*COUNTS, "force-", "body-")

SAMPLES = [
    Sample(
        VENUES,
        who="alice",
        make=lambda force: make_venue(force.station, force.alice, note="原来的提示"),
        words=venue_words,
        changed={"name": "改名的店"},
        scoped=("unit", "responsible"),
    ),
    Sample(
        VENUES,
        who="alice",
        make=lambda force: make_venue(force.station, force.alice),
        moves={"code": {"reason": "旧码遗失"}},
        again=("code",),
    ),
    Sample(VENUES, who="alice", make=lambda force: marked_venue(force), moves={"distinct": {"reason": "门牌不同"}}),
    Sample(
        VENUES,
        who="chief",
        make=lambda force: make_failed_visit(force).venue,
        moves={"keep": {"reason": "当晚营业"}, "retire": {"reason": "房屋已拆除"}},
    ),
    Sample(INSPECTIONS, who="alice", make=make_visit),
    Sample(HAZARDS, who="alice", make=lambda force: make_visit(force).hazards.get()),
    Sample(
        HAZARDS,
        who="chief",
        make=lambda force: make_visit(force).hazards.get(),
        moves={
            "control": {
                "until": lambda field: f"{clock.today() + dt.timedelta(7)}",
                "measure": "停用该处，专人看守",
                "proof": "东街所管控方案第3号",
            },
            "urge": {},
        },
        again=("control",),
        beside=("urge",),
    ),
    Sample(
        NOTICES,
        who="alice",
        make=lambda force: make_notice(force, "draft"),
        changed={"content": "监控录像仅留存十五日"},
        moves={"issue": {}},
    ),
    Sample(
        NOTICES,
        who="alice",
        make=make_notice,
        moves={"serve": {"delivery": "in_person", "receiver_name": "王签收"}},
    ),
    Sample(
        NOTICES,
        who="alice",
        make=lambda force: make_notice(force, "served"),
        moves={
            "add_proof": {"receiver_name": "李签收"},
            "ask_extension": {"length": "3", "reason": "配件未到", "applicant": "venue"},
        },
        again=("add_proof",),
    ),
    Sample(
        NOTICES,
        who="alice",
        make=lambda force: make_extension(force, by=force.alice).notice,
        moves={"withdraw_extension": {}},
    ),
    Sample(
        NOTICES,
        who="chief",
        make=lambda force: make_extension(force, by=force.alice).notice,
        moves={"extend": {"opinion": "情况属实"}},
    ),
    Sample(
        NOTICES,
        who="chief",
        make=lambda force: make_extension(force, by=force.alice).notice,
        moves={"refuse_extension": {"reason": "可以按期整改"}},
    ),
    Sample(
        NOTICES,
        who="chief",
        make=lambda force: make_notice(force, "served"),
        moves={
            "request_reinspection": {},
            "void": {"reason": "写错单位"},
        },
    ),
    Sample(
        GROUPS,
        who="chief",
        make=make_group,
        words=group_words,
        moves={
            "report": {"people_checked": "12", "captured": "1", "captured_criminal": "1"},
            "zero": {},
            "members": {},
            "void": {"reason": "并入其他组"},
        },
        again=("members",),
        scoped=("unit", "leader"),
        counts_from_zero=COUNTED,
    ),
    Sample(
        GROUPS,
        who="chief",
        make=make_group,
        changed={"area": "改后的区域"},
        scoped=("leader",),
        counts_from_zero=COUNTED,
    ),
    Sample(SWEEP_VENUES, who="chief", make=make_place, moves={"take_off": {"reason": "已停业"}}),
    Sample(
        REPORTS,
        who="chief",
        make=make_sweep_report,
        moves={"correct": {"leaflets": "60", "words": "停业一家"}},
        again=("correct",),
        counts_from_zero=COUNTED,
    ),
    Sample(TURNOUTS, who="chief", make=make_turnout),
]


@once
def retired(world: World) -> Venue:
    """A venue that was put out of use."""
    place = make_venue(world.force.station, world.force.alice)
    return retire_venue(place, version=place.version, by=world.force.people["chief"], reason="房屋已拆除")


@once
def double(world: World) -> Venue:
    """Another one of the first station, to be merged."""
    return make_venue(world.force.station, world.force.alice)


@once
def merged(world: World) -> Venue:
    """A venue that was merged into another one, with what was recorded there."""
    chief = world.force.people["chief"]
    visit = make_visit(world.force)
    kept = make_venue(world.force.station, world.force.alice)
    return merge_venues(visit.venue, into=kept, by=chief, version=visit.venue.version, reason="重复登记").merged


@once
def code(world: World) -> VenueCode:
    """The live one of the venue."""
    return venue(world).codes.live().get()


@once
def category(world: World) -> VenueCategory:
    """Without venues."""
    return make_category("sample-arranged")


@once
def item(world: World) -> ChecklistItem:
    return category(world).items.order_by("pk").first()


def category_words(world: World) -> dict:
    return {
        "name": "样例类别",
        "group": "bath",
        "document_type": "by_date",
        "rule": first_choice,
        "usual_basis": first_choice,
        "inspect_every": "9",
    }


FORM_PAGES = {
    "inspections:category-add": FormPage(
        "office",
        lambda world: reverse("inspections:category-add"),
        category_words,
        outcome=VenueCategory,
        made=lambda world: VenueCategory.objects.latest("pk"),
    ),
    "inspections:category-change": FormPage(
        "office",
        at("inspections:category-change", category),
        lambda world: {"usual_basis": first_choice, "position": "3", "reason": "按新规定"},
        record=category,
        outcome=VenueCategory,
        made=category,
    ),
    "inspections:category-end": FormPage(
        "office",
        at("inspections:category-end", category),
        lambda world: {"reason": "并入别的类别", "effective_to": f"{clock.today()}"},
        record=category,
        outcome=VenueCategory,
        made=category,
    ),
    "inspections:category-checklist": FormPage(
        "office",
        at("inspections:category-checklist", category),
        lambda world: {"reason": "按新标准", "new1-position": "9", "new1-name": "样例项"},
        record=category,
        counts_from_zero=("new",),
    ),
    "inspections:category-interval": FormPage(
        "office",
        at("inspections:category-interval", category),
        lambda world: {"inspect_every": "9", "note": "会议纪要"},
        record=category,
    ),
    "inspections:item-phrases": FormPage(
        "office",
        at("inspections:item-phrases", item),
        lambda world: {"reason": "常见问题", "new1-text": "样例描述", "new1-measure": "样例要求"},
        record=item,
    ),
    "inspections:interval-change": FormPage(
        "office",
        lambda world: reverse("inspections:interval-change", args=["high_risk"]),
        lambda world: {"inspect_every": "9", "note": "会议纪要"},
    ),
}
FORM_PAGES |= {
    "inspections:code-type": FormPage(
        "alice", lambda world: reverse("inspections:code-type"), lambda world: {"code": code(world).short_code}
    ),
    "inspections:inspection-entry": FormPage(
        "alice",
        lambda world: f"{ENTRY}?venue={venue(world).pk}",
        entry_words,
        envelope=lambda world: {"venue": str(venue(world).pk)},
        scoped=("inspectors",),
    ),
    "inspections:entry-review": FormPage(
        "alice",
        lambda world: reverse("inspections:entry-review", args=[submitted(world)]),
        lambda world: {"notice-later": "on"},
    ),
    "inspections:venue-reveal": FormPage(
        "alice", at("inspections:venue-reveal", venue), lambda world: {"reason": "核对责令整改通知书签收人身份"}
    ),
    "inspections:venue-restore": changing(
        "inspections:venue-restore", "alice", Venue, retired, lambda world: {"reason": "重新装修后开业"}
    ),
    "inspections:venue-doubles": FormPage(
        "chief", at("inspections:venue-doubles", venue), lambda world: {"q": "夜市"}, method="get"
    ),
    "inspections:venue-merge": FormPage(
        "chief",
        lambda world: reverse("inspections:venue-merge", args=[venue(world).pk, double(world).pk]),
        lambda world: {"keep": str(venue(world).pk)},
        record=venue,
        is_versioned=True,
        outcome=VenueMerge,
        made=lambda world: VenueMerge.objects.latest("pk"),
    ),
    "inspections:venue-unmerge": changing(
        "inspections:venue-unmerge", "chief", Venue, merged, lambda world: {"reason": "并错了"}
    ),
    "inspections:notice-reveal": FormPage(
        "alice", at("inspections:notice-reveal", served), lambda world: {"reason": "核对责令整改通知书签收人身份"}
    ),
    "inspections:notice-reinspect": FormPage(
        "alice", at("inspections:notice-reinspect", served), reinspection_words, scoped=("inspectors",)
    ),
    "inspections:sweep-confirm": FormPage(
        "partner",
        at("inspections:sweep-confirm", share),
        lambda world: {"count": "3"},
        record=share,
        is_versioned=True,
        counts_from_zero=("count",),
    ),
}
SUBJECTS = {
    "inspections:category-": Subject(category, is_for_all=True),
    "inspections:item-phrases": Subject(item, is_for_all=True),
    "inspections:interval-change": Subject(category, lambda row: {"ground": "high_risk"}, is_for_all=True),
    "inspections:venue-merge": Subject(venue, lambda row: {"pk": row.pk, "other": row.pk}),
    "inspections:code-open": Subject(code, lambda code: {"token": code.token}),
    "inspections:entry-result": Subject(inspection),
    "inspections:entry-withdraw": Subject(inspection),
    "inspections:failed_visit-result": Subject(failed_visit),
    "inspections:failed_visit-take_back": Subject(failed_visit),
    "inspections:reinspection-withdraw": Subject(reinspection),
    "inspections:entry-review": Subject(draft, lambda draft: {"client_uuid": draft.client_uuid}),
    "inspections:entry-discard": Subject(draft, lambda draft: {"client_uuid": draft.client_uuid}, foreign=302),
    "inspections:sweep-live": Subject(sweep),
    "inspections:sweep-coverage": Subject(sweep),
    "inspections:sweep-matrix": Subject(sweep),
    "inspections:sweep-sign-on": Subject(group),
    "inspections:sweep-next": Subject(group),
    "inspections:sweep-confirm": Subject(share),
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
        control(late.hazards.get(), by=force.people["office"])
    services.approve_notice_extension(make_extension(force, by=force.alice).notice, by=force.people["chief"])
    sweep_at_both_stations(force)
    merged(world)


def serve(place: Venue, people) -> RectificationNotice:
    notice = make_inspection(place, people, hazards=[make_hazard()]).notices.get()
    services.serve_notice(notice, by=people[0], on=clock.today(), delivery="in_person", receiver_name="王签收")
    return notice


def control(hazard: Hazard, by) -> None:
    until = clock.today() + dt.timedelta(7)
    control_hazard(hazard, by=by, version=hazard.version, until=until, measure="停用该处", proof="管控方案第3号")


def reinspect(notice: RectificationNotice, people) -> None:
    make_round(notice, people)


def sweep_at_both_stations(force: Force) -> None:
    """Somebody signed on, and both reported."""
    for unit, leader in ((force.station, force.alice), (force.other_station, force.bob)):
        mine = make_group(force, operation=make_operation(force, unit=unit), unit=unit, leader=leader)
        groups.sign_on(mine, by=leader)
        make_place(force, mine)
        make_sweep_report(force, mine, by=leader)
