"""The first page of every role: what it says, what it opens, and what it costs."""

import datetime as dt
import re
import uuid
from html import unescape

import pytest
from django.core.cache import cache
from django.urls import reverse

from baiyi.accounts.models import User
from baiyi.accounts.services import add_user
from baiyi.jobs.health import Finding
from baiyi.journal.services import log_access
from baiyi.records import clock
from baiyi.records.models import Draft
from campaigns.models import Campaign, ResponsibilityItem
from hotspots.models import Hotspot, WeeklyDuty
from inspections import services
from inspections.models import Hazard, Venue
from inspections.services import DRAFT
from tests.factories import (
    make_hazard,
    make_hotspot,
    make_inspection,
    make_issued_notice,
    make_item,
    make_report,
    make_unit,
    make_user,
    make_venue,
)
from tests.factories.people import PASSWORD
from tests.test_statements import due_for_reinspection, grow_hotspots, statements

pytestmark = pytest.mark.every_day
ROLES = ["leader", "office", "chief", "alice", "clerk", "supervisor", "partner", "sysadmin", "secadmin", "auditadmin"]
MOST = 15  # two of them for the rooms of cases and disputes, which read once what is at hand; one for unsent forms


@pytest.fixture
def campaign(force) -> Campaign:
    return Campaign.objects.create(name="百日行动", unit=force.branch, starts_on="2020-01-01", ends_on="2099-12-31")


def html(client, address: str = "/") -> str:
    return client.get(address).content.decode()


NUMBER = r'<a href="(?P<url>[^"]+)">\s*<span class="home-value"><strong[^>]*>(?P<value>[^<]+)</strong>'
TILE = re.compile(NUMBER + r'.*?<span class="home-label">(?P<label>.*?)</span>', re.DOTALL)
TITLE = r'<a class="home-row" href="(?P<url>[^"]+)">\s*<span class="home-row-main"><strong>(?P<title>[^<]*)</strong>'
ROW = re.compile(TITLE + r"(?P<rest>.*?)</a>", re.DOTALL)


def tiles(page: str) -> dict[str, tuple[str, str]]:
    """Value and address by label."""
    return {
        re.sub(r"<.*?>", "", each["label"]).strip(): (each["value"], unescape(each["url"]))
        for each in TILE.finditer(page)
    }


def rows(page: str) -> dict[str, str]:
    """What stands beside each title, without tags."""
    return {each["title"]: re.sub(r"\s+", " ", re.sub(r"<.*?>", " ", each["rest"])) for each in ROW.finditer(page)}


def listed(client, url: str) -> int:
    return client.get(url).context["total"]


