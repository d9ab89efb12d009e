"""Pages whose statements are written once follow the person, the day, and what is looked up."""

import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baiyi.records import hooks
from baiyi.records.hooks import NavItem, Panel
from campaigns.models import Campaign
from inspections.models import Venue
from inspections.views.venues import VenueList
from tests.factories import make_campaign, make_hotspot, make_issued_notice, make_supervision, make_venue

MONDAY = dt.date(2022, 7, 18)
VENUES = "/inspections/venues/"


@pytest.fixture
def on(settings):
    def _on(day: dt.date) -> None:
        settings.BAIYI_TODAY = f"{day}T10:00:00+08:00"

    _on(MONDAY + dt.timedelta(days=2))
    return _on


@pytest.fixture
def place(force, on):
    """A hotspot that was supervised this week, in the third week of the campaign."""
    make_campaign(force.branch, starts_on=MONDAY - dt.timedelta(days=14))
    found = make_hotspot(force.station, force.people["office"], owner=force.alice)
    make_supervision(found, force.alice)
    return found


def words(client, record) -> str:
    return client.get(record.get_absolute_url()).content.decode()


def test_page_of_one_person_opens_nothing_for_another(force, sign_in):
    ours, theirs = make_venue(force.station, force.alice), make_venue(force.other_station, force.bob)
    alice, bob, leader = (sign_in(each) for each in (force.alice, force.bob, force.people["leader"]))
    answers = [[client.get(each.get_absolute_url()).status_code for each in (ours, theirs)] for client in (alice, bob)]
    assert answers == [[200, 404], [404, 200]]
    assert [leader.get(each.get_absolute_url()).status_code for each in (ours, theirs)] == [200, 200]


def test_page_and_list_close_when_the_posting_ends(force, sign_in, on):
    venue, alice = make_venue(force.station, force.alice), sign_in(force.alice)
    assert alice.get(venue.get_absolute_url()).status_code == 200
    assert venue.name in alice.get(VENUES).content.decode()
    posting = force.alice.postings.get()
    posting.unit = force.other_station
    posting.save()
    assert alice.get(venue.get_absolute_url()).status_code == 404
    assert venue.name not in alice.get(VENUES).content.decode()


def test_week_of_a_hotspot_follows_the_day(force, sign_in, place, on):
    client, url = sign_in(force.people["leader"]), reverse("hotspots:hotspot-list")
    assert client.get(place.get_absolute_url()).context["object"].week_starts_on == MONDAY
    assert [row.is_done for row in client.get(url).context["table"].data] == [True]
    on(MONDAY + dt.timedelta(days=7))
    assert client.get(place.get_absolute_url()).context["object"].week_starts_on == MONDAY + dt.timedelta(days=7)
    assert [row.is_done for row in client.get(url).context["table"].data] == [False]


def test_week_of_a_hotspot_follows_the_campaign(force, sign_in, place, on):
    """What a week asks for is looked up, and is no column of the hotspot."""
    client = sign_in(force.people["leader"])
    assert client.get(place.get_absolute_url()).context["object"].week_starts_on == MONDAY
    campaign = Campaign.objects.get()
    campaign.ends_on = MONDAY - dt.timedelta(days=1)
    campaign.save()
    assert client.get(place.get_absolute_url()).context["object"].week_starts_on is None


def test_visit_shows_in_the_weeks_at_once(force, sign_in, place, on):
    client = sign_in(force.people["leader"])
    assert "发现问题 3 处" not in words(client, place)
    make_supervision(place, force.alice, problems=3)
    assert words(client, place).count("3 处") >= 2


def test_panel_that_is_registered_later_is_shown(force, sign_in, monkeypatch):
    venue, alice = make_venue(force.station, force.alice), sign_in(force.alice)
    assert "补充说明" not in words(alice, venue)
    panel = Panel("exchange/_photos.html", {"photos": []}, order=10)
    monkeypatch.setitem(hooks.panels._functions, "inspections.venue", [lambda request, record: panel])
    assert words(alice, venue).count("没有照片") == 1


def test_menu_and_frame_follow_the_person(force, sign_in, monkeypatch, on):
    alice, amy = sign_in(force.alice), sign_in(force.amy)
    assert force.alice.name in alice.get(VENUES).content.decode()
    assert force.amy.name in amy.get(VENUES).content.decode().partition("<main")[0]
    force.alice.name = "改名人"
    force.alice.save()
    posting = force.alice.postings.get()
    posting.unit = force.other_station
    posting.save()
    top = alice.get(VENUES).content.decode().partition("<main")[0]
    assert "改名人" in top
    assert force.other_station.short_name in top
    monkeypatch.setattr(hooks, "quick_entries", hooks.quick_entries)
    hooks.quick_entries.insert(0, NavItem("", "新入口", "accounts:me", icon="plus-lg"))
    try:
        assert "新入口" in alice.get(VENUES).content.decode()
    finally:
        hooks.quick_entries.pop(0)


def test_order_ends_with_the_key(force, sign_in):
    make_venue(force.station, force.alice)
    with CaptureQueriesContext(connection) as seen:
        sign_in(force.alice).get(f"{VENUES}?sort=address")
    (read,) = [each["sql"] for each in seen if "last_inspected_on" in each["sql"]]
    assert read.endswith('ORDER BY "inspections_venue"."address" ASC, "inspections_venue"."id" DESC LIMIT 1')


def test_list_must_say_which_rows_it_holds_in_one_place(force, sign_in, monkeypatch):
    make_venue(force.station, force.alice)
    said = VenueList.get_queryset
    monkeypatch.setattr(VenueList, "get_queryset", lambda page: said(page).filter(note=""))
    with pytest.raises(ImproperlyConfigured, match="chosen"):
        sign_in(force.alice).get(VENUES)


def test_page_cannot_hang_on_who_asks(force, sign_in, monkeypatch):
    venue = make_venue(force.station, force.alice)
    said = VenueList.get_queryset
    monkeypatch.setattr(VenueList, "get_queryset", lambda page: said(page) if page.request.user else None)
    with pytest.raises(AttributeError, match="request"):
        sign_in(force.alice).get(VENUES)
    assert Venue.objects.get() == venue


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_order_of_joins_is_set_for_the_record_alone(force, sign_in):
    notice = make_issued_notice(make_venue(force.station, force.alice), [force.alice, force.amy])
    client = sign_in(force.alice)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(notice.get_absolute_url()).status_code == 200
    assert len([each for each in seen if "join_collapse_limit" in each["sql"]]) >= 1
    with connection.cursor() as cursor:
        cursor.execute("SHOW join_collapse_limit")
        assert cursor.fetchone() == ("8",)
