"""Reminders of deadlines: the rungs and their days, each said once, whatever was missed."""

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baiyi.accounts.models import Unit
from baiyi.deadlines import reminders
from baiyi.deadlines.models import Deadline, Rule
from baiyi.deadlines.reminders import Remindable, Reminder, first_reminder_on, remind, rung_on
from baiyi.deadlines.services import (
    close_deadline,
    extend_deadline,
    open_deadline,
    pause_deadline,
    resume_deadline,
    void_deadline,
)
from baiyi.jobs.chunks import CHUNK
from baiyi.jobs.schedules import Slot
from baiyi.notifications.models import Notification
from cases.kinds import CASE
from inspections.kinds import RECHECK, RECTIFY
from tests.deadlines.steps import Steps
from tests.moment import machine_now

DUE = dt.date(2026, 7, 15)  # a Wednesday: 7 working days after 2026-07-06


@pytest.fixture(autouse=True)
def sources(monkeypatch, station):
    """The subject of these deadlines is a unit; `told` are who is reminded, `repeats` whether weekly."""
    own = Remindable()
    own.told, own.repeats, own.silent = [], True, set()
    station.__class__.get_absolute_url = lambda self: "/"

    @own.register("accounts.unit")
    def units(deadlines, on):
        subjects = Unit.objects.in_bulk([each.object_id for each in deadlines])
        return {
            each.pk: Reminder(subjects[each.object_id], own.told, f"事项{each.object_id}", own.repeats)
            for each in deadlines
            if each.pk not in own.silent
        }

    monkeypatch.setattr(reminders, "remindable", own)
    yield own
    del station.__class__.get_absolute_url


@pytest.fixture
def deadline(station, officer, working_rule, today, sources):
    sources.told.append(officer)
    return open_deadline(
        station, RECTIFY, unit=station, rule=working_rule, starts_on=dt.date(2026, 7, 6), by=officer, length=7
    )


def run(today, day: str, *, is_late: bool = False) -> list[str]:
    """Periods newly said on that day."""
    today(day)
    known, steps = set(Notification.objects.values_list("pk", flat=True)), Steps()
    at = timezone.make_aware(dt.datetime.combine(dt.date.fromisoformat(day), dt.time(8, 30)))
    remind(Slot("deadlines.remind", at, is_late), steps)
    new = Notification.objects.exclude(pk__in=known).order_by("pk")
    assert sum(steps.counts) == len(new)
    return [each.period for each in new]


@pytest.mark.parametrize(
    ("due_on", "first"),
    [
        ("2022-07-21", "2022-07-19"),  # Thursday
        ("2022-07-25", "2022-07-21"),  # Monday: over the weekend
        ("2022-09-30", "2022-09-28"),  # before National Day
        ("2022-10-08", "2022-09-29"),  # a Saturday that is worked: over the seven days off
        ("2022-10-10", "2022-10-08"),  # Monday after two worked weekend days
        ("2022-09-13", "2022-09-08"),  # after Mid-Autumn
        ("2023-01-28", "2023-01-19"),  # worked Saturday after Spring Festival
        ("2022-07-24", "2022-07-21"),  # a Sunday, of a period that does not roll
        ("2022-10-03", "2022-09-29"),  # within the days off
    ],
)
def test_first_reminder_comes_two_working_days_before(calendar, due_on, first):
    assert first_reminder_on(dt.date.fromisoformat(due_on), calendar=calendar) == dt.date.fromisoformat(first)


@pytest.mark.parametrize(
    ("days", "rung"),
    [
        (-3, None), (-2, "soon"), (-1, "soon"), (0, "today"), (1, "late1"), (2, "late1"), (7, "late1"),
        (8, "late8"), (14, "late8"), (15, "late15"), (100, "late99"),
    ],
)  # fmt: skip
def test_rung_of_a_day(calendar, days, rung):
    due_on = dt.date(2022, 7, 21)
    assert rung_on(due_on, due_on + dt.timedelta(days=days), calendar=calendar) == rung


