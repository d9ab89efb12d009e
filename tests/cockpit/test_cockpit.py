"""The leader's first page: figures by unit, sentences, ranking, hotspots, exceptions; every number opens its list."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baiyi.accounts.models import Unit
from baiyi.accounts.roles import Role
from baiyi.accounts.services import post
from baiyi.accounts.territory import stations, subtree
from baiyi.figures import Composed, Median, Period, all_figures, get, registry
from baiyi.figures.evaluation import Ask, evaluate, values
from baiyi.records import clock
from campaigns.models import Campaign
from campaigns.planline import GREEN, NONE, RED
from cockpit import sentences
from cockpit.cockpit import read_cockpit
from cockpit.facts import problems_of
from cockpit.ranking import DONE, FOUND, INSPECTED, OVERDUE, rank
from hotspots.models import Hotspot
from hotspots.services import delist
from tests.factories import (
    make_campaign,
    make_hazard,
    make_hotspot,
    make_inspection,
    make_item,
    make_report,
    make_request,
    make_supervision,
    make_unit,
    make_user,
    make_venue,
)

DAY_18 = dt.date(2022, 7, 21)
START = dt.date(2022, 7, 4)
LIMIT = 12  # statements of the page
COUNTED = [figure.key for figure in all_figures() if not isinstance(figure, Composed)]


@pytest.fixture
def campaign(force, settings) -> Campaign:
    settings.BAIYI_TODAY = "2022-07-21T10:00:00+08:00"
    return make_campaign(force.branch, starts_on=START)


@pytest.fixture
def leader(force):
    return force.people["leader"]


@pytest.fixture
def work(force, campaign, settings):
    """Hazards at two stations and at a post of the first; one rectified, one past its term."""
    settings.BAIYI_TODAY = "2022-07-05T12:00:00+08:00"
    pair, others = [force.alice, force.amy], [force.bob, make_user("ben", force.other_station)]
    corner = make_unit("东街夜市警务室", kind="post", parent=force.station)
    make_inspection(make_venue(force.station, force.alice), pair, hazards=[make_hazard(), make_hazard("on_site")])
    make_inspection(make_venue(corner, force.alice), pair, hazards=[make_hazard("on_site")])
    settings.BAIYI_TODAY = "2022-07-21T10:00:00+08:00"
    make_inspection(make_venue(force.other_station, force.bob), others, hazards=[make_hazard("on_site")])
    return force


def cockpit_of(user, campaign):
    return read_cockpit(make_request(user), Campaign.objects.get(pk=campaign.pk), clock.today())


def problems(user, campaign):
    request = make_request(user)
    return problems_of(request, read_cockpit(request, Campaign.objects.get(pk=campaign.pk), clock.today()))


def shown_total(page: str) -> int:
    found = re.search(r"合计 (\d+)", page) or re.search(r"共 (\d+) 条", page)
    return int(found.group(1)) if found else 0


# Figures by unit


def test_values_by_unit_are_those_of_each_unit_alone(work):
    period = Period(START, DAY_18)
    groups = stations(Unit.objects.all())
    found = evaluate(Ask(key, period, ids) for ids in groups.values() for key in COUNTED)
    assert {unit.name for unit in groups} == {"东街派出所", "西街派出所"}
    for ids in groups.values():
        assert {key: found[Ask(key, period, ids)] for key in COUNTED} == values(COUNTED, period=period, unit_ids=ids)
    assert found[Ask("hazards_found", period, groups[work.station])] == 3


def test_many_figures_periods_and_units_are_one_statement(work, django_assert_num_queries):
    """Sixty stations, every figure, two periods: far above what a branch has, and within what a database takes."""
    for _ in range(58):
        make_unit(parent=work.branch)
    groups = stations(Unit.objects.all())
    keys = [figure.key for figure in all_figures()]
    asks = [
        Ask(key, Period(START, day), ids)
        for ids in groups.values()
        for key in keys
        for day in (DAY_18, dt.date(2022, 7, 12))
    ]
    assert len(groups) == 60
    ContentType.objects.get_for_models(*apps.get_models())  # a process knows them from its first page on
    with django_assert_num_queries(1):
        found = evaluate(asks[: 60 * 24])
    assert found[asks[0]] is not None


def test_subtree_has_the_unit_first_then_all_below(work):
    units = list(Unit.objects.all())
    assert [unit.name for unit in subtree(units, work.station.pk)] == ["东街派出所", "东街夜市警务室"]
    assert {unit.pk for unit in subtree(units, work.branch.pk)} >= {work.station.pk, work.other_station.pk}
    assert work.partner_body not in subtree(units, work.branch.pk)
    assert subtree(units, "nonsense") == []


@pytest.mark.parametrize("key", COUNTED)
def test_figure_of_a_station_equals_the_list_it_opens(key, work, campaign, leader, sign_in):
    cockpit = cockpit_of(leader, campaign)
    value = values([key], period=cockpit.period, unit_ids=stations(leader.units())[work.station])[key]
    answer = sign_in(leader).get(cockpit.link(key, work.station))
    assert answer.status_code == 200
    if isinstance(get(key), Median):
        assert (value is None) == (shown_total(answer.content.decode()) == 0)
    else:
        assert shown_total(answer.content.decode()) == value


def test_list_within_a_foreign_or_made_up_unit_is_404(work, campaign, leader, sign_in):
    cockpit = cockpit_of(leader, campaign)
    bob = sign_in(work.bob)
    assert bob.get(cockpit.link("hazards_found", work.station)).status_code == 404
    for within in ("0", "x", "%00", "9" * 40):
        assert bob.get(f"{cockpit.link('hazards_found', work.station).rsplit('=', 1)[0]}={within}").status_code == 404


def test_list_within_a_unit_says_which_one_and_keeps_it(work, campaign, leader, sign_in):
    page = sign_in(leader).get(cockpit_of(leader, campaign).link("hazards_found", work.station)).content.decode()
    assert "，东街派出所）数出来的记录" in page
    assert f'name="within" value="{work.station.pk}"' in page


def test_overdue_hazards_are_those_of_the_tab(work, campaign, leader, sign_in, settings):
    settings.BAIYI_TODAY = "2022-07-21T10:00:00+08:00"
    cockpit = cockpit_of(leader, campaign)
    tab = shown_total(sign_in(leader).get(f"{reverse('inspections:hazard-list')}?tab=overdue").content.decode())
    assert cockpit.overdue == tab == 1
    before = values(["hazards_overdue"], period=Period(START, dt.date(2022, 7, 12)))
    assert before == {"hazards_overdue": 0}


# Ranking


def found_of(inspected, found, done, overdue=0):
    return {INSPECTED: inspected, FOUND: found, DONE: done, OVERDUE: overdue}


def unit(name: str, position: int) -> Unit:
    return Unit(pk=position, name=name, short_name=name, position=position)


def test_small_bases_are_listed_apart():
    rows = {unit("甲", 1): found_of(20, 10, 9), unit("乙", 2): found_of(19, 10, 1), unit("丙", 3): found_of(40, 0, 0)}
    ranking = rank(rows)
    assert [each.unit.name for each in ranking.ranked] == ["甲"]
    assert [each.unit.name for each in ranking.small] == ["乙", "丙"]
    assert ranking.worst == []


def test_equals_share_a_rank_and_rate_decides_not_size():
    rows = {unit("甲", 1): found_of(30, 10, 5), unit("乙", 2): found_of(99, 100, 90), unit("丙", 3): found_of(30, 2, 1)}
    ranking = rank(rows)
    assert [(each.unit.name, each.rank) for each in ranking.ranked] == [("乙", 1), ("甲", 2), ("丙", 2)]
    assert [str(each.percent) for each in ranking.ranked] == ["90.0", "50.0", "50.0"]


def test_worst_of_equals_has_more_overdue():
    rows = {unit("甲", 1): found_of(30, 10, 5, 1), unit("乙", 2): found_of(30, 10, 5, 4)}
    assert [each.unit.name for each in rank(rows).worst] == ["乙"]


def test_both_ends_never_meet():
    six = rank({unit(f"所{n}", n): found_of(30, 10, n) for n in range(1, 7)})
    eight = rank({unit(f"所{n}", n): found_of(30, 10, n) for n in range(1, 9)})
    assert (len(six.top), six.bottom, six.middle) == (6, [], [])
    assert ([each.rank for each in eight.top], [each.rank for each in eight.bottom]) == ([1, 2, 3], [6, 7, 8])
    assert len(eight.middle) == 2


def stations_with(*done: int) -> dict:
    """Of 10 hazards each."""
    return {unit(f"所{n}", n): found_of(30, 10, each) for n, each in enumerate(done, 1)}


def test_tie_at_either_end_is_shown_whole():
    ranking = rank(stations_with(9, 8, 7, 7, 7, 6, 5, 4, 3, 3, 3, 3))
    assert [each.rank for each in ranking.top] == [1, 2, 3, 3, 3]
    assert [each.rank for each in ranking.bottom] == [9, 9, 9, 9]
    assert [each.rank for each in ranking.middle] == [6, 7, 8]
    everybody = rank(stations_with(*[5] * 10))
    assert (len(everybody.top), everybody.bottom, everybody.middle) == (10, [], [])


def test_all_that_tie_as_the_worst_are_named():
    ranking = rank(stations_with(9, 2, 5, 2))
    assert [each.unit.name for each in ranking.worst] == ["所2", "所4"]


# Sentences and exceptions


def said(user, campaign) -> list[str]:
    return [f"{each.subject}：{each.text}" for each in sentences.sentences(cockpit_of(user, campaign))]


def test_sentences_of_an_empty_campaign_say_that_there_is_nothing_to_say(campaign, leader):
    action, station, change = sentences.sentences(cockpit_of(leader, campaign))
    assert (action.kind, station.kind, change.kind) == (NONE, NONE, NONE)
    assert "没有数据" in action.text
    assert "不作排名" in station.text


def test_worst_action_is_named_with_its_denominator_and_its_farthest_item(campaign, force, leader):
    office = force.people["office"]
    good = make_item(campaign, force.station, office, sub_action="QINGHUAN")
    bad = make_item(campaign, force.station, office, sub_action="RONGBING", title="化解纠纷", measure="起")
    make_item(campaign, force.station, office, sub_action="RONGBING")
    make_report(good, force.alice, 50)
    make_report(bad, force.alice, 3)
    first = said(leader, campaign)[0]
    assert first == "融冰：0/1 项达序时（0.0%），1 项严重滞后，1 项无数据；差得最多的是“化解纠纷”，差 15 起。"


def test_all_on_plan_is_said_and_green(campaign, force, leader):
    make_report(make_item(campaign, force.station, force.people["office"]), force.alice, 50)
    first = sentences.sentences(cockpit_of(leader, campaign))[0]
    assert (first.subject, first.kind) == ("没有落后的", GREEN)


def test_change_compares_with_the_same_day_of_last_week(work, campaign, leader):
    """5 July: 2 of 3 rectified; by 21 July 3 of 4."""
    change = sentences.sentences(cockpit_of(leader, campaign))[2]
    assert "↑ 8.3 个百分点（66.7%，2/3 → 75.0%，3/4）" in change.text
    assert "检查场所 +1 家" in change.text
    assert change.kind == GREEN


def test_first_week_has_nothing_to_compare_with(campaign, leader, settings):
    settings.BAIYI_TODAY = "2022-07-06T10:00:00+08:00"
    cockpit = cockpit_of(leader, campaign)
    assert "还没有上周同日可比" in sentences.sentences(cockpit)[2].text
    assert {each.growth for each in cockpit.headlines} == {None}


def test_station_is_measured_against_the_same_plan_line_as_the_item(work, campaign, leader, monkeypatch):
    monkeypatch.setattr("cockpit.ranking.SMALL_BASE", 1)
    make_item(campaign, work.station, work.people["office"], figure="hazard_rectification_rate", measure="%", target=95)
    cockpit = cockpit_of(leader, campaign)
    kinds = {each.unit.name: sentences.station_kind(cockpit, each) for each in cockpit.ranking.ranked}
    assert kinds == {"西街派出所": GREEN, "东街派出所": RED}  # 100 and 66.7 of 95
    assert cockpit.rate_item.kind == RED  # 75 of 95
    second = sentences.sentences(cockpit)[1]
    assert second.text == "隐患整改率 66.7%（2/3），全区 75.0%（3/4）；超期 1 处，全区 1 处。"
    assert (second.subject, second.kind) == ("东街派出所", RED)


def test_red_is_red_everywhere(campaign, force, leader, sign_in):
    """The same item on the list, on its page and among the exceptions; its sub-action too."""
    item = make_item(campaign, force.station, force.people["office"], title="落后的任务")
    make_report(item, force.alice, 1)
    client = sign_in(leader)
    pages = {url: client.get(url).content.decode() for url in ("/", reverse("campaigns:plan"), item.get_absolute_url())}
    for url, page in pages.items():
        assert "lamp-red" in page, url
        assert "严重滞后" in page, url
    assert "lamp-red" not in client.get(reverse("campaigns:plan") + "?lamp=green").content.decode().split("</nav>")[-1]


def test_no_data_is_grey_and_never_green(campaign, force, leader, sign_in):
    make_item(campaign, force.station, force.people["office"], title="没报的任务")
    page = sign_in(leader).get("/").content.decode()
    actions = page[page.index("action-list") : page.index("place-grid")]
    assert "无数据" in actions
    assert "lamp-green" not in actions
    assert "bar-green" not in actions


def test_hotspot_without_a_visit_and_its_misses_in_a_row(campaign, force, leader, settings):
    office = force.people["office"]
    missed = make_hotspot(force.station, office, owner=force.alice, name="甲")
    done = make_hotspot(force.station, office, owner=force.alice, name="乙")
    for week in ("2022-07-04", "2022-07-11", "2022-07-18"):
        for each in (missed, done):
            days = {"ends_on": dt.date.fromisoformat(week) + dt.timedelta(6), "opened_at": clock.now()}
            each.duties.get_or_create(starts_on=week, defaults=days | {"unit": each.unit})
    make_supervision(done, force.alice, problems=2)
    places = {place.name: place for place in cockpit_of(leader, campaign).places}
    assert (places["甲"].now.kind, places["甲"].row.missed_in_a_row, places["甲"].owner) == (
        "open",
        2,
        force.alice.name,
    )
    assert (places["乙"].now.kind, places["乙"].now.count) == ("problem", 2)
    shown = next(each for each in problems(leader, campaign) if each.title == "挂牌点漏督")
    assert shown.total == 1  # the other one was visited since
    assert "连续漏督 2 周 · 责任人" in shown.rows[0].note


def test_exceptions_show_five_of_a_kind_and_count_all(campaign, force, leader, sign_in):
    for _ in range(7):
        make_report(make_item(campaign, force.station, force.people["office"]), force.alice, 1)
    red = next(each for each in problems(leader, campaign) if each.title == "清单严重滞后")
    assert (len(red.rows), red.total, red.tied) == (5, 7, 2)
    [first, *_] = said(leader, campaign)
    assert "（另有 6 项并列）" in first
    assert "另有 2 个与最后一条并列" in sign_in(leader).get("/").content.decode()
    assert not [each for each in problems(leader, campaign) if not each.total]


# The page


def test_leader_opens_with_the_cockpit_and_others_with_their_work(campaign, force, sign_in):
    seen = {name: sign_in(user).get("/").context["title"] == "驾驶舱" for name, user in force.people.items()}
    assert [name for name, has in seen.items() if has] == ["leader"]


@pytest.mark.parametrize("who", ["leader", "office", "supervisor"])
def test_office_and_supervisors_have_it_in_the_menu(campaign, force, sign_in, who):
    assert sign_in(force.people[who]).get(reverse("cockpit:cockpit")).context["sentences"]


def test_leader_of_another_branch_has_the_plain_first_page_and_no_cockpit(campaign, force, sign_in):
    other = make_user("stranger", make_unit("另一分局", kind="branch"), Role.LEADER)
    assert sign_in(other).get(reverse("cockpit:cockpit")).status_code == 403
    assert sign_in(other).get("/").status_code == 200


def test_page_without_a_campaign_says_whom_to_ask(force, leader, sign_in):
    assert "由专班管理员在“六项行动”里新建" in sign_in(leader).get(reverse("cockpit:cockpit")).content.decode()
    assert sign_in(leader).get("/").status_code == 200


def test_every_number_of_the_page_opens_a_list_with_that_many_rows(work, campaign, leader, sign_in):
    client = sign_in(leader)
    for each in cockpit_of(leader, campaign).headlines:
        assert shown_total(client.get(each.url).content.decode()) == each.value, each.figure.key


@pytest.mark.parametrize(
    ("who", "url"), [("leader", "/"), ("office", "/campaign/cockpit/"), ("supervisor", "/campaign/cockpit/")]
)
def test_page_takes_at_most_ten_statements_whatever_the_rows(work, campaign, force, sign_in, who, url):
    client = sign_in(force.people[who])

    def count() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    grow(campaign, force, 2)
    few = count()
    grow(campaign, force, 20)
    assert count() == few
    assert few <= LIMIT, few


def grow(campaign, force, total: int) -> None:
    office = force.people["office"]
    for number in range(total):
        item = make_item(
            campaign,
            force.station,
            office,
            nodes={dt.date(2022, 8, 1): 40},
            sub_action="BADING" if number % 2 else "RONGBING",
        )
        make_report(item, force.alice, number)
        make_hotspot(force.station, office, owner=force.alice)
    assert Hotspot.objects.count() >= total


def test_growth_is_the_increase_since_the_week_began(work, campaign, leader):
    growth = {each.figure.key: (each.value, each.growth) for each in cockpit_of(leader, campaign).headlines}
    assert growth["venues_inspected"] == (3, 1)
    assert growth["hazards_rectified"] == (3, 1)
    assert growth["notices_issued"] == (1, 0)


def test_delisted_hotspot_is_one_fewer_and_no_new_one(campaign, force, leader, sign_in):
    hotspot = make_hotspot(force.station, force.people["office"], owner=force.alice, listed_on=START)
    delist(hotspot, by=force.people["office"], reason="整治到位", on=DAY_18)
    text = sentences.sentences(cockpit_of(leader, campaign))[2].text
    assert "减少 挂牌整治区域 −1 处" in text
    assert "+-" not in text
    assert "本周 −1 处" in sign_in(leader).get("/").content.decode()


def test_headline_without_a_value_has_no_growth(campaign, leader, monkeypatch):
    rate = replace(get("hazard_rectification_rate"), key="trial_rate", headline=True)
    monkeypatch.setitem(registry._figures, rate.key, rate)
    [shown] = [each for each in cockpit_of(leader, campaign).headlines if each.figure is rate]
    assert (shown.value, shown.growth, shown.shown, shown.change) == (None, None, "—", "")


def test_headline_is_for_those_who_may_open_it(campaign, leader, monkeypatch):
    hidden = replace(get("notices_issued"), key="hidden", right="accounts.manage")
    monkeypatch.setitem(registry._figures, hidden.key, hidden)
    assert "hidden" not in [each.figure.key for each in cockpit_of(leader, campaign).headlines]


def test_sub_action_without_items_is_named(campaign, force, leader, sign_in):
    make_item(campaign, force.station, force.people["office"])
    page = sign_in(leader).get("/").content.decode()
    for label in ("拔钉", "融冰", "铁拳", "除险", "创稳"):
        assert label in page
    assert page.count("还没有清单条目") == 5


def test_period_of_a_campaign_that_is_over_ends_with_it(campaign, leader, settings):
    settings.BAIYI_TODAY = "2022-12-01"
    cockpit = cockpit_of(leader, campaign)
    assert cockpit.on == campaign.ends_on
    assert cockpit.period == campaign.period(dt.date(2022, 12, 1))


def test_definition_and_measure_of_every_figure_shown_are_declared(campaign, leader):
    for each in cockpit_of(leader, campaign).headlines:
        assert get(each.figure.key).definition.text
        assert each.figure.measure != "%"


def test_second_post_elsewhere_does_not_change_what_the_campaign_counts(work, campaign, leader):
    before = [each.value for each in cockpit_of(leader, campaign).headlines]
    post(user=leader, unit=make_unit("另一分局", kind="branch"), role=Role.LEADER, starts_on=START)
    again = type(leader).objects.get(pk=leader.pk)
    assert [each.value for each in cockpit_of(again, campaign).headlines] == before
    assert before[0] == 3
