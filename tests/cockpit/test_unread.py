"""Pages whose figures cannot be read in time: they say so where the figures stand, and lose nothing else."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from baiyi.figures import scans
from baiyi.figures.evaluation import PAGE_SECONDS
from baiyi.figures.time_limit import FiguresUnread
from baiyi.records import clock
from hotspots.models import Hotspot
from tests.cockpit.test_home import miss_last_week, rows, tiles
from tests.factories import (
    make_campaign,
    make_hotspot,
    make_issued_notice,
    make_item,
    make_report,
    make_venue,
)

pytestmark = pytest.mark.one_day("figures that cannot be read say nothing of a day")

NOTE = "data-unread"
A_MONTH = dt.timedelta(days=30)
SAID = f"数据没有在 {PAGE_SECONDS} 秒内读出，请稍后刷新；页面的其余内容不受影响。"


@pytest.fixture
def reported(force):
    """A hotspot without a visit, a notice, an item of a figure, and one reported by hand that is far behind."""
    campaign, office = make_campaign(force.branch, starts_on=clock.today() - A_MONTH), force.people["office"]
    make_hotspot(force.station, office, name="没人管的夜市")
    make_issued_notice(make_venue(force.station, force.alice), [force.alice, force.amy])
    make_item(campaign, force.station, office, title="取数的任务", figure="inspections_made")
    item = make_item(campaign, force.station, office, title="落后的任务")
    make_report(item, force.alice, 1)
    return item


@pytest.fixture
def unread(monkeypatch, reported):
    """Every reading of figures takes too long. Gives how often one was begun."""
    begun = []

    def read(asks):
        begun.append(list(asks))
        raise FiguresUnread

    monkeypatch.setattr(scans, "read", read)
    return begun


def card(page: str, title: str) -> str:
    found = re.findall(r"<section.*?</section>", page, re.DOTALL)
    return next(each for each in found if re.search(rf"<h2[^>]*>{title}</h2>|aria-label=\"{title}\"", each))


@pytest.mark.parametrize(("who", "url"), [("leader", "/"), ("office", "/campaign/cockpit/")])
def test_cockpit_says_it_in_each_card_of_figures(unread, force, sign_in, who, url):
    page = sign_in(force.people[who]).get(url).content.decode()
    for title in ("三句话", "行动以来的数", "六项行动", "所队排名", "异常"):
        assert SAID in card(page, title), title
    assert page.count(NOTE) == 5
    assert "没人管的夜市" in card(page, "挂牌整治区域")
    assert len(unread) == 1


def test_leader_keeps_what_is_to_do_today(unread, force, sign_in):
    assert "全部待办" in card(sign_in(force.people["leader"]).get("/").content.decode(), "今日要办")


def test_exceptions_without_figures_stay(unread, force, sign_in):
    """Those of the hotspots; of the unread ones nobody says that nothing is wrong."""
    leader = sign_in(force.people["leader"])
    assert "没有异常" not in card(leader.get("/").content.decode(), "异常")
    miss_last_week(Hotspot.objects.get(), force.station)
    assert "挂牌点漏督" in card(leader.get("/").content.decode(), "异常")


def test_office_keeps_its_week_and_sees_which_number_is_missing(unread, force, sign_in):
    page = sign_in(force.people["office"]).get("/").content.decode()
    assert tiles(page)["漏督"][0] == "未读出"
    assert tiles(page)["无责任人"][0] == "1"
    assert "没人管的夜市" in rows(page)
    assert SAID in card(page, "六项行动")
    assert SAID in card(page, "行动以来的数")


@pytest.mark.parametrize(("who", "kept"), [("chief", "通知书与隐患"), ("clerk", "未提交草稿"), ("alice", "hero")])
def test_station_keeps_its_work(unread, force, sign_in, who, kept):
    page = sign_in(force.people[who]).get("/").content.decode()
    assert SAID in page
    assert kept in page


def test_supervisor_reads_it_among_the_exceptions(unread, force, sign_in):
    assert SAID in card(sign_in(force.people["supervisor"]).get("/").content.decode(), "异常")


def test_board_says_it_in_the_place_of_the_cards(unread, force, sign_in):
    page = sign_in(force.people["leader"]).get(reverse("figures:board")).content.decode()
    assert page.count(NOTE) == 1
    assert "figure-card " not in page


def test_list_keeps_what_is_reported_by_hand(unread, reported, force, sign_in):
    client = sign_in(force.people["leader"])
    page = client.get(reverse("campaigns:plan")).content.decode()
    assert page.count(NOTE) == 1
    assert "未读出" in page
    assert "严重滞后" in page
    assert NOTE not in client.get(reported.get_absolute_url()).content.decode()
    driven = type(reported).objects.get(title="取数的任务")
    shown = client.get(driven.get_absolute_url())
    assert shown.status_code == 200
    assert shown.content.decode().count(NOTE) == 1


def test_pages_say_nothing_of_it_when_all_is_read(reported, force, sign_in):
    for who in ("leader", "office", "chief", "alice", "supervisor"):
        assert NOTE not in sign_in(force.people[who]).get("/").content.decode()
