"""Every form page of the product: who opens it, where, and what it would accept."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from auditlog.models import LogEntry
from django import forms
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from baiyi.accounts.models import User
from baiyi.records import clock
from baiyi.records.policies import walk_urls
from campaigns.models import Campaign, ItemReport, ResponsibilityItem
from hotspots.models import Hotspot, HotspotAssignment, Supervision
from inspections import services
from inspections.models import RectificationNotice, Venue
from tests.campaigns.test_operations import SAMPLE as OPERATION
from tests.factories import (
    make_campaign,
    make_hazard,
    make_hotspot,
    make_inspection,
    make_item,
    make_report,
    make_supervision,
    make_venue,
)
from tests.factories.people import PASSWORD, Force
from tests.inspections.entry_form import ENTRY, hazard_at, typed_for
from tests.ours import our_models
from tests.records.contract import Sample

SIGNS_OF_LIFE = {"jobs"}  # written by what runs by itself, whatever a form does


def rows_written() -> dict[str, int]:
    """How many rows each of our tables holds. One statement."""
    watched = [model for model in our_models() if model._meta.app_label not in SIGNS_OF_LIFE] + [LogEntry]
    quote = connection.ops.quote_name
    counts = [f"SELECT '{model._meta.label}', COUNT(*) FROM {quote(model._meta.db_table)}" for model in watched]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counts))
        return dict(cursor.fetchall())


class World:
    """Records in every state a form page is about, made when first asked for."""

    def __init__(self, force: Force):
        self.force = force
        self.pair = [force.alice, force.amy]
        self.venue = make_venue(force.station, force.alice, head_name="", note="原来的提示")
        self._clients: dict[str, Client] = {}
        self._made: dict[str, object] = {}

    def client(self, who: str) -> Client:
        if who not in self._clients:
            self._clients[who] = client = Client()
            if who:
                client.force_login(self.force.people[who], backend="baiyi.accounts.backends.PostingBackend")
        return self._clients[who]

    def once(self, name: str, make: Callable):
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    @property
    def draft(self) -> RectificationNotice:
        return self.once("draft", lambda: self._notice(issue_now=False))

    @property
    def issued(self) -> RectificationNotice:
        return self.once("issued", self._notice)

    @property
    def served(self) -> RectificationNotice:
        return self.once(
            "served",
            lambda: services.serve_notice(self._notice(), by=self.pair[0], on=clock.today(), delivery="in_person"),
        )

    @property
    def form_number(self) -> str:
        """An entry page that was submitted and waits for the check of its notice."""
        return self.once("form", self._enter)

    @property
    def campaign(self) -> Campaign:
        """Ten days old, so that its week has a duty whatever the weekday."""
        return self.once(
            "campaign", lambda: make_campaign(self.force.branch, starts_on=clock.today() - dt.timedelta(days=10))
        )

    @property
    def hotspot(self) -> Hotspot:
        assert self.campaign
        return self.once(
            "hotspot", lambda: make_hotspot(self.force.station, self.force.people["office"], name="夜市周边")
        )

    @property
    def visit(self) -> Supervision:
        return self.once("visit", lambda: make_supervision(self.hotspot, self.force.people["chief"]))

    @property
    def item(self) -> ResponsibilityItem:
        """Led by alice's station, reported by hand in 次."""
        return self.once("item", lambda: make_item(self.campaign, self.force.station, self.force.people["office"]))

    @property
    def report(self) -> ItemReport:
        return self.once("report", lambda: make_report(self.item, self.force.people["clerk"], 7))

    def foreign(self, field: str) -> int:
        if field in {"unit"}:
            return self.force.other_station.pk
        return self.force.bob.pk

    def poison(self, field: models.Field):
        """A value that would show if it were taken over."""
        if isinstance(field, models.ForeignKey):
            return self.foreign("unit" if field.name == "unit" else "person")
        if isinstance(field, models.BooleanField):
            return not field.get_default() if field.has_default() else True
        if isinstance(field, models.DateTimeField | models.DateField):
            return "1999-01-02"
        return "7777" if isinstance(field, models.IntegerField) else "poison"

    def _notice(self, **facts) -> RectificationNotice:
        return make_inspection(self.venue, self.pair, hazards=[make_hazard()], **facts).notices.get()

    def _enter(self) -> str:
        typed = typed_for(self.venue, self.pair) | hazard_at(self.venue)
        response = self.client("alice").post(ENTRY, typed)
        assert response.url == reverse("inspections:entry-review", args=[typed["client_uuid"]])
        return typed["client_uuid"]


