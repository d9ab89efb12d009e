"""Sessions: the first-login password, what ends a session, what a changed posting changes at the next request."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from baiyi.accounts import services
from baiyi.accounts.middleware import FREE_PAGES
from baiyi.records import clock
from baiyi.records.policies import walk_urls
from tests.factories import make_venue
from tests.factories.people import PASSWORD
from tests.moment import machine_now

NEW = "Blue-lamp-2026"
PASSWORD_PAGE = "/accounts/password/"
OPEN_NAMES = sorted(name for name, pattern in walk_urls() if not pattern.pattern.regex.groups)


@pytest.fixture
def newcomer(force, sign_in):
    force.alice.must_change_password = True
    force.alice.save()
    return sign_in(force.alice)


@pytest.mark.parametrize("name", OPEN_NAMES)
def test_first_password_has_to_be_changed_before_anything_else(newcomer, name):
    for response in (newcomer.get(reverse(name)), newcomer.post(reverse(name), {"reason": "绕过"})):
        if name in FREE_PAGES | {"jobs:alive"}:
            assert response.status_code != 302 or response.url != PASSWORD_PAGE
        else:
            assert (response.status_code, response.url) == (302, PASSWORD_PAGE)


def change(client, *, old=PASSWORD, new=NEW, again=None):
    return client.post(
        PASSWORD_PAGE, {"old_password": old, "password1": new, "password2": new if again is None else again}
    )


def test_changed_password_opens_the_rest_and_the_session_goes_on(newcomer, force):
    assert change(newcomer).url == "/"
    assert newcomer.get("/").status_code == 200
    force.alice.refresh_from_db()
    assert force.alice.check_password(NEW)
    assert not force.alice.must_change_password


def test_changed_password_ends_the_other_sessions(newcomer, force, sign_in):
    other = sign_in(force.alice)
    change(newcomer)
    assert other.get("/").url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"new": "Ab-345678"}, "password2", "口令至少 10 位，现有 9 位"),
        ({"new": "onlyletters-here"}, "password2", "口令须同时含有字母和数字"),
        ({"new": "20260724200000"}, "password2", "口令须同时含有字母和数字"),
        ({"new": PASSWORD}, "password1", "新口令不能与原口令相同"),
        ({"old": "wrong-one-7"}, "old_password", "原口令不正确"),
        ({"again": "Other-lamp-2026"}, "password2", "两次输入的口令不一致"),
        ({"new": "qwertyuiop1"}, "password2", "这个口令太常见"),
    ],
)
def test_password_that_breaks_a_rule_is_refused_and_the_old_one_stays(newcomer, force, facts, field, words):
    response = change(newcomer, **facts)
    assert response.status_code == 422
    assert words in "".join(response.context["form"].errors[field])
    force.alice.refresh_from_db()
    assert force.alice.check_password(PASSWORD)
    assert force.alice.must_change_password


def test_disabled_account_is_out_at_the_next_request(force, sign_in):
    client = sign_in(force.alice)
    assert client.get("/inspections/venues/").status_code == 200
    services.set_active(force.alice, is_active=False, by=force.people["sysadmin"])
    assert client.get("/inspections/venues/").url.startswith("/accounts/login/")


def test_revoked_posting_takes_the_rights_at_the_next_request(force, sign_in):
    client = sign_in(force.alice)
    assert client.get("/inspections/venues/new/").status_code == 200
    force.alice.postings.update(ends_on=clock.today() - dt.timedelta(days=1))
    assert client.get("/inspections/venues/new/").status_code == 403
    assert client.get("/inspections/venues/").status_code == 403


def test_moved_officer_sees_the_new_station_at_the_next_request(force, sign_in):
    venue, client = make_venue(force.station, force.alice), sign_in(force.alice)
    assert client.get(venue.get_absolute_url()).status_code == 200
    force.alice.postings.update(unit=force.other_station)
    assert client.get(venue.get_absolute_url()).status_code == 404


def test_session_ends_when_nothing_was_asked_for_half_an_hour(force, sign_in):
    with time_machine.travel(machine_now(), tick=False) as moment:
        client = sign_in(force.alice)
        client.get("/")
        moment.shift(29 * 60)
        assert client.get("/").status_code == 200
        moment.shift(29 * 60)
        assert client.get("/").status_code == 200
        moment.shift(31 * 60)
        assert client.get("/").url.startswith("/accounts/login/")
        assert "_auth_user_id" not in client.session


def test_session_ends_after_twelve_hours_however_busy(force, sign_in):
    with time_machine.travel(machine_now(), tick=False) as moment:
        client = sign_in(force.alice)
        for _ in range(47):
            assert client.get("/").status_code == 200
            moment.shift(15 * 60)
        assert client.get("/").status_code == 200
        moment.shift(20 * 60)
        assert client.get("/").status_code == 302


def test_sign_out_is_by_post_only_and_leaves_nothing(force, sign_in):
    client = sign_in(force.alice)
    key = client.session.session_key
    assert client.get("/accounts/logout/").status_code == 405
    assert client.get("/").status_code == 200
    assert client.post("/accounts/logout/").url == "/accounts/login/"
    assert client.get("/").status_code == 302
    old = Client()
    old.cookies["sessionid"] = key
    assert old.get("/").status_code == 302


@pytest.mark.parametrize("name", OPEN_NAMES)
def test_nothing_of_a_signed_in_page_is_kept_by_a_cache(force, sign_in, name):
    for who in ("alice", "sysadmin", "auditadmin"):
        response = sign_in(force.people[who]).get(reverse(name))
        assert "no-store" in response["Cache-Control"]


def test_session_cookie_is_out_of_reach_of_scripts_and_other_sites(force):
    client = Client()
    client.post("/accounts/login/", {"username": "alice", "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
