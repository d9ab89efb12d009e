"""A form that comes too late: after the session, from a page of before a new sign-in, at a sign-in page left open."""

import re
import uuid

import pytest
from django.test import Client
from django.utils.html import escape

from baiyi.records.models import Draft
from tests.factories import Force, make_venue
from tests.test_forms_once import marks_of

NEW_VENUE, LOGIN = "/inspections/venues/new/", "/accounts/login/"


def strict(person=None) -> Client:
    client = Client(enforce_csrf_checks=True)
    if person is not None:
        client.force_login(person, backend="baiyi.accounts.backends.PostingBackend")
    return client


def form_at(client: Client, address: str) -> dict[str, str]:
    page = client.get(address).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    return marks_of(page) | {"csrfmiddlewaretoken": token}


@pytest.fixture
def alice(force: Force) -> Client:
    return strict(force.alice)


@pytest.fixture
def sent(alice) -> dict[str, str]:
    return form_at(alice, NEW_VENUE) | {"name": "星河歌舞厅", "address": "东街 3 号"}


def test_second_tab_of_before_the_sign_in_gets_its_form_back(alice, force, sent):
    """Signing in anew changes the token; the tab that was open still has the old one."""
    alice.logout()
    alice.force_login(force.alice, backend="baiyi.accounts.backends.PostingBackend")
    alice.get("/accounts/password/")
    answer = alice.post(NEW_VENUE, sent)
    assert answer.status_code == 302
    page = alice.get(answer.url).content.decode()
    assert "没有提交" in page
    assert "星河歌舞厅" in page
    assert "东街 3 号" in page


def test_what_was_typed_is_shown_to_nobody_else(alice, force, sent):
    visitor = strict()
    visitor.cookies["csrftoken"] = alice.cookies["csrftoken"].value
    back = visitor.post(NEW_VENUE, sent).url
    assert Draft.objects.get().user == force.alice
    bob = strict(force.bob)
    page = bob.get(back.partition("next=")[2].replace("%3F", "?").replace("%3D", "=").replace("%26", "&"))
    assert "星河歌舞厅" not in page.content.decode()


@pytest.mark.parametrize("ticket", ["", "made up", "eyJ1c2VyIjoxfQ:1abc:xyz"])
def test_form_without_a_ticket_of_ours_is_kept_for_nobody(alice, sent, ticket):
    visitor = strict()
    visitor.cookies["csrftoken"] = alice.cookies["csrftoken"].value
    answer = visitor.post(NEW_VENUE, sent | {"form_ticket": ticket})
    assert answer.url == f"{LOGIN}?next={NEW_VENUE}"
    assert not Draft.objects.exists()


def test_ticket_of_a_person_does_not_fill_the_disk(alice, force, sent, monkeypatch):
    monkeypatch.setattr("baiyi.records.returned.MOST_KEPT", 3)
    visitor = strict()
    visitor.cookies["csrftoken"] = alice.cookies["csrftoken"].value
    for _ in range(5):
        visitor.post(NEW_VENUE, sent | {"client_uuid": str(uuid.uuid4())})
    assert Draft.objects.count() == 3


def test_form_of_a_disabled_account_is_kept_for_nobody(alice, force, sent):
    force.alice.is_active = False
    force.alice.save()
    alice.post(NEW_VENUE, sent)
    assert not Draft.objects.exists()


def test_sign_in_page_left_open_comes_anew_and_says_so(force):
    client = strict()
    form = form_at(client, f"{LOGIN}?next={NEW_VENUE}")
    client.cookies.pop("csrftoken")
    answer = client.post(LOGIN, form | {"username": force.alice.username, "password": "x", "next": NEW_VENUE})
    assert (answer.status_code, answer.url) == (302, f"{LOGIN}?next={NEW_VENUE}")
    assert "请再登录一次" in client.get(answer.url).content.decode()


def test_sign_in_page_left_open_leads_on_who_signed_in_meanwhile(alice, force):
    answer = alice.post(LOGIN, {"username": "x", "password": "x", "next": NEW_VENUE})
    assert (answer.status_code, answer.url) == (302, NEW_VENUE)
    assert alice.post(LOGIN, {"next": "http://evil.example/"}).url == "/"


def test_button_of_an_old_page_brings_the_page_anew(alice):
    here = {"referer": "http://testserver/inbox/messages/"}
    answer = alice.post("/inbox/messages/read/", headers=here)
    if answer.status_code == 404:
        answer = alice.post("/accounts/logout/", headers=here)
    assert (answer.status_code, answer.url) == (302, "http://testserver/inbox/messages/")
    assert "请再操作一次" in alice.get("/inbox/messages/").content.decode()


@pytest.mark.parametrize("headers", [{"origin": "http://evil.example"}, {"referer": "http://evil.example/"}, {}])
def test_what_another_site_sends_is_refused(alice, headers):
    assert alice.post("/accounts/logout/", headers=headers).status_code == 403


def test_script_learns_where_to_sign_in_and_that_its_form_is_kept(alice, force, sent):
    visitor = strict()
    visitor.cookies["csrftoken"] = alice.cookies["csrftoken"].value
    answer = visitor.post("/forms/draft/", sent, headers={"x-requested-with": "fetch"})
    assert answer.status_code == 401
    assert sent["client_uuid"] in answer.json()["location"]
    assert Draft.objects.get().payload["name"] == ["星河歌舞厅"]


def test_form_that_a_script_sends_is_told_where_to_go(alice, force, sent):
    venue = make_venue(force.station, force.alice)
    facts = sent | {"unit": venue.unit_id, "category": venue.category_id, "risk_level": "general"}
    headers = {"x-requested-with": "form"}
    refused = alice.post(NEW_VENUE, sent, headers=headers)
    assert refused.status_code == 422
    assert "请选择" in refused.content.decode()
    done = alice.post(NEW_VENUE, facts, headers=headers)
    assert re.fullmatch(r"/inspections/venues/\d+/", done.json()["location"]), done.content.decode()[:200]
    assert done["Cache-Control"] == "private, no-store"


def test_draft_far_too_long_is_refused_in_words_and_the_page_stays(alice, sent):
    answer = alice.post("/forms/draft/", sent | {"name": "字" * 100_001}, headers={"x-requested-with": "fetch"})
    assert answer.status_code == 422
    assert "过长" in answer.json()["error"]


def test_draft_of_somebody_else_who_signed_in_here_is_not_taken_over(force, sent):
    amy = strict(force.people["amy"])
    token = form_at(amy, "/accounts/password/")["csrfmiddlewaretoken"]
    answer = amy.post("/forms/draft/", sent | {"csrfmiddlewaretoken": token}, headers={"x-requested-with": "fetch"})
    assert answer.status_code == 409
    assert "另一个人" in answer.json()["error"]
    assert not Draft.objects.exists()


def test_unknown_draft_shows_an_empty_form_and_says_so(alice):
    page = alice.get(f"{NEW_VENUE}?draft={uuid.uuid4()}").content.decode()
    assert escape("这份草稿已经不在了") in page
