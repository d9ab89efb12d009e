"""What a body outside the police takes of small counts; nobody else is kept back from anything."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from baiyi.deadlines.tables import RuleTable
from baiyi.exchange.exports.small_counts import suppressed, threshold_for
from baiyi.exchange.models import SmallCountRule
from baiyi.exchange.models.exports import DEFAULT_THRESHOLD
from baiyi.records import clock
from tests.exchange.exports.reading import cells_of, take
from tests.exchange.samples import a_small_count_rule


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


def test_small_counts_of_a_list_are_hidden_from_whom_the_rule_is_for(force, monkeypatch):
    """The lengths of rules count nothing, which their table says; here it says nothing."""
    office = force.people["office"]
    monkeypatch.setattr("baiyi.exchange.exports.offer.threshold_for", lambda user, on: DEFAULT_THRESHOLD)
    assert not told_less(office)
    monkeypatch.setattr(RuleTable, "no_counts", frozenset())
    assert told_less(office)
    monkeypatch.undo()
    assert not told_less(office)


def told_less(user) -> bool:
    rows = cells_of(take(user, "/deadlines/rules/").path)[1:]
    small = [cell for row in rows for cell in row if isinstance(cell, float) and cell < DEFAULT_THRESHOLD]
    hidden = [cell for row in rows for cell in row if cell == "<3"]
    assert bool(small) != bool(hidden)
    return bool(hidden)


def test_command_sets_the_threshold_of_a_day(force):
    for threshold in ("4", "5"):
        call_command("small_counts", threshold, "--from", "2026-07-01", stdout=io.StringIO())
    assert SmallCountRule.objects.get().threshold == 5
    with pytest.raises(CommandError):
        call_command("small_counts", "0")
