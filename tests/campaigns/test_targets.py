"""The kinds of targets as arithmetic: what holds whatever the numbers are."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import ResponsibilityItem
from campaigns.planline import GREEN, NONE, RED, YELLOW, Node, Thresholds
from campaigns.targets import TARGETS, Course

START, END = dt.date(2022, 7, 4), dt.date(2022, 10, 11)  # 100 days
ORDER = {NONE: -1, RED: 0, YELLOW: 1, GREEN: 2}
amounts = st.integers(0, 1000)
inside = st.integers(0, 99).map(lambda offset: START + dt.timedelta(days=offset))
cap, dated, to_zero = (TARGETS[kind] for kind in ("most", "dated", "zero"))


def course(on: dt.date, target=0, *, nodes=(), **facts) -> Course:
    """What `ResponsibilityItem.at` says of the nodes on a day."""
    reached, coming = ([node for node in nodes if (node.due_on <= on) is is_reached] for is_reached in (True, False))
    known = {
        "first": next(iter(nodes), None),
        "reached": reached[-1] if reached else None,
        "coming": next(iter(coming), None),
    }
    facts = {"starts_on": START, "ends_on": END, "measure": "处"} | facts
    return Course(on=on, target=Decimal(target), **known, **facts)


def kind(target, value, held: Course) -> str:
    return target.kind(value, held, Thresholds())


def test_every_aim_has_its_target():
    assert set(TARGETS) == set(ResponsibilityItem.Aim.values)


@pytest.mark.parametrize("target", TARGETS.values())
@given(on=inside)
def test_no_data_has_no_colour(target, on):
    assert kind(target, None, course(on, 5, baseline=Decimal(9))) == NONE


@given(amounts, amounts, amounts, inside)
def test_more_of_what_is_capped_is_never_a_better_lamp_and_over_it_is_red(value, more, limit, on):
    held = course(on, limit)
    assert ORDER[kind(cap, value, held)] >= ORDER[kind(cap, value + more, held)]
    assert (kind(cap, value, held) == RED) == (value > limit)


@given(amounts, amounts, st.integers(1, 1000), inside)
def test_more_left_is_never_a_better_lamp_and_nothing_left_is_green(left, more, baseline, on):
    held = course(on, baseline=Decimal(baseline))
    assert ORDER[kind(to_zero, left, held)] >= ORDER[kind(to_zero, left + more, held)]
    assert kind(to_zero, 0, held) == GREEN


@given(st.integers(1, 1000), inside, st.integers(0, 40))
def test_what_may_be_left_falls_to_nothing(baseline, on, later):
    now, then = (to_zero.due(course(day, baseline=Decimal(baseline))) for day in (on, on + dt.timedelta(days=later)))
    assert 0 <= then <= now <= baseline
    assert to_zero.due(course(END, baseline=Decimal(baseline))) == 0
    assert kind(to_zero, 1, course(END, baseline=Decimal(1000))) == RED


def test_more_than_there_was_is_red_on_the_first_day():
    assert kind(to_zero, 10, course(START, baseline=Decimal(9))) == RED


def test_nodes_of_what_is_cleared_say_what_may_be_left():
    nodes = [Node(dt.date(2022, 7, 13), Decimal(10)), Node(dt.date(2022, 8, 2), Decimal(4))]
    left = {
        day: to_zero.due(course(dt.date.fromisoformat(day), baseline=Decimal(20), nodes=nodes))
        for day in ("2022-07-04", "2022-07-12", "2022-07-13", "2022-08-01", "2022-08-02", "2022-10-11")
    }
    assert left == {
        "2022-07-04": 19,
        "2022-07-12": 11,
        "2022-07-13": 10,
        "2022-08-01": 10,
        "2022-08-02": 4,
        "2022-10-11": 0,
    }


@pytest.mark.parametrize(
    ("day", "value", "expected", "said"),
    [
        ("2022-07-13", 0, GREEN, "距节点（7月21日）8 天，还差 20 处"),
        ("2022-07-14", 19, YELLOW, "距节点（7月21日）7 天，还差 1 处"),
        ("2022-07-14", 20, GREEN, "已达节点"),
        ("2022-07-21", 20, GREEN, "距节点（10月11日）82 天，还差 10 处"),
        ("2022-07-23", 19, RED, "逾节点（7月21日）2 天，差 1 处"),
        ("2022-10-11", 29, RED, "逾节点（10月11日）0 天，差 1 处"),
        ("2022-10-15", 29, RED, "逾节点（10月11日）4 天，差 1 处"),
        ("2022-10-11", 30, GREEN, "已达节点"),
    ],
)
def test_milestone_has_its_day(day, value, expected, said):
    held = course(dt.date.fromisoformat(day), 30, nodes=[Node(dt.date(2022, 7, 21), Decimal(20))])
    assert (kind(dated, value, held), dated.gap(value, held)) == (expected, said)


def test_words_of_a_cap():
    held = course(START, 36, measure="起")
    assert cap.target_words(held) == cap.due_words(held) == "≤36 起"
    assert cap.asked(held) == "不得超过 36 起"
    assert cap.gap(0, course(START, 0)) == "零发生"
    assert cap.gap(Fraction(1, 2), course(START, 7, measure="天")) == "余 6.5 天"


def test_each_kind_has_its_own_words_for_its_lamps():
    held = course(dt.date(2022, 7, 14), 30, nodes=[Node(dt.date(2022, 7, 21), Decimal(20))], baseline=Decimal(50))
    assert [dated.lamp_words[kind(dated, value, held)] for value in (None, 1, 20)] == ["无数据", "临近节点", "达节点"]
    assert [cap.lamp_words[kind(cap, value, held)] for value in (26, 27, 31)] == ["未超红线", "临近红线", "超红线"]
    assert dated.due_words(held) == "0 处（7月21日）"
    assert to_zero.target_words(held) == "0 处（基数 50）"
