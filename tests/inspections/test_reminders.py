"""Who is reminded of a notice, and which of its deadlines speak in which state."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baiyi.accounts.roles import Role
from baiyi.deadlines.models import Deadline
from baiyi.deadlines.reminders import remind
from baiyi.jobs.schedules import Slot
from baiyi.notifications.models import Notification
from inspections import services
from inspections.kinds import RECHECK, RECTIFY
from inspections.models import RectificationNotice
from tests.deadlines.steps import Steps
from tests.factories import (
    make_hazard,
    make_inspection,
    make_issued_notice,
    make_round,
    make_unit,
    make_user,
    make_venue,
)
from tests.moment import machine_now

ISSUED_ON = (
    "2022-07-11"  # a Monday; 7 working days end on Wednesday 2022-07-20, the reinspection is due by Monday 2022-07-25
)


@pytest.fixture
def today(settings):
    def move(day: str) -> None:
        settings.BAIYI_TODAY = day

    move(ISSUED_ON)
    return move


@pytest.fixture
def notice(force, today):
    """Issued, not served; amy is the venue's responsible officer, alice registered the inspection."""
    return make_issued_notice(make_venue(force.station, force.alice, responsible=force.amy), [force.alice, force.amy])


@pytest.fixture
def served(notice, force):
    return services.serve_notice(
        notice, by=force.alice, on=dt.date.fromisoformat(ISSUED_ON), delivery="in_person", receiver_name="王签收"
    )


def run(today, day: str) -> list[tuple[str, str, str]]:
    """(who, kind, rung) newly told on that day."""
    today(day)
    known = set(Notification.objects.values_list("pk", flat=True))
    remind(Slot("deadlines.remind", machine_now()), Steps())
    new = Notification.objects.exclude(pk__in=known).select_related("recipient").order_by("kind", "recipient__username")
    return [
        (each.recipient.username, each.kind.removeprefix("deadline_"), each.period.partition(":")[2]) for each in new
    ]


def told(today, since: str, until: str) -> dict[str, list]:
    first, last = dt.date.fromisoformat(since), dt.date.fromisoformat(until)
    days = [str(first + dt.timedelta(days=n)) for n in range((last - first).days + 1)]
    return {day: found for day in days if (found := run(today, day))}


def due(notice, kind) -> dt.date:
    return notice.deadlines.get(kind=kind, closed_on=None, voided_at=None).effective_due_on


def test_days_of_these_tests(served):
    assert str(due(served, RECTIFY)) == "2022-07-20"
    assert str(due(served, RECHECK)) == "2022-07-25"


def test_served_notice_reminds_of_the_term_once_past_and_then_of_the_reinspection(served, today):
    assert told(today, "2022-07-12", "2022-08-02") == {
        "2022-07-18": [("amy", "rectify", "soon")],
        "2022-07-20": [("amy", "rectify", "today")],
        "2022-07-21": [("amy", "recheck", "soon"), ("amy", "rectify", "late1")],
        "2022-07-25": [("amy", "recheck", "today")],
        "2022-07-26": [("amy", "recheck", "late1")],
        "2022-08-02": [("amy", "recheck", "late8")],
    }


def test_after_a_month_away_a_served_notice_is_one_message(served, today):
    assert told(today, "2022-08-20", "2022-08-20") == {"2022-08-20": [("amy", "recheck", "late22")]}


def test_notice_not_served_reminds_of_its_service_once_late_and_of_its_term_on(notice, today):
    assert told(today, "2022-07-12", "2022-07-28") == {
        "2022-07-14": [("amy", "serve", "soon")],
        "2022-07-18": [("amy", "rectify", "soon"), ("amy", "serve", "today")],
        "2022-07-19": [("amy", "serve", "late1")],
        "2022-07-20": [("amy", "rectify", "today")],
        "2022-07-21": [("amy", "rectify", "late1")],
        "2022-07-28": [("amy", "rectify", "late8")],
    }


def test_after_an_early_request_the_reinspection_alone_speaks(served, today, force):
    today("2022-07-13")
    services.request_reinspection(served, by=force.alice, on=dt.date(2022, 7, 13), version=served.version)
    assert str(due(served, RECHECK)) == "2022-07-18"
    assert told(today, "2022-07-13", "2022-07-20") == {
        "2022-07-14": [("amy", "recheck", "soon")],
        "2022-07-18": [("amy", "recheck", "today")],
        "2022-07-19": [("amy", "recheck", "late1")],
    }


def reinspect(notice, force, today, day: str, *, is_passed: bool):
    today(day)
    notice = RectificationNotice.objects.get(pk=notice.pk)
    return make_round(notice, [force.alice, force.amy], is_passed, on=dt.date.fromisoformat(day))


