"""Day 18 of a campaign, whoever manages it, and an item of its list; a test module may put its own in their place."""

import datetime as dt

import pytest

from campaigns.models import Campaign, ResponsibilityItem
from tests.factories import make_campaign, make_item


@pytest.fixture
def campaign(force, settings) -> Campaign:
    settings.BAIYI_TODAY = "2022-07-21T10:00:00+08:00"
    return make_campaign(force.branch, starts_on=dt.date(2022, 7, 4))


@pytest.fixture
def office(force):
    return force.people["office"]


@pytest.fixture
def item(campaign, force, office) -> ResponsibilityItem:
    """100 次 by the last day: 18 due on day 18."""
    return make_item(campaign, force.station, office, code="清患-01")
