"""The partner's world, over everything that can be sent: it sees what was sent to it and can work, each link it is
shown opens, and a body of another matter finds nothing anywhere.
"""

import re
import uuid
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baiyi.accounts.models import User
from baiyi.accounts.services import post
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import add_photo, attach
from baiyi.figures import Period, all_figures
from baiyi.figures.links import list_link
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.policies import opens
from baiyi.records.recordviews import RecordViews, declared
from baiyi.transfers import sendable, services
from baiyi.transfers.models import Transfer
from baiyi.transfers.views import TRANSFERS, TransferList
from campaigns.models import Campaign
from tests.discovered import sendable_records
from tests.exchange.pictures import jpeg
from tests.transfers.situations import again, asked_of, fresh, make_accepted, make_sent, other_body

State = Transfer.State
LABELS = [each.label for each in sendable.everything()]
every_sendable = pytest.mark.parametrize("label", LABELS)
LINK = re.compile(r'(?:href|src)="(/(?!static/)[^"#]*)')
MOST_PAGES = 150
REASON = "本局无此职权甲乙丙"


@pytest.fixture
def partner(force) -> User:
    return force.people["partner"]


@pytest.fixture
def other(force) -> User:
    return other_body(force)


@pytest.fixture
def sent(label, force) -> Transfer:
    """On its way to the partner's body, with a photo of the record, while the campaign runs."""
    Campaign.objects.create(name="百日行动", unit=force.branch, starts_on="2020-01-01", ends_on="2099-12-31")
    record = sendable_records()[label](force)
    photo = add_photo(
        upload=SimpleUploadedFile("a.jpg", jpeg()), client_uuid=uuid.uuid4(), slot="scene", kind="scene", by=force.alice
    )
    attach([(photo, record)])
    known = Transfer.objects.about(record).first()  # what is referred is sent by that
    return known or services.send_transfer(record, by=force.alice, task="请依法处理", to_unit=force.partner_body)


def photo_of(transfer: Transfer) -> str:
    photo = Photo.objects.get(content_type=transfer.content_type, object_id=transfer.object_id)
    return reverse("exchange:photo", args=[photo.uuid])


def views_of(model) -> RecordViews:
    return next(each for each in declared if each.model is model)


def walk(client, start: str = "/") -> dict[str, str]:
    """Every page that links lead to from there, by address; each must open."""
    pages, waiting, wrong = {}, [(start, "")], []
    while waiting and len(pages) < MOST_PAGES:
        url, shown_at = waiting.pop(0)
        if url in pages:
            continue
        response = client.get(url)
        pages[url] = b"".join(response).decode(errors="replace")
        if response.status_code not in {200, 302}:
            wrong.append(f"{url} on {shown_at}: {response.status_code}")
        found = LINK.findall(pages[url]) if "html" in response.get("Content-Type", "") else []
        waiting += [(unescape(each), url) for each in found if "sort=" not in each and "per_page=" not in each]
    assert wrong == []
    assert len(pages) < MOST_PAGES, "it walks in circles"
    return pages


def lists_of(record) -> list[str]:
    """Where rows of its model stand: the list, its tabs, and what figures open."""
    url = views_of(type(record)).url("list")
    tabs = [f"{url}?tab={tab}" for tab in views_of(type(record)).list_page.TABS]
    today = clock.today()
    figures = [each for each in all_figures() if each.list_url and reverse(each.list_url) == url]
    return [url, *tabs, *(list_link(each, Period(today, today)) for each in figures)]


@every_sendable
def test_partner_finds_it_and_every_link_it_is_shown_opens(sent, partner, sign_in):
    pages = walk(sign_in(partner))
    assert sent.get_absolute_url() in pages
    assert sent.title in pages["/"]
    assert sent.title in pages[TRANSFERS.url("list")]
    assert sent.title in pages[reverse("notifications:inbox")]
    assert sent.task in pages[sent.get_absolute_url()]
    assert f"{sent.get_absolute_url()}accept/" in pages
    record = sent.subject.get_absolute_url()
    assert (record in pages) is opens(partner, record)


@every_sendable
def test_partner_works_from_first_page_to_answer(sent, force, partner, sign_in):
    client = sign_in(partner)
    for move, facts, left in (
        ("accept", {}, ["待办理"]),
        ("settle", {"result": "已依法处理", "asks_action": "on"}, []),
    ):
        url = f"{sent.get_absolute_url()}{move}/"
        assert client.post(url, {"version": again(sent).version} | facts).status_code == 302
        assert asked_of(partner) == left
        walk(client)
    assert asked_of(force.alice) == ["流转待处理"]
    assert "已依法处理" in sign_in(force.alice).get(sent.subject.get_absolute_url()).content.decode()


