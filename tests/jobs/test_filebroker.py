"""The queue in a folder: a file that is empty, half written or gone stops nobody, and no message is lost."""

import json
import os
import threading
import time
from pathlib import Path
from queue import Empty

import pytest
from django.conf import settings
from kombu import Connection, Exchange, Queue
from kombu.exceptions import ChannelError

from baiyi.jobs import filebroker, hint, service_checks
from baiyi.jobs.models import Heartbeat
from tests.jobs.processes import leave_trace
from tests.jobs.test_up import start_worker

without_redis = pytest.mark.skipif(bool(settings.REDIS_URL), reason="the queue is in Redis: unset REDIS_URL")
BROKEN = {
    "empty": b"",
    "half": b'{"body": "W1tdLC',
    "not text": b"\xff\xfe\x00",
    "no message": b"[1]",
    "no tag": b'{"properties": {}}',
}
BROKEN |= {"no body": b'{"body": "abc", "properties": {"delivery_tag": "1", "body_encoding": "base64"}}'}


@pytest.fixture
def folder(tmp_path) -> Path:
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def connect(folder):
    made = []

    def _connect():
        queue = str(folder / "queue")
        options = {"data_folder_in": queue, "data_folder_out": queue, "control_folder": str(folder / "control")}
        made.append(Connection("filesystem://localhost", transport_options=options))
        return made[-1].default_channel

    yield _connect
    for each in made:
        each.release()


@pytest.fixture
def channel(connect):
    return connect()


def message(number: int = 0) -> dict:
    return {"body": f"text {number}", "properties": {"delivery_tag": str(number), "delivery_info": {}}, "headers": {}}


def files(folder: Path) -> list[Path]:
    return sorted((folder / "queue").iterdir())


def test_messages_come_back_in_order_and_are_gone(channel, folder):
    for number in range(3):
        channel._put("q", message(number))
        time.sleep(0.002)
    assert [channel._get("q") for _ in range(3)] == [message(number) for number in range(3)]
    assert files(folder) == []
    with pytest.raises(Empty):
        channel._get("q")


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_file_that_cannot_be_read_hides_no_message_and_is_read_when_it_is_whole(channel, folder, content):
    broken = folder / "queue" / "0_first.q.msg"
    broken.write_bytes(content)
    channel._put("q", message(1))
    assert channel._get("q") == message(1)
    with pytest.raises(Empty):
        channel._get("q")
    assert broken.read_bytes() == content
    broken.write_text(json.dumps(message(7)))
    assert channel._get("q") == message(7)


@pytest.mark.parametrize("name", ["0_first.q.msg", "0_first.q.msg.part"])
def test_file_that_stays_broken_is_set_aside_and_said(channel, folder, settings, name, monkeypatch):
    settings.REDIS_URL, settings.BROKER_DIR = "", folder
    assert [each.level for each in service_checks.unreadable_messages()] == ["ok"]
    (folder / "queue" / name).write_bytes(b"")
    with pytest.raises(Empty):
        channel._get("q")
    assert len(files(folder)) == 1, "somebody may be writing it"
    monkeypatch.setattr(filebroker, "PATIENCE", 0)
    with pytest.raises(Empty):
        channel._get("q")
    assert files(folder) == []
    assert (folder / "unreadable" / name).exists()
    (found,) = service_checks.unreadable_messages()
    assert found.level == "warn"
    assert "1 个消息文件" in found.text
    (folder / "unreadable" / name).unlink()
    assert [each.level for each in service_checks.unreadable_messages()] == ["ok"]


def test_old_message_that_is_whole_is_no_broken_one(channel, folder):
    channel._put("q", message())
    os.utime(files(folder)[0], (0, 0))
    assert channel._get("q") == message()


def test_file_of_another_queue_stays(channel, folder, monkeypatch):
    (folder / "queue" / "0_x.other.msg").write_bytes(b"")
    monkeypatch.setattr(filebroker, "PATIENCE", 0)
    with pytest.raises(Empty):
        channel._get("q")
    assert len(files(folder)) == 1


