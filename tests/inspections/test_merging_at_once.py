"""Two who merge at once, and one who records while another merges."""

import pytest

from baiyi.records.moves import MoveRefused
from inspections.models import Inspection, Venue, VenueMerge
from inspections.services.merging import merge_venues
from tests.conftest import REPEAT
from tests.factories import make_force, make_inspection, make_venue
from tests.faults.test_concurrency import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.one_day("waits for locks; on SQLite nothing is at once"),
]


@pytest.fixture
def force(transactional_db):
    return make_force()


def merging(merged: Venue, kept: Venue, by):
    return lambda: merge_venues(merged, into=kept, by=by, version=merged.version, reason="重复登记")


@pytest.mark.parametrize("turn", range(REPEAT))
def test_two_who_merge_each_into_the_other_make_one_merge(force, turn):
    one, other = (make_venue(force.station, force.alice) for _ in range(2))
    chief, clerk = force.people["chief"], force.people["clerk"]
    found = at_once([merging(one, other, chief), merging(other, one, clerk)])
    assert VenueMerge.objects.current().count() == 1
    assert Venue.objects.current().filter(pk__in=[one.pk, other.pk]).count() == 1
    assert sum(isinstance(each, VenueMerge) for each in found) == 1


@pytest.mark.parametrize("turn", range(REPEAT))
def test_same_merge_twice_is_one(force, turn):
    one, other = (make_venue(force.station, force.alice) for _ in range(2))
    at_once([merging(one, other, force.people[name]) for name in ("chief", "clerk")])
    assert VenueMerge.objects.count() == 1


@pytest.mark.parametrize("turn", range(REPEAT))
def test_inspection_recorded_meanwhile_goes_along_or_is_refused(force, turn):
    one, other = (make_venue(force.station, force.alice) for _ in range(2))
    pair = [force.alice, force.amy]
    found = at_once([lambda: make_inspection(one, pair), merging(one, other, force.people["chief"])])
    assert not Inspection.objects.filter(venue=one).exists()
    assert isinstance(found[0], Inspection | MoveRefused)
    assert isinstance(found[1], VenueMerge)
