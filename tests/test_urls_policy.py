"""The permission walk: every URL of the project × who may not open it. Generated from the address space itself."""

import uuid

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baiyi.exchange.models import DocumentNumber, Photo
from baiyi.exchange.photos import add_photo, attach
from baiyi.jobs.models import BackgroundJob
from baiyi.notifications.models import Notification
from baiyi.notifications.services import send
from baiyi.records import clock
from baiyi.records.drafts import save_draft
from baiyi.records.models import Draft
from baiyi.records.policies import Needs, Public, SignedIn, policy_of, walk_urls
from campaigns.models import Campaign, ItemReport, Operation, ResponsibilityItem
from hotspots.models import Hotspot, HotspotAssignment, Supervision, WeeklyDuty
from inspections.models import Hazard, Inspection, RectificationNotice, Reinspection, Venue
from tests.campaigns.test_operations import make_operation
from tests.exchange.pictures import jpeg
from tests.factories import (
    make_hazard,
    make_hotspot,
    make_inspection,
    make_item,
    make_report,
    make_supervision,
    make_venue,
)

pytestmark = pytest.mark.one_day("asks who may open an address: 380 of them, the same on every day")

URLS = dict(walk_urls())
OBJECTS = {
    "inspections:venue": "venue",
    "inspections:inspection": "inspection",
    "inspections:hazard": "hazard",
    "inspections:notice": "notice",
    "inspections:entry-result": "inspection",
    "inspections:entry-withdraw": "inspection",
    "hotspots:hotspot-sign": "assignment",
    "hotspots:hotspot-": "hotspot",
    "hotspots:supervision-record": "hotspot",
    "hotspots:supervision-draft": "hotspot",
    "hotspots:supervision-detail": "visit",
    "hotspots:supervision-void": "visit",
    "campaigns:operation-": "operation",
    "jobs:job": "job",
    "notifications:message-": "message",
}
# what everybody in the force may look at; who may change it is a right at the unit that leads
SHARED = {"campaigns:item-": "item", "campaigns:report-": "report"}
WATCHED = (
    Venue,
    Inspection,
    Hazard,
    RectificationNotice,
    Reinspection,
    DocumentNumber,
    Photo,
    Draft,
    LogEntry,
    Campaign,
    BackgroundJob,
)
WATCHED += (Hotspot, HotspotAssignment, Supervision, WeeklyDuty, ResponsibilityItem, ItemReport, Operation)


@pytest.fixture
def records(force):
    """Alice's records at the first station."""
    Campaign.objects.create(name="百日行动", unit=force.branch, starts_on="2020-01-01", ends_on="2099-12-31")
    venue = make_venue(force.station, force.alice, head_name="某某某", head_phone="13900001234")
    inspection = make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()])
    draft = save_draft(
        by=force.alice,
        client_uuid=uuid.uuid4(),
        kind="inspection",
        payload={"venue": [str(venue.pk)]},
        label=venue.name,
    )
    photo = add_photo(
        upload=SimpleUploadedFile("a.jpg", jpeg()), client_uuid=uuid.uuid4(), slot="scene", kind="scene", by=force.alice
    )
    attach([(photo, inspection)])
    hazard, notice = inspection.hazards.get(), inspection.notices.get()
    job = BackgroundJob.objects.create(
        kind="import", title=venue.name, once="a", created_by=force.alice, created_at=clock.now()
    )
    found = {
        "venue": venue,
        "inspection": inspection,
        "hazard": hazard,
        "notice": notice,
        "draft": draft,
        "photo": photo,
    }
    send([force.alice], kind="job_finished", subject=notice, period="1", facts={"title": venue.name, "result": ""})
    found |= {"job": job, "message": Notification.objects.get()}
    hotspot = make_hotspot(
        force.station, force.people["office"], owner=force.alice, name=venue.name, listed_on=clock.today()
    )
    visit = make_supervision(hotspot, force.alice)
    item = make_item(Campaign.objects.get(), force.station, force.people["office"])
    found |= {"item": item, "report": make_report(item, force.alice, 7)}
    found |= {"operation": make_operation(force)}
    return found | {"hotspot": hotspot, "visit": visit, "assignment": hotspot.assignments.get()}


def address(name: str, records) -> str:
    """A real address for a URL name, aimed at Alice's records."""
    kwargs = {}
    for argument, converter in URLS[name].pattern.converters.items():
        kwargs[argument] = value_for(name, argument, converter, records)
    for argument in URLS[name].pattern.regex.groupindex:
        kwargs.setdefault(argument, value_for(name, argument, None, records))
    return reverse(name, kwargs=kwargs)


def value_for(name, argument, converter, records):
    if argument == "photo":
        return records["photo"].uuid
    if argument == "client_uuid":
        return records["draft"].client_uuid
    if argument == "action":
        return "disable"
    if argument == "pk":
        found = next((kind for prefix, kind in (OBJECTS | SHARED).items() if name.startswith(prefix)), None)
        return records[found].pk if found else 1
    return {"year": 2022}.get(argument, 1)