def grow_everything(force, campaign, total: int) -> None:
    """Until there are `total` of what any first page lists."""
    due_for_reinspection(force, total)
    grow_hotspots(force, total)
    for _ in range(ResponsibilityItem.objects.count(), total):
        make_item(campaign, force.station, force.people["office"])
    typed = {"kind": DRAFT, "label": "星河歌舞厅", "updated_at": clock.now(), "payload": {}}
    Draft.objects.bulk_create(
        Draft(user=force.alice, client_uuid=uuid.uuid4(), **typed) for _ in range(Draft.objects.count(), total)
    )
    Hazard.objects.filter(pk__in=Hazard.objects.order_by("pk").values("pk")[: total // 2]).update(
        state="referred", referred_to=force.partner_body, referred_on=clock.today()
    )
    for venue in Venue.objects.order_by("pk")[:total]:
        log_access(venue, by=force.alice, fields=["phone"], reason="核实")


@pytest.mark.one_day("counts statements over many rows")
def test_first_page_of_every_role_costs_the_same_for_few_and_for_many_rows(force, sign_in, campaign):
    clients = {who: sign_in(force.people[who]) for who in ROLES}
    grow_everything(force, campaign, 10)
    few = {who: statements(client, "/") for who, client in clients.items()}
    grow_everything(force, campaign, 100)
    many = {who: statements(client, "/") for who, client in clients.items()}
    print(few)
    assert many == few
    assert max(few.values()) <= MOST, few
    assert few["leader"] <= 12, few


@pytest.mark.parametrize("who", ROLES)
def test_first_page_says_what_to_do_next_when_nothing_is_there(force, sign_in, who):
    """Without a campaign, a hotspot, a venue or a notice."""
    page = html(sign_in(force.people[who]))
    assert "Traceback" not in page
    assert re.search(r'class="(card|hero|empty)', page)
    for card in re.findall(r'<section class="card home-card">.*?</section>', page, re.DOTALL):
        assert re.search(r"home-tiles|home-rows|home-empty", card), card


def without_visit(force, **facts) -> Hotspot:
    """Asked for this week, however late in it the day is."""
    today = clock.today()
    return make_hotspot(force.station, force.people["office"], listed_on=today, supervised_from=today, **facts)


def miss_last_week(hotspot: Hotspot, unit) -> None:
    monday = clock.today() - dt.timedelta(days=clock.today().weekday() + 7)
    Hotspot.objects.filter(pk=hotspot.pk).update(supervised_from=monday, listed_on=monday)
    days = {
        "starts_on": monday,
        "ends_on": monday + dt.timedelta(days=6),
        "opened_at": clock.now(),
        "missed_at": clock.now(),
    }
    WeeklyDuty.objects.create(hotspot=hotspot, unit=unit, **days)


@pytest.mark.parametrize("who", ["office", "supervisor"])
def test_numbers_of_the_week_are_the_lengths_of_the_lists_they_open(force, sign_in, campaign, who):
    without_visit(force, name="没人管的夜市")
    kept = without_visit(force, name="有人管的夜市", owner=force.alice)
    miss_last_week(kept, force.station)
    client = sign_in(force.people[who])
    page = html(client)
    found = tiles(page)
    assert found["本周已督导"][0] == "0/2"
    assert {label: found[label][0] for label in ("本周未督导", "漏督", "无责任人")} == {
        "本周未督导": "2",
        "漏督": "1",
        "无责任人": "1",
    }
    for label in ("本周未督导", "漏督", "无责任人"):
        assert str(listed(client, found[label][1])) == found[label][0], label
    assert reverse("hotspots:supervision-chase") in page
    beside = rows(page)
    assert "责任人 人员alice" in beside["有人管的夜市"]
    assert "漏督 1 周" in beside["有人管的夜市"]
    assert "责任人 未指定" in beside["没人管的夜市"]


def test_nobody_is_pressed_when_all_is_done(force, sign_in, campaign):
    page = html(sign_in(force.people["office"]))
    assert reverse("hotspots:supervision-chase") not in page
    assert "都已督导，没有缺口" in page


@pytest.mark.parametrize("who", ["office", "clerk"])
def test_items_to_report_are_those_the_list_shows(force, sign_in, campaign, who):
    office, friday = force.people["office"], clock.today() - dt.timedelta(days=clock.today().weekday() + 3)
    silent, old, fresh = (
        make_item(campaign, force.station, office, title=title) for title in ("没报过", "报旧了", "报过了")
    )
    make_report(old, force.alice, 5, as_of=friday)
    make_report(fresh, force.alice, 5)
    elsewhere = make_item(campaign, force.other_station, office, title="别所的")
    client = sign_in(force.people[who])
    page = html(client)
    mine = {silent, old, elsewhere} if who == "office" else {silent, old}
    assert {item for item in (silent, old, fresh, elsewhere) if str(item) in rows(page)} == mine
    address = unescape(re.search(r'href="([^"]+way=due[^"]*)"', page)[1])
    assert listed(client, address) == len(mine)
    assert "还没有填报" in rows(page)[str(silent)]


def test_nothing_is_to_be_reported_in_the_first_week(force, sign_in):
    monday = clock.today() - dt.timedelta(days=clock.today().weekday())
    young = Campaign.objects.create(
        name="新行动", unit=force.branch, starts_on=monday, ends_on=monday + dt.timedelta(days=99)
    )
    make_item(young, force.station, force.people["office"])
    assert "都已填到上周末" in html(sign_in(force.people["office"]))


@pytest.fixture
def badly(force, settings):
    """A served notice of alice's station, past its term on 2022-07-25 and to be reinspected; one of bob's station not
    served.
    """
    settings.BAIYI_TODAY = "2022-07-11"
    pair = [force.alice, force.amy]
    served = make_issued_notice(make_venue(force.station, force.alice, name="金帆歌厅", responsible=force.amy), pair)
    services.serve_notice(served, by=force.alice, on=clock.today(), delivery="in_person", receiver_name="王签收")
    make_issued_notice(make_venue(force.station, force.alice, name="未送达歌厅"), pair)
    make_issued_notice(
        make_venue(force.other_station, force.bob, name="西街歌厅"), [force.bob, make_user("ben", force.other_station)]
    )
    make_inspection(
        make_venue(force.station, force.alice, name="草拟歌厅"), pair, hazards=[make_hazard()], issue_now=False
    )
    settings.BAIYI_TODAY = "2022-07-25"


@pytest.mark.parametrize(("who", "draft"), [("chief", "待签发"), ("clerk", "草拟未签发")])
def test_station_sees_what_stands_badly_by_venue_and_officer(force, sign_in, badly, who, draft):
    client = sign_in(force.people[who])
    page = html(client)
    found = tiles(page)
    assert {label: found[label][0] for label in (draft, "待送达", "整改超期", "到期复查")} == {
        draft: "1",
        "待送达": "1",
        "整改超期": "2",
        "到期复查": "1",
    }
    for label in (draft, "待送达", "整改超期", "到期复查"):
        assert str(listed(client, found[label][1])) == found[label][0], label
    beside = rows(page)
    assert "到期复查" in beside["金帆歌厅"]
    assert "人员amy" in beside["金帆歌厅"]
    assert "待送达" in beside["未送达歌厅"]
    assert "西街歌厅" not in page


def test_figures_of_the_station_open_what_they_count(force, sign_in, campaign):
    make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy])
    make_inspection(make_venue(force.other_station, force.bob), [force.bob, make_user("ben", force.other_station)])
    client = sign_in(force.people["chief"])
    value, url = tiles(html(client))["今日检查"]
    assert (value, listed(client, url)) == ("1", 1)


