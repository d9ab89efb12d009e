"""Heartbeats: a device that floods, lies about time or sends rubbish costs nothing and decides nothing."""

import datetime as dt
import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baiyi.deadlines.models import Deadline
from baiyi.records import clock
from baiyi.records.moves import move
from baiyi.records.policies import Machine, policy_of
from prevention.models import Device, DeviceDay, DeviceLink, DeviceRepair, WaterAlert
from prevention.services import waters as services
from prevention.services.waters.heartbeat import EVERY
from prevention.views.waters.devices import DEVICES
from prevention.views.waters.heartbeat import MOST_BYTES, MOST_WRONG
from tests.discovered import URLS
from tests.prevention.samples_waters import heartbeat_address, make_device, make_repair
from tests.world import standing

NOW = dt.datetime.fromisoformat("2026-06-10T10:00:00+08:00")


@pytest.fixture(autouse=True)
def wednesday(settings):
    settings.BAIYI_TODAY = NOW.isoformat()
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def device(force) -> Device:
    return make_device(force)


@pytest.fixture
def token(device, force) -> str:
    return issue(device, force)


def issue(device: Device, force) -> str:
    return services.issue_token(device, by=force.people["office"], version=fresh(device).version)


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def beat(token: str, body=None, *, client: Client | None = None, **headers):
    said = body if isinstance(body, bytes) else json.dumps(body or {"status": "ok"}).encode()
    facts = {"data": said, "content_type": "application/json", "HTTP_AUTHORIZATION": f"Bearer {token}"} | headers
    return (client or Client(enforce_csrf_checks=True)).post(heartbeat_address(), **facts)


def later(settings, by: dt.timedelta) -> None:
    settings.BAIYI_TODAY = (clock.now() + by).isoformat()


# What is heard


def test_it_needs_neither_session_nor_csrf_token_and_leaves_no_line(device, token):
    version, before = fresh(device).version, standing()
    assert beat(token).json() == {"heard": True}
    link = DeviceLink.objects.get()
    assert (link.last_seen_at, link.online_until) == (NOW, NOW + dt.timedelta(minutes=30))
    assert DeviceDay.objects.get().seen_on == NOW.date()
    assert fresh(device).version == version
    assert {what for what in standing() if what not in before} <= {*before, "prevention.DeviceDay"}


def test_policy_is_that_of_a_machine():
    assert isinstance(policy_of(URLS["prevention:device-heartbeat"].callback), Machine)
    assert Client().get(heartbeat_address()).status_code == 405


def test_it_costs_at_most_four_statements(token, settings):
    beat(token)
    for body in ({"status": "ok"}, {"status": "fault", "code": "E1"}, {"status": "fault", "code": "E1"}):
        later(settings, EVERY)
        with CaptureQueriesContext(connection) as seen:
            assert beat(token, body).status_code == 200
    assert len(seen) <= 4, [each["sql"] for each in seen]


def test_lamp_follows_the_server_alone(device, token, settings):
    assert device.seen_lamp.text == "从未上线"
    beat(token)
    assert fresh(device).seen_lamp.text == "在线"
    later(settings, dt.timedelta(minutes=36))
    assert fresh(device).seen_lamp.text == "离线"
    tabs = Device.objects.tab_counts(["used", "online", "offline"], clock.today())
    assert tabs == {"used": 1, "online": 0, "offline": 1}
    beat(token)
    assert Device.objects.tab_counts(["online", "offline"], clock.today()) == {"online": 1, "offline": 0}


def test_changed_limit_counts_at_once(device, token, force, settings):
    beat(token)
    later(settings, dt.timedelta(minutes=36))
    services.change_device(device, by=force.people["office"], version=fresh(device).version, offline_after=60)
    assert fresh(device).seen_lamp.text == "在线"


# Floods


