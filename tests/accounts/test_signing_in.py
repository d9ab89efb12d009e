"""Signing in: what a wrong password says, the lock by account and address, and where one lands."""

import datetime as dt
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from baiyi.accounts.addresses import client_address
from tests.factories import make_category
from tests.factories.people import PASSWORD
from tests.moment import machine_now

LOGIN = "/accounts/login/"
HERE, THERE = "10.1.1.1", "10.2.2.2"


def attempt(username="alice", password="wrong-password1", *, client=None, address=HERE, **headers):
    return (client or Client()).post(
        LOGIN, {"username": username, "password": password}, REMOTE_ADDR=address, headers=headers
    )


def enter(username="alice", *, address=HERE, client=None):
    """True when the right password signs in."""
    return attempt(username, PASSWORD, address=address, client=client).status_code == 302


def lock_out(username="alice", address=HERE) -> None:
    for _ in range(5):
        attempt(username, address=address)


@pytest.mark.parametrize("username", ["alice", "nobody", " alice ", "ａｌｉｃｅ"])
def test_wrong_password_says_how_many_tries_are_left_for_known_and_unknown_accounts(force, username):
    for left in (4, 3, 2, 1):
        response = attempt(username)
        assert response.status_code == 422
        assert response.context["form"].non_field_errors() == [f"账号或口令不正确，还可尝试 {left} 次"]
    assert attempt(username).status_code == 429


def test_wrong_password_keeps_the_name_and_not_the_password(force):
    page = attempt(password="secret-of-mine1").content.decode()
    assert 'value="alice"' in page
    assert "secret-of-mine1" not in page
    assert "<title>错误：" in page


def test_fifth_failure_locks_this_account_from_this_address_for_fifteen_minutes(force):
    with time_machine.travel(machine_now(), tick=False) as clock:
        lock_out()
        refused = attempt(password=PASSWORD)
        assert refused.status_code == 429
        assert "已锁定 15 分钟" in refused.content.decode()
        clock.shift(dt.timedelta(minutes=14, seconds=50))
        assert not enter()
        clock.shift(dt.timedelta(minutes=15, seconds=5))
        assert enter()


def test_lock_holds_neither_another_account_nor_another_address(force):
    """A station shares one address; nobody can lock out a colleague from elsewhere."""
    lock_out()
    assert enter("amy")
    assert enter("alice", address=THERE)
    assert not enter()


def test_lock_follows_no_address_that_a_client_claims(force):
    for number in range(5):
        attempt(**{"x-forwarded-for": f"10.9.9.{number}"})
    assert attempt(password=PASSWORD, **{"x-forwarded-for": "10.9.9.77"}).status_code == 429


def test_address_behind_trusted_proxies_is_the_one_they_saw(rf, settings):
    request = rf.get("/", REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": "6.6.6.6, 10.3.3.3"})
    assert client_address(request) == "127.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert client_address(request) == "10.3.3.3"
    assert client_address(rf.get("/", REMOTE_ADDR="127.0.0.1")) == "127.0.0.1"


def test_success_forgets_earlier_failures(force):
    for _ in range(4):
        attempt()
    assert enter()
    assert attempt().context["form"].non_field_errors() == ["账号或口令不正确，还可尝试 4 次"]


def test_administrator_unlocks(force, sign_in):
    lock_out()
    unlock = reverse("accounts:user-action", args=[force.alice.pk, "unlock"])
    page = sign_in(force.people["sysadmin"]).post(unlock, {"reason": "本人来电核实"}, follow=True).content.decode()
    assert "已解锁" in page
    assert enter()


@pytest.mark.parametrize("changes", [{"is_active": False}])
def test_disabled_account_gets_the_words_of_a_wrong_password(force, changes):
    force.alice.__dict__.update(changes)
    force.alice.save()
    assert attempt(password=PASSWORD).context["form"].non_field_errors() == ["账号或口令不正确，还可尝试 4 次"]


def test_name_that_is_too_long_is_refused_at_its_field(force):
    response = attempt("长" * 10_000)
    assert response.context["form"].errors["username"] == ["账号最多 150 个字，现有 10000 个字"]


def test_sign_in_gives_a_new_session(force):
    client = Client()
    planted = client.session
    planted["before"] = "x"
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    assert enter(client=client)
    assert client.session.session_key != planted.session_key
    old = Client()
    old.cookies["sessionid"] = planted.session_key
    assert old.get("/").status_code == 302


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "///evil.example",
        "////evil.example/x",
        "http://evil.example",
        "https://evil.example/",
        "HTTP://EVIL.EXAMPLE",
        "http:evil.example",
        "https:/evil.example",
        "ftp://evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        " //evil.example",
        "//testserver@evil.example",
        "http://testserver.evil.example",
        "http://testserver@evil.example",
        "http://testserver:80@evil.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil%E3%80%82example",
        "//evil。example",
        "http://[::1",
        "\x00//evil.example",
    ],
)
def test_next_page_stays_on_this_host(force, wanted):
    response = Client().post(f"{LOGIN}?next=/", {"username": "alice", "password": PASSWORD, "next": wanted})
    assert response.status_code == 302
    assert response.url == "/"
    signed_in = Client()
    signed_in.force_login(force.alice, backend="baiyi.accounts.backends.PostingBackend")
    assert signed_in.get(LOGIN, {"next": wanted}).url == "/"


def test_next_page_of_this_host_is_opened(force):
    response = Client().post(LOGIN, {"username": "alice", "password": PASSWORD, "next": "/inspections/venues/?q=星"})
    assert response.url == f"/inspections/venues/?q={quote('星')}"


def test_next_page_cannot_write_a_header(force):
    response = Client().post(
        LOGIN, {"username": "alice", "password": PASSWORD, "next": "/%0d%0aX: y\r\nLocation: //evil.example"}
    )
    assert response.url.startswith("/")
    assert "\n" not in response.url
    assert not response.has_header("X")


def test_page_after_sign_in_is_the_one_that_was_asked_for(force):
    asked = Client().get("/inspections/venues/?tab=x")
    assert asked.url == f"{LOGIN}?next=/inspections/venues/%3Ftab%3Dx"


def test_venue_created_for_an_entry_returns_to_no_other_host(force, sign_in):
    facts = {"name": "新店", "address": "路1号", "category": make_category().pk, "unit": force.station.pk}
    create = reverse("inspections:venue-add")
    elsewhere = sign_in(force.alice).post(f"{create}?next=//evil.example", facts)
    assert elsewhere.url.startswith("/inspections/venues/")


def test_login_page_names_the_branch(force):
    page = Client().get(LOGIN).content.decode()
    assert f'<p class="muted">{force.branch.name}</p>' in page
    assert f'<span class="topbar-organ">{force.branch.name}</span>' in page


def test_login_page_without_any_branch_is_plain(db):
    page = Client().get(LOGIN)
    assert page.status_code == 200
    assert "topbar-organ" not in page.content.decode()
