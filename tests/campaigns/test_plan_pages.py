"""Pages of the responsibility list: filters, looking back, links to the records, the item and its forms."""

import datetime as dt
import re
import uuid
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from baiyi.exchange.exports.offer import Offer
from campaigns.models import ItemReport, ResponsibilityItem
from campaigns.planline import GREEN, RED
from tests.factories import make_inspection, make_item, make_report, make_venue

DAY_18 = dt.date(2022, 7, 21)
START = dt.date(2022, 7, 4)


def test_list_narrows_by_what_its_address_says(campaign, force, office, sign_in):
    late = make_item(campaign, force.station, office, sub_action="BADING", title="落后的任务")
    make_item(campaign, force.other_station, office, title="没报的任务")
    make_report(late, force.alice, 1)
    client, base = sign_in(force.people["leader"]), reverse("campaigns:plan")
    for query, shown, hidden in (
        ("?lamp=red", "落后的任务", "没报的任务"),
        ("?lamp=none", "没报的任务", "落后的任务"),
        ("?sub_action=BADING", "落后的任务", "没报的任务"),
        (f"?unit={force.other_station.pk}", "没报的任务", "落后的任务"),
        ("?way=figure", "没有符合条件的条目", "落后的任务"),
    ):
        page = client.get(base + query).content.decode()
        assert shown in page, query
        assert hidden not in page, query


def test_list_looks_back_to_a_past_day(item, campaign, force, sign_in):
    make_report(item, force.alice, 9, as_of=dt.date(2022, 7, 10))
    make_report(item, force.alice, 1, as_of=DAY_18, correction="重复计数")
    client, base = sign_in(force.people["leader"]), reverse("campaigns:plan")
    assert client.get(f"{base}?on=2022-07-10").context["plan"].count(GREEN) == 1
    assert client.get(f"{base}?on=2022-07-21").context["plan"].count(RED) == 1
    for day in ("2022-07-22", "1999-01-01", "x", "2022-02-30"):
        page = client.get(f"{base}?on={day}")
        assert (page.status_code, page.context["plan"].on) == (422, DAY_18)
        assert (page.context["total"], "截至日有误，没有查询" in page.content.decode()) == (0, True)
    assert client.get(f"{base}?on=2022年7月10日").context["plan"].on == dt.date(2022, 7, 10)


@pytest.mark.parametrize(
    "query", ["sub_action=x", "unit=9999999", "lamp=blue", "way=x", "on=x", "unit=%00", "figure=nonsense"]
)
def test_address_that_makes_no_sense_never_fails(item, force, sign_in, query):
    assert sign_in(force.people["leader"]).get(f"{reverse('campaigns:plan')}?{query}").status_code in {200, 404, 422}


def test_value_links_to_its_records_only_for_whoever_sees_all_of_them(campaign, force, office, sign_in):
    driven = make_item(campaign, force.station, office, figure="inspections_made")
    link = "figure=inspections_made"
    for url in (reverse("campaigns:plan"), driven.get_absolute_url()):
        assert link in sign_in(force.people["leader"]).get(url).content.decode()
        assert link not in sign_in(force.alice).get(url).content.decode()


def test_station_sees_the_value_of_the_whole_campaign(campaign, force, office, sign_in):
    driven = make_item(campaign, force.station, office, figure="inspections_made")
    make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy])
    seen = [
        sign_in(who).get(driven.get_absolute_url()).context["sections"][0].context["state"].value
        for who in (force.alice, force.bob)
    ]
    assert seen == [1, 1]


def test_item_page_names_who_answers_and_what_was_reported(item, campaign, force, office, sign_in):
    item.responsible = force.amy
    item.save()
    make_report(item, force.alice, 71)
    make_report(item, force.alice, 17, correction="上次多写一位")
    page = sign_in(force.alice).get(item.get_absolute_url()).content.decode()
    for words in (force.amy.name, "已更正", "上次多写一位", "18 次", "填报"):
        assert words in page
    assert reverse("campaigns:item-change", args=[item.pk]) not in page
    assert (
        reverse("campaigns:item-change", args=[item.pk])
        in sign_in(office).get(item.get_absolute_url()).content.decode()
    )


