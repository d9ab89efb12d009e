"""The closing hour of a sweep: fifty groups report at 20:00, and two phones ask for the next venue. Real threads and
connections.
"""

from functools import partial

import pytest

from baiyi.records.moves import MoveRefused, StaleRecord
from inspections.models import SweepReport, SweepSignOn, SweepTurnout, SweepVenue, Venue
from inspections.services.sweeps import groups, reports
from inspections.services.sweeps.venues import assign_venues, next_venue
from tests.campaigns.samples import make_operation
from tests.conftest import REPEAT
from tests.factories import make_force, make_venue
from tests.faults.test_concurrency import at_once
from tests.inspections.samples import make_group, make_sweep_report

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.one_day("waits for locks; on SQLite nothing is at once"),
]
several = pytest.mark.parametrize("run", range(REPEAT))
GROUPS = 50


@pytest.mark.slow
@several
def test_fifty_groups_report_at_once_and_none_is_lost_or_doubled(run):
    """Each of them twice, from two phones."""
    force = make_force()
    operation = make_operation(force, unit=force.branch)
    mine = [make_group(force, operation=operation, name=f"{place}组") for place in range(GROUPS)]
    jobs = [partial(make_sweep_report, force, group, by=by) for group in mine for by in (force.alice, force.amy)]
    found = at_once(jobs)
    refused = [each for each in found if not isinstance(each, SweepReport)]
    assert all(isinstance(each, MoveRefused | StaleRecord) for each in refused), refused
    assert len(refused) == GROUPS
    assert sorted(SweepReport.objects.values_list("group", flat=True)) == sorted(group.pk for group in mine)
    assert SweepTurnout.objects.count() == 3 * GROUPS


@several
def test_phones_that_ask_at_once_get_different_venues(run):
    force = make_force()
    group = make_group(force)
    venues = [make_venue(force.station, force.alice) for _ in range(4)]
    assign_venues(group, Venue.objects.filter(pk__in=[each.pk for each in venues]), by=force.people["office"])
    people = [force.alice, force.amy, force.people["chief"], force.people["clerk"]]
    found = at_once([partial(next_venue, group, by=person) for person in people])
    assert sorted(each.venue_id for each in found) == [each.pk for each in venues], found


@several
def test_signing_on_five_times_at_once_is_one_row(run):
    force = make_force()
    found = at_once([partial(groups.sign_on, make_group(force), by=force.alice)] * 5)
    assert len({each.pk for each in found}) == 1, found
    assert SweepSignOn.objects.count() == 1


@several
def test_two_desks_that_assign_the_same_venues_move_none(run):
    force = make_force()
    operation = make_operation(force)
    two = [make_group(force, operation=operation, name=name) for name in ("一组", "二组")]
    for _ in range(20):
        make_venue(force.station, force.alice)
    found = at_once([partial(assign_venues, group, Venue.objects.all(), by=force.people["office"]) for group in two])
    assert sorted((each.made, each.already) for each in found) == [(0, 20), (20, 0)], found
    assert SweepVenue.objects.values("group").distinct().count() == 1


@several
def test_body_that_confirms_while_the_group_reports_keeps_its_number(run):
    force = make_force()
    group = make_group(force)
    share, day = group.forces.get(kind="partner"), reports.days_open(group)[-1]
    facts = {"by": force.people["partner"], "version": share.version, "on": day, "count": 7}
    found = at_once([partial(reports.confirm_turnout, share, **facts), partial(make_sweep_report, force, group)])
    assert not [each for each in found if isinstance(each, Exception)], found
    assert SweepTurnout.objects.get(force=share).count == 7
