"""清查现场 and the panel of the operation: right numbers, one cost for few and many, no idle session kept alive."""

import re

import pytest
from django.urls import resolve, reverse

from baiyi.records import clock
from baiyi.records.policies import is_polled
from inspections.models import Hazard, Venue
from inspections.reading.sweep_standing import read_sweep
from inspections.services.sweeps import groups
from inspections.services.sweeps.venues import assign_venues
from tests.factories import make_hazard, make_inspection, make_venue
from tests.inspections.samples import make_group, make_sweep_report
from tests.test_statements import statements

LIVE_LIMIT, DETAIL_LIMIT = 8, 12
ENOUGH = 12  # groups, so that today's tasks of an officer are done, which costs a statement less


def address(operation, name: str = "live") -> str:
    return reverse(f"inspections:sweep-{name}", args=[operation.pk])


@pytest.fixture
def pair(force):
    return [force.alice, force.amy]


def test_numbers_by_group_off_plan_and_together(force, operation, group, venues, pair):
    on_site = make_hazard(Hazard.Disposal.ON_SITE)
    referred = make_hazard(Hazard.Disposal.REFERRAL, referred_to=force.partner_body)
    make_inspection(venues[0], pair, operation=operation, hazards=[make_hazard(), on_site])
    make_inspection(venues[0], pair, operation=operation)
    make_inspection(venues[1], pair, operation=operation, hazards=[referred])
    make_inspection(venues[2], pair, hazards=[on_site])  # by day, not in the sweep
    off_plan = make_venue(force.station, force.alice)
    make_inspection(off_plan, pair, operation=operation, hazards=[on_site])
    groups.sign_on(group, by=force.alice)
    make_sweep_report(force, group)
    sweep = read_sweep(operation, user=force.people["office"], at=clock.now())
    [mine] = sweep.groups
    assert {name: mine.counts[name] for name in ("listed", "covered", "visited", "visits", "notices")} == {
        "listed": 3,
        "covered": 2,
        "visited": 2,
        "visits": 3,
        "notices": 1,
    }
    assert [mine.counts[each] for each in ("on_site", "by_date", "referral")] == [1, 1, 1]
    assert (mine.left, mine.hazards, mine.percent) == (1, 3, 66)
    assert (mine.counts["signed"], mine.counts["reported"]) == (1, 1)
    assert (sweep.off_plan.counts["visited"], sweep.off_plan.hazards) == (1, 1)
    assert (sweep.total.counts["visited"], sweep.total.counts["visits"], sweep.total.hazards) == (3, 4, 4)


def test_each_station_sees_its_own_groups(force, operation, group, venues):
    make_group(force, operation=operation, name="西街组", unit=force.other_station, leader=force.bob)
    labels = {
        who: [each.label for each in read_sweep(operation, user=force.people[who], at=clock.now()).groups]
        for who in ("office", "chief", "bob")
    }
    assert labels == {"office": ["第一组", "西街组"], "chief": ["第一组"], "bob": ["西街组"]}


def test_page_says_how_old_it_is_and_asks_for_its_table(force, sign_in, operation, group, settings):
    settings.BAIYI_TODAY = f"{clock.today()}T20:03:15+08:00"
    client = sign_in(force.people["leader"])
    page = client.get(address(operation)).content.decode()
    assert "数据截至 20:03:15" in page
    assert f'data-live="{address(operation, "live-table")}"' in page
    table = client.get(address(operation, "live-table")).content.decode()
    assert table.strip() in page
    assert "<html" not in table


def test_table_keeps_no_idle_session_alive(operation):
    assert is_polled(resolve(address(operation, "live-table")).func)
    assert not is_polled(resolve(address(operation)).func)


def grow(force, operation, total: int, pair) -> None:
    """Groups with venues, visits and reports, until there are `total`."""
    for place in range(operation.sweep_groups.count(), total):
        group = make_group(force, operation=operation, name=f"{place}组")
        found = [make_venue(force.station, force.alice) for _ in range(2)]
        assign_venues(group, Venue.objects.filter(pk__in=[each.pk for each in found]), by=force.people["office"])
        make_inspection(found[0], pair, operation=operation, hazards=[make_hazard()])
        make_sweep_report(force, group)


@pytest.mark.one_day("counts statements over many rows")
def test_pages_cost_the_same_for_three_and_for_sixty_groups(force, sign_in, operation, pair):
    office, member = sign_in(force.people["office"]), sign_in(force.alice)
    lists = [address(operation), address(operation, "live-table"), address(operation, "matrix")]
    lists += [address(operation, "coverage"), f"{address(operation, 'coverage')}?days=7&assigned=no"]
    lists += [reverse(f"inspections:sweep_{name}-list") for name in ("group", "venue", "report", "turnout")]
    pages = dict.fromkeys([*lists, operation.get_absolute_url()], office)
    grow(force, operation, 3, pair)
    few = {url: statements(client, url) for url, client in pages.items()}
    grow(force, operation, ENOUGH, pair)
    pages["/"], few["/"] = member, statements(member, "/")
    grow(force, operation, 60, pair)
    many = {url: statements(client, url) for url, client in pages.items()}
    print(few)
    assert many == few
    assert max(few[url] for url in lists) <= LIVE_LIMIT, few
    assert few[operation.get_absolute_url()] <= DETAIL_LIMIT, few


def test_panel_stands_on_the_page_of_the_operation(force, sign_in, operation, group, venues):
    page = sign_in(force.people["office"]).get(operation.get_absolute_url()).content.decode()
    assert re.search(r"点位已查 0 / 3 家", page)
    for name in ("live", "matrix", "coverage"):
        assert address(operation, name) in page
