"""Pause and resume: days that the law does not count move the term by as many days of its measure."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from baiyi.deadlines.models import Deadline, Pause, Rule
from baiyi.deadlines.receipts import lamp_of, receipt_of, remaining
from baiyi.deadlines.services import (
    DeadlineRefused,
    close_deadline,
    differences,
    extend_deadline,
    open_deadline,
    pause_deadline,
    resume_deadline,
)
from inspections.kinds import RECTIFY

MONDAY, DUE = date(2026, 7, 6), date(2026, 7, 15)  # seven working days
GROUND = Pause.Ground.EXPERTISE


@pytest.fixture
def opened(station, officer, working_rule):
    return open_deadline(station, RECTIFY, unit=station, rule=working_rule, starts_on=MONDAY, by=officer)


def again(deadline) -> Deadline:
    return Deadline.objects.with_changes().get(pk=deadline.pk)


def paused(deadline, today, officer, *, since: str, until: str) -> Pause:
    today(since)
    pause_deadline(deadline, ground=GROUND, on=date.fromisoformat(since), by=officer, reason="送检")
    today(until)
    return resume_deadline(deadline, on=date.fromisoformat(until), by=officer)


def test_pause_of_five_days_with_a_weekend_moves_a_working_term_by_three(opened, today, officer):
    pause = paused(opened, today, officer, since="2026-07-09", until="2026-07-14")
    stored = again(opened)
    assert (pause.excluded, stored.excluded) == (3, 3)
    assert (stored.due_on, stored.effective_due_on, stored.late_after) == (DUE, date(2026, 7, 20), date(2026, 7, 20))
    assert pause.trace.endswith("其中中止 3 天不计入")


def test_pause_moves_a_natural_term_by_its_days_and_rolls(station, officer, today):
    rule = Rule.objects.get(code="rectify_natural_roll")
    deadline = open_deadline(station, RECTIFY, unit=station, rule=rule, starts_on=MONDAY, length=7, by=officer)
    assert deadline.due_on == date(2026, 7, 13)
    paused(deadline, today, officer, since="2026-07-07", until="2026-07-12")
    assert again(deadline).effective_due_on == date(2026, 7, 20)  # the 18th is a Saturday


def test_two_pauses_and_an_extension_add_up(opened, today, officer):
    paused(opened, today, officer, since="2026-07-07", until="2026-07-09")
    paused(opened, today, officer, since="2026-07-10", until="2026-07-13")
    extension = extend_deadline(opened, length=2, reason="配件未到", by=officer)
    stored = again(opened)
    assert (stored.excluded, extension.total_length, extension.excluded) == (3, 9, 3)
    assert stored.effective_due_on == date(2026, 7, 22)  # 12 working days after the 6th
    assert not list(differences())


def test_pause_that_ends_the_day_it_began_moves_nothing(opened, today, officer):
    paused(opened, today, officer, since="2026-07-08", until="2026-07-08")
    assert (again(opened).effective_due_on, again(opened).excluded) == (DUE, 0)


def test_paused_deadline_is_never_late_and_says_since_when(opened, today, officer, calendar):
    today("2026-07-08")
    pause_deadline(opened, ground=GROUND, on=date(2026, 7, 8), by=officer)
    stored = again(opened)
    assert not Deadline.objects.overdue(date(2026, 12, 1)).exists()
    assert not Deadline.objects.running().exists()
    assert remaining(stored, on=date(2026, 12, 1), calendar=calendar) == "自7月8日起中止"
    assert lamp_of(stored, on=date(2026, 12, 1)).text == "整改中止"
    assert receipt_of(stored, on=date(2026, 7, 9), calendar=calendar).cells == ()


def test_what_is_closed_while_paused_was_within_the_limit(opened, today, officer):
    today("2026-07-08")
    pause_deadline(opened, ground=GROUND, on=date(2026, 7, 8), by=officer)
    today("2026-08-20")
    close_deadline(opened, on=date(2026, 8, 20), by=officer)
    assert again(opened).is_within_limit


def test_receipt_after_a_pause_counts_to_the_new_day(opened, today, officer, calendar):
    paused(opened, today, officer, since="2026-07-09", until="2026-07-14")
    receipt = receipt_of(again(opened), on=date(2026, 7, 14), calendar=calendar)
    assert (receipt.due_on, receipt.cells[-1].day) == (date(2026, 7, 20), date(2026, 7, 20))
    assert receipt.traces[1].startswith("中止后：")


@pytest.mark.parametrize(
    ("on", "now", "words"),
    [
        ("2026-07-05", "2026-07-08", "中止日须在起算日与今天之间"),
        ("2026-07-09", "2026-07-08", "中止日须在起算日与今天之间"),
        ("2026-07-16", "2026-07-16", "期限已届满，不能中止"),
    ],
)
def test_pause_out_of_the_term_is_refused(opened, today, officer, on, now, words):
    today(now)
    with pytest.raises(DeadlineRefused, match=words):
        pause_deadline(opened, ground=GROUND, on=date.fromisoformat(on), by=officer)


def test_pause_of_a_paused_and_resume_of_a_running_one_are_refused(opened, today, officer):
    with pytest.raises(DeadlineRefused, match="没有中止"):
        resume_deadline(opened, on=MONDAY, by=officer)
    today("2026-07-08")
    pause_deadline(opened, ground=GROUND, on=date(2026, 7, 8), by=officer)
    with pytest.raises(DeadlineRefused, match="已经中止"):
        pause_deadline(opened, ground=GROUND, on=date(2026, 7, 8), by=officer)
    with pytest.raises(DeadlineRefused, match="正在中止"):
        extend_deadline(opened, length=2, reason="延", by=officer)
    with pytest.raises(DeadlineRefused, match="恢复日"):
        resume_deadline(opened, on=date(2026, 7, 7), by=officer)


def test_pause_before_the_last_resumption_is_refused(opened, today, officer):
    paused(opened, today, officer, since="2026-07-07", until="2026-07-10")
    with pytest.raises(DeadlineRefused, match="上次恢复日"):
        pause_deadline(opened, ground=GROUND, on=date(2026, 7, 9), by=officer)


def test_grace_counts_in_the_measure_of_the_rule(station, officer, working_rule, calendar):
    Rule.objects.filter(pk=working_rule.pk).update(grace=3)
    working_rule.refresh_from_db()
    deadline = open_deadline(station, RECTIFY, unit=station, rule=working_rule, starts_on=MONDAY, by=officer)
    assert (deadline.effective_due_on, deadline.late_after) == (DUE, date(2026, 7, 20))  # over a weekend
    assert not Deadline.objects.overdue(date(2026, 7, 20)).exists()
    assert Deadline.objects.overdue(date(2026, 7, 21)).exists()
    assert remaining(deadline, on=date(2026, 7, 18), calendar=calendar) == "宽限剩 2 天"
    assert (lamp_of(deadline, on=date(2026, 7, 18)).text, lamp_of(deadline, on=date(2026, 7, 18)).tone) == (
        "整改宽限剩 2 天",
        "yellow",
    )
    assert lamp_of(deadline, on=date(2026, 7, 22)).text == "整改超期 2 天"
    close_deadline(deadline, on=date(2026, 7, 20), by=officer)
    assert deadline.is_within_limit


@pytest.mark.parametrize("changes", [{"late_after": None}, {"late_after": MONDAY}, {"paused_on": MONDAY}])
def test_database_keeps_the_days_together(opened, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.filter(pk=opened.pk).update(**changes)
