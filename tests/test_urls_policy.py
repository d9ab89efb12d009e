"""The permission walk: every URL of the project × who may not open it. Generated from the address space itself."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from baiyi.records.policies import Needs, Public, SignedIn, policy_of
from tests.campaigns.samples import running_campaign
from tests.discovered import URLS, address, assert_none_is_left_out, place, samples, subject_of, takes_arguments
from tests.factories import make_force
from tests.samples import signs_of
from tests.world import World, standing

pytestmark = pytest.mark.one_day("asks who may open an address: 380 of them, the same on every day")


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def private_media(settings, media):
    settings.MEDIA_ROOT = media


@pytest.fixture(scope="module")
def everything(media, django_db_setup, django_db_blocker) -> Iterator[World]:
    """A row of every kind of alice's station: made once, and each test starts from it, for it takes two seconds."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        world = World(make_force())
        running_campaign(world.force)
        for sample in samples():
            sample.record(world)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(everything, db) -> World:
    return everything.met_again()


@pytest.fixture
def force(world):
    return world.force


@pytest.fixture
def asked(name, world) -> str:
    """The address of that name, about a row of alice's station; a page of many rows finds all there are."""
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


def test_policy_kinds_admit_whom_they_say(force):
    assert Public().admits(AnonymousUser())
    assert not SignedIn().admits(AnonymousUser())
    assert SignedIn().admits(force.alice)
