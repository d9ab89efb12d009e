"""A sub-system nobody knew when the roof was built stands on first pages by what it declares, the leader's included."""

import pytest
from django.urls import reverse

from baiyi.accounts.roles import Role
from baiyi.figures import Definition, Flow, registry
from baiyi.records import hooks, lamps
from baiyi.records.home import Card, Problem, Problems
from baiyi.records.hooks import NavItem
from inspections import rights
from inspections.models import Inspection
from tests.factories import make_campaign, make_inspection, make_venue

PATROLS = Flow(
    key="patrols_held",
    label="巡逻班次",
    measure="班",
    definition=Definition("巡逻日在行动期间的班次"),
    right=rights.VIEW,
    rows=lambda: Inspection.objects.current(),
    when="inspected_on",
    list_url="inspections:inspection-list",
    headline=True,
)


def gaps(request, period, units) -> Problems:
    url = reverse("inspections:inspection-list")
    row = Problem(lamps.overdue("应巡未巡"), "南桥 3 号巡区", f"{period} 缺 2 班", url)
    return Problems(title="应巡未巡", rows=[row], total=2, measure="班", url=url, order=15)


def card(request):
    may_see = {Role.LEADER, Role.CHIEF} & request.user.roles
    return Card("今夜巡逻", empty="今夜没有排班").panel(order=30) if may_see else None


@pytest.fixture
def patrols(monkeypatch, force):
    """The sub-system, for as long as the test lasts."""
    make_campaign(force.branch)
    way = NavItem(
        "巡防",
        "巡逻班次",
        "inspections:inspection-list",
        right=rights.VIEW,
        order=40,
        first_for=(Role.OFFICE, Role.CHIEF),
    )
    monkeypatch.setitem(registry._figures, PATROLS.key, PATROLS)
    for hook, entry in ((hooks.exceptions, gaps), (hooks.home_panels, card), (hooks.navigation, way)):
        hook.append(entry)
    yield
    for hook, entry in ((hooks.exceptions, gaps), (hooks.home_panels, card), (hooks.navigation, way)):
        hook.remove(entry)


def page(client) -> str:
    return client.get("/").content.decode()


def test_leader_sees_its_headline_its_exception_and_its_card(patrols, force, sign_in):
    make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy])
    shown = page(sign_in(force.people["leader"]))
    assert '<strong data-figure="patrols_held">1</strong> 班' in shown
    assert "应巡未巡" in shown
    assert "南桥 3 号巡区" in shown
    assert "今夜没有排班" in shown


def test_office_has_its_way_in_and_the_supervisor_its_exception(patrols, force, sign_in):
    ways = page(sign_in(force.people["office"])).partition('aria-label="常用"')[2]
    assert "巡逻班次" in ways
    assert "南桥 3 号巡区" in page(sign_in(force.people["supervisor"]))


def test_chief_has_its_card_its_figure_and_its_way_in(patrols, force, sign_in):
    shown = page(sign_in(force.people["chief"]))
    assert "今夜没有排班" in shown
    assert "patrols_held" in shown
    assert "巡逻班次" in shown.partition('aria-label="常用"')[2]


def test_who_may_not_see_it_sees_nothing_of_it(patrols, force, sign_in):
    shown = page(sign_in(force.people["secadmin"]))
    assert "巡逻" not in shown
    assert "应巡未巡" not in shown