@dataclass(frozen=True)
class FormPage:
    """`words` are what it accepts beside what the form shows itself; `envelope` is sent even when the form is empty."""

    who: str
    address: Callable[[World], str]
    words: Callable[[World], dict] = lambda world: {}
    method: str = "post"
    envelope: Callable[[World], dict] = lambda world: {}
    record: Callable[[World], models.Model] | None = None
    is_versioned: bool = False
    scoped: tuple[str, ...] = ()
    outcome: type[models.Model] | None = None
    made: Callable[[World], models.Model] | None = None

    def accepted(self, world: World, form: forms.BaseForm) -> dict:
        shown = {form[name].html_name: form[name].value() for name in form.fields}
        return {name: _sent(value) for name, value in shown.items() if value not in (None, "", False)} | self.words(
            world
        )


def _sent(value):
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%dT%H:%M}"
    if isinstance(value, models.Model):
        return str(value.pk)
    return [str(each) for each in value] if isinstance(value, list | tuple) else str(value)


def at(name: str, record: Callable[[World], models.Model]) -> Callable[[World], str]:
    return lambda world: reverse(name, args=[record(world).pk])


def _on_notice(name: str, state: str, *, who: str = "alice", words=lambda world: {}) -> FormPage:
    record = lambda world: getattr(world, state)  # noqa: E731
    made = lambda world: RectificationNotice.objects.get(pk=record(world).pk)  # noqa: E731
    return FormPage(
        who, at(name, record), words, record=made, is_versioned=True, outcome=RectificationNotice, made=made
    )


def _venue_words(world: World) -> dict:
    facts = {"name": "新开的店", "address": "新路1号", "head_phone": "13900001234"}
    return facts | {"category": str(world.venue.category_id), "unit": str(world.force.station.pk)}


def _account_words(world: World) -> dict:
    facts = {"username": "newcomer", "name": "新人", "police_status": "police", "role": "officer"}
    return facts | {"unit": str(world.force.station.pk)}


def _new_round(world: World) -> dict:
    found = {f"hazard-{hazard.pk}": "yes" for hazard in world.served.hazards.open()}
    return found | {"inspectors": [str(person.pk) for person in world.pair], "client_uuid": str(uuid.uuid4())}


def _entry_words(world: World) -> dict:
    return typed_for(world.venue, world.pair) | hazard_at(world.venue)


def _on_hotspot(name: str, *, who: str = "office", words=lambda world: {}, outcome=Hotspot, made=None) -> FormPage:
    record = lambda world: Hotspot.objects.get(pk=world.hotspot.pk)  # noqa: E731
    return FormPage(
        who, at(name, record), words, record=record, is_versioned=True, outcome=outcome, made=made or record
    )


def _hotspot_words(world: World) -> dict:
    assert world.campaign
    facts = {"name": "车站周边", "reason": "complex", "level": "district", "unit": str(world.force.station.pk)}
    return facts | {"rectify_by": f"{clock.today() + dt.timedelta(days=60)}"}


def _visit_words(world: World) -> dict:
    return {
        "outcome": "problem",
        "method": "on_site",
        "problem_count": "2",
        "findings": "固定岗空岗",
        "client_uuid": str(uuid.uuid4()),
    }


def _on_item(name: str, words) -> FormPage:
    record = lambda world: ResponsibilityItem.objects.get(pk=world.item.pk)  # noqa: E731
    return FormPage(
        "office", at(name, record), words, record=record, is_versioned=True, outcome=ResponsibilityItem, made=record
    )


_newest_venue = lambda world: Venue.objects.latest("pk")  # noqa: E731
_same_venue = lambda world: Venue.objects.get(pk=world.venue.pk)  # noqa: E731