@pytest.mark.parametrize(
    ("days", "rung"), [(-1, "soon"), (0, "today"), (1, "late1"), (7, "late1"), (8, None), (50, None)]
)
def test_rung_that_does_not_repeat_is_the_first_for_a_week(calendar, days, rung):
    due_on = dt.date(2022, 7, 21)
    assert rung_on(due_on, due_on + dt.timedelta(days=days), calendar=calendar, repeats=False) == rung


@pytest.mark.parametrize(
    "due_on",
    [dt.date(2022, 7, 21), dt.date(2022, 9, 30), dt.date(2022, 10, 8), dt.date(2022, 10, 3), dt.date(2023, 1, 28)],
)
def test_horizon_never_leaves_out_a_first_rung(calendar, due_on):
    for days in range(-30, 1):
        on = due_on + dt.timedelta(days=days)
        if rung_on(due_on, on, calendar=calendar):
            assert reminders._horizon(on, calendar) >= due_on


def test_each_rung_is_said_on_its_day_and_once(deadline, today):
    said = {}
    for number in range(26):
        day = str(dt.date(2026, 7, 6) + dt.timedelta(days=number))
        if found := run(today, day):
            said[day] = found
        assert run(today, day) == []
    assert said == {
        "2026-07-13": [f"{DUE}:soon"],
        "2026-07-15": [f"{DUE}:today"],
        "2026-07-16": [f"{DUE}:late1"],
        "2026-07-23": [f"{DUE}:late8"],
        "2026-07-30": [f"{DUE}:late15"],
    }


def test_words_say_what_and_when(deadline, today):
    run(today, "2026-07-13")
    run(today, "2026-07-15")
    run(today, "2026-07-16")
    texts = list(Notification.objects.order_by("pk").values_list("text", flat=True))
    name = f"事项{deadline.object_id}：整改期限7月15日"
    assert texts == [
        f"{name}，剩 2 个工作日（2 天），请督促整改。",
        f"{name}，今天届满，请督促整改。",
        f"{name}，超期 1 天，请督促整改。",
    ]


def test_nine_days_away_speak_once_and_late(deadline, today):
    assert run(today, "2026-07-10") == []
    assert run(today, "2026-07-19", is_late=True) == [f"{DUE}:late1"]
    assert Notification.objects.get().is_late
    assert run(today, "2026-07-20") == []


def test_term_shorter_than_two_working_days_is_told_at_once(station, officer, working_rule, today, sources):
    sources.told.append(officer)
    open_deadline(
        station, RECTIFY, unit=station, rule=working_rule, starts_on=dt.date(2026, 7, 6), by=officer, length=1
    )
    assert run(today, "2026-07-06") == ["2026-07-07:soon"]


def test_extension_speaks_again_before_the_new_day(deadline, today, officer):
    assert run(today, "2026-07-13") == [f"{DUE}:soon"]
    extend_deadline(deadline, length=5, reason="配件未到", by=officer)
    assert run(today, "2026-07-15") == []
    assert run(today, "2026-07-16") == []
    assert run(today, "2026-07-20") == ["2026-07-22:soon"]
    assert run(today, "2026-07-22") == ["2026-07-22:today"]


def test_closed_and_voided_deadlines_are_silent(deadline, today, officer, station, working_rule):
    other = open_deadline(
        station, RECHECK, unit=station, rule=working_rule, starts_on=dt.date(2026, 7, 6), by=officer, length=7
    )
    close_deadline(deadline, on=dt.date(2026, 7, 10), by=officer)
    void_deadline(other, by=officer, reason="作废")
    assert run(today, "2026-07-13") == []
    assert run(today, "2026-07-16") == []


