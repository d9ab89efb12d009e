"""What `make grow` makes: rows in the shares it promises, which the figures count as any others (PostgreSQL)."""

import datetime as dt

import pytest

from baiyi.figures import Period, all_figures
from baiyi.figures.declarations import FromRows
from baiyi.figures.evaluation import values
from baiyi.records import clock
from inspections.models import Hazard, Venue
from tests.bench.grown_rows import DAYS, grow
from tests.factories import make_inspection, make_venue
from tests.figures.test_figures import come_to

pytestmark = [pytest.mark.postgres, pytest.mark.one_day("grows to the same rows on each")]


@pytest.fixture
def whole(force) -> Period:
    """The days that a thousand inspections were grown on, beside one that was there."""
    make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy])
    grow(1000, clock.today())
    return Period(clock.today() - dt.timedelta(days=DAYS - 1), clock.today())


def test_a_thousand_inspections_have_the_shares_they_promise(whole):
    found = values(["inspections_made", "inspectors_sent", "hazards_found", "notices_issued"], period=whole)
    assert list(found.values()) == [1001, 2002, 200, 80]
    assert Venue.objects.count() == 21
    assert Hazard.objects.filter(notice=None, disposal="by_date").count() == 0
    assert values(["inspections_made"], period=Period(whole.since, whole.since)) == {"inspections_made": 5}


def test_figures_of_grown_rows_are_what_the_selected_rows_come_to(whole, force):
    """In the middle of the days, so that nearly every figure has rows on either side."""
    period = Period(whole.since + dt.timedelta(days=60), whole.until - dt.timedelta(days=40))
    figures = [figure for figure in all_figures() if isinstance(figure, FromRows)]
    for units in (None, [force.other_station.pk]):
        found = values([figure.key for figure in figures], period=period, unit_ids=units)
        assert found == {figure.key: come_to(figure, figure.selected(period, units)) for figure in figures}
        assert found["notices_closed_in_time"] > 0
        assert found["hazards_overdue"] > 0


def test_more_can_be_registered_beside_them(whole, force):
    make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy])
    assert values(["inspections_made"], period=whole) == {"inspections_made": 1002}
