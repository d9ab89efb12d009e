"""Terms of disputes, 2022–2026, each row worked by hand: settled by the level, counted anew when it changes; called on
by cycle until closed.

Both are natural days. 化解 ends on its day, off or not; 回访 that falls on a day off moves to the next working day.
"""

import datetime as dt

import pytest
from django.utils import timezone

from baiyi.deadlines import periods
from baiyi.deadlines.models import Deadline
from baiyi.jobs.schedules import Slot
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from disputes import services
from disputes.kinds import RESOLVE, REVISIT
from disputes.models import Dispute
from tests.deadlines.steps import Steps
from tests.disputes.made import level, make_dispute, make_graded
from tests.disputes.situations import fresh, join, relapse


@pytest.fixture
def at(settings):
    """at("2026-03-02") moves the clock."""

    def move_clock(day: str) -> dt.date:
        settings.BAIYI_TODAY = f"{day}T10:00:00+08:00"
        return dt.date.fromisoformat(day)

    return move_clock


SETTLE = [  # level, day it was graded, last day
    ("red", "2022-01-28", "2022-01-31", "within 春节， and does not move"),
    ("red", "2022-09-29", "2022-10-02", "within 国庆"),
    ("orange", "2022-12-29", "2023-01-05", "over the new year"),
    ("orange", "2023-01-15", "2023-01-22", "春节 itself"),
    ("yellow", "2023-09-20", "2023-10-05", "within 国庆"),
    ("blue", "2024-01-30", "2024-02-29", "the leap day"),
    ("orange", "2024-02-09", "2024-02-16", "within 春节"),
    ("orange", "2024-12-25", "2025-01-01", "a day off"),
    ("blue", "2025-01-31", "2025-03-02", "February has 28 days; a Sunday"),
    ("yellow", "2025-09-24", "2025-10-09", "the first working day after 国庆"),
    ("red", "2026-02-13", "2026-02-16", "within 春节"),
    ("blue", "2026-05-20", "2026-06-19", "端午"),
    ("orange", "2026-09-30", "2026-10-07", "the last day of 国庆"),
]
REVISITS = [  # level, day it was settled, last day
    ("red", "2022-01-28", "2022-02-07", "31 Jan to 6 Feb are off"),
    ("red", "2022-04-21", "2022-04-24", "a Sunday that is worked"),
    ("red", "2022-09-29", "2022-10-08", "1 to 7 Oct are off, Saturday the 8th is worked"),
    ("orange", "2023-01-15", "2023-01-28", "22 Jan is 春节， Saturday the 28th is worked"),
    ("yellow", "2023-09-20", "2023-10-07", "5 Oct is off, Saturday the 7th is worked"),
    ("blue", "2024-01-30", "2024-02-29", "the leap day, a Thursday"),
    ("orange", "2024-02-03", "2024-02-18", "10 to 17 Feb are off, Sunday the 18th is worked"),
    ("orange", "2024-12-25", "2025-01-02", "1 Jan is off"),
    ("yellow", "2025-01-14", "2025-02-05", "29 Jan is 春节"),
    ("yellow", "2025-09-24", "2025-10-09", "a Thursday"),
    ("red", "2025-12-31", "2026-01-04", "3 Jan is off, Sunday the 4th is worked"),
    ("red", "2026-02-13", "2026-02-24", "15 to 23 Feb are off"),
    ("blue", "2026-05-20", "2026-06-22", "19 to 21 Jun are 端午"),
    ("orange", "2026-09-30", "2026-10-08", "1 to 7 Oct are off"),
]


def terms(dispute, kind: str) -> list[tuple]:
    """Period, first day, last day, and how each stands."""
    rows = Deadline.objects.of(dispute).filter(kind=kind).order_by("pk")
    return [(each.period, f"{each.starts_on:%m-%d}", f"{each.due_on:%m-%d}", _standing(each)) for each in rows]


def _standing(each: Deadline) -> str:
    if each.voided_at:
        return "void"
    return "open" if each.closed_on is None else "met" if each.is_within_limit else "late"


def open_periods() -> None:
    periods.open_periods(Slot("test", timezone.localtime(clock.now())), Steps())


def grade(dispute, risk: str) -> Dispute:
    return move(dispute, "grade", by=None, on=clock.today(), risk=level(risk))


def resolve(dispute) -> Dispute:
    return move(fresh(dispute), "resolve", by=None, on=clock.today(), way="mediation", words="谅解")


