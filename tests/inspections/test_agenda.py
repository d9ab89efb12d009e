"""What an officer has to do today."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baiyi.records import clock
from inspections import agenda
from inspections.models import Venue
from tests.factories import make_category, make_hazard, make_inspection, make_venue


@pytest.fixture
def pair(force):
    return [force.alice, force.amy]


def visit(venue, pair, days_ago: int):
    return make_inspection(venue, pair, inspected_at=clock.now() - dt.timedelta(days=days_ago), backfill_reason="补录")


def tasks(user):
    return agenda.tasks_of(user, on=clock.today())


def test_venue_is_due_when_its_interval_ran_out_longest_ago_first(force, pair):
    never, fresh, old, older = (make_venue(force.station, force.alice) for _ in range(4))
    for venue, days in ((fresh, 13), (old, 14), (older, 40)):
        visit(venue, pair, days)
    found = tasks(force.alice)
    assert [task.venue for task in found.waiting] == [never, older, old]
    assert [task.days_since for task in found.waiting] == [None, 40, 14]
    assert (found.total, found.done) == (3, 0)


def test_own_venues_go_before_those_of_the_unit(force, pair):
    mine, other = (make_venue(force.station, force.alice) for _ in range(2))
    mine.responsible = force.alice
    mine.save()
    assert [task.venue for task in tasks(force.alice).waiting] == [mine]
    assert {task.venue for task in tasks(force.amy).waiting} == {mine, other}
    assert tasks(force.bob).total == 0


def test_done_venues_count_and_leave_at_most_eight(force, pair):
    venues = [make_venue(force.station, force.alice) for _ in range(12)]
    for venue in venues[:3]:
        visit(venue, pair, 0)
    found = tasks(force.alice)
    assert (found.total, found.done, len(found.waiting)) == (8, 3, 5)
    assert found.dots == [True] * 3 + [False] * 5


def test_venue_begun_in_a_draft_goes_on_with_it(force, sign_in):
    venue = make_venue(force.station, force.alice)
    sign_in(force.alice).post("/inspections/entry/draft/", {"client_uuid": "0" * 32, "venue": venue.pk})
    drafts = agenda.open_drafts(force.alice)
    assert agenda.tasks_of(force.alice, on=clock.today(), drafts=drafts).next.draft == drafts[0]


@pytest.mark.parametrize(("days_on", "text"), [(0, "到期"), (6, "到期"), (30, "超期 1")])
def test_open_hazards_show_how_near_they_are(force, pair, settings, days_on, text):
    venue = make_venue(force.station, force.alice)
    make_inspection(venue, pair, hazards=[make_hazard()])
    on = clock.today() + dt.timedelta(days=days_on)
    standing = agenda.standing_of([venue.pk], on=on)[venue.pk]
    assert standing.count == 1
    assert text in standing.lamp.text


def test_reinspections_are_counted_by_day(force, pair):
    for _ in range(2):
        make_inspection(make_venue(force.station, force.alice), pair, hazards=[make_hazard()], issue_now=True)
    found = agenda.rechecks_of(force.alice, on=clock.today() + dt.timedelta(days=60))
    assert found.total == 0  # issued, not served yet: nothing to reinspect


def test_home_panel_takes_six_statements_for_few_and_many_venues(force, pair, sign_in):
    def spent() -> int:
        force.alice.unit_ids()
        with CaptureQueriesContext(connection) as captured:
            drafts = agenda.open_drafts(force.alice)
            agenda.tasks_of(force.alice, on=clock.today(), drafts=drafts)
            agenda.rechecks_of(force.alice, on=clock.today())
        return len(captured)

    few = spent()
    category = make_category()
    common = {"unit": force.station, "created_by": force.alice, "created_at": clock.now(), "category": category}
    Venue.objects.bulk_create([Venue(name=f"店{number}", address=f"路{number}", **common) for number in range(300)])
    assert spent() <= 6
    assert few <= 6