def is_of_a_station(name: str) -> bool:
    return any(name.startswith(prefix) for prefix in OBJECTS) and "<" in str(URLS[name].pattern)


def snapshot():
    return {model.__name__: model.objects.count() for model in WATCHED} | {
        "unread": sorted(Notification.objects.unread().values_list("pk", flat=True)),
        "states": sorted(RectificationNotice.objects.values_list("pk", "state", "version")),
    }


def methods(client, url):
    yield client.get(url)
    yield client.post(url, {"version": 1, "reason": "越权尝试", "action": "submit"})


def test_every_url_declares_a_policy():
    assert [name for name, pattern in URLS.items() if policy_of(pattern.callback) is None] == []
    assert len(URLS) > 40


@pytest.mark.parametrize("name", sorted(URLS))
def test_visitor_is_sent_to_sign_in_and_changes_nothing(name, records, client):
    before, declared = snapshot(), policy_of(URLS[name].callback)
    for response in methods(client, address(name, records)):
        if isinstance(declared, Public):
            assert response.status_code < 500
        else:
            assert response.status_code == 302
            assert response.url.startswith(reverse("accounts:login"))
    assert snapshot() == before


@pytest.mark.parametrize("name", sorted(URLS))
def test_disabled_account_is_a_visitor_at_once(name, records, force, sign_in):
    client = sign_in(force.alice)
    force.alice.is_active = False
    force.alice.save()
    before, declared = snapshot(), policy_of(URLS[name].callback)
    for response in methods(client, address(name, records)):
        if not isinstance(declared, Public):
            assert response.status_code == 302
            assert response.url.startswith(reverse("accounts:login"))
    assert snapshot() == before


@pytest.mark.parametrize("name", sorted(name for name in URLS if is_of_a_station(name)))
def test_record_of_another_station_does_not_exist(name, records, force, sign_in):
    """404 for an officer with the right, 403 where his role lacks it; never a sign of the record."""
    client, before = sign_in(force.bob), snapshot()
    declared = policy_of(URLS[name].callback)
    right = getattr(declared, "right", None)  # a page for anybody who is signed in has none
    expected = 404 if right is None or force.bob.has_perm(right) else 403
    for response in methods(client, address(name, records)):
        assert response.status_code in {expected, 405}
        assert records["venue"].name not in response.content.decode()
    assert snapshot() == before


def roles_without(declared, people):
    return [user for user in people.values() if not user.has_perm(declared.right)]


@pytest.mark.parametrize(
    "name", sorted(name for name, pattern in URLS.items() if isinstance(policy_of(pattern.callback), Needs))
)
def test_role_without_the_right_gets_403_that_names_it(name, records, force, sign_in):
    from baiyi.records.rights import label_of  # noqa: PLC0415

    declared, before = policy_of(URLS[name].callback), snapshot()
    refused = roles_without(declared, force.people)
    assert refused, f"every role holds {declared.right}"
    for user in refused:
        for response in methods(sign_in(user), address(name, records)):
            assert response.status_code == 403
            assert label_of(declared.right) in response.content.decode()
    assert snapshot() == before


@pytest.mark.parametrize("name", sorted(URLS))
def test_no_page_fails_for_anybody(name, records, force, sign_in):
    for user in force.people.values():
        response = sign_in(user).get(address(name, records))
        b"".join(response)  # reads and closes a streamed file
        assert response.status_code < 500


def test_photo_and_draft_of_another_station_do_not_exist(records, force, sign_in):
    bob = sign_in(force.bob)
    photo, form = records["photo"], records["draft"].client_uuid
    assert bob.get(reverse("exchange:photo", args=[photo.uuid])).status_code == 404
    assert bob.post(reverse("exchange:photo-remove", args=[photo.uuid])).status_code == 404
    assert bob.get(reverse("inspections:entry-review", args=[form])).status_code == 404
    assert Photo.objects.filter(pk=photo.pk).exists()


def test_policy_kinds_admit_whom_they_say(force):
    assert Public().admits(AnonymousUser())
    assert not SignedIn().admits(AnonymousUser())
    assert SignedIn().admits(force.alice)


def test_lists_show_only_the_own_station(records, force, sign_in):
    lists = [name for name in URLS if name.startswith("inspections:") and name.endswith("-list")]
    assert len(lists) == 4
    for name in lists:
        assert records["venue"].name not in sign_in(force.bob).get(reverse(name)).content.decode()
        if name != "inspections:venue-list":
            assert "共 1 条" in sign_in(force.alice).get(reverse(name)).content.decode()


def test_partner_sees_what_was_referred_to_it_and_nothing_else(records, force, sign_in):
    wanted = [
        make_hazard("referral", referred_to=force.partner_body, description="移送的隐患"),
        make_hazard("on_site", description="本所的隐患"),
    ]
    make_inspection(records["venue"], [force.alice, force.amy], hazards=wanted)
    page = sign_in(force.people["partner"]).get(reverse("inspections:hazard-list")).content.decode()
    assert "移送的隐患" in page
    assert "本所的隐患" not in page
