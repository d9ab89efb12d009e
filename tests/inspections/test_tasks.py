"""compute_rectification_deadlines: fills drafts and imported notices, verifies issued ones, changes none; also in a
real worker.
"""

import datetime as dt

import pytest
from django.db import connection

from baiyi.deadlines.models import CalendarDay, Deadline
from baiyi.deadlines.services import differences
from baiyi.deadlines.workdays import NamedDay, put_in_force
from baiyi.jobs import hint
from baiyi.jobs.management.commands import up
from baiyi.jobs.models import SCAN, WORKER, Heartbeat
from baiyi.records import clock
from inspections import services, tasks
from inspections.kinds import RECTIFY
from inspections.models import RectificationNotice
from tests.factories import make_force, make_hazard, make_inspection, make_venue
from tests.faults.test_concurrency import at_once
from tests.jobs.conftest import broker_at, own_broker, process_env, start

__all__ = ["broker_at", "own_broker", "process_env", "start"]  # fixtures
DAY, LATER = "2022-07-06", "2022-07-08"
WAIT = 30  # seconds for the worker


@pytest.fixture(autouse=True)
def article_time(settings):
    settings.BAIYI_TODAY = DAY


def raw_deadlines() -> list[tuple]:
    """Every column of every row, as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM deadlines_deadline ORDER BY id")
        return [tuple(map(str, row)) for row in cursor.fetchall()]


def draft_of(force, venue=None) -> RectificationNotice:
    venue = venue or make_venue(force.station, force.alice)
    return make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()], issue_now=False).notices.get()


def imported(force, venue=None, *, issued_on=dt.date(2022, 6, 1), **facts) -> RectificationNotice:
    """A notice of the time before this system: without number and without deadline."""
    venue = venue or make_venue(force.station, force.alice)
    inspection = make_inspection(venue, [force.alice, force.amy])
    known = {
        "unit": venue.unit,
        "created_by": force.alice,
        "created_at": clock.now(),
        "inspection": inspection,
        "venue": venue,
    }
    words = {"document_type": "by_date", "recipient_name": venue.name, "content": "隐患", "rule": venue.category.rule}
    state = {"is_imported": True, "state": "served", "issued_on": issued_on, "basis": venue.category.bases.get()}
    return RectificationNotice.objects.create(**(known | words | state | facts))


def forget_plan(notice) -> None:
    RectificationNotice.objects.filter(pk=notice.pk).update(planned_from=None, planned_due_on=None, planned_trace="")


def rectify(notice) -> Deadline:
    return Deadline.objects.of(notice).get(kind=RECTIFY)


def test_draft_gets_the_day_it_would_have_if_issued_today(force, settings):
    draft = draft_of(force)
    assert services.compute_rectification_deadlines().planned == 0
    settings.BAIYI_TODAY = LATER
    assert services.compute_rectification_deadlines().planned == 1
    draft.refresh_from_db()
    assert (draft.planned_from, draft.planned_due_on) == (dt.date(2022, 7, 8), dt.date(2022, 7, 19))
    assert "7月19日届满" in draft.planned_trace
    assert Deadline.objects.count() == 0


def test_planned_day_of_a_draft_is_the_day_it_gets_when_issued(force, settings):
    draft = draft_of(force)
    settings.BAIYI_TODAY = LATER
    services.compute_rectification_deadlines()
    draft.refresh_from_db()
    issued = services.issue_notice(draft, by=force.people["chief"])
    assert rectify(issued).due_on == draft.planned_due_on


def test_imported_notice_gets_its_deadline_from_its_own_day(force):
    notice = imported(force)
    assert services.compute_rectification_deadlines().opened == 1
    deadline = rectify(notice)
    assert (deadline.starts_on, deadline.due_on) == (dt.date(2022, 6, 1), dt.date(2022, 6, 13))
    assert (deadline.closed_on, deadline.is_within_limit) == (None, None)


@pytest.mark.parametrize(("closed_on", "is_within"), [(dt.date(2022, 6, 13), True), (dt.date(2022, 6, 14), False)])
def test_imported_notice_that_was_closed_keeps_its_day_and_whether_it_was_in_time(force, closed_on, is_within):
    notice = imported(force, state="closed", closed_on=closed_on)
    services.compute_rectification_deadlines()
    deadline = rectify(notice)
    assert (deadline.closed_on, deadline.is_within_limit) == (closed_on, is_within)


def test_second_run_changes_nothing(force):
    forget_plan(draft_of(force))
    imported(force)
    first = services.compute_rectification_deadlines()
    before = raw_deadlines()
    second = services.compute_rectification_deadlines()
    assert (first.planned, first.opened) == (1, 1)
    assert (second.planned, second.opened) == (0, 0)
    assert raw_deadlines() == before


def test_voided_notices_are_left_alone(force):
    draft, old = draft_of(force), imported(force)
    forget_plan(draft)
    RectificationNotice.objects.filter(pk__in=[draft.pk, old.pk]).update(voided_at=clock.now())
    report = services.compute_rectification_deadlines()
    assert (report.planned, report.opened) == (0, 0)


def holiday_on(day: dt.date, by) -> list:
    """The year's table with one more day off; returns what it would have dated otherwise."""
    rows = [
        NamedDay(*row)
        for row in CalendarDay.objects.filter(year__year=day.year).values_list("day", "is_working", "note")
    ]
    put_in_force(year=day.year, days=[*rows, NamedDay(day, False, "临时放假")], source="测试", by=by)
    return list(differences())