def test_flood_writes_once_in_twenty_seconds(token, settings):
    client, answers = Client(), []
    with CaptureQueriesContext(connection) as seen:
        for _ in range(1000):
            answers.append(beat(token, client=client).status_code)
    assert answers.count(200) == 1
    assert answers.count(429) == 999
    assert sum("INSERT" in each["sql"] for each in seen) <= 1
    assert DeviceDay.objects.count() == 1
    later(settings, EVERY)
    assert beat(token).status_code == 200
    assert beat(token)["Retry-After"] == "20"


def test_clock_of_the_server_that_was_ahead_deafens_no_device(token):
    DeviceLink.objects.update(last_seen_at=NOW + dt.timedelta(days=1))
    assert beat(token).status_code == 200
    assert DeviceLink.objects.get().last_seen_at == NOW


# Lies about time


@pytest.mark.parametrize("sent_at", ["1970-01-01T00:00:00+00:00", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00Z"])
def test_time_of_the_device_is_a_difference_and_nothing_else(token, sent_at):
    said = {"status": "fault", "code": "E7", "event": "x1", "sent_at": sent_at}
    assert beat(token, said).status_code == 200
    link, repair, alert = DeviceLink.objects.get(), DeviceRepair.objects.get(), WaterAlert.objects.get()
    assert link.last_seen_at == alert.happened_at == NOW
    assert abs(link.clock_skew) > 10**9
    assert repair.reported_on == alert.reported_on == DeviceDay.objects.get().seen_on == NOW.date()
    assert Deadline.objects.about(DeviceRepair).get().starts_on == NOW.date()


# Rubbish

DEEP = b"[" * 500 + b"]" * 500
RUBBISH = {
    "blank": b" ",
    "binary": bytes(range(256)),
    "no JSON": b"status=ok",
    "no object": b"[1, 2]",
    "deep": DEEP,
    "deep object": b'{"status":' + b'{"a":' * 80 + b"1" + b"}" * 81,
    "NUL": b'{"status": "fault", "code": "E\\u0000"}',
    "surrogate": b'{"status": "fault", "code": "\\ud800"}',
    "twice": b'{"status": "ok", "status": "fault"}',
    "no number": b'{"status": NaN}',
    "unknown name": b'{"status": "ok", "last_seen_at": "2020-01-01"}',
    "unknown status": b'{"status": "fine"}',
    "null": b'{"status": "ok", "event": null}',
    "number": b'{"status": "ok", "sent_at": 1750000000}',
    "no moment": b'{"status": "ok", "sent_at": "now"}',
    "no offset": b'{"status": "ok", "sent_at": "2026-06-10T10:00:00"}',
    "no such day": b'{"status": "ok", "sent_at": "2026-02-30T10:00:00Z"}',
    "long code": b'{"status": "fault", "code": "' + b"E" * 21 + b'"}',
    "emoji": '{"status": "ok", "event": "🌊"}'.encode(),
    "empty event": b'{"status": "ok", "event": ""}',
}


@pytest.mark.parametrize("body", RUBBISH.values(), ids=RUBBISH.keys())
def test_rubbish_is_refused_and_writes_nothing(token, body):
    answer = beat(token, body)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    assert answer.json()["error"]
    link = DeviceLink.objects.get()
    assert (link.last_seen_at, WaterAlert.objects.count(), DeviceDay.objects.count()) == (None, 0, 0)


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 10 * 1024 * 1024])
def test_what_is_too_long_is_not_read(token, size):
    with CaptureQueriesContext(connection) as seen:
        assert beat(token, b" " * size).status_code == 413
    assert len(seen) == 0


@pytest.mark.parametrize("length", ["", "-1", "٣", "1e3", "9" * 5000])
def test_length_that_is_none_is_refused(token, length):
    assert beat(token, CONTENT_LENGTH=length).status_code == 413


# Tokens


def test_token_is_kept_as_a_digest_and_shown_once(device, force, sign_in):
    client = sign_in(force.people["chief"])
    page = client.post(DEVICES.url("token", device.pk), {"version": "1"}, follow=True).content.decode()
    link = DeviceLink.objects.get()
    token = page.partition("<code>")[2].partition("</code>")[0]
    assert token.startswith(f"{link.selector}.")
    assert beat(token).status_code == 200
    again = client.get(device.get_absolute_url()).content.decode()
    assert token.partition(".")[2] not in again
    assert token.partition(".")[2] not in {link.secret_hash, link.selector}