def revisit(dispute, force, on: dt.date | None = None) -> Dispute:
    found = fresh(dispute)
    facts = {"on": on or clock.today(), "visit": "door", "mood": "kept"}
    return services.revisit_dispute(found, by=force.alice, version=found.version, **facts)


@pytest.mark.parametrize(("risk", "start", "due", "why"), SETTLE)
def test_dispute_is_to_be_settled_by_its_level(risk, start, due, why, force, at):
    at(start)
    term = Deadline.objects.of(make_graded(force, risk=risk)).open().get(kind=RESOLVE)
    assert (f"{term.due_on}", f"{term.late_after}") == (due, due), why


@pytest.mark.parametrize(("risk", "start", "due", "why"), REVISITS)
def test_dispute_is_called_on_by_its_cycle(risk, start, due, why, force, at):
    at(start)
    dispute = resolve(make_graded(force, risk=risk))
    assert f"{Deadline.objects.of(dispute).open().get().due_on}" == due, why


def test_until_it_is_graded_the_term_counts_from_the_day_it_was_found(force, at):
    at("2026-06-05")
    dispute = make_dispute(force, risk="orange", found_on=dt.date(2026, 6, 1))
    assert terms(dispute, RESOLVE) == [("1", "06-01", "06-08", "open")]
    grade(dispute, "orange")
    assert terms(dispute, RESOLVE) == [("1", "06-01", "06-08", "void"), ("2", "06-05", "06-12", "open")]


def test_each_grading_counts_anew_and_only_the_last_one_binds(force, at):
    at("2026-06-01")
    dispute = make_graded(force, risk="blue")
    at("2026-06-10")
    dispute = grade(fresh(dispute), "red")
    at("2026-06-12")
    grade(fresh(dispute), "yellow")
    assert terms(dispute, RESOLVE) == [
        ("1", "06-01", "07-01", "void"),
        ("2", "06-01", "07-01", "void"),
        ("3", "06-10", "06-13", "void"),
        ("4", "06-12", "06-27", "open"),
    ]
    assert not Dispute.objects.overdue(dt.date(2026, 6, 27)).exists()
    assert Dispute.objects.overdue(dt.date(2026, 6, 28)).get() == dispute


@pytest.mark.parametrize(("day", "standing"), [("2026-06-16", "met"), ("2026-06-17", "late")])
@pytest.mark.parametrize("name", ["resolve", "penalise"])
def test_term_is_met_on_its_last_day_and_late_the_day_after(name, day, standing, force, at):
    at("2026-06-01")
    dispute = make_graded(force, risk="yellow")
    facts = {"way": "mediation", "words": "x"} if name == "resolve" else {}
    move(dispute, name, by=None, on=at(day), reason="x", **facts)
    assert terms(dispute, RESOLVE)[-1] == ("2", "06-01", "06-16", standing)


@pytest.mark.parametrize("name", ["merge", "link", "void"])
def test_record_that_counts_no_more_owes_nothing(name, force):
    dispute, main = make_graded(force), make_dispute(force)
    dispute = move(dispute, "litigate", by=None, on=clock.today(), words="已立案")
    if name == "void":
        move(dispute, "void", by=None, reason="x")
    else:
        join(dispute, main, force, verb=getattr(services, f"{name}_dispute"))
    assert not Deadline.objects.of(dispute).open().exists()
    open_periods()
    assert not Deadline.objects.of(dispute).open().exists()


def test_link_that_is_taken_back_owes_again_what_it_owed(force, at):
    at("2026-06-01")
    dispute, main = make_graded(force, risk="yellow"), make_dispute(force)
    dispute = move(dispute, "litigate", by=None, on=at("2026-06-02"), words="已立案")
    dispute = join(fresh(dispute), main, force)
    at("2026-06-05")
    move(dispute, "unlink", by=None, reason="不是同一事项")
    assert terms(dispute, RESOLVE)[-1] == ("3", "06-01", "06-16", "open")
    assert terms(dispute, REVISIT) == [("1", "06-02", "06-17", "void"), ("2", "06-05", "06-22", "open")]  # 20 is 端午


