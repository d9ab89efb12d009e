"""What inspections ask of whom, and that done work disappears by itself."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baiyi.accounts.models import User
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from inspections import services, todos
from inspections.models import RectificationNotice
from inspections.reading.desk import waits_at_the_desk
from inspections.services.reporting import MAJOR
from inspections.services.waiting import waiting_lately
from tests.factories import make_hazard, make_inspection, make_issued_notice, make_round, make_venue

ISSUED_ON = "2022-07-11"  # a Monday; the reinspection is due by Monday 2022-07-25
NEAR = "2022-07-23"  # two natural days before
SOURCES = (todos.notices_answered_for, waits_at_the_desk)


@pytest.fixture
def today(settings):
    def move(day: str) -> None:
        settings.BAIYI_TODAY = day

    move(ISSUED_ON)
    return move


@pytest.fixture
def notice(force, today):
    return make_issued_notice(make_venue(force.station, force.alice, responsible=force.amy), [force.alice, force.amy])


@pytest.fixture
def served(notice, force):
    return services.serve_notice(notice, by=force.alice, on=clock.today(), delivery="in_person", receiver_name="王签收")


def labels(user) -> list[str]:
    """Of a fresh request."""
    return [row.label for row in todo_sources.of(User.objects.get(pk=user.pk), clock.today())]


def test_issued_notice_is_to_be_served_by_who_answers_for_it(notice, force):
    (row,) = todo_sources.of(force.amy, clock.today())
    assert (row.label, row.url) == ("待送达", reverse("inspections:notice-serve", args=[notice.pk]))
    assert (row.title, row.note) == (f"送达 {notice.venue.name}", notice.number.text)
    assert str(row.due_on) == "2022-07-18"  # seven days after the issue
    assert labels(force.alice) == labels(force.bob) == labels(force.people["chief"]) == []


def test_served_notice_is_to_be_served_no_more(served, force):
    assert labels(force.amy) == []


def test_notice_past_its_term_leads_to_its_page_since_it_cannot_be_served(notice, force, today):
    today("2022-07-21")
    (row,) = todo_sources.of(force.amy, clock.today())
    assert row.url == notice.get_absolute_url()
    assert row.note.endswith("期限已过，不能再送达")
    assert row.lamp.tone == "red"


def test_reinspection_appears_two_days_before_and_stays_until_done(served, force, today):
    today("2022-07-22")
    assert labels(force.amy) == []
    today(NEAR)
    (row,) = todo_sources.of(force.amy, clock.today())
    assert (row.label, row.url) == ("到期复查", reverse("inspections:notice-reinspect", args=[served.pk]))
    assert (str(row.due_on), row.lamp.tone) == ("2022-07-25", "yellow")
    today("2022-07-29")
    assert labels(force.amy) == ["到期复查"]


def test_recorded_reinspection_takes_the_row_and_the_number_away(served, force, today, sign_in):
    today(NEAR)
    client = sign_in(force.amy)
    assert client.get("/inbox/counts/").json()["todo"] == 1
    assert served.venue.name in client.get("/inbox/").content.decode()
    make_round(served, [force.alice, force.amy], by=force.amy)
    assert client.get("/inbox/counts/").json()["todo"] == 0
    assert served.venue.name not in client.get("/inbox/").content.decode()


def test_failed_reinspection_comes_back_with_its_new_day(served, force, today):
    today("2022-07-25")
    make_round(served, [force.alice, force.amy], False, by=force.amy)
    assert labels(force.amy) == []
    today("2022-07-26")
    (row,) = todo_sources.of(User.objects.get(pk=force.amy.pk), clock.today())
    assert str(row.due_on) == "2022-07-28"


def test_when_nobody_answers_for_it_the_chief_has_it(served, force, today):
    today(NEAR)
    assert labels(force.people["chief"]) == []
    force.amy.is_active = False
    force.amy.save()
    assert labels(force.alice) == ["到期复查"]
    force.alice.postings.update(unit=force.other_station)
    assert labels(force.alice) == []
    assert labels(force.people["chief"]) == ["到期复查"]


def test_drafts_are_one_row_for_the_chief(force, today):
    for _ in range(3):
        make_inspection(
            make_venue(force.station, force.alice), [force.alice, force.amy], hazards=[make_hazard()], issue_now=False
        )
    (row,) = todo_sources.of(force.people["chief"], clock.today())
    assert (row.title, row.label, row.due_on) == ("签发通知书 3 份", "待签发", None)
    assert row.url == reverse("inspections:notice-list") + "?tab=draft"
    assert labels(force.alice) == labels(force.people["office"]) == []


def test_issued_draft_leaves_the_row(force, today):
    inspection = make_inspection(
        make_venue(force.station, force.alice), [force.alice, force.amy], hazards=[make_hazard()], issue_now=False
    )
    assert labels(force.people["chief"]) == ["待签发"]
    draft = inspection.notices.get()
    services.issue_notice(draft, by=force.people["chief"], version=draft.version, due_on=None)
    assert labels(force.people["chief"]) == []
    assert labels(force.alice) == ["待送达"]


@pytest.mark.parametrize("who", ["leader", "office", "supervisor", "partner", "sysadmin", "bob"])
def test_others_have_none_of_it(served, notice, force, today, who):
    today("2022-07-29")
    assert labels(force.people[who]) == []


def test_each_source_costs_at_most_two_statements_whatever_the_rows(force, today):
    def grow(count: int) -> None:
        for number in range(count):
            found = make_issued_notice(
                make_venue(force.station, force.people["chief"]), [force.people["chief"], force.amy]
            )
            if number % 2:
                services.serve_notice(
                    found, by=force.alice, on=clock.today(), delivery="in_person", receiver_name="王签收"
                )
        make_inspection(
            make_venue(force.station, force.alice), [force.alice, force.amy], hazards=[make_hazard()], issue_now=False
        )

    def cost(source) -> int:
        user = User.objects.get(pk=force.people["chief"].pk)
        assert user.current_postings
        with CaptureQueriesContext(connection) as seen:
            assert list(source(user, dt.date(2022, 7, 29)))
        return len(seen)

    grow(2)
    waiting_lately(MAJOR)  # remembered for some seconds
    few = [cost(source) for source in SOURCES]
    grow(8)
    assert [cost(source) for source in SOURCES] == few
    assert max(few) <= 2
    assert RectificationNotice.objects.count() == 12