def wrong_tokens(token: str) -> list[str]:
    selector, _, secret = token.partition(".")
    return [
        "",
        selector,
        f"{selector}.",
        f"{selector}.{secret[:-1]}{'A' if secret[-1] != 'A' else 'B'}",
        f"{'0' * 12}.{secret}",
        f"{selector}.{'x' * 5000}",
        f"{selector}\x00.{secret}",
        "令牌",
    ]


def test_wrong_token_learns_nothing(token):
    answers = [beat(each) for each in wrong_tokens(token)]
    assert {(each.status_code, each.content) for each in answers} == {(401, answers[0].content)}
    assert DeviceLink.objects.get().last_seen_at is None


def test_revoked_and_replaced_tokens_are_wrong(device, token, force):
    new = issue(device, force)
    assert (beat(token).status_code, beat(new).status_code) == (401, 200)
    facts = {"by": force.people["office"], "reason": "更换厂家"}
    services.revoke_token(device, version=fresh(device).version, **facts)
    assert beat(new).status_code == 401


@pytest.mark.parametrize("how", ["ended", "not yet", "voided"])
def test_device_out_of_use_is_not_heard(device, token, force, how):
    day = dt.timedelta(days=1)
    changed = {
        "ended": {"in_use_until": NOW.date() - day},
        "not yet": {"starts_on": NOW.date() + day},
        "voided": {"voided_at": NOW},
    }[how]
    Device.objects.filter(pk=device.pk).update(**changed)
    assert beat(token).status_code == 401


def test_wrong_tokens_from_one_address_must_wait(token):
    for _ in range(MOST_WRONG):
        assert beat("wrong").status_code == 401
    with CaptureQueriesContext(connection) as seen:
        assert beat("wrong").status_code == 429
    assert len(seen) == 0
    assert beat(token, REMOTE_ADDR="10.1.2.3").status_code == 200


# What comes of it


def test_fault_opens_one_order_and_a_repaired_device_another(device, token, force, settings):
    for _ in range(3):
        assert beat(token, {"status": "fault", "code": "CAM-2"}).status_code == 200
        later(settings, EVERY)
    order = DeviceRepair.objects.get()
    assert (order.source, order.fault, order.unit) == ("device", "设备上报故障 CAM-2", device.unit)
    move(order, "finish", by=force.alice, on=clock.today(), result="换镜头")
    beat(token, {"status": "fault"})
    assert DeviceRepair.objects.count() == 2


def test_order_by_hand_is_the_one_order(device, token, force):
    make_repair(force, device)
    beat(token, {"status": "fault", "code": "E1"})
    assert DeviceRepair.objects.count() == 1


def test_same_event_again_is_one_alert(device, token, settings):
    for _ in range(3):
        assert beat(token, {"status": "ok", "event": "20260610-7"}).status_code == 200
        later(settings, EVERY)
    alert = WaterAlert.objects.get()
    assert (alert.state, alert.source, alert.water, alert.happened_at) == ("pending", "device", device.water, NOW)


def test_event_of_another_device_is_another_alert(device, token, force):
    other = make_device(force)
    for each in (token, issue(other, force)):
        assert beat(each, {"status": "ok", "event": "1"}).status_code == 200
    assert WaterAlert.objects.count() == 2


# Availability


def test_availability_is_days_heard_of_in_days_of_use(device, force, settings, sign_in):
    """In use for ten full days, heard of on seven, one of them today, which is not over."""
    days = [NOW.date() - dt.timedelta(days=back) for back in (0, 1, 2, 3, 4, 5, 6)]
    DeviceDay.objects.bulk_create([DeviceDay(device=device, seen_on=day) for day in days])
    row = Device.objects.with_availability(clock.today()).get()
    assert row.available_words == "6/10 天 60%"
    page = sign_in(force.people["chief"]).get(device.get_absolute_url()).content.decode()
    assert "6/10 天 60%" in page
