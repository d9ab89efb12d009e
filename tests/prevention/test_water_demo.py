"""The demonstration's waterside: 20 devices in use and 74 人次 dissuaded as the article has it, and something in every
state.
"""

import datetime as dt

import pytest

from baiyi.accounts.models import User
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from prevention.models import (
    Device,
    DeviceDay,
    DeviceLink,
    DeviceRepair,
    Dissuasion,
    FacilityDefect,
    MissedWaterPatrol,
    Water,
    WaterAlert,
    WaterPatrol,
)
from tests.cockpit.test_demo import DAY_9, DAY_18, demo, figures, on_day_18  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("on_day_18")]


def test_figures_are_those_of_the_article_and_grow_with_the_days():
    now, then = figures(DAY_18), figures(DAY_9)
    assert (now["drowning_devices"], now["dissuaded_persons"], now["waters_kept"]) == (20, 74, 30)
    assert 0 < now["dissuaded_minors"] < 74
    assert 0 < then["dissuaded_persons"] < 74
    assert (now["water_alerts"], now["false_alerts"]) == (34, 13)
    assert 0 < now["water_patrols_missed"] < now["water_patrols"] < 1200


def test_each_half_was_walked_or_missed():
    days = (DAY_18 - clock.today() + dt.timedelta(days=17)).days
    due = Water.objects.count() * 2 * days
    in_time = WaterPatrol.objects.filter(is_late=False, patrolled_on__lt=DAY_18).count()
    assert in_time + MissedWaterPatrol.objects.count() == due
    assert MissedWaterPatrol.objects.with_made_up().filter(is_made_up=True).exists()


def test_one_device_was_taken_down_and_two_are_silent():
    assert Device.objects.count() == 21
    tabs = Device.objects.tab_counts(["used", "online", "offline", "repair", "ended"], clock.today())
    assert tabs == {"used": 20, "online": 18, "offline": 2, "repair": 2, "ended": 1}
    for device in Device.objects.all():
        assert all(device.is_in_use(day) for day in device.days.values_list("seen_on", flat=True))


def test_something_is_in_every_state():
    assert set(FacilityDefect.objects.values_list("state", flat=True)) == set(FacilityDefect.State.values)
    assert FacilityDefect.objects.overdue(clock.today()).count() == 1
    assert FacilityDefect.objects.filter(rounds=2, state="open").count() == 1
    assert {each.state for each in WaterAlert.objects.all()} == set(WaterAlert.State.values)
    assert {each.state for each in DeviceRepair.objects.all()} == set(DeviceRepair.State.values)
    for defect in FacilityDefect.objects.exclude(checked_by=None):
        assert defect.checked_by != defect.repaired_by


def test_nothing_lies_ahead():
    assert not WaterPatrol.objects.filter(created_at__gt=clock.now()).exists()
    assert not WaterAlert.objects.filter(happened_at__gt=clock.now()).exists()
    assert not DeviceLink.objects.filter(last_seen_at__gt=clock.now()).exists()
    assert not DeviceDay.objects.filter(seen_on__gt=DAY_18).exists()
    assert not Dissuasion.objects.filter(reported_on__gt=DAY_18).exists()


def test_bureau_sees_its_twelve_and_a_station_has_work():
    bureau = User.objects.get(postings__unit__short_name="区教育局")
    assert Water.objects.visible_to(bureau).count() == 12
    assert FacilityDefect.objects.visible_to(bureau).unsettled().exists()
    late = FacilityDefect.objects.overdue(clock.today()).get()
    officer = late.water.point_officer
    assert late.get_absolute_url() in {each.url for each in todo_sources.of(officer, clock.today())}
