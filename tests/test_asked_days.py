"""A day that cannot be shown is refused with what was asked and what can be; no page shows another in its place."""

import datetime as dt

import pytest
from django.urls import reverse

from baiyi.records import clock
from hotspots.models import Hotspot
from tests.factories import make_campaign, make_hotspot, make_item

START, TODAY = dt.date(2022, 7, 4), dt.date(2022, 7, 21)
TOMORROW, YESTERDAY = TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=1)
OF_CAMPAIGN, LONG_AGO = (START, TODAY), TODAY - dt.timedelta(days=365)

# page: who, the name of the day in the address, the first and the last day that can be shown
PAGES = {
    "cockpit:results": ("leader", "until", OF_CAMPAIGN),
    "campaigns:plan": ("leader", "on", OF_CAMPAIGN),
    "prevention:water-days": ("chief", "until", (LONG_AGO, TODAY)),
    "prevention:gaps": ("chief", "until", (dt.date(2000, 1, 1), TODAY + dt.timedelta(days=7))),
    "prevention:alarms": ("office", "until", (dt.date(2020, 1, 1), YESTERDAY)),
    "prevention:alarm_analysis": ("office", "until", (dt.date(2000, 1, 1), TODAY)),
}


@pytest.fixture
def world(force, settings):
    settings.BAIYI_TODAY = f"{TODAY}T10:00:00+08:00"
    force.campaign = make_campaign(force.branch, starts_on=START)
    make_item(force.campaign, force.branch, force.people["office"])
    return force


@pytest.mark.parametrize("name", PAGES)
def test_day_that_cannot_be_shown_is_refused_in_words(name, world, sign_in):
    account, field, (first, last) = PAGES[name]
    client, address = sign_in(world.people[account]), reverse(name)
    for day in (first - dt.timedelta(days=1), last + dt.timedelta(days=1)):
        answer = client.get(address, {field: f"{day}"})
        assert answer.status_code == 422
        assert f"须在 {first} 和 {last} 之间，不能看 {day}" in answer.content.decode()
    assert client.get(address, {field: "不是日期"}).status_code == 422
    assert client.get(address).status_code == 200
    since = {"since": f"{last}"} if name.startswith("prevention:alarm") else {}
    assert client.get(address, since | {field: f"{last}"}).status_code == 200


@pytest.mark.parametrize("name", ["cockpit:results", "campaigns:plan"])
def test_campaign_that_is_over_shows_no_day_after_it(name, world, sign_in, settings):
    ends_on = world.campaign.ends_on
    settings.BAIYI_TODAY = f"{ends_on + dt.timedelta(days=5)}T10:00:00+08:00"
    account, field, _ = PAGES[name]
    answer = sign_in(world.people[account]).get(reverse(name), {field: f"{ends_on + dt.timedelta(days=1)}"})
    assert answer.status_code == 422
    assert f"须在 {START} 和 {ends_on} 之间" in answer.content.decode()


def test_made_up_day_of_a_visit_does_not_exist(world, sign_in):
    hotspot: Hotspot = make_hotspot(world.station, world.people["office"], owner=world.alice, listed_on=START)
    client, address = sign_in(world.alice), reverse("hotspots:supervision-record", args=[hotspot.pk])
    assert [client.get(address, {"on": text}).status_code for text in ("x", "", "2022-02-30")] == [404, 404, 404]
    assert client.get(address, {"on": f"{YESTERDAY}"}).context["form"].initial["supervised_on"] == YESTERDAY
    assert client.get(address).context["form"].initial["supervised_on"] == clock.today()
