"""漏督 1（已补 1）: what was entered late erases nothing, on any page that tells what was missed."""

import datetime as dt

import pytest
from django.urls import reverse

from baiyi.records import clock
from tests.factories import make_campaign, make_hotspot, make_item, make_supervision

START, LAST_SUNDAY = dt.date(2022, 7, 4), dt.date(2022, 7, 17)


@pytest.fixture
def world(force, settings):
    settings.BAIYI_TODAY = "2022-07-21T10:00:00+08:00"
    campaign = make_campaign(force.branch, starts_on=START)
    office = force.people["office"]
    hotspot = make_hotspot(force.station, office, owner=force.alice, supervised_from=dt.date(2022, 7, 11))
    hotspot.duties.create(
        unit=force.station,
        starts_on=LAST_SUNDAY - dt.timedelta(days=6),
        ends_on=LAST_SUNDAY,
        opened_at=clock.now(),
        missed_at=clock.now(),
    )
    force.item = make_item(
        campaign,
        force.branch,
        office,
        title="每周督导漏督",
        figure="supervisions_missed",
        measure="次",
        aim="most",
        target=0,
    )
    force.hotspot = hotspot
    return force


def pages(world, client) -> dict[str, str]:
    addresses = {
        "matrix": reverse("hotspots:supervision-matrix"),
        "list": reverse("hotspots:duty-list"),
        "item": world.item.get_absolute_url(),
        "plan": reverse("campaigns:plan"),
        "first page": "/",
        "figures": reverse("figures:board"),
        "hotspot": world.hotspot.get_absolute_url(),
        "cockpit": reverse("cockpit:cockpit"),
    }
    return {name: client.get(address).content.decode() for name, address in addresses.items()}


def test_every_page_tells_the_missed_week_and_that_it_was_made_up(world, sign_in):
    client = sign_in(world.people["office"])
    assert not [name for name, page in pages(world, client).items() if "已补 1" in page or "（已补）" in page]
    make_supervision(world.hotspot, world.alice, on=LAST_SUNDAY)
    after = pages(world, client)
    assert [name for name, page in after.items() if "漏督" not in page] == []
    told = {name: "已补 1" in page or "已补</span>" in page or "（已补）" in page for name, page in after.items()}
    assert told == dict.fromkeys(after, True)
    assert "超红线 1 次" in after["item"]
