"""At the waterside two things happen at once: one patrol, one judgement, one alert. Real threads and connections."""

import json
from functools import partial

import pytest
from django.core.cache import cache
from django.test import Client

from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord
from prevention.models import (
    Device,
    DeviceDay,
    DeviceRepair,
    Dissuasion,
    FacilityDefect,
    MissedWaterPatrol,
    WaterAlert,
    WaterPatrol,
)
from prevention.services import waters as services
from prevention.services.waters.patrols import close_day
from tests.conftest import REPEAT
from tests.factories import make_force
from tests.faults.test_concurrency import at_once
from tests.prevention.samples_waters import (
    ONE_DAY,
    heartbeat_address,
    make_alert,
    make_device,
    make_patrol,
    make_water,
    with_token,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.one_day("waits for locks; on SQLite nothing is at once"),
]
several = pytest.mark.parametrize("run", range(REPEAT))


@pytest.fixture(autouse=True)
def morning(settings):
    settings.BAIYI_TODAY = "2026-06-10T10:00:00+08:00"
    cache.clear()


def beat(token: str, **said):
    facts = {"content_type": "application/json", "HTTP_AUTHORIZATION": f"Bearer {token}"}
    return Client().post(heartbeat_address(), json.dumps({"status": "ok"} | said), **facts).status_code


def token_of(force) -> tuple[Device, str]:
    device = make_device(force)
    return device, services.issue_token(device, by=force.people["office"], version=device.version)


@several
def test_two_officers_entering_the_same_half_make_one(run):
    force = make_force()
    water = make_water(force)
    found = [("ring", "missing")]
    facts = {"dissuaded": 3, "minors": 1, "found": found}
    answers = at_once([partial(make_patrol, force, water, by=each, **facts) for each in (force.alice, force.amy)])
    refused = [each for each in answers if isinstance(each, MoveRefused)]
    assert [isinstance(each, WaterPatrol) for each in answers].count(True) == 1
    assert "没有重复登记" in str(refused[0])
    assert (WaterPatrol.objects.count(), Dissuasion.objects.count(), FacilityDefect.objects.count()) == (1, 1, 1)


@several
def test_two_extra_patrols_that_tick_the_same_ring_open_one_defect(run):
    force = make_force()
    water = make_water(force)
    facts = {"is_extra": True, "found": [("ring", "missing")]}
    answers = at_once([partial(make_patrol, force, water, by=each, **facts) for each in (force.alice, force.amy)])
    assert [each for each in answers if isinstance(each, Exception)] == []
    assert (WaterPatrol.objects.count(), FacilityDefect.objects.count()) == (2, 1)


@several
def test_alert_judged_by_two_is_judged_once(run):
    force = make_force()
    alert = make_alert(force)
    facts = {"version": alert.version}
    answers = at_once(
        [
            partial(services.confirm_alert, alert, by=force.alice, way="scene", dissuaded=2, **facts),
            partial(services.dismiss_alert, alert, by=force.amy, note="树影", **facts),
        ]
    )
    assert [isinstance(each, StaleRecord | MoveRefused) for each in answers].count(True) == 1, answers
    judged = WaterAlert.objects.get()
    assert Dissuasion.objects.count() == (1 if judged.state == "valid" else 0)


@several
def test_same_event_twice_at_once_is_one_alert(run):
    force = make_force()
    _, token = token_of(force)
    answers = at_once([partial(beat, token, event="7", status="fault", code="E1")] * 4)
    assert sorted(answers) == [200, 429, 429, 429], answers
    assert (WaterAlert.objects.count(), DeviceRepair.objects.count(), DeviceDay.objects.count()) == (1, 1, 1)


@several
def test_fault_by_the_device_and_by_hand_is_one_order(run):
    force = make_force()
    device, token = token_of(force)
    by_hand = partial(services.report_fault, device, by=force.alice, fault="镜头脱落")
    answers = at_once([partial(beat, token, status="fault"), by_hand])
    assert 200 in answers, answers
    assert DeviceRepair.objects.count() == 1


@several
def test_token_issued_twice_at_once_leaves_one_that_works(run):
    force = make_force()
    device = with_token(force)
    issue = partial(services.issue_token, device, by=force.people["office"], version=device.version)
    answers = at_once([issue, issue])
    tokens = [each for each in answers if isinstance(each, str)]
    assert [isinstance(each, StaleRecord) for each in answers].count(True) == 1, answers
    assert [beat(each) for each in tokens] == [200]


@several
def test_day_closed_twice_at_once_is_closed_once(run):
    force = make_force()
    waters = [make_water(force) for _ in range(5)]
    answers = at_once([partial(close_day, waters, clock.today() - ONE_DAY)] * 3)
    assert [each for each in answers if isinstance(each, Exception)] == []
    assert MissedWaterPatrol.objects.count() == 10
