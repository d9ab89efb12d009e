"""Around a list: what the query form carries along, and what a list says that a figure opened."""

import re

import pytest
from django.urls import reverse

from campaigns.models import Campaign

NOTICES = "/inspections/notices/"
FIGURE = {"figure": "notices_issued", "since": "2022-07-04", "until": "2022-07-21"}


@pytest.fixture
def alice(force, sign_in, settings):
    settings.BAIYI_TODAY = "2022-07-21"
    Campaign.objects.create(name="百日行动", unit=force.branch, starts_on="2022-07-04", ends_on="2022-10-11")
    return sign_in(force.alice)


def carried(page: str) -> dict:
    form = re.search(r'<form class="filter-row".*?</form>', page, re.S).group()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_query_form_carries_tab_page_size_and_order(alice):
    asked = {"tab": "served", "per_page": "50", "sort": "-issued_on"}
    assert carried(alice.get(NOTICES, asked | {"page": "3", "q": "云公", "made_up": "x"}).content.decode()) == asked


def test_query_form_carries_the_figure_and_its_days(alice):
    assert carried(alice.get(NOTICES, FIGURE).content.decode()) == FIGURE


def test_query_form_carries_nothing_that_it_asks_itself(force, sign_in):
    asked = {"since": "2022-07-04", "until": "2022-07-21", "per_page": "50"}
    page = sign_in(force.people["auditadmin"]).get(reverse("journal:entry-list"), asked).content.decode()
    assert carried(page) == {"per_page": "50"}
    assert page.count('name="since"') == 1


def test_reset_keeps_the_tab_and_drops_the_conditions(alice):
    page = alice.get(NOTICES, {"tab": "served", "q": "查无此号"}).content.decode()
    assert '<a class="button" href="?tab=served">重置</a>' in page
    assert '<a class="button" href="?tab=served">清空条件</a>' in page


def test_list_that_a_figure_opened_names_figure_and_days_and_the_way_to_all(alice):
    page = alice.get(NOTICES, FIGURE).content.decode()
    line = re.search(r'<p class="note list-figure">.*?</p>', page, re.S).group()
    assert "责令整改通知书" in line
    assert "7月4日—7月21日" in line
    assert f'<a href="{NOTICES}">查看全部</a>' in line
    assert "list-figure" not in alice.get(NOTICES).content.decode()


def test_conditions_asked_for_are_not_shown_to_the_next(alice):
    """The empty form is remembered; what somebody asks for is his."""
    asked = alice.get(NOTICES, {"q": "某店", "issued_on_after": "2022-07-05"}).content.decode()
    empty = alice.get(NOTICES, {"per_page": "50"}).content.decode()
    again = alice.get(NOTICES, {"q": "某店", "issued_on_after": "2022-07-05"}).content.decode()
    for value in ('value="某店"', 'value="2022-07-05"'):
        assert [value in page for page in (asked, empty, again)] == [True, False, True]
    assert 'name="q"' in empty


def test_units_to_choose_from_are_those_of_the_person(force, alice, sign_in):
    choice = f'<option value="{force.other_station.pk}">{force.other_station}</option>'
    shown = [sign_in(person).get(NOTICES).content.decode() for person in (force.people["leader"], force.alice)]
    assert [choice in page for page in shown] == [True, False]


def test_menu_is_that_of_the_person_and_the_page(force, alice, sign_in):
    """People with the same lines share one menu a page."""
    line = '<a href="/inspections/notices/" aria-current="page">'
    leader, officer = sign_in(force.people["leader"]), sign_in(force.amy)
    pages = [
        client.get(url).content.decode()
        for client in (leader, officer, alice)
        for url in (NOTICES, "/inspections/venues/")
    ]
    assert [line in page for page in pages] == [True, False] * 3
    assert [reverse("cockpit:cockpit") in page for page in pages] == [True, True, False, False, False, False]
