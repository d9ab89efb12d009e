"""Cockpit, matrix, page, list, 待办 and 催办 say the same of a hotspot's weeks, whatever happened to it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from baiyi.jobs.schedules import Slot
from baiyi.records import clock
from campaigns.models import Campaign
from cockpit.cockpit import read_cockpit
from hotspots import services
from hotspots.models import Hotspot, Supervision, WeeklyDuty
from hotspots.todos import weekly_duties
from hotspots.week_cells import DONE, MISSED, NONE, OPEN, PROBLEM
from tests.factories import make_campaign, make_hotspot, make_request, make_supervision, make_unit
from tests.hotspots.test_weekly_duty import Quiet

START, LAST_MONDAY, MONDAY, TODAY = (dt.date(2022, 7, day) for day in (4, 11, 18, 21))

# situation: kinds of the weeks 4, 11 and 18 July; whether this week waits for a visit
EXPECTED = {
    "done": ((DONE, DONE, DONE), False),
    "not done": ((DONE, DONE, OPEN), True),
    "missed": ((DONE, MISSED, OPEN), True),
    "missed and done now": ((DONE, MISSED, DONE), False),
    "missed twice": ((MISSED, MISSED, OPEN), True),
    "recorded afterwards": ((DONE, MISSED, OPEN), True),
    "visited twice": ((DONE, DONE, PROBLEM), False),
    "visited on another day": ((DONE, DONE, DONE), False),
    "voided visit": ((DONE, DONE, OPEN), True),
    "voided visit of last week": ((DONE, MISSED, OPEN), True),
    "listed midweek": ((NONE, NONE, OPEN), True),
    "not yet binding": ((NONE, NONE, NONE), False),
    "not yet binding, visited": ((NONE, NONE, DONE), False),
    "first week moved ahead": ((NONE, NONE, NONE), False),
    "delisted": ((DONE, DONE, NONE), False),
}
VISITED = (
    "done",
    "not done",
    "visited twice",
    "visited on another day",
    "voided visit",
    "voided visit of last week",
    "delisted",
)
UNBOUND = {name for name in EXPECTED if name.startswith("not yet binding")}


@pytest.fixture
def world(force, settings):
    """One hotspot a situation, all alice's, as the services leave them on Thursday of the third week."""
    settings.BAIYI_TODAY = f"{START}T07:00:00+08:00"
    force.campaign = make_campaign(force.branch, starts_on=START)
    late = {"listed midweek", *UNBOUND}
    force.places = {
        name: make_hotspot(force.station, force.people["office"], owner=force.alice, name=name)
        for name in EXPECTED.keys() - late
    }
    live_through_two_weeks(force, settings)
    settings.BAIYI_TODAY = "2022-07-20T10:00:00+08:00"
    make_hotspot(
        force.station, force.people["office"], owner=force.alice, name="listed midweek", listed_on=clock.today()
    )
    settings.BAIYI_TODAY = "2022-07-21T10:00:00+08:00"
    for name in sorted(UNBOUND):
        force.places[name] = make_hotspot(
            force.station, force.people["office"], owner=force.alice, name=name, listed_on=TODAY
        )
    live_through_this_week(force)
    return force


def visit(world, name: str, day: dt.date, **facts) -> Supervision:
    return make_supervision(Hotspot.objects.get(name=name), world.alice, on=day, **facts)


def live_through_two_weeks(world, settings) -> None:
    done = {START: {*VISITED, "missed", "missed and done now", "recorded afterwards"}, LAST_MONDAY: set(VISITED)}
    for monday, names in done.items():
        settings.BAIYI_TODAY = f"{monday + dt.timedelta(days=2)}T10:00:00+08:00"
        made = {name: visit(world, name, clock.today()) for name in sorted(names)}
        settings.BAIYI_TODAY = f"{monday + dt.timedelta(days=7)}T08:00:05+08:00"
        run(services.close_week, monday + dt.timedelta(days=7), 0)
        run(services.open_week, monday + dt.timedelta(days=7), 8)
    services.void_supervision(made["voided visit of last week"], by=world.people["office"], reason="记错")


def live_through_this_week(world) -> None:
    office = world.people["office"]
    for name in ("done", "missed and done now", "not yet binding, visited"):
        visit(world, name, TODAY)
    visit(world, "recorded afterwards", LAST_MONDAY)
    visit(world, "visited twice", MONDAY, problems=2)
    visit(world, "visited twice", TODAY, problems=1)
    visit(world, "visited on another day", MONDAY)
    services.void_supervision(visit(world, "voided visit", TODAY), by=world.alice, reason="记错")
    services.delist(Hotspot.objects.get(name="delisted"), by=office, reason="整治完成", on=TODAY)
    ahead = Hotspot.objects.get(name="first week moved ahead")
    services.change_hotspot(ahead, by=office, supervised_from=dt.date(2022, 7, 27), version=ahead.version)