def test_file_that_vanishes_is_nothing(channel, folder, monkeypatch):
    channel._put("q", message(1))
    channel._put("q", message(2))
    first = files(folder)[0]
    names = [path.name for path in files(folder)]
    first.unlink()
    monkeypatch.setattr(filebroker.Channel, "_names", lambda channel: names)
    assert channel._get("q")["body"] in {"text 1", "text 2"}
    with pytest.raises(Empty):
        channel._get("q")


def test_message_is_never_seen_half(channel, connect, folder):
    """A reader looks all the time while long messages are written: every file it sees is whole."""
    seen, stop = [], threading.Event()

    def look():
        while not stop.is_set():
            for path in (folder / "queue").glob("*.msg"):
                seen.append(len(path.read_bytes()))

    looker = threading.Thread(target=look)
    looker.start()
    long = message() | {"body": "x" * 200_000}
    for _ in range(50):
        channel._put("q", long)
    stop.set()
    looker.join()
    assert set(seen) == {len(json.dumps(long))}


def test_two_readers_get_every_message_once(connect):
    writer, readers, count = connect(), [connect(), connect()], 200
    found: list[list[str]] = [[], []]

    def read(place: int):
        while len(found[0]) + len(found[1]) < count and time.monotonic() < end:
            try:
                found[place].append(readers[place]._get("q")["body"])
            except Empty:
                time.sleep(0.001)

    end = time.monotonic() + 20
    threads = [threading.Thread(target=read, args=(place,)) for place in (0, 1)]
    for each in threads:
        each.start()
    for number in range(count):
        writer._put("q", message(number))
    for each in threads:
        each.join()
    assert sorted(found[0] + found[1]) == sorted(f"text {number}" for number in range(count))


@pytest.mark.parametrize("content", [b"", b'[["k", "", "'])
def test_broken_table_of_an_exchange_is_mended_by_who_binds(channel, folder, content):
    name = f"broken{len(content)}"  # a process remembers what it has bound
    (folder / "control" / f"{name}.exchange").write_bytes(content)
    with pytest.raises(ChannelError):
        channel.get_table(name)
    Queue("q", Exchange(name), routing_key="k")(channel).declare()
    assert channel.get_table(name) == [("k", "", "q")]


def test_tables_of_an_exchange_hold_every_queue_and_lose_the_deleted(channel):
    queues = [Queue(f"q{number}", Exchange("e"), routing_key=f"k{number}")(channel) for number in range(5)]
    for queue in queues:
        queue.declare()
    assert len(channel.get_table("e")) == 5
    queues[0].delete()
    assert sorted(row[2] for row in channel.get_table("e")) == ["q1", "q2", "q3", "q4"]
    assert channel.get_table("nothing") == []


@without_redis
def test_worker_lives_on_with_broken_files_and_takes_what_comes(start, own_broker):
    """An empty and a half message and a broken table lie there before the real worker starts,
    and come while it runs.
    """
    broker = Path(own_broker["BAIYI_BROKER_DIR"])
    queue = f"{settings.CELERY_TASK_DEFAULT_QUEUE}.msg"
    (broker / "control" / f"{settings.CELERY_TASK_DEFAULT_QUEUE}.exchange").write_bytes(b"")
    for number, content in enumerate(BROKEN.values()):
        (broker / "queue" / f"{number}_x.{queue}").write_bytes(content)
    worker = start_worker(start)
    hint(leave_trace, "first")
    worker.wait_for(lambda: Heartbeat.objects.filter(name="first").exists(), seconds=30)
    (broker / "queue" / f"0_later.{queue}").write_bytes(b"")
    hint(leave_trace, "second")
    worker.wait_for(lambda: Heartbeat.objects.filter(name="second").exists(), seconds=20)
    aside = broker / "unreadable"
    worker.wait_for(lambda: aside.exists() and len(list(aside.iterdir())) == len(BROKEN) + 1, seconds=30)
    assert worker.process.poll() is None
