"""屡改屡犯: a hazard found again at the same venue is found on the entry page and linked both ways."""

import datetime as dt

import pytest

from baiyi.records import clock
from inspections import services
from inspections.models import ChecklistItem, Hazard, Inspection
from tests.factories import make_hazard, make_inspection, make_venue
from tests.inspections.entry_form import ENTRY, hazard_at, typed_for

REPEATED = "再查出即屡改屡犯"


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice)


@pytest.fixture
def client(force, sign_in):
    return sign_in(force.alice)


@pytest.fixture
def item(venue):
    return ChecklistItem.objects.filter(category=venue.category)[0]


def find(force, venue, day: str, settings, **facts) -> Hazard:
    settings.BAIYI_TODAY = f"{day}T10:00:00+08:00"
    done = make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard(**facts)])
    return done.hazards.get()


def fixed(hazard: Hazard, day: dt.date) -> None:
    Hazard.objects.filter(pk=hazard.pk).update(state="closed", rectified_on=day)


def entry(client, venue) -> str:
    return client.get(f"{ENTRY}?venue={venue.pk}").content.decode()


def test_item_that_had_a_hazard_warns_with_both_days(client, force, venue, item, settings):
    fixed(find(force, venue, "2022-07-06", settings, item=item), dt.date(2022, 7, 20))
    settings.BAIYI_TODAY = "2022-08-01T10:00:00+08:00"
    page = entry(client, venue)
    assert "7月6日 查出，7月20日 销号" in page
    assert page.count(REPEATED) == 1


def test_hazard_that_is_still_open_warns_too(client, force, venue, item, settings):
    find(force, venue, "2022-07-06", settings, item=item)
    assert "7月6日 查出，待整改" in entry(client, venue)


@pytest.mark.parametrize(("today", "warns"), [("2023-07-20", True), ("2023-07-21", False)])
def test_twelve_months_after_it_was_closed_it_is_no_repeat(client, force, venue, item, settings, today, warns):
    fixed(find(force, venue, "2022-07-06", settings, item=item), dt.date(2022, 7, 20))
    settings.BAIYI_TODAY = f"{today}T10:00:00+08:00"
    assert (REPEATED in entry(client, venue)) == warns


def test_other_venue_other_item_and_withdrawn_hazard_do_not_warn(client, force, venue, item, settings):
    other = ChecklistItem.objects.filter(category=venue.category)[1]
    find(force, make_venue(force.station, force.alice), "2022-07-06", settings, item=item)
    find(force, venue, "2022-07-06", settings, item=other)
    services.withdraw_inspection(Inspection.objects.get(venue=venue), by=force.alice)
    assert REPEATED not in entry(client, venue)


def test_both_pages_link_to_each_other(client, force, venue, item, settings):
    first = find(force, venue, "2022-07-06", settings, item=item)
    fixed(first, dt.date(2022, 7, 20))
    second = find(force, venue, "2022-08-01", settings, item=item, description="又不足三十日")
    pages = [client.get(each.get_absolute_url()).content.decode() for each in (first, second)]
    assert f'href="{second.get_absolute_url()}">后来又 8月1日 查出' in pages[0]
    assert f'href="{first.get_absolute_url()}">此前 7月6日 查出，7月20日 销号' in pages[1]


def test_same_words_without_an_item_are_a_repeat_and_other_words_are_not(client, force, venue, settings):
    first = find(force, venue, "2022-07-06", settings, description="门口堆放煤气罐")
    again = find(force, venue, "2022-07-08", settings, description="门口堆放 煤气罐")
    other = find(force, venue, "2022-07-09", settings, description="后门锁闭")
    linked = [
        f'href="{first.get_absolute_url()}">' in client.get(each.get_absolute_url()).content.decode()
        for each in (again, other)
    ]
    assert linked == [True, False]


def test_several_hazards_of_one_visit_are_no_repeats_of_each_other(client, force, venue, item):
    slot = f"item-{item.pk}"
    more = {f"{slot}-2": "hazard", f"{slot}-2-description": "另一台", f"{slot}-2-disposal": "on_site"}
    client.post(ENTRY, typed_for(venue, [force.alice, force.amy]) | hazard_at(venue, disposal="on_site") | more)
    assert Hazard.objects.filter(item=item).count() == 2
    assert "屡改屡犯" not in client.get(Hazard.objects.first().get_absolute_url()).content.decode()
    assert clock.today() == Hazard.objects.first().found_on


def test_body_a_hazard_was_referred_to_sees_no_other_hazard_of_the_venue(force, sign_in, venue, item, settings):
    first = find(force, venue, "2022-07-06", settings, item=item)
    facts = {"disposal": "referral", "referred_to": force.partner_body}
    sent = find(force, venue, "2022-07-08", settings, item=item, **facts)
    page = sign_in(force.people["partner"]).get(sent.get_absolute_url())
    assert page.status_code == 200
    assert first.get_absolute_url() not in page.content.decode()
