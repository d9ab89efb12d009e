"""The numbers on the tabs of a list are those of the rows behind them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Campaign
from hotspots import services
from hotspots.models import Hotspot
from inspections.models import Hazard, RectificationNotice
from tests.factories import (
    make_campaign,
    make_hazard,
    make_hotspot,
    make_inspection,
    make_issued_notice,
    make_supervision,
    make_venue,
)

LISTS = {
    Hazard: ("alice", "inspections:hazard-list"),
    RectificationNotice: ("alice", "inspections:notice-list"),
    Hotspot: ("leader", "hotspots:hotspot-list"),
}
MONDAY = dt.date(2022, 7, 18)


@pytest.fixture
def work(force, settings):
    """Notices and hazards at two stations, one of them overdue by Thursday, and hotspots with and without a visit."""
    settings.BAIYI_TODAY = "2022-06-20T10:00:00+08:00"
    for unit, person in ((force.station, force.alice), (force.other_station, force.bob)):
        make_issued_notice(make_venue(unit, person), [person, force.amy])
    settings.BAIYI_TODAY = "2022-07-20T10:00:00+08:00"
    venue, pair = make_venue(force.station, force.alice), [force.alice, force.amy]
    make_issued_notice(venue, pair)
    make_inspection(venue, pair, hazards=[make_hazard(), make_hazard("on_site")], issue_now=False)
    force.campaign = make_campaign(force.branch, starts_on=MONDAY - dt.timedelta(days=14))
    office = force.people["office"]
    force.places = [make_hotspot(force.station, office, owner=force.alice), make_hotspot(force.other_station, office)]
    services.delist(make_hotspot(force.station, office), by=office, reason="整治完成", on=MONDAY)
    make_supervision(force.places[0], force.alice)
    settings.BAIYI_TODAY = "2022-07-21T10:00:00+08:00"
    return force


def shown(client, name: str) -> tuple[dict, dict]:
    """Numbers on the tabs, and totals of the lists they open, by label."""
    tabs = client.get(reverse(name)).context["tabs"]
    return {tab.label: tab.count for tab in tabs}, {tab.label: client.get(tab.url).context["total"] for tab in tabs}


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_number_on_a_tab_is_that_of_its_list(work, sign_in, model):
    account, name = LISTS[model]
    numbers, totals = shown(sign_in(work.people[account]), name)
    assert numbers == totals
    assert len(set(numbers.values())) >= 3
    assert 0 < max(numbers.values()) <= model.objects.count()


def test_numbers_are_those_of_the_person_who_looks(work, sign_in):
    station, other, branch = (
        shown(sign_in(work.people[account]), "inspections:notice-list")[0]["全部"]
        for account in ("alice", "bob", "leader")
    )
    assert (station, other, branch) == (3, 1, 4)


def test_numbers_follow_the_day(work, sign_in, settings):
    client = sign_in(work.alice)
    before = shown(client, "inspections:notice-list")[0]["整改超期"]
    settings.BAIYI_TODAY = "2022-08-21T10:00:00+08:00"
    numbers, totals = shown(client, "inspections:notice-list")
    assert numbers == totals
    assert numbers["整改超期"] > before


def test_numbers_follow_the_weeks_of_the_campaign(work, sign_in):
    """What a week asks for is looked up, and is no column of the hotspots."""
    client = sign_in(work.people["leader"])
    todo = shown(client, "hotspots:hotspot-list")[0]
    campaign = Campaign.objects.get(pk=work.campaign.pk)
    campaign.ends_on = MONDAY - dt.timedelta(days=1)
    campaign.save()
    numbers, totals = shown(client, "hotspots:hotspot-list")
    assert numbers == totals != todo


def counts_of_rows(client, address: str) -> tuple[int, int]:
    """The total of a list, and how many statements only counted rows for it."""
    with CaptureQueriesContext(connection) as asked:
        total = client.get(address).context["total"]
    return total, sum(each["sql"].startswith("SELECT COUNT(") and "FILTER" not in each["sql"] for each in asked)


def test_list_that_nothing_narrows_is_counted_with_its_tabs(work, sign_in):
    client, address = sign_in(work.alice), reverse("inspections:notice-list")
    client.get(address)
    assert counts_of_rows(client, address) == (3, 0)
    assert counts_of_rows(client, f"{address}?tab=overdue&q=&per_page=50&sort=-number") == (1, 0)


def test_list_that_the_reader_narrows_is_counted_by_itself(work, sign_in):
    client, address = sign_in(work.alice), reverse("inspections:notice-list")
    client.get(address)
    assert counts_of_rows(client, f"{address}?q=没有这一家") == (0, 1)


def asked(client, name: str, **conditions) -> dict[str, tuple[int, int, str]]:
    """Of each tab under these conditions its number, the total of the list it opens, and its address."""
    tabs = client.get(reverse(name), conditions).context["tabs"]
    return {tab.label: (tab.count, client.get(tab.url).context["total"], tab.url) for tab in tabs}


def test_tabs_count_and_open_what_the_reader_asked_for(work, sign_in):
    """Of one station; page left out, order and page size kept, blanks dropped."""
    client, station = sign_in(work.people["leader"]), str(work.station.pk)
    conditions = {"unit": station, "q": "", "page": "2", "per_page": "50", "sort": "-number"}
    found = asked(client, "inspections:notice-list", **conditions)
    assert [(count, total) for count, total, _ in found.values()] == [
        (total, total) for _, total, _ in asked(sign_in(work.alice), "inspections:notice-list").values()
    ]
    assert (found["全部"][0], found["整改超期"][0]) == (3, 1)
    kept = f"unit={station}&per_page=50&sort=-number"
    assert found["整改超期"][2] == f"{reverse('inspections:notice-list')}?{kept}&tab=overdue"
    assert found["全部"][2].endswith(f"?{kept}&tab=all") or found["全部"][2].endswith(f"?{kept}")


def test_tabs_of_words_found_nowhere_are_empty(work, sign_in):
    found = asked(sign_in(work.alice), "inspections:notice-list", q="没有这一家")
    assert {(count, total) for count, total, _ in found.values()} == {(0, 0)}


def test_condition_that_makes_no_sense_narrows_no_tab(work, sign_in):
    client = sign_in(work.alice)
    page = client.get(reverse("inspections:notice-list"), {"unit": "no number"})
    assert {tab.label: tab.count for tab in page.context["tabs"]} == shown(client, "inspections:notice-list")[0]


def test_conditions_cost_the_tabs_no_statement(work, sign_in):
    client, address = sign_in(work.people["leader"]), reverse("inspections:notice-list")

    def spent(query: str) -> int:
        client.get(f"{address}?{query}")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{address}?{query}")
        return sum("FILTER" in each["sql"] for each in captured)

    assert spent("") == spent(f"unit={work.station.pk}&q=所") == 1