def test_cycle_goes_on_period_by_period_until_it_is_closed(force, at):
    at("2026-06-01")
    dispute = resolve(make_graded(force, risk="orange"))
    at("2026-06-05")
    revisit(dispute, force)
    assert [each[3] for each in terms(dispute, REVISIT)] == ["met"]
    at("2026-06-06")
    for _ in range(2):
        open_periods()
    at("2026-06-15")
    revisit(dispute, force)
    at("2026-06-16")
    open_periods()
    found = fresh(dispute)
    services.close_dispute(found, by=force.people["chief"], version=found.version, on=clock.today())
    open_periods()
    assert terms(dispute, REVISIT) == [
        ("1", "06-01", "06-08", "met"),
        ("2", "06-05", "06-12", "late"),
        ("3", "06-15", "06-22", "void"),
    ]


def test_closed_dispute_whose_last_call_was_met_gets_no_further_period(force, at):
    at("2026-06-01")
    dispute = revisit(resolve(make_graded(force)), force)
    services.close_dispute(dispute, by=force.people["chief"], version=dispute.version, on=clock.today())
    at("2026-06-02")
    open_periods()
    assert [each[3] for each in terms(dispute, REVISIT)] == ["met"]


def test_level_of_the_day_decides_how_long_the_next_cycle_is(force, at):
    at("2026-06-01")
    dispute = move(make_graded(force, risk="blue"), "keep_under_control", by=None, on=clock.today(), words="包户")
    at("2026-06-03")
    revisit(dispute, force)
    grade(fresh(dispute), "red")
    open_periods()
    assert terms(dispute, REVISIT) == [
        ("1", "06-01", "07-01", "met"),
        ("2", "06-03", "06-08", "open"),
    ]  # 6 is a Saturday


@pytest.mark.parametrize("name", ["take_up", "penalise"])
def test_cycle_ends_with_what_leads_away_from_it(name, force):
    dispute = move(make_graded(force), "litigate", by=None, on=clock.today(), words="已立案")
    move(dispute, name, by=None, on=clock.today(), reason="x")
    open_periods()
    assert [each[3] for each in terms(dispute, REVISIT)] == ["void"]


def test_settling_begins_the_cycle_anew(force, at):
    at("2026-06-01")
    dispute = move(make_graded(force, risk="orange"), "keep_under_control", by=None, on=clock.today(), words="包户")
    at("2026-06-04")
    resolve(dispute)
    assert terms(dispute, REVISIT) == [("1", "06-01", "06-08", "void"), ("2", "06-04", "06-11", "open")]


def test_what_broke_out_again_begins_its_own_term_and_the_old_one_owes_nothing(force, at):
    at("2026-06-01")
    dispute = resolve(make_graded(force, risk="yellow"))
    at("2026-06-09")
    again = relapse(fresh(dispute), force)
    assert terms(dispute, REVISIT) == [("1", "06-01", "06-16", "void")]
    assert terms(again, RESOLVE) == [("1", "06-09", "06-24", "open")]
    open_periods()
    assert not Deadline.objects.of(dispute).open().exists()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-06-04", "化解或上次回访（2026-06-05）"),
        ("2026-06-10", "晚于今天"),
        ("2026-05-31", "发现日（2026-06-01）"),
    ],
)
def test_call_is_neither_before_it_was_settled_nor_to_come(day, words, force, at):
    at("2026-06-01")
    dispute = make_graded(force)
    at("2026-06-05")
    resolve(dispute)
    at("2026-06-09")
    with pytest.raises(MoveRefused, match=words):
        revisit(dispute, force, dt.date.fromisoformat(day))


def test_call_is_not_before_the_last_one_and_closing_not_before_it(force, at):
    at("2026-06-01")
    dispute = resolve(make_graded(force))
    at("2026-06-09")
    called = revisit(dispute, force, dt.date(2026, 6, 8))
    with pytest.raises(MoveRefused, match="上次回访（2026-06-08）"):
        revisit(dispute, force, dt.date(2026, 6, 7))
    with pytest.raises(MoveRefused, match="最近回访（2026-06-08）"):
        services.close_dispute(called, by=force.people["chief"], version=called.version, on=dt.date(2026, 6, 7))


def test_call_keeps_the_day_it_was_owed(force, at):
    at("2026-06-01")
    dispute = resolve(make_graded(force, risk="red"))
    at("2026-06-09")
    revisit(dispute, force)
    revisit(dispute, force)
    assert sorted(f"{each.due_on}" for each in dispute.follow_ups.all()) == ["2026-06-04", "None"]
