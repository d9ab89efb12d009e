"""The plan line: what is due by a day, and the lamps, as arithmetic."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from campaigns.planline import (
    GREEN,
    NONE,
    RED,
    YELLOW,
    Node,
    Thresholds,
    due_by,
    lamp_of_progress,
    percent,
    progress,
    rounded,
    share_on_plan,
    shown_lamp,
)

START, END = dt.date(2022, 7, 4), dt.date(2022, 10, 11)  # 100 days
ORDER = {NONE: -1, RED: 0, YELLOW: 1, GREEN: 2}
amounts = st.integers(0, 10_000)
days = st.integers(-5, 110).map(lambda offset: START + dt.timedelta(days=offset))
inside = st.integers(0, 99).map(lambda offset: START + dt.timedelta(days=offset))
thresholds = st.tuples(st.integers(1, 100), st.integers(0, 100)).map(
    lambda pair: Thresholds(Decimal(pair[0] + pair[1]) / 100, Decimal(pair[0]) / 100)
)


@st.composite
def plans(draw):
    """Target and nodes: a count never has less to reach later, nor more than the target."""
    target = draw(st.integers(1, 5000))
    dates = sorted(draw(st.sets(inside, max_size=5)))
    goals = sorted(draw(st.lists(st.integers(0, target), min_size=len(dates), max_size=len(dates))))
    return {
        "target": Decimal(target),
        "nodes": [Node(day, Decimal(goal)) for day, goal in zip(dates, goals, strict=True)],
    }


def due(day, *, measure="起", target=Decimal(100), nodes=()):
    return due_by(day, starts_on=START, ends_on=END, target=Decimal(target), measure=measure, nodes=nodes)


@given(plans(), days, st.integers(0, 30))
def test_due_never_falls_and_never_passes_the_target(plan, day, later):
    now, then = due(day, **plan), due(day + dt.timedelta(days=later), **plan)
    assert 0 <= now <= then <= plan["target"]


@given(plans())
def test_nothing_is_due_before_the_campaign_and_all_of_it_from_its_last_day(plan):
    assert due(START - dt.timedelta(days=1), **plan) == 0
    assert due(END, **plan) == due(END + dt.timedelta(days=40), **plan) == plan["target"]


@given(plans(), inside)
def test_first_and_last_reached_node_suffice(plan, day):
    nodes = plan["nodes"]
    reached = [node for node in nodes if node.due_on <= day]
    assert due(day, target=plan["target"], nodes=nodes[:1] + reached[-1:]) == due(day, **plan)


@pytest.mark.parametrize(("number", "expected"), [(1, 1), (18, 18), (50, 50), (99, 99), (100, 100)])
def test_line_without_nodes_grows_by_the_day(number, expected):
    assert due(START + dt.timedelta(days=number - 1)) == expected


def test_counts_are_due_in_whole_pieces_only():
    assert due(START, target=27) == 0
    assert due(START + dt.timedelta(days=3), target=27) == 1
    assert due(START + dt.timedelta(days=6), target=27) == 1


def test_share_and_length_are_due_in_full_from_the_first_day():
    assert due(START, measure="%", target=95) == 95
    assert due(START, measure="天", target=7) == 7


def test_nodes_are_steps_with_a_line_up_to_the_first():
    nodes = [Node(dt.date(2022, 7, 21), Decimal(800)), Node(dt.date(2022, 8, 22), Decimal(1000))]
    steps = {
        "2022-07-12": 400,
        "2022-07-20": 755,
        "2022-07-21": 800,
        "2022-08-21": 800,
        "2022-08-22": 1000,
        "2022-10-11": 1200,
    }
    for day, expected in steps.items():
        assert due(dt.date.fromisoformat(day), target=1200, nodes=nodes) == expected, day


@given(st.one_of(st.none(), amounts), amounts, thresholds)
def test_no_data_is_never_a_colour_and_data_always_is(value, due_now, rule):
    kind = lamp_of_progress(progress(value, due_now), rule)
    assert (kind == NONE) == (value is None)
    assert kind in {NONE} if value is None else kind in {RED, YELLOW, GREEN}


@given(amounts, amounts, amounts, thresholds)
def test_more_done_is_never_a_worse_lamp(value, more, due_now, rule):
    before, after = (lamp_of_progress(progress(each, due_now), rule) for each in (value, value + more))
    assert ORDER[before] <= ORDER[after]


@example(0, 1, 2, Thresholds(Decimal("1.01"), Decimal("0.01")))  # nothing wrong was yellow, one of two green
@given(amounts, amounts, amounts, thresholds)
def test_more_of_what_is_limited_is_never_a_better_lamp(value, more, limit, rule):
    before, after = (lamp_of_progress(progress(each, limit, is_most=True), rule) for each in (value, value + more))
    assert ORDER[before] >= ORDER[after]


@pytest.mark.parametrize(
    ("value", "due_now", "kind"),
    [
        (100, 100, GREEN),
        (101, 100, GREEN),
        (Decimal("99.9"), 100, YELLOW),
        (80, 100, YELLOW),
        (79, 100, RED),
        (0, 1, RED),
        (0, 0, GREEN),
    ],
)
def test_thresholds_of_at_least(value, due_now, kind):
    assert lamp_of_progress(progress(value, due_now), Thresholds()) == kind


@pytest.mark.parametrize(
    ("value", "limit", "kind"),
    [(60, 60, GREEN), (0, 60, GREEN), (61, 60, YELLOW), (75, 60, YELLOW), (76, 60, RED), (0, 0, GREEN), (1, 0, RED)],
)
def test_thresholds_of_at_most(value, limit, kind):
    assert lamp_of_progress(progress(value, limit, is_most=True), Thresholds()) == kind


def test_lamp_is_decided_before_rounding():
    """99.96 of 100 is shown as 100.0 % and is not on plan."""
    share = progress(Decimal("999.6"), 1000)
    assert percent(share) == Decimal("100.0")
    assert lamp_of_progress(share, Thresholds()) == YELLOW


@given(st.lists(st.sampled_from([RED, YELLOW, GREEN, NONE])))
def test_sub_action_counts_items_with_data_only(kinds):
    share = share_on_plan(kinds)
    known = [kind for kind in kinds if kind != NONE]
    assert share == (Fraction(sum(kind == GREEN for kind in known), len(known)) if known else None)


@pytest.mark.parametrize(
    ("number", "shown"), [(Fraction(1, 8), "0.1"), (Fraction(25, 100), "0.3"), (Fraction(2, 3), "0.7"), (-2, "-2.0")]
)
def test_rounding_is_half_up(number, shown):
    assert str(rounded(number)) == shown


def test_every_lamp_has_its_shape_and_word():
    lamps = {kind: shown_lamp(kind) for kind in (RED, YELLOW, GREEN, NONE)}
    assert {kind: (lamp.tone, lamp.shape) for kind, lamp in lamps.items()} == {
        RED: ("red", "▲"),
        YELLOW: ("yellow", "◆"),
        GREEN: ("green", "●"),
        NONE: ("grey", "○"),
    }
    assert len({lamp.text for lamp in lamps.values()}) == 4