@every_sendable
def test_body_of_another_matter_finds_nothing_anywhere(sent, other, sign_in):
    client, record = sign_in(other), sent.subject
    assert client.get(sent.get_absolute_url()).status_code == 404
    for move in TRANSFERS.moves:
        url = TRANSFERS.move_url(sent, move)
        expected = 404 if opens(other, url) else 403
        assert client.get(url).status_code == client.post(url, {"version": 1}).status_code == expected
    assert client.get(record.get_absolute_url()).status_code in {403, 404}
    assert client.get(photo_of(sent)).status_code == 404
    assert client.get(reverse("transfers:send", args=[record._meta.label_lower, record.pk])).status_code in {403, 404}
    pages = walk(client)
    signs = (sent.title, sent.task, sent.get_absolute_url(), record.get_absolute_url(), str(record))
    assert [(url, sign) for url, page in pages.items() for sign in signs if sign in page] == []


@every_sendable
def test_no_list_tab_search_count_or_figure_of_his_holds_it(sent, other, sign_in):
    client, transfers = sign_in(other), TRANSFERS.url("list")
    for asked in (
        {},
        {"q": sent.title[:6]},
        {"to_unit": sent.to_unit_id},
        *({"tab": tab} for tab in TransferList.TABS),
    ):
        page = client.get(transfers, asked)
        shown = page.content.decode()
        assert (page.context["total"], sent.get_absolute_url() in shown) == (0, False), asked
        assert {tab.count for tab in page.context["tabs"]} == {0}
    for url in lists_of(sent.subject):
        page = client.get(url)
        assert page.status_code == 403 or page.context["total"] == 0, url
    assert client.get(reverse("figures:board")).status_code == 403
    assert todo_sources.of(fresh(other), clock.today()) == []
    assert client.get(reverse("notifications:counts")).json()["todo"] == 0
    assert not type(sent.subject).objects.visible_to(other).exists()


@every_sendable
def test_next_body_sees_its_own_transfer_alone_and_the_last_one_keeps_its_own(sent, force, partner, other, sign_in):
    """Sent back by the first, and sent on: neither reads what the other was asked or said."""
    services.send_back_transfer(sent, by=partner, reason=REASON)
    record, task = again(sent.subject), "请卫健部门处理"
    second = services.send_transfer(record, by=force.alice, task=task, to_unit=other.home_unit)
    theirs, before = walk(sign_in(other)), walk(sign_in(partner))
    assert second.get_absolute_url() in theirs
    assert [url for url, page in theirs.items() if REASON in page or sent.get_absolute_url() in page] == []
    assert REASON in before[sent.get_absolute_url()]
    assert [url for url, page in before.items() if task in page or second.get_absolute_url() in page] == []
    assert sign_in(partner).get(record.get_absolute_url()).status_code in {403, 404}
    assert sign_in(partner).get(photo_of(sent)).status_code == 404


@every_sendable
def test_receiving_station_sees_it_while_it_has_it(sent, force, sign_in):
    """A unit of the police that it was sent to: page, list and todo; gone once it went back."""
    services.recall_transfer(sent, by=force.alice, reason="送错了")
    second = services.send_transfer(again(sent.subject), by=force.alice, task="请办理", to_unit=force.other_station)
    client = sign_in(force.bob)
    assert "待签收" in asked_of(force.bob)
    assert client.get(second.subject.get_absolute_url()).status_code == 200
    services.send_back_transfer(second, by=force.bob, return_kind="not_ours")
    assert client.get(second.subject.get_absolute_url()).status_code == 404
    assert client.get(second.get_absolute_url()).status_code == 200


def test_menu_of_a_partner_holds_what_can_hold_something_for_it(force, partner, sign_in):
    def lines(user) -> list[str]:
        groups = sign_in(user).get("/").context["menu"]
        return [row["item"].label for group in groups for row in group["rows"]]

    assert lines(partner) == ["首页", "流转", "期限计算器", "待办", "消息"]
    assert {"隐患·整改", "场所台账", "检查记录", "通知书"} <= set(lines(force.alice))


def test_partner_with_a_police_posting_too_keeps_the_lines(force, partner, sign_in):
    post(user=partner, unit=force.station, role="officer", starts_on=clock.today())
    page = sign_in(partner).get("/").content.decode()
    assert "隐患·整改" in page


def test_first_page_of_a_partner_counts_what_it_lists(force, partner, sign_in, settings):
    settings.BAIYI_TODAY = "2026-07-06T10:00:00+08:00"
    first, second = make_sent(force), make_accepted(force)
    settings.BAIYI_TODAY = "2026-07-20T10:00:00+08:00"
    client = sign_in(partner)
    card = next(
        each.context["card"] for each in client.get("/").context["panels"] if each.template == "records/_home_card.html"
    )
    assert {tile.label: tile.value for tile in card.tiles} == {
        "待签收": 1,
        "签收超期": 1,
        "办理中": 1,
        "办理超期": 1,
    }
    for tile in card.tiles:
        assert client.get(tile.url).context["total"] == tile.value
    assert [row.url for row in card.rows] == [first.get_absolute_url(), second.get_absolute_url()]
    assert all(row.lamp.tone == "red" for row in card.rows)


def test_every_sendable_record_can_be_made(force):
    """A room that registers one is part of the walk above."""
    made = {label: make(force) for label, make in sendable_records().items()}
    assert set(made) == set(LABELS)
    assert all(sendable.of_label(label).refusal(record) == "" for label, record in made.items())
