"""The page and the list of hazards say how the rectification stands, who answers, and what is to be done."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import make_hazard, make_inspection, make_venue


@pytest.fixture
def hazard(force, settings):
    settings.BAIYI_TODAY = "2026-06-01"
    venue = make_venue(force.station, force.alice, responsible=force.amy)
    inspection = make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()])
    return inspection.hazards.get()


def test_late_one_says_the_days_who_answers_and_what_can_be_done(hazard, force, sign_in, settings):
    settings.BAIYI_TODAY = "2026-07-20"
    page = sign_in(force.people["chief"]).get(hazard.get_absolute_url()).text
    assert "整改超期" in page
    assert f"由{force.amy}办理" in page
    assert "依法立案处罚、移送、约谈" in page
    assert hazard.notice.get_absolute_url() in page


def test_one_in_time_says_its_day_and_who_sees_to_it(hazard, force, sign_in):
    page = sign_in(force.alice).get(hazard.get_absolute_url()).text
    assert "整改剩" in page
    assert f"由{force.amy}督促整改" in page


def test_rectified_one_asks_for_nothing(hazard, force, sign_in):
    hazard.rectify(on=dt.date(2026, 6, 1))
    hazard.save()
    assert "下一步" not in sign_in(force.alice).get(hazard.get_absolute_url()).text


def test_list_says_who_answers_and_is_sorted_by_days(hazard, force, sign_in):
    other = make_inspection(
        make_venue(force.station, force.alice), [force.alice, force.amy], hazards=[make_hazard(disposal="on_site")]
    ).hazards.get()
    client = sign_in(force.alice)
    for sort in ("remaining", "-remaining"):
        page = client.get(f"{reverse('inspections:hazard-list')}?sort={sort}").text
        assert f">{force.amy}<" in page
        assert page.index(hazard.reference) < page.index(other.reference)