PAGES = {
    "accounts:login": FormPage(
        "", lambda world: reverse("accounts:login"), lambda world: {"username": "alice", "password": PASSWORD}
    ),
    "accounts:password": FormPage(
        "alice",
        lambda world: reverse("accounts:password"),
        lambda world: {"old_password": PASSWORD, "password1": "New-horse8x", "password2": "New-horse8x"},
    ),
    "accounts:user-create": FormPage(
        "sysadmin",
        lambda world: reverse("accounts:user-create"),
        _account_words,
        outcome=User,
        made=lambda world: User.objects.get(username="newcomer"),
    ),
    "deadlines:calculator": FormPage("alice", lambda world: reverse("deadlines:calculator"), method="get"),
    "inspections:inspection-entry": FormPage(
        "alice",
        lambda world: f"{ENTRY}?venue={world.venue.pk}",
        _entry_words,
        envelope=lambda world: {"venue": str(world.venue.pk)},
        scoped=("inspectors",),
    ),
    "inspections:entry-review": FormPage(
        "alice", lambda world: reverse("inspections:entry-review", args=[world.form_number])
    ),
    "inspections:venue-add": FormPage(
        "alice",
        lambda world: reverse("inspections:venue-add"),
        _venue_words,
        scoped=("unit", "responsible"),
        outcome=Venue,
        made=_newest_venue,
    ),
    "inspections:venue-change": FormPage(
        "alice",
        at("inspections:venue-change", lambda world: world.venue),
        _venue_words,
        record=_same_venue,
        is_versioned=True,
        scoped=("unit", "responsible"),
        outcome=Venue,
        made=_same_venue,
    ),
    "inspections:venue-reveal": FormPage(
        "alice", at("inspections:venue-reveal", lambda world: world.venue), lambda world: {"reason": "核对签收人"}
    ),
    "hotspots:hotspot-add": FormPage(
        "office",
        lambda world: reverse("hotspots:hotspot-add"),
        _hotspot_words,
        outcome=Hotspot,
        made=lambda world: Hotspot.objects.latest("pk"),
    ),
    "hotspots:hotspot-change": _on_hotspot("hotspots:hotspot-change"),
    "hotspots:hotspot-delist": _on_hotspot("hotspots:hotspot-delist", words=lambda world: {"reason": "整治完成"}),
    "hotspots:hotspot-void": _on_hotspot("hotspots:hotspot-void", words=lambda world: {"reason": "重复挂牌"}),
    "hotspots:hotspot-assign": _on_hotspot(
        "hotspots:hotspot-assign",
        words=lambda world: {"picked": str(world.force.alice.pk), "reason": "挂牌后指定"},
        outcome=HotspotAssignment,
        made=lambda world: HotspotAssignment.objects.latest("pk"),
    ),
    "hotspots:supervision-record": FormPage(
        "chief",
        at("hotspots:supervision-record", lambda world: world.hotspot),
        _visit_words,
        outcome=Supervision,
        made=lambda world: Supervision.objects.latest("pk"),
    ),
    "hotspots:supervision-void": FormPage(
        "chief",
        at("hotspots:supervision-void", lambda world: world.visit),
        lambda world: {"reason": "记错了区域"},
        record=lambda world: Supervision.objects.get(pk=world.visit.pk),
        is_versioned=True,
        outcome=Supervision,
        made=lambda world: Supervision.objects.get(pk=world.visit.pk),
    ),
    "hotspots:supervision-chase": FormPage(
        "office", lambda world: world.hotspot and reverse("hotspots:supervision-chase")
    ),
    "hotspots:arrangement": FormPage(
        "office",
        lambda world: world.campaign and reverse("hotspots:arrangement"),
        lambda world: {"week_starts_on": "0"},
    ),
    "campaigns:item-report": FormPage(
        "clerk",
        at("campaigns:item-report", lambda world: world.item),
        lambda world: {"value": "12"},
        outcome=ItemReport,
        made=lambda world: ItemReport.objects.latest("pk"),
    ),
    "campaigns:item-change": _on_item("campaigns:item-change", lambda world: {"reason": "目标调整", "target": "120"}),
    "campaigns:item-switch": _on_item(
        "campaigns:item-switch", lambda world: {"reason": "已能取数", "figure": "inspections_made"}
    ),
    "campaigns:item-cancel": _on_item("campaigns:item-cancel", lambda world: {"reason": "并入其他条目"}),
    "campaigns:report-void": FormPage(
        "clerk",
        at("campaigns:report-void", lambda world: world.report),
        lambda world: {"reason": "报错了日子"},
        record=lambda world: ItemReport.objects.get(pk=world.report.pk),
        is_versioned=True,
        outcome=ItemReport,
        made=lambda world: ItemReport.objects.get(pk=world.report.pk),
    ),
    "campaigns:lamp-rule": FormPage("office", lambda world: world.campaign and reverse("campaigns:lamp-rule")),
    "inspections:notice-change": _on_notice("inspections:notice-change", "draft"),
    "inspections:notice-issue": _on_notice("inspections:notice-issue", "draft"),
    "inspections:notice-serve": _on_notice(
        "inspections:notice-serve", "issued", words=lambda world: {"delivery": "in_person"}
    ),
    "inspections:notice-request-reinspection": _on_notice("inspections:notice-request-reinspection", "served"),
    "inspections:notice-extend": _on_notice(
        "inspections:notice-extend", "served", who="chief", words=lambda world: {"length": "3", "reason": "配件未到"}
    ),
    "inspections:notice-void": _on_notice(
        "inspections:notice-void", "served", who="chief", words=lambda world: {"reason": "写错单位"}
    ),
    "inspections:notice-reinspect": FormPage(
        "alice", at("inspections:notice-reinspect", lambda world: world.served), _new_round, scoped=("inspectors",)
    ),
}