def test_report_page_writes_a_report_and_keeps_what_was_typed(item, force, sign_in):
    client, url = sign_in(force.alice), reverse("campaigns:item-report", args=[item.pk])
    number = str(uuid.uuid4())
    answer = client.post(url, {"as_of": "2022-07-25", "value": "12", "note": "估的", "client_uuid": number})
    assert answer.status_code == 422
    assert "估的" in answer.content.decode()
    assert (
        client.post(url, {"as_of": "2022-07-21", "value": "12", "note": "", "client_uuid": number}).status_code == 302
    )
    assert ItemReport.objects.get().value == 12
    assert sign_in(force.bob).get(url).status_code == 403


def test_responsible_person_works_at_the_leading_unit(item, force, office, sign_in):
    client, url = sign_in(office), reverse("campaigns:item-change", args=[item.pk])
    typed = {
        "title": "新名",
        "unit": force.other_station.pk,
        "responsible": force.amy.pk,
        "measure": "次",
        "aim": "least",
        "target": "100",
    }
    answer = client.post(url, typed | {"reason": "调整", "version": item.version})
    assert answer.status_code == 422
    assert "不在西街派出所任职" in answer.content.decode()
    assert client.post(url, typed | {"responsible": "", "reason": "调整", "version": item.version}).status_code == 302
    assert ResponsibilityItem.objects.get().unit == force.other_station


def test_nodes_are_typed_a_line_each(item, force, office, sign_in):
    client, url = sign_in(office), reverse("campaigns:item-change", args=[item.pk])
    typed = {
        "title": "任务",
        "unit": item.unit_id,
        "measure": "次",
        "aim": "least",
        "target": "100",
        "reason": "分步",
        "version": 1,
    }
    for nodes, said in (
        ("2022-07-30", "第 1 个节点"),
        ("2022-07-30 30\n甲 3", "第 2 个节点"),
        ("2022-07-30 30 5", "第 1 个节点"),
    ):
        answer = client.post(url, typed | {"nodes": nodes})
        assert said in answer.content.decode()
    assert client.post(url, typed | {"nodes": "2022-07-30 30\n\n2022-08-30  60"}).status_code == 302
    assert item.milestones.count() == 2
    assert "2022-07-30 30" in client.get(url).content.decode()


PAGE = 30 * 1024  # bytes of HTML
KEY = 900_000  # keys as long as they become in years, on every run: on PostgreSQL they count on from test to test


@pytest.fixture
def long_list(campaign, force, office) -> list[ResponsibilityItem]:
    """77 items under three sub-actions, as long in words as those of the demonstration; one in three is reported by
    hand.
    """
    codes = ["BADING", "QINGHUAN", "RONGBING"]
    words = "检查夜宵摊、宾馆酒吧、洗浴足浴、棋牌室、娱乐场所"
    made = []
    for number in range(77):
        figure = "inspections_made" if number % 3 else ""
        made.append(
            make_item(
                campaign,
                force.station,
                office,
                sub_action=codes[number % 3],
                title=f"{words}{number}",
                figure=figure,
                pk=KEY + number,
                code=f"条{number:03}",
            )
        )
        if not figure:
            make_report(made[-1], force.alice, number)
    return made


def addresses_of_pages(client, address: str) -> list[str]:
    """All pages the pager of a list turns to."""
    found = [address]
    while turn := re.search(r'href="([^"]+)" rel="next"', client.get(found[-1]).content.decode()):
        found.append(reverse("campaigns:plan") + unescape(turn.group(1)))
    return found


def titles_of(page: str) -> list[str]:
    return re.findall(r'<a href="/campaign/plan/items/[0-9]+/">([^<]+)</a>', page)


