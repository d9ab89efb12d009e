"""Statements of the plan and of the leader's first page: the same for few and for many items, hotspots and records."""

import pytest
from django.urls import reverse

from baiyi.records import clock
from campaigns.models import Campaign, ResponsibilityItem
from tests.factories import make_hotspot, make_item, make_report
from tests.test_statements import DETAIL_LIMIT, FEW, LIST_LIMIT, grow, statements

pytestmark = pytest.mark.one_day("counts statements over many rows")


@pytest.fixture
def campaign(force) -> Campaign:
    return Campaign.objects.create(name="百日行动", unit=force.branch, starts_on="2020-01-01", ends_on="2099-12-31")


def grow_plan(force, campaign, total: int) -> None:
    """Items with nodes and reports, and hotspots with their week, until there are `total` items."""
    office, rows = force.people["office"], range(ResponsibilityItem.objects.count(), total)
    for number in rows:
        item = make_item(
            campaign, force.station, office, nodes={clock.today(): 10}, figure="inspections_made" if number % 3 else ""
        )
        if item.is_reported:
            make_report(item, force.alice, number)
        if number % 10 == 0:
            make_hotspot(force.station, office, owner=force.alice, listed_on=clock.today())


def test_plan_and_leaders_page_do_not_grow_with_items_and_records(force, sign_in, campaign):
    leader, plan = sign_in(force.people["leader"]), reverse("campaigns:plan")
    addresses = ["/", reverse("cockpit:cockpit"), plan, f"{plan}?lamp=red&way=hand", f"{plan}?unit={force.station.pk}"]
    grow_plan(force, campaign, 20)
    grow(force, 20)
    item = ResponsibilityItem.objects.filter(figure="").first().get_absolute_url()
    few = {url: statements(leader, url) for url in [*addresses, item]}
    grow_plan(force, campaign, 120)
    grow(force, FEW)
    many = {url: statements(leader, url) for url in few}
    print(few)
    assert many == few
    assert max(few[url] for url in addresses if url.startswith(plan)) <= LIST_LIMIT, few
    assert few[item] <= DETAIL_LIMIT, few
    assert few["/"] <= 12, few