# What kinds of fields each form has; a test holds this against the forms.
HOLDS = {
    "texts": [
        "campaigns:item-report",
        "campaigns:item-change",
        "campaigns:item-switch",
        "campaigns:item-cancel",
        "campaigns:report-void",
        "campaigns:lamp-rule",
        "hotspots:hotspot-add",
        "hotspots:hotspot-change",
        "hotspots:hotspot-delist",
        "hotspots:hotspot-void",
        "hotspots:hotspot-assign",
        "hotspots:supervision-record",
        "hotspots:supervision-void",
        "accounts:login",
        "accounts:password",
        "accounts:user-create",
        "inspections:inspection-entry",
        "inspections:entry-review",
        "inspections:venue-add",
        "inspections:venue-change",
        "inspections:venue-reveal",
        "inspections:notice-serve",
        "inspections:notice-extend",
        "inspections:notice-void",
        "inspections:notice-reinspect",
        "inspections:notice-change",
    ],
    "days": [
        "campaigns:item-report",
        "hotspots:hotspot-add",
        "hotspots:hotspot-change",
        "hotspots:hotspot-delist",
        "hotspots:supervision-record",
        "deadlines:calculator",
        "inspections:inspection-entry",
        "inspections:entry-review",
        "inspections:notice-issue",
        "inspections:notice-serve",
        "inspections:notice-request-reinspection",
        "inspections:notice-reinspect",
    ],
    "numbers": [
        "campaigns:item-change",
        "campaigns:item-switch",
        "campaigns:item-cancel",
        "campaigns:report-void",
        "hotspots:hotspot-change",
        "hotspots:hotspot-delist",
        "hotspots:hotspot-void",
        "hotspots:hotspot-assign",
        "hotspots:supervision-record",
        "hotspots:supervision-void",
        "deadlines:calculator",
        "inspections:venue-change",
        "inspections:notice-issue",
        "inspections:notice-serve",
        "inspections:notice-request-reinspection",
        "inspections:notice-extend",
        "inspections:notice-void",
        "inspections:notice-change",
    ],
    "choices": [
        "campaigns:item-change",
        "campaigns:item-switch",
        "hotspots:hotspot-add",
        "hotspots:hotspot-change",
        "hotspots:hotspot-assign",
        "hotspots:supervision-record",
        "hotspots:arrangement",
        "accounts:user-create",
        "deadlines:calculator",
        "inspections:inspection-entry",
        "inspections:entry-review",
        "inspections:venue-add",
        "inspections:venue-change",
        "inspections:notice-serve",
        "inspections:notice-reinspect",
        "inspections:notice-change",
    ],
}


def _pages_of(sample: Sample) -> dict[str, FormPage]:
    """The form pages of a record whose pages come from one declaration."""
    views, model = sample.views, sample.views.model
    name = f"{model._meta.app_label}:{views.name}"
    made = lambda world: sample.fresh(world.once(name, lambda: sample.make(world.force)))  # noqa: E731
    newest = lambda world: model.objects.latest("pk")  # noqa: E731
    pages = {
        f"{name}-add": FormPage(
            sample.who, lambda _: views.url("add"), lambda w: sample.words(w.force), outcome=model, made=newest
        )
    }
    for act in sample.acts:
        words = sample.changed if act == "change" else sample.moves[act]
        address = lambda world, act=act: sample.address(act, made(world))  # noqa: E731
        facts = {"record": made, "is_versioned": True, "outcome": model, "made": made}
        pages[f"{name}-{act.replace('_', '-')}"] = FormPage(sample.who, address, lambda _, words=words: words, **facts)
    return pages


PAGES |= _pages_of(OPERATION)
HOLDS["texts"] += ["campaigns:operation-add", "campaigns:operation-change", "campaigns:operation-void"]
HOLDS["days"] += ["campaigns:operation-add", "campaigns:operation-change"]
HOLDS["numbers"] += ["campaigns:operation-change", "campaigns:operation-void"]
HOLDS["choices"] += ["campaigns:operation-add", "campaigns:operation-change"]


def form_pages_found(world: World) -> set[str]:
    """Names of the URLs whose page shows a form of ours to anybody (filters of lists are no such form)."""
    found = set()
    for name, pattern in walk_urls():
        arguments = dict.fromkeys(pattern.pattern.regex.groupindex)
        if "action" in arguments:
            continue
        page = PAGES.get(name)
        address = page.address(world) if page else reverse(name, kwargs=_some(world, arguments))
        people = [page.who] if page else ["", *world.force.people]
        for who in people:
            context = world.client(who).get(address).context
            if context is not None and isinstance(context.get("form"), forms.BaseForm):
                found.add(name)
    return found


def _some(world: World, arguments: dict) -> dict:
    known = {"client_uuid": world.form_number, "photo": uuid.uuid4()}
    return {name: known.get(name, world.served.pk) for name in arguments}
