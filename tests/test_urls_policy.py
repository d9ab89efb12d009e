"""The permission walk: every URL of the project × who may not open it. Generated from the address space itself."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from baiyi.exchange.models import Photo
from baiyi.records.policies import Needs, Public, SignedIn, policy_of
from tests.campaigns.samples import running_campaign
from tests.discovered import URLS, address, assert_none_is_left_out, place, samples, subject_of, takes_arguments
from tests.exchange.samples import photo
from tests.factories import make_hazard, make_inspection
from tests.inspections.samples import draft, inspection, venue
from tests.samples import signs_of
from tests.world import World, standing

pytestmark = pytest.mark.one_day("asks who may open an address: 380 of them, the same on every day")


@pytest.fixture
def world(force) -> World:
    running_campaign(force)
    return World(force)


@pytest.fixture
def asked(name, world) -> str:
    """The address of that name, about a row of alice's station; a page of many rows finds all there are."""
    if not takes_arguments(name):
        for sample in samples():
            sample.record(world)
    return address(name, world)


def is_of_a_station(name: str) -> bool:
    return takes_arguments(name) and not (subject_of(name) and subject_of(name).is_for_all)


def methods(client, url):
    yield client.get(url)
    yield client.post(url, {"version": 1, "reason": "越权尝试", "action": "submit"})


def test_every_address_with_an_argument_has_a_row_it_is_about():
    missing = [name for name in URLS if takes_arguments(name) and subject_of(name) is None]
    assert_none_is_left_out({name: f"say which in SUBJECTS of {place(name)}" for name in missing})


def test_every_url_declares_a_policy():
    assert [name for name, pattern in URLS.items() if policy_of(pattern.callback) is None] == []
    assert len(URLS) > 40


@pytest.mark.parametrize("name", sorted(URLS))
def test_visitor_is_sent_to_sign_in_and_changes_nothing(name, asked, client):
    before, declared = standing(), policy_of(URLS[name].callback)
    for response in methods(client, asked):
        if isinstance(declared, Public):
            assert response.status_code < 500
        else:
            assert response.status_code == 302
            assert response.url.startswith(reverse("accounts:login"))
    assert standing() == before


@pytest.mark.parametrize("name", sorted(URLS))
def test_disabled_account_is_a_visitor_at_once(name, asked, force, sign_in):
    client = sign_in(force.alice)
    force.alice.is_active = False
    force.alice.save()
    before, declared = standing(), policy_of(URLS[name].callback)
    for response in methods(client, asked):
        if not isinstance(declared, Public):
            assert response.status_code == 302
            assert response.url.startswith(reverse("accounts:login"))
    assert standing() == before


@pytest.mark.parametrize("name", sorted(name for name in URLS if is_of_a_station(name)))
def test_record_of_another_station_does_not_exist(name, asked, world, force, sign_in):
    """404 for an officer with the right, 403 where his role lacks it; never a sign of the record."""
    client, before, subject = sign_in(force.bob), standing(), subject_of(name)
    declared = policy_of(URLS[name].callback)
    signs = signs_of(subject.make(world))
    right = getattr(declared, "right", None)  # a page for anybody who is signed in has none
    expected = subject.foreign if right is None or force.bob.has_perm(right) else 403
    for response in methods(client, asked):
        assert response.status_code in {expected, 405}
        assert not [sign for sign in signs if sign in response.content.decode()]
    assert standing() == before


def roles_without(declared, people):
    return [user for user in people.values() if not user.has_perm(declared.right)]


@pytest.mark.parametrize(
    "name", sorted(name for name, pattern in URLS.items() if isinstance(policy_of(pattern.callback), Needs))
)
def test_role_without_the_right_gets_403_that_names_it(name, asked, force, sign_in):
    from baiyi.records.rights import label_of  # noqa: PLC0415

    declared, before = policy_of(URLS[name].callback), standing()
    refused = roles_without(declared, force.people)
    assert refused, f"every role holds {declared.right}"
    for user in refused:
        for response in methods(sign_in(user), asked):
            assert response.status_code == 403
            assert label_of(declared.right) in response.content.decode()
    assert standing() == before


@pytest.mark.parametrize("name", sorted(URLS))
def test_no_page_fails_for_anybody(name, asked, force, sign_in):
    for user in force.people.values():
        response = sign_in(user).get(asked)
        b"".join(response)  # reads and closes a streamed file
        assert response.status_code < 500


def test_photo_and_draft_of_another_station_do_not_exist(world, force, sign_in):
    bob, kept, form = sign_in(force.bob), photo(world), draft(world).client_uuid
    assert bob.get(reverse("exchange:photo", args=[kept.uuid])).status_code == 404
    assert bob.post(reverse("exchange:photo-remove", args=[kept.uuid])).status_code == 404
    assert bob.get(reverse("inspections:entry-review", args=[form])).status_code == 404
    assert Photo.objects.filter(pk=kept.pk).exists()


def test_policy_kinds_admit_whom_they_say(force):
    assert Public().admits(AnonymousUser())
    assert not SignedIn().admits(AnonymousUser())
    assert SignedIn().admits(force.alice)


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
