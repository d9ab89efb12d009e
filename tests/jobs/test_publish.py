import os
import socket
import time
from contextlib import closing

import pytest
from django.db import transaction

from baiyi.celery import app
from baiyi.jobs import hint, publish
from baiyi.jobs.broker import queue_length
from baiyi.jobs.models import PUBLISH, Heartbeat
from baiyi.jobs.tasks import tick

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_failing(monkeypatch):
    monkeypatch.setattr(publish._publish, "is_failing", False)


@pytest.fixture
def silent_server():
    """Takes connections and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=20)) as server:
        yield server.getsockname()[1]


def save_and_hint(name="saved") -> None:
    with transaction.atomic():
        Heartbeat.objects.beat(name)
        hint(tick)


def test_hint_reaches_the_queue_after_commit(own_broker):
    with transaction.atomic():
        hint(tick)
        assert queue_length() == 0
    assert queue_length() == 1


def test_hint_publishes_nothing_after_rollback(own_broker):
    with transaction.atomic():
        hint(tick)
        transaction.set_rollback(True)
    assert queue_length() == 0


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "amqp://127.0.0.1:1//"])
def test_hint_swallows_a_closed_port(broker_at, url):
    broker_at(url)
    save_and_hint()
    assert Heartbeat.objects.filter(name="saved").exists()
    assert "Error" in Heartbeat.objects.get(name=PUBLISH).detail


def test_hint_swallows_a_folder_that_cannot_be_written(broker_at):
    nowhere = os.devnull + "/queue"
    broker_at("filesystem://localhost", data_folder_in=nowhere, data_folder_out=nowhere, control_folder=nowhere)
    save_and_hint()
    assert Heartbeat.objects.filter(name="saved").exists()
    assert Heartbeat.objects.filter(name=PUBLISH).exists()


def test_hint_gives_up_on_a_silent_broker_after_a_second(broker_at, silent_server):
    broker_at(f"redis://127.0.0.1:{silent_server}/0")
    start = time.monotonic()
    save_and_hint()
    assert time.monotonic() - start < 2
    assert Heartbeat.objects.filter(name=PUBLISH).exists()


def test_failure_keeps_the_moment_it_began(broker_at):
    broker_at("redis://127.0.0.1:1/0")
    save_and_hint()
    began = Heartbeat.objects.get(name=PUBLISH).at
    save_and_hint()
    assert Heartbeat.objects.get(name=PUBLISH).at == began


def test_next_success_clears_the_failure(broker_at, own_broker, monkeypatch):
    works = app.conf.broker_url
    monkeypatch.setitem(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    save_and_hint()
    monkeypatch.setitem(app.conf, "broker_url", works)
    save_and_hint()
    assert not Heartbeat.objects.filter(name=PUBLISH).exists()


def test_success_costs_no_statement(own_broker, django_assert_num_queries):
    with django_assert_num_queries(0):
        hint(tick)


def test_tick_clears_the_failure_of_another_process():
    Heartbeat.objects.publish_failed("gone")
    tick()
    assert not Heartbeat.objects.filter(name=PUBLISH).exists()