def test_issued_notice_that_a_new_calendar_would_date_otherwise_is_listed_and_not_changed(force):
    venue = make_venue(force.station, force.alice)
    inspection = make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()])
    due = rectify(inspection.notices.get())
    before = raw_deadlines()
    listed = holiday_on(dt.date(2022, 7, 11), force.people["office"])
    report = services.compute_rectification_deadlines()
    mine = [each for each in report.differences if each.deadline_id == due.pk]
    assert [(each.due_on, each.would_be) for each in mine] == [(dt.date(2022, 7, 15), dt.date(2022, 7, 18))]
    assert report.differences == listed
    assert "处与现行历表不一致（未改动）" in str(report)
    assert raw_deadlines() == before


def test_draft_follows_a_new_calendar(force, settings):
    draft = draft_of(force)
    holiday_on(dt.date(2022, 7, 11), force.people["office"])
    settings.BAIYI_TODAY = LATER
    services.compute_rectification_deadlines()
    draft.refresh_from_db()
    assert draft.planned_due_on == dt.date(2022, 7, 20)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_open_one_deadline_for_each_notice():
    force = make_force()
    venue = make_venue(force.station, force.alice)
    notices = [imported(force, venue) for _ in range(20)]
    drafts = [draft_of(force, venue) for _ in range(3)]
    for draft in drafts:
        forget_plan(draft)
    found = at_once([services.compute_rectification_deadlines] * 4)
    assert not [each for each in found if isinstance(each, Exception)], found
    assert sum(report.opened for report in found) == 20
    assert Deadline.objects.filter(kind=RECTIFY).count() == 20
    assert {rectify(notice).due_on for notice in notices} == {dt.date(2022, 6, 13)}
    assert not RectificationNotice.objects.filter(state="draft", planned_due_on=None).exists()


@pytest.fixture
def worker(start):
    """The worker as `up` starts it, after its first tick: the next scan is minutes away, so that only a hint makes it
    work.
    """
    program = next(each for each in up.programs(0) if each.name == "worker")
    running = start(*program.argv[1:], **program.env, BAIYI_TODAY=LATER)
    names = [WORKER, f"{SCAN}{services.compute_rectification_deadlines.__module__}.compute_rectification_deadlines"]
    running.wait_for(lambda: Heartbeat.objects.filter(name__in=names).count() == 2, seconds=WAIT)
    return running


def test_worker_fills_a_draft_and_an_imported_notice_after_a_hint(worker):
    force = make_force()
    draft, old = draft_of(force), imported(force)
    issued = make_inspection(
        make_venue(force.station, force.alice), [force.alice, force.amy], hazards=[make_hazard()]
    ).notices.get()
    before = [row for row in raw_deadlines() if str(issued.pk) in row]
    forget_plan(draft)
    hint(tasks.compute_rectification_deadlines)
    worker.wait_for(
        lambda: RectificationNotice.objects.filter(pk=draft.pk, planned_due_on=dt.date(2022, 7, 19)).exists(),
        seconds=WAIT,
    )
    worker.wait_for(lambda: Deadline.objects.of(old).exists(), seconds=WAIT)
    assert rectify(old).due_on == dt.date(2022, 6, 13)
    assert [row for row in raw_deadlines() if row in before] == before


def test_worker_fills_a_draft_without_being_asked_again(worker):
    """Saving a draft is itself the hint: here it was saved on the 6th, and the worker lives on the 8th."""
    draft = draft_of(make_force())
    assert draft.planned_from == dt.date(2022, 7, 6)
    worker.wait_for(
        lambda: RectificationNotice.objects.filter(pk=draft.pk, planned_from=dt.date(2022, 7, 8)).exists(), seconds=WAIT
    )
