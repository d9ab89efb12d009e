"""QR codes of venues: a random token, six characters to type, one live code, sheets of four."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from baiyi.records import clock
from baiyi.records.moves import StaleRecord
from inspections.models import Venue, VenueCode, codes
from inspections.models.codes import ALPHABET, LENGTH, as_typed
from inspections.services.codes import change_code
from inspections.views.codes import MOST_WRONG, UNKNOWN
from tests.factories import make_venue

TYPE = "inspections:code-type"


@pytest.fixture(autouse=True)
def forgotten():
    cache.clear()


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice)


def live(venue) -> VenueCode:
    return venue.codes.live().get()


def opened(code: VenueCode) -> str:
    return reverse("inspections:code-open", args=[code.token])


def entry_of(venue) -> str:
    return f"{reverse('inspections:inspection-entry')}?venue={venue.pk}"


def test_a_new_venue_has_a_code_that_says_nothing_of_it(venue, force):
    code = live(venue)
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", code.token)
    assert len(code.short_code) == LENGTH
    assert set(code.short_code) <= set(ALPHABET)
    assert not set("0O1I") & set(ALPHABET)
    assert code.made_by == force.alice


def test_a_scan_opens_the_entry_page_of_the_venue(venue, force, sign_in):
    answer = sign_in(force.alice).get(opened(live(venue)))
    assert (answer.status_code, answer["Location"]) == (302, entry_of(venue))
    assert sign_in(force.alice).get(answer["Location"]).status_code == 200


def test_who_records_nothing_comes_to_the_venue_itself(venue, force, sign_in):
    answer = sign_in(force.people["office"]).get(opened(live(venue)))
    assert answer["Location"] == venue.get_absolute_url()


def test_a_visitor_signs_in_and_learns_nothing(venue, client):
    known, unknown = client.get(opened(live(venue))), client.get(reverse("inspections:code-open", args=["x" * 32]))
    assert (known.status_code, unknown.status_code) == (302, 302)
    assert "login" in known["Location"]
    assert venue.name not in known.content.decode() + known["Location"]


def test_another_station_and_a_code_that_is_none_look_alike(venue, force, sign_in):
    client = sign_in(force.bob)
    answers = [
        client.get(address) for address in (opened(live(venue)), reverse("inspections:code-open", args=["x" * 32]))
    ]
    assert [each.status_code for each in answers] == [404, 404]
    for each in answers:
        text = each.content.decode()
        assert UNKNOWN in text
        assert venue.name not in text


def test_changed_code_is_dead_and_leads_on(venue, force, sign_in):
    old = live(venue)
    new = change_code(venue, version=venue.version, by=force.alice, reason="旧码遗失")
    assert new.token != old.token
    assert live(venue) == new
    answer = sign_in(force.alice).get(opened(old))
    text = answer.content.decode()
    assert answer.status_code == 410
    assert "这张二维码已经更换，不再使用" in text
    assert f'href="{entry_of(venue)}"' in text
    old.refresh_from_db()
    assert (old.retired_by, old.retired_at is not None) == (force.alice, True)
    assert sign_in(force.bob).get(opened(old)).status_code == 404


def test_only_who_keeps_the_ledger_of_the_station_changes_a_code(venue, force):
    with pytest.raises(PermissionDenied):
        change_code(venue, version=venue.version, by=force.bob, reason="不行")
    change_code(venue, version=venue.version, by=force.alice, reason="旧码遗失")
    with pytest.raises(StaleRecord):
        change_code(venue, version=venue.version, by=force.alice, reason="旧码遗失")


def test_the_database_keeps_one_live_code_and_no_code_twice(venue, force):
    code, other = live(venue), make_venue(force.station, force.alice)
    facts = {"made_at": clock.now()}
    for wrong in (
        {"venue": venue},
        {"venue": other, "token": code.token, "retired_at": clock.now()},
        {"venue": other, "short_code": code.short_code, "retired_at": clock.now()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            VenueCode.objects.bulk_create([VenueCode(**facts | wrong)])


@pytest.mark.parametrize(
    "typed",
    [" k7m 2px ", "K7M-2PX", "\uff2b\uff17\uff2d\uff12\uff30\uff38", "k7m2px"],
    ids=["blanks", "hyphen", "wide", "small"],
)
def test_six_characters_are_taken_as_people_type_them(venue, force, sign_in, typed):
    VenueCode.objects.update(short_code="K7M2PX")
    assert as_typed(typed) == "K7M2PX"
    answer = sign_in(force.alice).post(reverse(TYPE), {"code": typed}, follow=True)
    assert answer.redirect_chain[-1] == (entry_of(venue), 302)


def test_wrong_codes_are_slowed_down_for_the_account_and_the_address(venue, force, sign_in):
    client = sign_in(force.alice)
    for _ in range(MOST_WRONG):
        answer = client.post(reverse(TYPE), {"code": "ZZZZZZ"})
        assert (answer.status_code, UNKNOWN in answer.content.decode()) == (422, True)
    right = {"code": live(venue).short_code}
    answer = client.post(reverse(TYPE), right)
    assert (answer.status_code, "10 分钟后再试" in answer.content.decode()) == (422, True)
    assert client.get(opened(live(venue))).status_code == 429
    elsewhere = {"REMOTE_ADDR": "10.9.9.9"}
    assert client.post(reverse(TYPE), right, **elsewhere).status_code == 422  # the same account at another address
    assert sign_in(force.amy).post(reverse(TYPE), right).status_code == 422  # the same address with another account
    assert sign_in(force.amy).post(reverse(TYPE), right, **elsewhere).status_code == 302


def test_sheets_stand_four_to_a_page_with_their_characters(force, sign_in):
    venues = [make_venue(force.station, force.alice) for _ in range(5)]
    away = make_venue(force.other_station, force.bob)
    page = sign_in(force.alice).get(reverse("inspections:code-print"))
    text = page.content.decode()
    assert [len(four) for four in page.context["fours"]] == [4, 1]
    assert all(live(venue).spaced in text for venue in venues)
    assert away.name not in text
    assert "data:image/svg+xml" in text


def test_one_venue_is_printed_alone_and_the_list_prints_what_it_shows(force, sign_in):
    one, other = (make_venue(force.station, force.alice) for _ in range(2))
    client, address = sign_in(force.alice), reverse("inspections:code-print")
    assert f'href="{address}?venue={one.pk}"' in client.get(one.get_absolute_url()).content.decode()
    alone = client.get(address, {"venue": one.pk}).content.decode()
    assert (one.name in alone, other.name in alone) == (True, False)
    listed = client.get(reverse("inspections:venue-list"), {"q": other.name}).content.decode()
    assert f"{address}?q=" in listed
    narrowed = client.get(address, {"q": other.name}).content.decode()
    assert (one.name in narrowed, other.name in narrowed) == (False, True)


def test_migration_gives_a_code_to_every_venue_of_an_installation(force):
    known, gone = (make_venue(force.station, force.alice) for _ in range(2))
    VenueCode.objects.all().delete()
    Venue.objects.filter(pk=gone.pk).update(voided_at=clock.now())
    import_module("inspections.migrations.0008_venue_codes_and_intervals").give_codes(apps, None)
    code = live(known)
    assert (len(code.token), len(code.short_code), code.made_by) == (32, LENGTH, None)
    assert not gone.codes.exists()


@pytest.mark.parametrize("address", ["/inspections/entry/", "/inspections/venues/"])
def test_six_characters_in_a_search_box_find_their_venue(address, force, sign_in, venue):
    other, code = make_venue(force.station, force.alice, name="另一家"), live(venue)
    client = sign_in(force.alice)
    page = client.get(address, {"q": f" {code.spaced.lower()}"}).content.decode()
    assert (venue.name in page, other.name in page) == (True, False)
    change_code(venue, version=Venue.objects.get(pk=venue.pk).version, by=force.people["chief"], reason="旧牌丢失")
    assert venue.name not in client.get(address, {"q": code.short_code}).content.decode()


def test_codes_in_bulk_are_never_alike(monkeypatch):
    drawn = iter(["AAAAAA", "BBBBBB", "AAAAAA", "CCCCCC", "BBBBBB", "DDDDDD"])
    monkeypatch.setattr(codes, "new_short_code", lambda: next(drawn))
    assert codes.new_short_codes(3, beside=["CCCCCC"]) == ["AAAAAA", "BBBBBB", "DDDDDD"]


@pytest.mark.parametrize("venue", ["9" * 30, "x", "", "²"])
def test_a_number_that_is_none_fails_nothing(force, sign_in, venue):
    assert sign_in(force.alice).get(reverse("inspections:code-print"), {"venue": venue}).status_code == 200


def test_printing_costs_the_same_for_many_venues(force, sign_in, django_assert_max_num_queries):
    for _ in range(12):
        make_venue(force.station, force.alice)
    client = sign_in(force.alice)
    client.get(reverse("inspections:code-print"))
    with django_assert_max_num_queries(12):
        client.get(reverse("inspections:code-print"))


def test_who_keeps_no_ledger_prints_nothing(force, sign_in):
    assert sign_in(force.people["supervisor"]).get(reverse("inspections:code-print")).status_code == 403
