"""Conditions of lists: days with a picker, and a range that is wrong says so instead of showing anything."""

import re

import django_filters
import pytest
from django.urls import reverse

from baiyi.records.filters import REVERSED, DayFilter, DayRangeFilter
from tests.factories import make_inspection, make_venue
from tests.test_search import filtersets


@pytest.fixture
def alice(force, sign_in):
    make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy])
    return sign_in(force.alice)


def asked(client, **days):
    return client.get(reverse("inspections:inspection-list"), days)


@pytest.mark.parametrize("typed", ["2022-02-30", "2月30日", "昨天", "2022-7"])
def test_a_wrong_day_is_said_at_the_field_and_no_row_is_shown(alice, typed):
    response = asked(alice, inspected_on_after=typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert "查询条件有误，没有查询" in page
    assert "错误：" in page
    assert f'value="{typed}"' in page
    assert "<tbody>" not in page


def test_days_the_wrong_way_round_are_said_at_the_field(alice):
    page = asked(alice, inspected_on_after="2022-07-06", inspected_on_before="2022-07-05").content.decode()
    assert f"错误：{REVERSED}</p>" in page
    assert "<tbody>" not in page


def test_days_of_the_journal_the_wrong_way_round_are_said_at_the_field(force, sign_in):
    client = sign_in(force.people["auditadmin"])
    address = reverse("journal:entry-list")
    page = client.get(address, {"since": "2022-07-06", "until": "2022-07-05"}).content.decode()
    assert f"错误：{REVERSED}</p>" in page


@pytest.mark.parametrize("typed", ["20000101", "2000.1.1", "2000年1月1日", "２０００/１/１"])
def test_a_range_is_taken_as_people_type_days(alice, typed):
    assert asked(alice, inspected_on_after=typed).context["table"].paginator.count == 1
    assert asked(alice, inspected_on_before=typed).context["table"].paginator.count == 0


def test_both_ends_have_a_picker(alice):
    page = asked(alice).content.decode()
    for name in ("inspected_on_after", "inspected_on_before"):
        (control,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert 'type="date"' in control


def test_every_day_of_a_condition_has_a_picker_and_every_range_is_checked():
    found = [one for each in filtersets() for one in each.base_filters.values()]
    days = [one for one in found if isinstance(one, django_filters.DateFilter | django_filters.DateFromToRangeFilter)]
    assert len(days) > 8
    assert [one for one in days if not isinstance(one, DayFilter | DayRangeFilter)] == []
