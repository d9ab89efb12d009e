"""催办: whom it tells, once a form, and what it says when it comes too late."""

import datetime as dt
import uuid

import pytest

from baiyi.notifications.models import Notification
from baiyi.records.moves import MoveRefused
from hotspots import services
from hotspots.models import Hotspot, WeeklyDuty
from tests.factories import make_assignment, make_campaign, make_hotspot, make_supervision


@pytest.fixture
def office(force, settings):
    settings.BAIYI_TODAY = "2022-07-21T10:00:00+08:00"
    make_campaign(force.branch, starts_on=dt.date(2022, 7, 4))
    return force.people["office"]


@pytest.fixture
def hotspot(force, office):
    return make_hotspot(force.station, office, owner=force.alice, leader=force.people["leader"], name="夜市周边")


def test_chasing_tells_each_owner_once_a_day(force, office, hotspot, settings):
    make_hotspot(force.other_station, office, owner=force.bob)
    for _ in range(2):
        job = services.start_chase(by=office, client_uuid=uuid.uuid4())
        result = services.chase(job, Quiet())
    assert "今天都已提醒过" in result
    assert Notification.objects.filter(kind="supervision_chased").count() == 2
    settings.BAIYI_TODAY = "2022-07-22T10:00:00+08:00"
    assert services.start_chase(by=office, client_uuid=uuid.uuid4()).pk != job.pk
    make_supervision(hotspot, force.alice)
    for each in Hotspot.objects.exclude(pk=hotspot.pk):
        make_supervision(each, force.bob)
    with pytest.raises(MoveRefused, match="没有要催办的"):
        services.start_chase(by=office, client_uuid=uuid.uuid4())


class Quiet:
    def advance(self, count, *, total=None):
        pass


def test_chase_of_a_week_that_is_over_tells_nobody(force, office, hotspot, settings):
    job = services.start_chase(by=office, client_uuid=uuid.uuid4())
    settings.BAIYI_TODAY = "2022-07-25T09:00:00+08:00"
    assert "已经结束" in services.chase(job, Quiet())
    assert not Notification.objects.filter(kind="supervision_chased").exists()


@pytest.mark.parametrize(("at", "is_late"), [("10:30:00", False), ("10:30:01", True)])
def test_chase_is_late_half_an_hour_after_it_was_started(force, office, hotspot, settings, at, is_late):
    job = services.start_chase(by=office, client_uuid=uuid.uuid4())
    settings.BAIYI_TODAY = f"2022-07-21T{at}+08:00"
    services.chase(job, Quiet())
    assert Notification.objects.get(kind="supervision_chased").is_late == is_late


def test_second_chase_of_the_day_reaches_the_owner_who_came_since(force, office, hotspot):
    number = uuid.uuid4()
    first = services.start_chase(by=office, client_uuid=number)
    services.chase(first, Quiet())
    assert services.start_chase(by=office, client_uuid=number) == first
    make_assignment(hotspot, force.amy, office)
    second = services.start_chase(by=office, client_uuid=uuid.uuid4())
    assert second != first
    assert "已提醒 1 人次" in services.chase(second, Quiet())
    assert Notification.objects.filter(kind="supervision_chased").count() == 2


def test_chase_opens_the_duty_that_no_schedule_opened(force, office, hotspot):
    WeeklyDuty.objects.all().delete()
    services.chase(services.start_chase(by=office, client_uuid=uuid.uuid4()), Quiet())
    assert (WeeklyDuty.objects.get().hotspot, WeeklyDuty.objects.get().unit) == (hotspot, force.station)