def test_every_page_of_the_list_is_light_and_together_they_hold_each_item_once(long_list, force, sign_in):
    client, base = sign_in(force.people["office"]), reverse("campaigns:plan")
    pages = [client.get(address).content for address in addresses_of_pages(client, base)]
    print([len(page) for page in pages])
    assert max(len(page) for page in pages) <= PAGE
    shown = [title for page in pages for title in titles_of(page.decode())]
    assert len(shown) == 77
    assert sorted(shown) == sorted(item.title for item in long_list)
    assert len(titles_of(pages[0].decode())) == 20
    assert len(titles_of(client.get(f"{base}?per_page=100").content.decode())) == 77


def test_sub_action_opens_its_items_and_leads_back_to_all(long_list, force, sign_in):
    client, base = sign_in(force.people["leader"]), reverse("campaigns:plan")
    page = client.get(f"{base}?lamp=none&page=3&per_page=50&on=2022-07-20").content.decode()
    link = unescape(re.search(r'<a href="([^"]+)"><strong>拔钉</strong>', page).group(1))
    assert link == "?per_page=50&on=2022-07-20&sub_action=BADING"
    opened = client.get(base + link).content.decode()
    assert len(titles_of(opened)) == sum(item.sub_action.code == "BADING" for item in long_list) == 26
    assert 'aria-current="true"><strong>拔钉</strong>' in opened
    back = unescape(re.search(r'<a href="([^"]+)"><strong>全部子行动</strong>', opened).group(1))
    assert len(titles_of(client.get(base + back).content.decode())) == 50


def test_figure_opens_exactly_the_items_it_counted_page_by_page(long_list, force, sign_in):
    client = sign_in(force.people["leader"])
    asked = f"figure=responsibility_items&since=2022-07-04&until=2022-07-21&within={force.station.pk}"
    address = f"{reverse('campaigns:plan')}?{asked}"
    make_item(long_list[0].campaign, force.other_station, force.people["office"], title="别的单位的条目")
    pages = [client.get(each).content.decode() for each in addresses_of_pages(client, address)]
    shown = [title for page in pages for title in titles_of(page)]
    assert len(shown) == len(long_list)
    assert "别的单位的条目" not in shown
    assert all(f"共 {len(shown)} 条" in page for page in pages)
    assert max(len(page.encode()) for page in pages) <= PAGE


def test_page_number_that_makes_no_sense_shows_a_page(long_list, force, sign_in):
    client, base = sign_in(force.people["leader"]), reverse("campaigns:plan")
    for query in ("page=0", "page=x", "page=999", "per_page=7", "per_page=x&page=-1"):
        assert len(titles_of(client.get(f"{base}?{query}").content.decode())) in {17, 20}, query


def test_pages_without_a_campaign_say_so(force, sign_in):
    assert "还没有专项行动" in sign_in(force.alice).get(reverse("campaigns:plan")).content.decode()
    assert sign_in(force.people["office"]).get(reverse("campaigns:lamp-rule")).status_code == 404


def test_list_is_taken_away_as_it_stands_with_what_it_was_narrowed_by(campaign, force, office, sign_in):
    late = make_item(campaign, force.station, office, sub_action="BADING", title="落后的任务")
    make_item(campaign, force.other_station, office, title="没报的任务")
    make_report(late, force.alice, 1)
    leader = force.people["leader"]
    page = sign_in(leader).get(f"{reverse('campaigns:plan')}?lamp=red").content.decode()
    offered = unescape(re.search(r'href="([^"]*[?]list=[^"]*)"', page)[1])
    address = parse_qs(urlsplit(offered).query)["list"][0]
    offer = Offer(address, leader)
    ((_, said),) = next(offer.rows(offer.columns, is_full=False))
    cells = [str(cell) for cell in said]
    assert offer.conditions().startswith("亮灯：")
    assert "落后的任务" in cells
    assert "没报的任务" not in cells
    assert {"1", f"{late.target:g} {late.measure}", "手工填报"} <= set(cells)
