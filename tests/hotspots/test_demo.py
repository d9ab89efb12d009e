"""The demonstration's hotspots, on whatever weekday day 18 falls and whatever the hour."""

import datetime as dt

import pytest
from auditlog.models import LogEntry
from django.db.models import Max
from django.utils import timezone

from baiyi.jobs.schedules import Slot
from baiyi.notifications.models import Notification
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from campaigns.demo import lay_ground
from hotspots import services
from hotspots.demo import plant
from hotspots.models import Hotspot, HotspotAssignment, Supervision, WeeklyDuty
from hotspots.schedules import closing, moments, opening, reminding
from tests.hotspots.test_weekly_duty import Quiet

LAST_DAYS = [dt.date(2022, 7, 18) + dt.timedelta(days=number) for number in range(7)]  # day 18, Monday to Sunday
WORK = [(opening, services.open_week), (reminding, services.remind_week), (closing, services.close_week)]


@pytest.fixture
def lay(db, settings, tmp_path):
    """The demonstration whose day 18 is that day, seen at that hour."""
    settings.MEDIA_ROOT = tmp_path

    def _lay(day: dt.date, hour: str = "09:30"):
        settings.BAIYI_TODAY = f"{day}T{hour}:00+08:00"
        world = lay_ground(day - dt.timedelta(days=17), "Right-horse7")
        plant(world)
        return world

    return _lay


@pytest.mark.parametrize("day", LAST_DAYS, ids=lambda day: f"{day:%a}")
def test_eight_of_nine_were_visited_this_week_and_nothing_lies_ahead(lay, day):
    world = lay(day)
    assert Hotspot.objects.listed().count() == 9
    [undone] = WeeklyDuty.objects.undone().of_day(day)
    assert undone.hotspot.owner.person == world.people["chief"]
    assert WeeklyDuty.objects.values("starts_on").distinct().count() >= 3
    for model, field in (
        (Supervision, "created_at"),
        (Notification, "sent_at"),
        (Notification, "read_at"),
        (WeeklyDuty, "opened_at"),
    ):
        assert model.objects.aggregate(last=Max(field))["last"] <= world.latest()
    for field in ("assigned_at", "signed_at"):
        assert HotspotAssignment.objects.aggregate(last=Max(field))["last"] <= world.latest()
    hotspot_lines = LogEntry.objects.filter(content_type__app_label="hotspots", content_type__model="supervision")
    assert hotspot_lines.aggregate(last=Max("timestamp"))["last"] <= world.latest()
    assert Supervision.objects.aggregate(last=Max("supervised_on"))["last"] <= day


@pytest.mark.parametrize("hour", ["00:05", "07:00", "09:30", "23:40"])
@pytest.mark.parametrize("day", [LAST_DAYS[0], LAST_DAYS[3], LAST_DAYS[6]], ids=lambda day: f"{day:%a}")
def test_schedules_that_run_afterwards_write_nothing_new(lay, day, hour):
    lay(day, hour)
    before = Notification.objects.count(), WeeklyDuty.objects.count()
    for moment, work in WORK:
        for at in moments(moment)(clock.now() - dt.timedelta(days=30), clock.now()):
            work(Slot("test", timezone.localtime(at)), Quiet())
    assert (Notification.objects.count(), WeeklyDuty.objects.count()) == before


def test_one_week_was_missed_and_one_hotspot_handed_over(lay):
    world = lay(LAST_DAYS[3])
    [missed] = WeeklyDuty.objects.missed()
    assert Notification.objects.filter(kind="supervision_missed").count() == 2
    assert missed.missed_at <= world.latest()
    [before] = HotspotAssignment.objects.exclude(ends_on=None).filter(post="owner")
    assert before.hotspot.owner.signed_at is None
    assert [todo.label for todo in todo_sources.of(before.hotspot.owner.person, LAST_DAYS[3])] == ["责任签收"]
    assert "每周督导" in [todo.label for todo in todo_sources.of(world.people["chief"], LAST_DAYS[3])]
    assert (
        WeeklyDuty.objects.filter(hotspot__assignments__person=world.people["officer2"])
        .with_done()
        .filter(is_done=True)
        .count()
        == 3
    )


@pytest.mark.parametrize("day", [LAST_DAYS[0], LAST_DAYS[3]], ids=lambda day: f"{day:%a}")
def test_leader_has_a_hotspot_to_sign_for(lay, day):
    world = lay(day)
    [todo] = todo_sources.of(world.people["leader"], day)
    assert (todo.label, todo.note) == ("责任签收", "北塘所 · 杨一鸣指定你为分管领导")
