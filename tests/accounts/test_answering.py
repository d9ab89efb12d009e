"""Who answers for records on a day, in bulk."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baiyi.accounts import answering
from baiyi.accounts.answering import Part, answers_by_field, answers_for, who
from baiyi.accounts.models import Posting
from baiyi.records import clock
from inspections.models import Venue
from tests.factories import make_issued_notice, make_unit, make_user, make_venue


@pytest.fixture
def notice(force):
    return make_issued_notice(make_venue(force.station, force.alice, responsible=force.amy), [force.alice, force.amy])


def one(notice, part: str) -> list[str]:
    return [user.username for user in who([notice], part, clock.today())[notice.pk]]


def test_responsible_is_whom_the_room_names(notice):
    assert one(notice, Part.RESPONSIBLE) == ["amy"]


def test_where_nobody_answers_the_head_of_the_unit_does(notice, force):
    for user in (force.amy, force.alice):
        user.is_active = False
        user.save()
    assert one(notice, Part.RESPONSIBLE) == ["chief"]


def test_somebody_named_who_is_disabled_answers_no_more(notice, force, monkeypatch):
    force.amy.is_active = False
    force.amy.save()
    monkeypatch.setitem(
        answering.answerers, "inspections.rectificationnotice", lambda rows, on: {notice.pk: [force.amy]}
    )
    assert one(notice, Part.RESPONSIBLE) == ["chief"]


def test_head_is_looked_for_upwards(notice, force):
    post = make_unit("河湾警务室", kind="post", parent=force.station)
    notice.unit = post
    assert one(notice, Part.HEAD) == ["chief"]
    own = make_user("posthead", post, "chief")
    assert one(notice, Part.HEAD) == [own.username]


def test_task_force_and_leader_stand_at_the_branch(notice):
    assert one(notice, Part.TASK_FORCE) == ["office"]
    assert one(notice, Part.IN_CHARGE) == ["leader"]


def test_posting_that_ended_answers_no_more(notice, force):
    Posting.objects.filter(user=force.people["chief"]).update(ends_on=clock.today() - dt.timedelta(days=1))
    assert one(notice, Part.HEAD) == []


def test_statements_do_not_grow_with_records(force):
    notices = [
        make_issued_notice(make_venue(force.station, force.alice, responsible=force.amy), [force.alice, force.amy])
        for _ in range(6)
    ]

    def statements(rows) -> int:
        with CaptureQueriesContext(connection) as seen:
            who(rows, Part.RESPONSIBLE, clock.today())
        return len(seen)

    assert statements(notices[:2]) == statements(notices) == 2


@pytest.fixture
def by_field(monkeypatch):
    """by_field("inspections.venue", "responsible")"""
    monkeypatch.setattr(answering, "answerers", {})
    return answers_by_field


def test_people_named_by_fields_answer_in_that_order(force, by_field):
    by_field("inspections.venue", "responsible", "created_by")
    both = make_venue(force.station, force.alice, responsible=force.amy)
    clerk = force.people["clerk"]
    by_one, nobody = make_venue(force.station, force.alice), make_venue(force.station, clerk)
    clerk.is_active = False
    clerk.save()
    venues = [Venue.objects.get(pk=each.pk) for each in (both, by_one, nobody)]
    with CaptureQueriesContext(connection) as seen:
        named = answering.answerers["inspections.venue"](venues, clock.today())
    assert named == {both.pk: [force.amy, force.alice], by_one.pk: [force.alice], nobody.pk: [clerk]}
    assert len(seen) == 2
    found = who(venues, Part.RESPONSIBLE, clock.today())
    assert found == {both.pk: [force.amy, force.alice], by_one.pk: [force.alice], nobody.pk: [force.people["chief"]]}


def test_person_named_twice_answers_once(force, by_field):
    by_field("inspections.venue", "responsible", "created_by")
    venue = make_venue(force.station, force.alice, responsible=force.alice)
    assert who([venue], Part.RESPONSIBLE, clock.today()) == {venue.pk: [force.alice]}


def test_second_answerer_of_a_model_is_refused(monkeypatch):
    monkeypatch.setattr(answering, "answerers", {})
    answers_for("a.b")(len)
    with pytest.raises(ValueError, match="already"):
        answers_for("a.b")(max)
