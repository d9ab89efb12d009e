"""Every form page of the product: sent twice it counts once, and what is typed is lost by nothing.

The pages come from the address space (tests/forms_of_pages.py); a new one is asked here without being named.
"""

import html
import re
import uuid
from urllib.parse import unquote

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from baiyi.records.models import Draft
from tests.forms_of_pages import PAGES, fields_of, form_on, open_page
from tests.world import World, rows_written

DRAFT = "/forms/draft/"
OLD_DAYS = "data-old-days"
SCRIPT = {"x-requested-with": "fetch"}
NOT_KEPT = {
    "accounts:login": "the way in",
    "accounts:password": "a password is stored nowhere",
    "disputes:repeats": "asks, and changes nothing",
    "exchange:bulk-confirm": "a run is confirmed once, whoever sends it (tests/exchange/bulk)",
    "exchange:import-upload": "a file, which no page can keep; the same form is one batch (tests/exchange/imports)",
    "inspections:code-type": "asks, and changes nothing",
}


def is_asking(name: str) -> bool:
    """Shows personal data for a reason: asked for again it is another line of the journal."""
    return name.endswith("-reveal")


KEPT = sorted(
    name for name, page in PAGES.items() if page.method == "post" and name not in NOT_KEPT and not is_asking(name)
)
kept_pages = pytest.mark.parametrize("name", KEPT)


@pytest.fixture(autouse=True)
def article_time(settings):
    settings.BAIYI_TODAY = "2022-07-06T10:00:00+08:00"


@pytest.fixture
def world(force) -> World:
    return World(force)


def marks_of(page: str) -> dict[str, str]:
    """What the form carries about itself."""
    found = re.findall(r'<input type="hidden" name="(client_uuid|form_ticket|venue|part)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def opened(world: World, name: str):
    """(its client, its address, what the browser would send, what of it is text somebody typed)."""
    page, client, fields, accepted = open_page(world, name)
    address = page.address(world)
    marks = marks_of(client.get(address).content.decode())
    assert uuid.UUID(marks["client_uuid"])
    assert marks["form_ticket"]
    sent = accepted | marks
    typed = [sent[each.html_name] for each in fields_of("texts", fields).values() if sent.get(each.html_name)]
    return client, address, sent, [each for each in typed if isinstance(each, str)]


def leads_on(response) -> bool:
    """The first page of two."""
    return response.url.endswith("/review/")


def other_text(sent: dict, typed: list[str]) -> dict:
    """The same with one text changed."""
    name = next(key for key, value in sent.items() if typed and value == typed[0])
    return sent | {name: f"{typed[0]}另"}


def written() -> dict:
    """Rows by model and what they say, without the drafts themselves."""
    return {model: rows for model, rows in rows_written().items() if model != "records.Draft"}


@kept_pages
def test_same_form_again_leads_to_the_first_result_and_writes_nothing(world, name):
    client, address, sent, _ = opened(world, name)
    first = client.post(address, sent)
    assert first.status_code == 302, first.context["form"].errors
    before = written()
    for _ in range(3):
        again = client.post(address, sent)
        assert (again.status_code, again.url) == (302, first.url)
    assert written() == before
    if not leads_on(first):
        assert client.get(f"{address}{'&' if '?' in address else '?'}draft={sent['client_uuid']}").status_code == 302


@kept_pages
def test_other_content_under_the_same_number_shows_both_and_keeps_both(world, name):
    client, address, sent, typed = opened(world, name)
    if not typed:
        pytest.skip("nothing is typed here")
    first, before = client.post(address, sent), written()
    if leads_on(first):
        pytest.skip("still a draft: the next page submits it")
    answer = client.post(address, other_text(sent, typed))
    if answer.status_code == 404:
        pytest.skip("what was sent took the record out of reach")
    assert answer.status_code in {409, 422}, answer.url
    assert written() == before
    assert html.escape(f"{typed[0]}另") in answer.content.decode()


@kept_pages
def test_draft_comes_back_as_it_was_typed_and_is_offered_where_it_was_begun(world, name):
    client, address, sent, typed = opened(world, name)
    saved = client.post(DRAFT, sent, headers=SCRIPT)
    assert saved.status_code == 200, saved.content.decode()
    draft = Draft.objects.get(client_uuid=sent["client_uuid"])
    back = client.get(_resumed(client, draft))
    assert back.status_code == 200
    page = back.content.decode()
    assert [each for each in typed if html.escape(each) not in page] == []
    assert marks_of(page)["client_uuid"] == sent["client_uuid"]
    assert 'class="error-summary"' not in page
    assert sent["client_uuid"] in client.get(address).content.decode()


def _resumed(client: Client, draft: Draft) -> str:
    """As 我的 leads there."""
    page = client.get("/accounts/me/").content.decode()
    return html.unescape(re.search(rf'href="([^"]*{draft.client_uuid}[^"]*)"', page).group(1))


@kept_pages
def test_draft_of_yesterday_says_that_its_days_are_of_then_and_one_of_today_does_not(world, name, settings):
    """A day that the page filled in stands in the draft like one that was typed. The notice check has its days anew."""
    client, _, sent, _ = opened(world, name)
    client.post(DRAFT, sent, headers=SCRIPT)
    address = _resumed(client, Draft.objects.get(client_uuid=sent["client_uuid"]))
    today = client.get(address)
    form = form_on(today)
    days = [each for each in fields_of("days", {field: form[field] for field in form.fields}).values() if each.value()]
    assert OLD_DAYS not in today.content.decode()
    settings.BAIYI_TODAY = "2022-07-07T09:00:00+08:00"
    page = client.get(address)
    if page.status_code == 404:
        pytest.skip("not offered on the next day")
    assert (OLD_DAYS in page.content.decode()) == any(not each.is_hidden for each in days)


@kept_pages
def test_form_that_comes_after_the_session_is_there_after_signing_in(world, name):
    client, address, sent, typed = opened(world, name)
    who = client.session[SESSION_KEY]
    visitor, before = Client(), written()
    answer = visitor.post(address, sent)
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/?next=")
    assert written() == before
    assert "登录后接着填" in visitor.get(answer.url).content.decode()
    back = client.get(unquote(answer.url.partition("next=")[2]))
    page = back.content.decode()
    assert "登录过期时没有提交" in page
    assert [each for each in typed if html.escape(each) not in page] == []
    assert Draft.objects.get(client_uuid=sent["client_uuid"]).user_id == int(who)


@kept_pages
def test_draft_of_another_page_is_not_overwritten_unseen(world, name):
    client, address, sent, typed = opened(world, name)
    if not typed:
        pytest.skip("nothing is typed here")
    here, there = sent, other_text(sent, typed) | {"form_ticket": opened(world, name)[2]["form_ticket"]}
    assert client.post(DRAFT, here, headers=SCRIPT).status_code == 200
    answer = client.post(DRAFT, there, headers=SCRIPT)
    assert answer.status_code == 409
    assert "在另一处改过" in answer.json()["error"]
    assert client.post(DRAFT, here | {"x": "1"}, headers=SCRIPT).status_code == 200  # the first page goes on
    before = written()
    shown = client.post(address, there)
    assert shown.status_code in {409, 422}
    assert written() == before
