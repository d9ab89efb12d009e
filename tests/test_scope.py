"""What is of another station does not exist: photos, drafts and the rows of every list."""

import pytest
from django.urls import reverse

from baiyi.exchange.models import Photo
from tests.campaigns.samples import running_campaign
from tests.discovered import URLS, samples
from tests.exchange.samples import photo
from tests.factories import make_hazard, make_inspection
from tests.inspections.samples import draft, inspection, venue
from tests.samples import signs_of
from tests.world import World

pytestmark = pytest.mark.one_day("asks whose rows a list shows: the same on every day")


@pytest.fixture
def world(force) -> World:
    running_campaign(force)
    return World(force)


def test_photo_and_draft_of_another_station_do_not_exist(world, force, sign_in):
    bob, kept, form = sign_in(force.bob), photo(world), draft(world).client_uuid
    assert bob.get(reverse("exchange:photo", args=[kept.uuid])).status_code == 404
    assert bob.post(reverse("exchange:photo-remove", args=[kept.uuid])).status_code == 404
    assert bob.get(reverse("inspections:entry-review", args=[form])).status_code == 404
    assert Photo.objects.filter(pk=kept.pk).exists()


def test_lists_show_only_the_own_station(world, force, sign_in):
    lists = [f"inspections:{name}-list" for name in ("venue", "inspection", "hazard", "notice")]
    assert set(lists) <= URLS.keys()
    name_of_venue = inspection(world).venue.name
    for name in lists:
        assert name_of_venue not in sign_in(force.bob).get(reverse(name)).content.decode()
        if name != "inspections:venue-list":
            assert "共 1 条" in sign_in(force.alice).get(reverse(name)).content.decode()


@pytest.mark.parametrize("name", sorted({each.name for each in samples()}))
def test_list_of_every_record_shows_only_the_own_station(name, world, force, sign_in):
    mine = [each for each in samples() if each.name == name]
    signs = {sign for each in mine for sign in signs_of(each.record(world))}
    page = sign_in(force.bob).get(reverse(f"{name}-list")).content.decode()
    assert not [sign for sign in signs if sign in page]


def test_partner_sees_what_was_referred_to_it_and_nothing_else(world, force, sign_in):
    wanted = [
        make_hazard("referral", referred_to=force.partner_body, description="移送的隐患"),
        make_hazard("on_site", description="本所的隐患"),
    ]
    make_inspection(venue(world), [force.alice, force.amy], hazards=wanted)
    page = sign_in(force.people["partner"]).get(reverse("inspections:hazard-list")).content.decode()
    assert "移送的隐患" in page
    assert "本所的隐患" not in page