def test_passed_reinspection_ends_all_reminders(served, today, force):
    reinspect(served, force, today, "2022-07-19", is_passed=True)
    assert told(today, "2022-07-19", "2022-08-10") == {}


def test_failed_round_reminds_of_the_next_one(served, today, force):
    told(today, "2022-07-12", "2022-07-25")
    reinspect(served, force, today, "2022-07-25", is_passed=False)
    assert str(due(served, RECHECK)) == "2022-07-28"
    assert told(today, "2022-07-25", "2022-07-29") == {
        "2022-07-26": [("amy", "recheck", "soon")],
        "2022-07-28": [("amy", "recheck", "today")],
        "2022-07-29": [("amy", "recheck", "late1")],
    }


def test_extension_reminds_of_the_new_days(served, today, force):
    told(today, "2022-07-12", "2022-07-18")
    services.extend_notice(served, length=5, reason="配件未到", by=force.people["chief"])
    assert str(due(served, RECTIFY)) == "2022-07-27"
    found = told(today, "2022-07-19", "2022-07-27")
    assert found == {"2022-07-25": [("amy", "rectify", "soon")], "2022-07-27": [("amy", "rectify", "today")]}


def test_voided_notice_and_draft_are_silent(notice, today, force):
    venue = make_venue(force.station, force.alice)
    make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()], issue_now=False)
    services.void_notice(notice, by=force.people["chief"], reason="写错单位", version=notice.version)
    assert told(today, "2022-07-12", "2022-07-28") == {}


def test_message_names_venue_and_number_and_opens_the_notice(served, today, force):
    run(today, "2022-07-18")
    row = Notification.objects.get()
    assert row.text.startswith(f"{served.venue.name}（{served.number.text}）：整改期限7月20日")
    assert (row.subject, row.url, row.unit) == (served, served.get_absolute_url(), force.station)


def who(today) -> list[str]:
    return [name for name, _, _ in run(today, "2022-07-18")]


def test_without_a_responsible_officer_who_registered_it_is_told(served, today):
    served.venue.responsible = None
    served.venue.save()
    assert who(today) == ["alice"]


def test_disabled_responsible_officer_is_replaced_by_who_registered_it(served, today, force):
    force.amy.is_active = False
    force.amy.save()
    assert who(today) == ["alice"]


def test_officer_who_left_the_station_is_replaced(served, today, force):
    force.amy.postings.update(unit=force.other_station)
    assert who(today) == ["alice"]


def test_officer_whose_posting_ended_is_replaced(served, today, force):
    force.amy.postings.update(ends_on="2022-07-17")
    assert who(today) == ["alice"]


def test_responsible_person_of_the_branch_sees_the_notice_and_is_told(served, today, force):
    served.venue.responsible = force.people["office"]
    served.venue.save()
    assert who(today) == ["office"]


def test_when_both_are_gone_the_chiefs_of_the_unit_are_told(served, today, force):
    make_user("second_chief", force.station, Role.CHIEF)
    make_user("other_chief", force.other_station, Role.CHIEF)
    for person in (force.alice, force.amy):
        person.is_active = False
        person.save()
    assert who(today) == ["chief", "second_chief"]


def test_post_without_a_chief_turns_to_the_station(today, force):
    post = make_unit(kind="post", parent=force.station)
    officer, mate = make_user("officer", post), make_user("mate", post)
    make_issued_notice(make_venue(post, officer), [officer, mate])
    officer.is_active = False
    officer.save()
    assert set(who(today)) == {"chief"}


def test_statements_do_not_grow_with_notices(today, force):
    def grow(count: int) -> None:
        for _ in range(count):
            make_issued_notice(make_venue(force.station, force.alice), [force.alice, force.amy])

    def cost() -> int:
        Notification.objects.all().delete()
        with CaptureQueriesContext(connection) as seen:
            remind(Slot("deadlines.remind", machine_now()), Steps())
        return len([query for query in seen if "SAVEPOINT" not in query["sql"]])

    grow(2)
    today("2022-07-18")
    cost()
    few = cost()
    today(ISSUED_ON)
    grow(10)
    today("2022-07-18")
    assert cost() == few
    assert Notification.objects.count() == 24
    assert Deadline.objects.count() == 36


def test_result_page_promises_the_reminder_only_while_it_lies_ahead(notice, today, force, sign_in):
    url = reverse("inspections:entry-result", args=[notice.inspection_id])
    client = sign_in(force.alice)
    for day, is_ahead in ((ISSUED_ON, True), ("2022-07-17", True), ("2022-07-18", False)):
        today(day)
        assert ("到期前两个工作日提醒" in client.get(url).content.decode()) is is_ahead
