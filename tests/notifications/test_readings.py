"""The heads of units are told every Monday how often personal data was read: once, whatever the machine does."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from baiyi.accounts.roles import Role
from baiyi.jobs import chunks, schedules
from baiyi.journal.models import Reading, monday_of
from baiyi.journal.services import log_access
from baiyi.notifications import readings
from baiyi.notifications.models import Notification
from baiyi.notifications.readings import READINGS_OF_WEEK, tell_heads
from baiyi.records import clock
from tests.deadlines.steps import Steps
from tests.factories import make_user, make_venue
from tests.journal.samples import FIELDS, REASON, read_in_full


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice)


@pytest.fixture
def west_chief(force):
    return make_user("wchief", force.other_station, Role.CHIEF)


def slot(weeks: int = 1) -> schedules.Slot:
    """The Monday after this week; later ones are further ahead."""
    day = monday_of(clock.today()) + dt.timedelta(weeks=weeks)
    return schedules.Slot("test", timezone.make_aware(dt.datetime.combine(day, readings.AT)))


def told() -> list[str]:
    rows = Notification.objects.filter(kind=READINGS_OF_WEEK)
    return sorted(rows.values_list("recipient__username", flat=True))


def test_heads_are_told_how_often_and_by_how_many(venue, force, west_chief):
    for by in (force.alice, force.alice, force.amy):
        read_in_full(venue, by)
    tell_heads(slot(), Steps())
    assert told() == ["chief", "leader"]
    row = Notification.objects.get(recipient=force.people["chief"])
    monday = monday_of(clock.today())
    sunday = monday + dt.timedelta(days=6)
    assert row.text.startswith(
        f"{monday.month}月{monday.day}日至{sunday.month}月{sunday.day}日，"
        "本单位的记录或人员共有 3 次查看完整个人信息，涉及 2 人"
    )
    assert row.url == f"/journal/readings/?week={monday}"


def test_message_counts_what_the_page_behind_it_lists(venue, force, sign_in, west_chief):
    read_in_full(venue, force.alice)
    log_access(venue, by=force.bob, fields=FIELDS, reason=REASON)
    tell_heads(slot(), Steps())
    assert told() == ["chief", "leader", "wchief"]
    for row in Notification.objects.filter(kind=READINGS_OF_WEEK).select_related("recipient"):
        listed = sign_in(row.recipient).get(row.url).context["total"]
        assert f"共有 {listed} 次" in row.text


def test_week_without_a_reading_has_no_message(venue, force):
    tell_heads(slot(), Steps())
    read_in_full(venue, force.alice)
    tell_heads(slot(weeks=2), Steps())  # of the week to come
    tell_heads(slot(weeks=0), Steps())  # of the week before
    assert told() == []


def test_every_run_of_a_week_says_it_once(venue, force):
    read_in_full(venue, force.alice)
    for _ in range(3):
        tell_heads(slot(), Steps())
    assert told() == ["chief", "leader"]
    Reading.objects.update(at=clock.now() + dt.timedelta(weeks=1))
    tell_heads(slot(weeks=2), Steps())
    assert told() == ["chief", "chief", "leader", "leader"]


def test_killed_between_two_heads_it_tells_the_others_when_it_runs_again(venue, force, west_chief, monkeypatch):
    class Killed(BaseException):
        pass

    class Cut(Steps):
        def advance(self, *args, **kwargs):
            raise Killed

    monkeypatch.setattr(chunks, "CHUNK", 1)
    read_in_full(venue, force.alice)
    log_access(venue, by=force.bob, fields=FIELDS, reason=REASON)
    with pytest.raises(Killed):
        tell_heads(slot(), Cut())
    assert len(told()) == 1
    tell_heads(slot(), Steps())
    assert told() == ["chief", "leader", "wchief"]


def test_killed_inside_a_chunk_it_has_told_nobody(venue, force, monkeypatch):
    read_in_full(venue, force.alice)

    def killed(*args, **kwargs):
        send(*args, **kwargs)
        raise KeyboardInterrupt

    send = readings.send_many
    monkeypatch.setattr(readings, "send_many", killed)
    with transaction.atomic(), pytest.raises(KeyboardInterrupt):
        tell_heads(slot(), Steps())
    assert told() == []


def test_head_who_left_is_not_told(venue, force):
    read_in_full(venue, force.alice)
    force.people["chief"].postings.update(ends_on=clock.today() - dt.timedelta(days=1))
    force.people["leader"].is_active = False
    force.people["leader"].save()
    tell_heads(slot(), Steps())
    assert told() == []


def test_head_of_two_stations_is_told_once_of_both(venue, force, west_chief):
    west_chief.postings.create(unit=force.station, role=Role.CHIEF, starts_on=dt.date(2020, 1, 1))
    read_in_full(venue, force.alice)
    read_in_full(make_venue(force.other_station, force.bob), force.bob)
    tell_heads(slot(), Steps())
    assert "共有 2 次查看完整个人信息，涉及 2 人" in Notification.objects.get(recipient=west_chief).text


def test_late_run_is_marked_and_every_missed_monday_is_run():
    declared = schedules._schedules["notifications.readings"]
    assert declared.catch_up is schedules.CatchUp.EACH
    since = timezone.make_aware(dt.datetime.combine(dt.date(2026, 6, 8), readings.AT))
    found = declared.instants(since, since + dt.timedelta(days=15))
    assert [f"{timezone.localtime(each):%m-%d %H:%M}" for each in found] == ["06-15 08:30", "06-22 08:30"]


def test_message_of_a_late_run_says_so(venue, force):
    read_in_full(venue, force.alice)
    late = slot()
    tell_heads(schedules.Slot(late.name, late.at, is_late=True), Steps())
    assert set(Notification.objects.values_list("is_late", flat=True)) == {True}
