"""A sweep that runs tonight, of alice's station, with three venues on the list of her group."""

import datetime as dt

import pytest

from baiyi.records import clock
from campaigns.models import Operation
from inspections.models import SweepGroup, Venue
from inspections.services.sweeps.venues import assign_venues
from tests.campaigns.samples import make_operation
from tests.factories import make_venue
from tests.inspections.samples import make_group


@pytest.fixture
def operation(force) -> Operation:
    return make_operation(force, unit=force.branch)


@pytest.fixture
def group(force, operation) -> SweepGroup:
    return make_group(force, operation=operation)


@pytest.fixture
def venues(force, group) -> list[Venue]:
    found = [make_venue(force.station, force.alice, name=f"{place}号店") for place in range(1, 4)]
    assign_venues(group, Venue.objects.filter(pk__in=[each.pk for each in found]), by=force.people["office"])
    return found


@pytest.fixture
def at(settings):
    """Sets the business clock: `at(hours=…)` from now."""

    def shift(**delta) -> dt.datetime:
        moment = clock.now() + dt.timedelta(**delta)
        settings.BAIYI_TODAY = moment.isoformat()
        return moment

    return shift