def test_kinds_have_words_of_their_own(deadline, today, officer, station, working_rule):
    facts = {"unit": station, "rule": working_rule, "starts_on": dt.date(2026, 7, 6), "by": officer, "length": 7}
    open_deadline(station, RECHECK, **facts)
    open_deadline(station, CASE, **facts)
    assert len(run(today, "2026-07-13")) == 3
    assert set(Notification.objects.values_list("kind", flat=True)) == {
        "deadline_rectify",
        "deadline_recheck",
        "deadline_case",
    }


def test_paused_deadline_is_silent_and_speaks_anew_after_it(deadline, today, officer):
    assert run(today, "2026-07-13") == ["2026-07-15:soon"]
    pause_deadline(deadline, ground="hearing", on=dt.date(2026, 7, 13), by=officer)
    assert run(today, "2026-07-20") == []
    resume_deadline(deadline, on=dt.date(2026, 7, 20), by=officer)
    assert run(today, "2026-07-20") == ["2026-07-22:soon"]


def test_days_of_grace_are_not_called_late(deadline, today):
    Rule.objects.filter(pk=deadline.rule_id).update(grace=2)
    Deadline.objects.filter(pk=deadline.pk).update(late_after=dt.date(2026, 7, 17))
    assert run(today, "2026-07-16") == ["2026-07-15:today"]
    assert run(today, "2026-07-17") == []
    assert run(today, "2026-07-18") == ["2026-07-15:late1"]


def test_what_the_source_leaves_out_and_what_has_no_source_is_silent(
    deadline, today, sources, officer, working_rule, station
):
    open_deadline(
        officer, RECTIFY, unit=station, rule=working_rule, starts_on=dt.date(2026, 7, 6), by=officer, length=7
    )
    sources.silent.add(deadline.pk)
    assert run(today, "2026-07-13") == []


def many(deadline, count: int) -> None:
    """Deadlines of further units, like the first."""
    kind = ContentType.objects.get_for_model(Unit)
    start = Unit.objects.count()
    units = Unit.objects.bulk_create(
        [Unit(name=f"第{n}单位", short_name=f"单位{n}", kind="station") for n in range(start, start + count)],
        batch_size=500,
    )
    frozen = {
        name: getattr(deadline, name)
        for name in (
            "kind",
            "unit",
            "rule",
            "starts_on",
            "length",
            "measure",
            "due_on",
            "effective_due_on",
            "late_after",
        )
    }
    Deadline.objects.bulk_create(
        [Deadline(content_type=kind, object_id=unit.pk, trace="x", calendar_version="x", **frozen) for unit in units],
        batch_size=500,
    )


@pytest.mark.parametrize("count", [CHUNK - 1, CHUNK, 2 * CHUNK - 1, 4 * CHUNK])
def test_chunks_leave_nobody_out(deadline, today, count):
    many(deadline, count)
    assert len(run(today, "2026-07-13")) == count + 1
    assert run(today, "2026-07-13") == []


def test_run_cut_off_in_the_middle_goes_on_where_it_was(deadline, today):
    many(deadline, 3 * CHUNK - 1)
    today("2026-07-13")

    class Cut(Steps):
        def advance(self, count, *, total=None):
            super().advance(count)
            if len(self.counts) == 2:
                raise InterruptedError

    slot = Slot("deadlines.remind", machine_now())
    with pytest.raises(InterruptedError):
        remind(slot, Cut())
    assert Notification.objects.count() == 2 * CHUNK
    assert len(run(today, "2026-07-13")) == CHUNK


def test_statements_of_a_chunk_do_not_grow_with_its_deadlines(deadline, today):
    today("2026-07-13")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            remind(Slot("deadlines.remind", machine_now()), Steps())
        return len([query for query in seen if "SAVEPOINT" not in query["sql"]])

    many(deadline, 1)
    cost()
    many(deadline, 2)
    few = cost()
    many(deadline, CHUNK - 4)  # with those above still one chunk
    assert cost() == few
