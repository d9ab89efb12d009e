"""Venues that may be one and the same: shown before saving, chosen or told apart, and marked where both were there."""

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from inspections import services
from inspections.models import Venue
from tests.factories import make_venue
from tests.inspections.test_venues import CREATE, change, words

ENTRY = "/inspections/entry/"


@pytest.fixture
def alice(force, sign_in):
    return sign_in(force.alice)


@pytest.fixture
def venue(force) -> Venue:
    return make_venue(force.station, force.alice, name="飞鸿KTV", address="解放路12号")


@pytest.mark.parametrize(
    ("name", "address", "why"),
    [
        ("飞鸿ＫＴＶ", "别的路1号", "名称、拼音首字母相同"),
        ("飞鸿 ktv", "解放路１２号", "名称、地址、拼音首字母相同"),
        ("另一家酒吧", "解放路 12 号", "地址相同"),
        ("飞虹KTV", "别的路1号", "拼音首字母相同"),
    ],
)
def test_what_may_be_a_double_is_shown_before_it_is_saved(alice, venue, name, address, why):
    response = alice.post(CREATE, words(venue, name=name, address=address))
    page = response.content.decode()
    assert response.status_code == 422
    assert "错误：与台账里 1 家场所相像" in page
    assert why in page
    assert f'href="{venue.get_absolute_url()}"' in page
    assert 'type="checkbox" name="is_other"' in page
    assert Venue.objects.count() == 1


def test_said_to_be_another_one_it_is_saved(alice, venue):
    response = alice.post(CREATE, words(venue, name="飞鸿ＫＴＶ", address="别的路1号", is_other="on"))
    assert response.status_code == 302
    made = Venue.objects.latest("pk")
    assert (made.name, made.is_suspected) == ("飞鸿ＫＴＶ", False)


def test_the_very_same_is_refused_also_when_it_is_said_to_be_another(alice, venue):
    response = alice.post(CREATE, words(venue, is_other="on"))
    assert response.status_code == 422
    assert "台账里已有同名同址的场所" in response.content.decode()


def test_one_of_another_unit_is_no_double(alice, venue, force):
    Venue.objects.filter(pk=venue.pk).update(unit=force.other_station)
    assert alice.post(CREATE, words(venue, unit=force.station.pk)).status_code == 302


def test_a_voided_one_is_no_double(alice, venue):
    Venue.objects.filter(pk=venue.pk).update(voided_at="2022-07-06T10:00+08:00")
    assert alice.post(CREATE, words(venue)).status_code == 302


def test_a_change_into_what_may_be_a_double_is_shown_too(alice, venue, force):
    other = make_venue(force.station, force.alice, name="别的店", address="别的路1号")
    response = change(alice, other, name="飞鸿ＫＴＶ")
    assert response.status_code == 422
    assert "飞鸿KTV" in response.content.decode()
    assert change(alice, other, name="飞鸿ＫＴＶ", is_other="on").status_code == 302


def test_a_change_of_something_else_asks_nothing(alice, venue, force):
    twin = make_venue(force.station, force.alice, name="飞鸿ＫＴＶ", address="解放路12号")
    assert change(alice, twin, note="看门有犬").status_code == 302


def test_from_the_entry_page_the_existing_one_is_chosen_for_the_inspection(alice, venue):
    response = alice.post(f"{CREATE}?next={ENTRY}", words(venue, name="飞鸿ＫＴＶ"))
    assert f'href="{ENTRY}?venue={venue.pk}"' in response.content.decode()


def test_what_was_searched_for_stands_in_the_form_of_the_new_one(alice, venue):
    address = reverse("inspections:inspection-entry")
    page = alice.get(address, {"q": "蓝月&亮ＫＴＶ"}).content.decode()
    link = page.split('class="button button-wide" href="')[-1].split('"')[0].replace("&amp;", "&")
    assert alice.get(link).context["form"]["name"].value() == "蓝月&亮ＫＴＶ"


@pytest.fixture
def pair(force, venue) -> list[Venue]:
    """As the migration leaves them."""
    twin = make_venue(force.station, force.alice, name="飞鸿　ＫＴＶ", address="解放路１２号")
    Venue.objects.update(is_suspected=True)
    return [Venue.objects.get(pk=each.pk) for each in (venue, twin)]


def test_mark_is_seen_on_the_list_and_the_page_which_names_the_other(alice, pair, force):
    make_venue(force.station, force.alice)
    address = reverse("inspections:venue-list")
    assert alice.get(address).content.decode().count("疑似重复</span>") == 2
    assert alice.get(address, {"double": "True"}).context["table"].paginator.count == 2
    page = alice.get(pair[0].get_absolute_url()).content.decode()
    assert "疑似重复" in page
    assert f'href="{pair[1].get_absolute_url()}"' in page
    assert "不是重复" in page


def test_said_to_be_two_neither_is_marked_and_the_journal_says_why(alice, pair):
    address = reverse("inspections:venue-distinct", args=[pair[0].pk])
    response = alice.post(address, {"version": pair[0].version, "reason": "一楼和二楼两家"})
    assert response.status_code == 302
    assert not Venue.objects.filter(is_suspected=True).exists()
    lines = [LogEntry.objects.get_for_object(each).first().additional_data for each in pair]
    assert [line["verb"] for line in lines] == ["确认不是重复", "确认不是重复"]
    assert lines[0]["reason"] == "一楼和二楼两家"


def test_of_three_the_others_stay_marked(pair, force):
    third = make_venue(force.station, force.alice, name="飞鸿KTＶ", address="解放路12号")
    Venue.objects.filter(pk=third.pk).update(is_suspected=True)
    services.say_distinct(pair[0], version=pair[0].version, by=force.alice, reason="不是一家")
    assert set(Venue.objects.filter(is_suspected=True)) == {pair[1], third}


def test_renamed_they_are_no_longer_marked(alice, pair):
    assert change(alice, pair[0], name="飞鸿酒吧", is_other="on").status_code == 302
    assert not Venue.objects.filter(is_suspected=True).exists()


def test_looking_for_doubles_is_one_statement(venue, force, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = services.suspects_of(Venue(name="飞鸿ＫＴＶ", address="", unit=force.station))
    assert [(other.pk, why) for other, why in found] == [(venue.pk, "名称、拼音首字母相同")]
