"""The machine was off: each missed week is told once, marked 补发;
a reminder nobody can act on any more is not sent.
"""

import pytest

from tests.faults.conftest import GROUNDS
from tests.faults.machine import DUTIES, RUNS, Machine
from tests.faults.tally import NOBODY, once_each, tally

PEOPLE = 9
WEEK, REMINDER, MISSED = "supervision_week", "supervision_reminder", "supervision_missed"
FIRST, SECOND, THIRD, FOURTH = "2026-07-20", "2026-07-27", "2026-08-03", "2026-08-10"
MONDAY_MORNING, THURSDAY_MORNING = "2026-07-20T08:05:00+08:00", "2026-07-23T08:30:00+08:00"
THURSDAY, FRIDAY_EVENING = "2026-07-23T09:05:00+08:00", "2026-07-24T18:00:00+08:00"


def visit_some(machine: Machine, count: int, *, week: str = FIRST) -> None:
    """The first hotspots were supervised in that week, on its second day."""
    columns = "unit_id, created_by_id, created_at, version, void_reason, hotspot_id, duty_id, supervised_on"
    machine.sql(
        f"INSERT INTO hotspots_supervision ({columns}, method, outcome,"
        " problem_count, findings, next_step, late_reason, entered_late, client_uuid)"
        " SELECT h.unit_id, h.created_by_id, h.created_at, 1, '', h.id, d.id, %s, 'on_site', 'normal', 0, '', '', '',"
        f" false, {machine.uuid_of('d.id')} FROM {DUTIES} d JOIN hotspots_hotspot h ON h.id = d.hotspot_id"
        f" WHERE d.starts_on = %s ORDER BY h.id LIMIT {count}",
        "2026-07-21",
        week,
    )


def missed(machine: Machine, week: str) -> int:
    return machine.number(f"SELECT count(*) FROM {DUTIES} WHERE starts_on = %s AND missed_at IS NOT NULL", week)


def duties(machine: Machine, week: str) -> tuple[int, int]:
    """How many there are, and how many were opened late."""
    return machine.sql(
        f"SELECT count(*), coalesce(sum(CASE WHEN is_late THEN 1 ELSE 0 END), 0) FROM {DUTIES} WHERE starts_on = %s",
        week,
    )[0]


def assert_nothing_open(machine: Machine) -> None:
    assert {state for (state,) in machine.sql(f"SELECT state FROM {RUNS}")} == {"done"}


@pytest.mark.parametrize("ground", GROUNDS)
def test_machine_off_over_the_weekend(ground, machine_on, say):
    """Friday 18:00 to Monday 10:00; four of nine were visited on Tuesday."""
    machine = machine_on(ground, hotspots=PEOPLE)
    machine.run_until_settled(MONDAY_MORNING)
    visit_some(machine, 4)
    machine.run_until_settled(THURSDAY)
    machine.run_until_settled(FRIDAY_EVENING)
    assert missed(machine, FIRST) == 0
    machine.run_until_settled("2026-07-27T10:00:00+08:00")
    assert_nothing_open(machine)
    assert tally(machine, WEEK, FIRST) == once_each(PEOPLE)
    assert tally(machine, REMINDER, FIRST) == once_each(5)
    assert (missed(machine, FIRST), missed(machine, SECOND)) == (5, 0)
    assert tally(machine, MISSED, FIRST) == once_each(5, late=True)
    assert duties(machine, SECOND) == (PEOPLE, PEOPLE)
    assert tally(machine, WEEK, SECOND) == once_each(PEOPLE, late=True)
    assert tally(machine, REMINDER, SECOND) == NOBODY
    told, ended = tally(machine, WEEK, SECOND), missed(machine, FIRST)
    say(f"{machine.name}：周五 18:00 关机到周一 10:00：新一周 {told}；上周漏督 {ended} 处，各告知一次")


@pytest.mark.parametrize("ground", GROUNDS)
def test_machine_off_for_nine_days(ground, machine_on, say):
    """Thursday 08:30, before the reminder, to Saturday of the next week: one reminder, for the week that can still be
    saved.
    """
    machine = machine_on(ground, hotspots=PEOPLE)
    machine.run_until_settled(MONDAY_MORNING)
    machine.run_until_settled(THURSDAY_MORNING)
    machine.run_until_settled("2026-08-01T10:00:00+08:00")
    assert_nothing_open(machine)
    assert tally(machine, WEEK, FIRST) == once_each(PEOPLE)
    assert tally(machine, REMINDER, FIRST) == NOBODY
    assert (missed(machine, FIRST), missed(machine, SECOND)) == (PEOPLE, 0)
    assert tally(machine, MISSED, FIRST) == once_each(PEOPLE, late=True)
    assert tally(machine, WEEK, SECOND) == once_each(PEOPLE, late=True)
    assert tally(machine, REMINDER, SECOND) == once_each(PEOPLE, late=True)
    say(
        f"{machine.name}：关机 9 天（周四到下周六）：新一周 {tally(machine, WEEK, SECOND)}；"
        f"催办 {tally(machine, REMINDER, SECOND)}"
    )


def test_machine_off_over_two_whole_weeks(machine_on, say):
    """Thursday to Tuesday of the fourth week: the weeks that were swallowed are told once each and marked as missed."""
    machine = machine_on("postgres", hotspots=PEOPLE)
    machine.run_until_settled(MONDAY_MORNING)
    machine.run_until_settled(THURSDAY)
    machine.run_until_settled("2026-08-11T10:00:00+08:00")
    assert_nothing_open(machine)
    assert tally(machine, WEEK, FIRST) == once_each(PEOPLE)
    assert tally(machine, REMINDER, FIRST) == once_each(PEOPLE)
    for week in (FIRST, SECOND, THIRD):
        assert missed(machine, week) == PEOPLE
        assert tally(machine, MISSED, week) == once_each(PEOPLE, late=True)
    for week in (SECOND, THIRD, FOURTH):
        assert duties(machine, week) == (PEOPLE, PEOPLE)
        assert tally(machine, WEEK, week) == once_each(PEOPLE, late=True)
        assert tally(machine, REMINDER, week) == NOBODY
    assert missed(machine, FOURTH) == 0
    swallowed, new = [tally(machine, WEEK, week) for week in (SECOND, THIRD)], tally(machine, WEEK, FOURTH)
    say(f"{machine.name}：关机 19 天吞掉两整周：{swallowed[0]}、{swallowed[1]}，各记漏督；新一周 {new}")