def run(verb, day: dt.date, hour: int) -> None:
    verb(Slot("test", dt.datetime.combine(day, dt.time(hour), timezone.get_current_timezone())), Quiet())


def seen_everywhere(world, sign_in) -> dict:
    """By place of the product: what it says of each hotspot's weeks."""
    client, campaign = sign_in(world.people["leader"]), Campaign.objects.get(pk=world.campaign.pk)
    cockpit = read_cockpit(make_request(world.people["leader"]), campaign, TODAY)
    rows = client.get(reverse("hotspots:supervision-matrix")).context["rows"]
    pages = {
        each.name: client.get(each.get_absolute_url()).context["sections"][0].context["strip"]
        for each in Hotspot.objects.all()
    }
    lists = {
        tab: client.get(reverse("hotspots:hotspot-list"), {"tab": tab}).context["table"].rows for tab in ("all", "todo")
    }
    return {
        "cockpit": {place.name: place.row for place in cockpit.places},
        "matrix": {row.hotspot.name: row for row in rows},
        "page": pages,
        "lamps": {row.record.name: row.record.week_lamp.text for row in lists["all"]},
        "tab": {row.record.name for row in lists["todo"]},
        "todos": {todo.title for todo in weekly_duties(world.alice, TODAY)},
        "chase": {
            hotspot.name
            for hotspot in services.to_chase(type(world.alice).objects.get(pk=world.people["office"].pk), TODAY)
        },
    }


def kinds(row) -> tuple:
    return tuple(cell.kind for cell in row.cells[:3])


@pytest.mark.parametrize("is_opened", [True, False], ids=["opened by the worker", "not opened yet"])
def test_all_places_agree_about_every_situation(world, sign_in, is_opened):
    if not is_opened:
        Supervision.objects.filter(duty__starts_on=MONDAY).update(duty=None)
        WeeklyDuty.objects.filter(starts_on=MONDAY).delete()
    seen = seen_everywhere(world, sign_in)
    expected = {name: weeks for name, (weeks, _) in EXPECTED.items()}
    assert {name: kinds(row) for name, row in seen["matrix"].items()} == expected
    assert {name: kinds(row) for name, row in seen["page"].items()} == expected
    assert {name: kinds(row) for name, row in seen["cockpit"].items()} == {
        n: w for n, w in expected.items() if n != "delisted"
    }
    waiting = {name for name, (_, waits) in EXPECTED.items() if waits}
    assert seen["tab"] == seen["todos"] == seen["chase"] == waiting
    assert {name for name, text in seen["lamps"].items() if text == "○ 待查"} == waiting
    assert {name for name, text in seen["lamps"].items() if text == "✔ 已督导"} == {
        name for name, row in seen["matrix"].items() if row.cells[2].is_done
    }


def test_numbers_of_the_week_agree(world, sign_in):
    client, campaign = sign_in(world.people["leader"]), Campaign.objects.get(pk=world.campaign.pk)
    cockpit = read_cockpit(make_request(world.people["leader"]), campaign, TODAY)
    summary = client.get(reverse("hotspots:supervision-matrix")).context["summary"]
    assert (cockpit.places.done, cockpit.places.due) == (summary["now_done"], summary["now_due"])
    assert summary["now_due"] - summary["now_done"] == Hotspot.objects.tab_counts(["todo"], TODAY)["todo"]
    assert summary["missed"] == WeeklyDuty.objects.missed().count() == 6
    assert (WeeklyDuty.objects.made_up().count(), summary["missed_words"]) == (1, "漏督 6 次（已补 1）")
    [twice] = [place for place in cockpit.places if place.name == "visited twice"]
    assert (twice.now.kind, twice.now.count) == (PROBLEM, 3)


def test_hotspot_of_a_campaign_with_weeks_of_its_own_agrees_too(world, sign_in):
    """A station runs its own campaign from Wednesday to Tuesday: its hotspot is asked for by those weeks."""
    station = make_unit("北街派出所", parent=world.branch)
    make_campaign(station, starts_on=dt.date(2022, 7, 6), week_starts_on=2, name="所里的行动")
    office = type(world.alice).objects.get(pk=world.people["office"].pk)  # knows the new station
    hotspot = make_hotspot(station, office, owner=world.alice, name="own weeks", listed_on=dt.date(2022, 7, 6))
    make_supervision(
        hotspot, world.alice, on=dt.date(2022, 7, 19)
    )  # of the station's week that is over, and of the branch's this week
    seen = seen_everywhere(world, sign_in)
    assert next(cell.kind for cell in seen["cockpit"]["own weeks"].cells if cell.is_now) == OPEN
    assert next(cell.kind for cell in seen["page"]["own weeks"].cells if cell.is_now) == OPEN
    assert "own weeks" in seen["tab"] & seen["todos"] & seen["chase"]
    assert seen["lamps"]["own weeks"] == "○ 待查"
