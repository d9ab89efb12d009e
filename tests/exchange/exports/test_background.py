"""More rows than somebody waits for: the worker writes them, whole or not at all, once; and files go in time."""

import datetime as dt
import os
from collections import Counter
from pathlib import Path

import pytest
from auditlog.models import LogEntry

from baiyi.exchange.exports import making
from baiyi.exchange.exports.housekeeping import ABANDONED, forget_files
from baiyi.exchange.exports.making import ask_export, make_now
from baiyi.exchange.models import Export
from baiyi.jobs import background
from baiyi.jobs.models import BackgroundJob
from baiyi.notifications.models import Notification
from baiyi.records import clock
from tests.exchange.exports.reading import VENUES, cells_of, take
from tests.factories import make_venue
from tests.moment import machine_now


@pytest.fixture
def many(force, monkeypatch) -> Export:
    """Three rows are many here, and each is a chunk."""
    monkeypatch.setattr(making, "AT_ONCE", 2)
    monkeypatch.setattr("baiyi.exchange.exports.offer.CHUNK", 1)
    monkeypatch.setattr(background, "hint", lambda task, pk: None)
    for name in ("甲", "乙", "丙"):
        make_venue(force.station, force.alice, name=name)
    return ask_export(by=force.alice, address=f"{VENUES}?sort=name", keys=["name"])


def again(export: Export) -> Export:
    return Export.objects.select_related("job").get(pk=export.pk)


def test_worker_makes_it_and_tells_where_it_is(many, force, sign_in):
    client = sign_in(force.alice)
    assert many.lamp.text == "排队"
    assert "正在" not in client.get(f"{many.get_absolute_url()}file/", follow=True).redirect_chain[-1][0]
    make_now(many)
    assert again(many).made_at is None
    assert background.run_job(many.job_id)
    made = again(many)
    assert (made.lamp.text, made.rows, made.written) == ("完成", 3, 3)
    assert len(cells_of(made.path)) == 4
    message = Notification.objects.get(recipient=force.alice)
    assert message.url == made.get_absolute_url()
    assert "共 3 行" in message.text
    assert client.get(f"{made.get_absolute_url()}state/").json() == {
        "label": "完成",
        "percent": 100,
        "count": "3 / 3",
        "is_over": True,
    }


def test_page_says_how_far_it_is(many, force, sign_in):
    Export.objects.filter(pk=many.pk).update(written=2)
    client = sign_in(force.alice)
    assert again(many).lamp.text == "生成中 66%"
    page = client.get(many.get_absolute_url()).content.decode()
    assert "data-job-state" in page
    assert "2 / 3" in page
    assert "生成中 66%" in client.get("/files/exports/").content.decode()


def test_killed_in_the_middle_leaves_no_file_and_runs_again(many, monkeypatch):
    def killed(made, export, *, by):
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(making, "_keep", killed)
        with pytest.raises(SystemExit):
            background.run_job(many.job_id)
    assert not many.path.exists()
    assert again(many).made_at is None
    BackgroundJob.objects.update(lease_until=machine_now() - dt.timedelta(seconds=1))
    assert background.run_job(many.job_id)
    assert len(cells_of(many.path)) == 4
    assert Export.objects.count() == 1
    assert LogEntry.objects.get_for_object(many).count() == 1


def test_two_writers_end_in_one_file_and_one_line(many, force):
    first = making.make_file(many, lambda written, total: None)
    second = making.make_file(many, lambda written, total: None)
    assert (first.sha256, first.made_at) == (second.sha256, second.made_at)
    assert LogEntry.objects.get_for_object(many).count() == 1
    assert [path.name for path in many.path.parent.iterdir()] == [many.path.name]


def test_job_that_never_gets_on_is_put_aside(many, monkeypatch):
    monkeypatch.setattr(making, "_keep", lambda *args, **kwargs: 1 / 0)
    for _ in range(3):
        background.run_job(many.job_id)
    export = again(many)
    assert (export.job.state, export.lamp.text) == ("dead", "未生成")


def test_file_goes_after_seven_days_and_the_row_stays(force, sign_in):
    make_venue(force.station, force.alice)
    export = take(force.alice, VENUES)
    assert export.expires_at - export.made_at == dt.timedelta(days=7)
    assert forget_files() == 0
    Export.objects.update(expires_at=clock.now())
    client = sign_in(force.alice)
    assert again(export).lamp.text == "已过期"
    answer = client.get(f"{export.get_absolute_url()}file/", follow=True)
    assert "没有可下载的文件" in answer.content.decode()
    assert forget_files() == 1
    assert forget_files() == 0
    assert not export.path.exists()
    assert client.get(export.get_absolute_url()).status_code == 200


def test_what_killed_writers_left_is_cleared_after_a_day(force):
    make_venue(force.station, force.alice)
    export = take(force.alice, VENUES)
    folder = export.path.parent
    (folder / "work-x").mkdir()
    (folder / "work-x" / "export.xlsx").write_bytes(b"half")
    (folder / "stray.xlsx").write_bytes(b"whole")
    forget_files()
    assert Counter(map(kind_of, folder.iterdir())) == {"dir": 1, "file": 2}
    long_ago = machine_now().timestamp() - ABANDONED - 60
    for path in folder.iterdir():
        os.utime(path, (long_ago, long_ago))
    forget_files()
    assert list(folder.iterdir()) == [export.path]


def kind_of(path: Path) -> str:
    return "dir" if path.is_dir() else "file"
