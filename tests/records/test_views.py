"""Pages every room uses: paging, page sizes, order, empty lists, and forms that keep what was typed."""

import pytest
from django.urls import reverse

from inspections.models import Venue
from tests.factories import make_category, make_venue

LIST = "/inspections/venues/"


@pytest.fixture
def venues(force):
    category = make_category()
    return [
        make_venue(force.station, force.alice, category=category, name=f"店{n:03}", address="同一条路")
        for n in range(60)
    ]


@pytest.fixture
def alice(force, sign_in):
    return sign_in(force.alice)


def rows(response) -> list[str]:
    return [str(row.record) for row in response.context["table"].paginated_rows]


@pytest.mark.parametrize(
    ("asked", "shown"), [("20", 20), ("50", 50), ("100", 60), ("7", 20), ("0", 20), ("9999999", 20), ("", 20)]
)
def test_page_has_20_50_or_100_rows_and_nothing_else(alice, venues, asked, shown):
    assert len(rows(alice.get(LIST, {"per_page": asked}))) == shown


@pytest.mark.parametrize(
    ("asked", "number"), [("2", 2), ("99", 3), ("-1", 3), ("0", 3), ("甲", 1), ("1e309", 1), ("", 1)]
)
def test_page_that_does_not_exist_shows_one_that_does(alice, venues, asked, number):
    assert alice.get(LIST, {"page": asked}).context["table"].page.number == number


@pytest.mark.parametrize("sort", ["name", "-name", "address", "-address", "category"])
def test_pages_hold_every_row_once_also_when_rows_tie(alice, venues, sort):
    seen = [row for page in (1, 2, 3) for row in rows(alice.get(LIST, {"sort": sort, "page": page}))]
    assert sorted(seen) == sorted(str(each) for each in venues)


@pytest.mark.parametrize("sort", ["created_by__password", "unit__parent__name", "head_phone", "name;drop", "?"])
def test_order_follows_only_columns_that_are_shown(alice, venues, sort):
    assert rows(alice.get(LIST, {"sort": sort})) == rows(alice.get(LIST))


def test_filter_finds_and_an_empty_list_says_so(alice, venues):
    assert rows(alice.get(LIST, {"q": "店007"})) == ["店007"]
    page = alice.get(LIST, {"q": "没有这样的店"}).content.decode()
    assert "没有符合条件的场所" in page
    assert "清空条件" in page


def test_filter_takes_percent_and_underscore_as_they_are(alice, venues):
    assert rows(alice.get(LIST, {"q": "%"})) == []
    assert rows(alice.get(LIST, {"q": "_"})) == []


def test_filter_offers_only_stations_of_the_own_subtree(alice, force, venues):
    choices = alice.get(LIST).context["filter"].form.fields["unit"].choices
    assert [label for value, label in choices if value] == [force.station.short_name]


def test_sum_of_the_pager_is_the_number_of_rows(alice, venues):
    assert "共 60 条，第 21—40 条" in alice.get(LIST, {"page": 2}).content.decode()


def test_text_typed_into_a_filter_stays_and_is_escaped(alice, venues):
    page = alice.get(LIST, {"q": '"><script>x'}).content.decode()
    assert "<script>x" not in page
    assert "&quot;&gt;&lt;script&gt;x" in page


def test_voided_rows_are_not_listed_but_still_open(alice, venues):
    Venue.objects.filter(pk=venues[0].pk).update(voided_at="2022-07-06T10:00+08:00")
    assert "共 59 条" in alice.get(LIST).content.decode()
    assert alice.get(reverse("inspections:venue-detail", args=[venues[0].pk])).status_code == 200
