"""行动成效: the campaign up to a day, for who sees the cockpit; every number with its list."""

import datetime as dt

import pytest
from django.urls import reverse

from baiyi.records import clock
from cockpit.results import SECTIONS
from cockpit.sheet import lines_of
from tests.campaigns.samples import running_campaign
from tests.factories import make_hazard, make_inspection, make_venue
from tests.test_statements import statements

ADDRESS = reverse("cockpit:results")


@pytest.fixture
def campaign(force):
    return running_campaign(force)


def lines(page) -> dict:
    return {line.label: line for _, rows in page.context["report"].sheet.sections for line in rows}


def visit(force) -> None:
    venue = make_venue(force.station, force.alice)
    make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard("on_site")])


def test_number_is_of_the_records_and_opens_them(campaign, force, sign_in):
    visit(force)
    client = sign_in(force.people["leader"])
    page = client.get(ADDRESS)
    found = lines(page)["整改隐患"]
    assert (found.value, found.measure) == (1, "处")
    assert client.get(found.url).context["total"] == 1
    assert "整改隐患1处" in page.context["report"].text
    assert "家" in page.content.decode()


def test_what_is_not_there_is_zero_and_not_told(campaign, force, sign_in):
    page = sign_in(force.people["leader"]).get(ADDRESS)
    assert lines(page)["责令整改通知书"].value == 0
    assert "责令整改通知书" not in page.context["report"].text


def test_any_day_of_the_campaign_can_be_asked_and_no_other(campaign, force, sign_in):
    visit(force)
    client, today = sign_in(force.people["leader"]), clock.today()
    before = client.get(f"{ADDRESS}?until={today - dt.timedelta(days=1)}")
    assert lines(before)["整改隐患"].value == 0
    for day in (campaign.starts_on - dt.timedelta(days=1), today + dt.timedelta(days=1)):
        answer = client.get(f"{ADDRESS}?until={day}")
        assert answer.status_code == 422
        assert f"截至日须在 {campaign.starts_on} 和 {today} 之间，不能看 {day}" in answer.content.decode()


@pytest.mark.parametrize("role", ["chief", "clerk", "partner"])
def test_who_does_not_see_the_cockpit_is_told_so(role, campaign, force, sign_in):
    assert sign_in(force.people[role]).get(ADDRESS).status_code == 403


def test_without_a_campaign_the_page_says_so(force, sign_in):
    assert "还没有专项行动" in sign_in(force.people["leader"]).get(ADDRESS).text


def test_statements_do_not_grow(campaign, force, sign_in):
    client = sign_in(force.people["leader"])
    few = statements(client, ADDRESS)
    for _ in range(3):
        visit(force)
    assert statements(client, ADDRESS) == few <= 8


def test_no_line_stands_twice():
    keys = lines_of(SECTIONS, str)
    assert len(keys) == len(set(keys))
