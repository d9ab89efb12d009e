"""The broker is away: what was typed is saved at once, every page says that reminders are late, and stops saying so."""

import socket
import time
from contextlib import closing

import pytest

from baiyi.celery import app
from baiyi.jobs import hint, publish
from baiyi.jobs.broker import queue_length
from baiyi.jobs.models import PUBLISH, WORKER, Heartbeat
from baiyi.jobs.tasks import tick
from inspections.models import Inspection, RectificationNotice
from tests.factories import make_force, make_venue
from tests.inspections.entry_form import ENTRY, hazard_at, typed_for
from tests.jobs.conftest import broker_at, own_broker

__all__ = ["broker_at", "own_broker"]  # fixtures
pytestmark = pytest.mark.django_db(transaction=True)
BAR = "后台任务延迟"
QUICK = 2  # seconds


@pytest.fixture(autouse=True)
def nothing_failing(monkeypatch):
    monkeypatch.setattr(publish._publish, "is_failing", False)


@pytest.fixture
def world(sign_in):
    """Alice at her desk, a venue, and a worker that gave a sign of life."""
    force = make_force()
    Heartbeat.objects.beat(WORKER)
    return sign_in(force.alice), make_venue(force.station, force.alice), [force.alice, force.amy]


@pytest.fixture
def silent_server():
    """Takes connections and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=20)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def enter_draft(world):
    """An inspection with a hazard whose notice the chief will issue later: saving it hints."""
    client, venue, pair = world
    typed = typed_for(venue, pair) | hazard_at(venue)
    typed.pop("issue_now")
    return client.post(ENTRY, typed)


def assert_saved_quickly_and_said(world):
    client, _, _ = world
    assert BAR not in client.get("/").content.decode()
    start = time.monotonic()
    response = enter_draft(world)
    page = client.get(response.url).content.decode()
    assert time.monotonic() - start < QUICK
    assert response.status_code == 302
    assert Inspection.objects.count() == 1
    assert RectificationNotice.objects.get().state == "draft"
    assert Heartbeat.objects.filter(name=PUBLISH).exists()
    assert BAR in page
    assert BAR in client.get("/").content.decode()


def test_closed_port_saves_and_says_late(world, broker_at):
    broker_at("redis://127.0.0.1:1/0")
    assert_saved_quickly_and_said(world)


def test_folder_that_cannot_be_written_saves_and_says_late(world, broker_at):
    broker_at(
        "filesystem://localhost",
        data_folder_in="/dev/null/q",
        data_folder_out="/dev/null/q",
        control_folder="/dev/null/q",
    )
    assert_saved_quickly_and_said(world)


def test_broker_that_never_answers_saves_and_says_late(world, broker_at, silent_server):
    broker_at(silent_server)
    assert_saved_quickly_and_said(world)


def test_bar_goes_when_the_next_message_gets_through(world, own_broker, monkeypatch):
    works = app.conf.broker_url
    with monkeypatch.context() as away:
        away.setitem(app.conf, "broker_url", "redis://127.0.0.1:1/0")
        enter_draft(world)
    client = world[0]
    assert BAR in client.get("/").content.decode()
    assert app.conf.broker_url == works
    hint(tick)
    assert queue_length() == 1
    assert BAR not in client.get("/").content.decode()


def test_bar_goes_when_the_worker_ticks_again(world, broker_at):
    broker_at("redis://127.0.0.1:1/0")
    enter_draft(world)
    tick()
    assert BAR not in world[0].get("/").content.decode()


def test_page_without_any_worker_says_that_reminders_do_not_run(world):
    Heartbeat.objects.filter(name=WORKER).delete()
    page = world[0].get("/").content.decode()
    assert BAR in page
    assert "后台服务未启动" in page


def test_refused_entry_sends_no_message(world, own_broker):
    client, venue, pair = world
    assert client.post(ENTRY, typed_for(venue, pair[:1]) | hazard_at(venue)).status_code == 422
    assert queue_length() == 0
