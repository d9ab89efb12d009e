"""What a body outside the police takes of small counts; nobody else is kept back from anything."""

import datetime as dt

import pytest

from baiyi.exchange.exports.small_counts import suppressed, threshold_for
from baiyi.exchange.models import SmallCountRule
from baiyi.exchange.models.exports import DEFAULT_THRESHOLD
from baiyi.records import clock
from prevention.models import Water
from tests.discovered import make_everything
from tests.exchange.exports.reading import cells_of, take
from tests.exchange.samples import a_small_count_rule
from tests.world import World


@pytest.mark.parametrize(("value", "said"), [(0, "<3"), (2, "<3"), (3, 3), ("2", "2"), (None, None), (True, True)])
def test_counts_below_the_threshold_are_not_told(value, said):
    assert suppressed(lambda record: value, 3, None) == said


def test_threshold_is_for_bodies_outside_alone(force):
    for who, user in force.people.items():
        assert threshold_for(user, clock.today()) == (DEFAULT_THRESHOLD if who == "partner" else 1)


def test_rule_holds_from_its_day_on(force):
    today = clock.today()
    a_small_count_rule(effective_on=today, threshold=10)
    a_small_count_rule(effective_on=today + dt.timedelta(days=1), threshold=20)
    at = [SmallCountRule.objects.threshold_on(today + dt.timedelta(days=days)) for days in (-1, 0, 1)]
    assert at == [DEFAULT_THRESHOLD, 10, 20]


def test_partner_takes_no_small_count_of_the_waters_shared_with_it(force):
    make_everything(World(force))
    partner = force.people["partner"]
    Water.objects.update(education_unit=force.partner_body)
    rows = cells_of(take(partner, LIST).path)
    police = cells_of(take(force.alice, LIST).path)
    assert any("<3" in row for row in rows[1:])
    assert not any(isinstance(cell, float) and cell < DEFAULT_THRESHOLD for row in rows[1:] for cell in row)
    assert not any("<3" in row for row in police)
