"""On every list with tabs: under the reader's conditions a tab's number is the total of the list it opens."""

import pytest
from django.urls import resolve, reverse

from tests.campaigns.samples import running_campaign
from tests.discovered import URLS, samples
from tests.world import World

pytestmark = pytest.mark.one_day("asks how many rows a list shows: the same on every day")


def _tabs_of(name: str) -> dict:
    view = getattr(resolve(reverse(name)).func, "view_class", None)
    return getattr(view, "TABS", {})


LISTS = sorted({f"{each.name}-list" for each in samples()} & URLS.keys())
TABBED = [name for name in LISTS if _tabs_of(name)]


@pytest.fixture
def world(force) -> World:
    running_campaign(force)
    return World(force)


def conditions(force, page) -> list[dict[str, str]]:
    """One that narrows to a station and one that leaves nothing, where the list has such."""
    fields = page.context["filter"].form.fields
    found = [{"unit": str(unit.pk)} for unit in (force.station, force.other_station) if "unit" in fields]
    return found + ([{"q": "没有这样的"}] if "q" in fields else [])


def test_lists_with_tabs_are_found():
    assert len(TABBED) > 20


@pytest.mark.parametrize("name", TABBED)
def test_numbers_on_tabs_are_those_of_what_they_open(name, world, force, sign_in):
    for each in samples():
        if f"{each.name}-list" == name:
            each.record(world)
    client, address = sign_in(force.people["leader"]), reverse(name)
    narrowed = [{}, *conditions(force, client.get(address))]
    for asked in narrowed:
        tabs = client.get(address, asked | {"page": "1"}).context["tabs"]
        opened = [client.get(tab.url) for tab in tabs]
        assert [tab.count for tab in tabs] == [page.context["total"] for page in opened], asked
        assert all(dict(page.wsgi_request.GET.items()).items() >= asked.items() for page in opened)
        assert not any("page" in page.wsgi_request.GET for page in opened)