def test_chief_sees_the_week_of_the_stations_own_hotspots(force, sign_in, campaign):
    without_visit(force, name="东街夜市", owner=force.alice)
    make_hotspot(force.other_station, force.people["office"], listed_on=clock.today(), name="西街夜市")
    page = html(sign_in(force.people["chief"]))
    assert "本周未督导" in rows(page)["东街夜市"]
    assert "西街夜市" not in page


def test_clerk_sees_whose_entries_were_not_submitted_in_his_station_alone(force, sign_in):
    for number, (person, name) in enumerate(((force.alice, "金帆歌厅"), (force.bob, "西街歌厅"))):
        venue = make_venue(person.home_unit, person, name=name)
        sign_in(person).post(reverse("inspections:entry-draft"), {"client_uuid": f"{number}" * 32, "venue": venue.pk})
    page = html(sign_in(force.people["clerk"]))
    assert "人员alice" in rows(page)["金帆歌厅"]
    assert "西街歌厅" not in page


def test_partner_sees_what_was_lent_with_its_day_and_what_he_cannot_do(force, sign_in):
    pair, mine, other = [force.alice, force.amy], force.partner_body, make_unit("区消防救援大队", kind="partner")
    for body, name in ((mine, "移给本局的店"), (other, "移给别局的店")):
        make_inspection(
            make_venue(force.station, force.alice, name=name), pair, hazards=[make_hazard("referral", referred_to=body)]
        )
    client = sign_in(force.people["partner"])
    page = html(client)
    today = clock.today()
    assert f"{today.month}月{today.day}日移送" in rows(page)["移给本局的店"]
    assert "移给别局的店" not in page
    assert tiles(page)["已移送"][0] == "1"
    assert listed(client, tiles(page)["已移送"][1]) == 1
    assert "不能看其他记录" in page


def test_system_administrator_sees_the_checks_that_are_not_as_they_should_be(force, sign_in, monkeypatch):
    cache.clear()
    found = [
        Finding("ok", "数据库", "可读可写"),
        Finding("warn", "节假日历", "明年的还没有"),
        Finding("fail", "定时器", "没有动静"),
    ]
    monkeypatch.setattr("baiyi.jobs.home.health_checks.run", lambda: found)
    page = html(sign_in(force.people["sysadmin"]))
    assert list(rows(page)) == ["定时器", "节假日历"]
    assert "检查 3 项，2 项不正常" in page
    assert "系统健康" not in html(sign_in(force.people["secadmin"]))


def test_accounts_that_cannot_be_used_are_counted_as_listed(force, sign_in, client):
    for _ in range(5):
        client.post(reverse("accounts:login"), {"username": "amy", "password": "wrong"})
    User.objects.filter(pk=force.bob.pk).update(is_active=False)
    add_user(username="nobody", name="未派岗的人", password=PASSWORD)
    admin = sign_in(force.people["sysadmin"])
    found = tiles(html(admin))
    for label in ("已锁定", "停用", "未派岗"):
        assert found[label][0] == "1", label
        assert listed(admin, found[label][1]) == 1, label


def test_audit_administrator_sees_the_readings_of_seven_days(force, sign_in):
    venue = make_venue(force.station, force.alice)
    log_access(venue, by=force.alice, fields=["phone"], reason="核实联系方式")
    client = sign_in(force.people["auditadmin"])
    page = html(client)
    value, url = tiles(page)["查看完整信息"]
    assert (value, listed(client, url)) == ("1", 1)
    assert "核实联系方式" in rows(page)["人员alice"]


def test_security_administrator_is_told_that_the_role_has_no_function_yet(force, sign_in):
    client = sign_in(force.people["secadmin"])
    page = html(client)
    assert "目前没有自己的功能" in page
    assert [client.get(row["url"]).status_code for row in ROW.finditer(page)] == [200] * 4


def test_first_page_of_who_has_no_posting_says_so(db, sign_in):
    nobody = add_user(username="nobody", name="未派岗的人", password=PASSWORD, must_change_password=False)
    assert "你还没有岗位" in html(sign_in(nobody))
