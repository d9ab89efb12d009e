"""One statement for all values: rows with several units, statements that are kept."""

import datetime as dt

import pytest
from django.apps import apps
from django.db.models.signals import post_migrate

from baiyi.figures import Definition, Flow, Period, registry
from baiyi.figures.evaluation import Ask, evaluate
from baiyi.figures.scans import statement_of
from baiyi.records import clock
from baiyi.records.querysets import ScopedQuerySet
from inspections.models import Inspection
from tests.factories import make_inspection, make_venue


class AtBothUnits(ScopedQuerySet):
    """Inspections that count for who made them and for where the venue lies."""

    unit_fields = ("unit", "venue__unit")


BOTH = Flow(
    key="inspections_at_both",
    label="检查",
    measure="次",
    definition=Definition("检查单位和场所所在单位都计"),
    right="inspections.view",
    rows=lambda: AtBothUnits(Inspection),
    when="inspected_on",
)


@pytest.fixture
def visits(force, monkeypatch):
    """One within the station, one of the other station there, one within the other station."""
    monkeypatch.setitem(registry._figures, BOTH.key, BOTH)
    here, there = make_venue(force.station, force.alice), make_venue(force.other_station, force.bob)
    pairs = [(here, force.alice), (here, force.alice), (there, force.bob)]
    made = [make_inspection(venue, [by, force.amy]) for venue, by in pairs]
    Inspection.objects.filter(pk=made[1].pk).update(unit=force.other_station)


@pytest.fixture
def today() -> Period:
    return Period(clock.today(), clock.today())


def test_row_with_two_units_counts_for_each_and_once_for_both(visits, force, today):
    here, there = force.station.pk, force.other_station.pk
    groups = [(here,), (there,), (here, there), None, (force.branch.pk,)]
    found = evaluate(Ask(BOTH.key, today, units) for units in groups)
    assert [found[Ask(BOTH.key, today, units)] for units in groups] == [2, 2, 3, 3, 0]


def test_rows_with_one_and_with_two_units_are_read_together(visits, force, today, django_assert_num_queries):
    asks = [Ask(key, today, (force.station.pk,)) for key in (BOTH.key, "inspections_made", "hazards_found")]
    with django_assert_num_queries(1):
        assert list(evaluate(asks).values()) == [2, 1, 0]


def test_nothing_is_read_for_no_unit(visits, today, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert evaluate([Ask(BOTH.key, today, ())]) == {Ask(BOTH.key, today, ()): 0}
        assert evaluate([]) == {}


def test_statement_is_written_once_and_read_anew(visits, force, today):
    ask = Ask("inspections_made", today, (force.station.pk,))
    assert evaluate([ask])[ask] == 1
    written = statement_of.cache_info().misses
    make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy])
    assert evaluate([ask])[ask] == 2
    assert statement_of.cache_info().misses == written
    tomorrow = Period(today.since, today.until + dt.timedelta(days=1))
    evaluate([Ask(ask.key, tomorrow, ask.unit_ids)])
    assert statement_of.cache_info().misses == written + 1


def test_statements_are_forgotten_after_a_migration(visits, today):
    """Keys of content types stand in them."""
    evaluate([Ask("notices_expired", today)])
    config = apps.get_app_config("figures")
    facts = {"using": "default", "verbosity": 0, "interactive": False, "apps": apps, "plan": []}
    post_migrate.send(sender=config, app_config=config, **facts)
    assert statement_of.cache_info().currsize == 0
