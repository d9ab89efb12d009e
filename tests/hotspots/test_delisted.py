"""摘牌 lowers nothing that was reached: what was listed stays counted, past weeks stay as they were, and no week is to
come.
"""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from baiyi.figures import Period
from campaigns.models import Campaign, ResponsibilityItem
from campaigns.plan import plan_on
from campaigns.planline import GREEN
from hotspots import services
from hotspots.models import Hotspot, WeeklyDuty
from hotspots.week_cells import AHEAD, MISSED, NONE
from tests.factories import make_campaign, make_hotspot, make_item
from tests.figures.test_figures import values

START, BEFORE, TODAY = dt.date(2022, 7, 4), dt.date(2022, 6, 20), dt.date(2022, 7, 21)
TACKLED, LISTED = "hotspots_tackled", "hotspots_listed"


@pytest.fixture
def world(force, settings):
    settings.BAIYI_TODAY = f"{TODAY}T10:00:00+08:00"
    force.campaign = make_campaign(force.branch, starts_on=START)
    return force


def listed(world, on: dt.date, **facts) -> Hotspot:
    return make_hotspot(world.station, world.people["office"], listed_on=on, **facts)


def delist(world, hotspot: Hotspot, on: dt.date = TODAY) -> None:
    services.delist(hotspot, by=world.people["office"], reason="整治完成", on=on)


def counted() -> tuple[int, int]:
    found = values([TACKLED, LISTED], period=Period(START, TODAY))
    return found[TACKLED], found[LISTED]


def test_what_was_listed_in_the_campaign_stays_counted(world):
    long_ago, in_it, _ = listed(world, BEFORE), listed(world, START), listed(world, TODAY)
    delist(world, listed(world, BEFORE), START - dt.timedelta(days=1))
    services.void_hotspot(listed(world, START), by=world.people["office"], reason="重复")
    assert counted() == (3, 3)
    delist(world, long_ago, START)
    delist(world, in_it)
    assert counted() == (3, 1)


def item(world, figure: str, aim: str = "dated") -> ResponsibilityItem:
    facts = {"nodes": {START: 2}} if aim == "dated" else {}
    office = world.people["office"]
    return make_item(world.campaign, world.branch, office, measure="处", target=2, figure=figure, aim=aim, **facts)


def test_item_stays_green_and_the_list_it_opens_has_its_rows(world, sign_in):
    item(world, TACKLED)
    first, _ = listed(world, START), listed(world, START)
    delist(world, first)
    [state] = plan_on(Campaign.objects.get(), TODAY, world.people["leader"]).states
    assert (state.shown_value, state.kind, state.gap) == ("2", GREEN, "已达节点")
    asked = {"figure": TACKLED, "since": START, "until": TODAY}
    page = sign_in(world.people["leader"]).get(reverse("hotspots:hotspot-list"), asked)
    assert page.context["total"] == 2


def test_items_of_before_are_switched_and_caps_are_not(world):
    kept = {aim: item(world, LISTED, aim).pk for aim in ("dated", "least", "most")}
    module = import_module("hotspots.migrations.0005_items_count_what_was_listed")

    def figures() -> dict:
        return {aim: ResponsibilityItem.objects.get(pk=pk).figure for aim, pk in kept.items()}

    module.count_so_far(apps, None)
    assert figures() == {"dated": TACKLED, "least": TACKLED, "most": LISTED}
    module.count_now(apps, None)
    assert set(figures().values()) == {LISTED}


def kinds(world, sign_in, hotspot: Hotspot) -> dict[str, list[str]]:
    """Of the second week, of this one, and of the one to come."""
    client = sign_in(world.people["office"])
    rows = client.get(reverse("hotspots:supervision-matrix")).context["rows"]
    strips = {
        "matrix": next(row for row in rows if row.hotspot == hotspot),
        "page": client.get(hotspot.get_absolute_url()).context["sections"][0].context["strip"],
    }
    return {name: [cell.kind for cell in strip.cells[1:4]] for name, strip in strips.items()}


def test_delisted_hotspot_has_no_week_to_come_and_keeps_its_missed_one(world, sign_in):
    hotspot = listed(world, START, owner=world.alice, supervised_from=dt.date(2022, 7, 11))
    week = {"starts_on": dt.date(2022, 7, 11), "ends_on": dt.date(2022, 7, 17)}
    stamp = dt.datetime(2022, 7, 18, tzinfo=dt.UTC)
    hotspot.duties.create(unit=hotspot.unit, opened_at=stamp, missed_at=stamp, **week)
    assert kinds(world, sign_in, hotspot) == {name: [MISSED, "open", AHEAD] for name in ("matrix", "page")}
    delist(world, hotspot)
    assert kinds(world, sign_in, hotspot) == {name: [MISSED, NONE, NONE] for name in ("matrix", "page")}
    assert WeeklyDuty.objects.missed().count() == 1


def test_weeks_before_a_later_first_one_are_not_to_come(world, sign_in):
    hotspot = listed(world, TODAY, supervised_from=dt.date(2022, 8, 1))
    page = sign_in(world.people["office"]).get(hotspot.get_absolute_url())
    cells = page.context["sections"][0].context["strip"].cells
    assert [cell.kind for cell in cells[2:5]] == [NONE, NONE, AHEAD]
