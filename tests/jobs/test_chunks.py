from datetime import UTC, datetime

import pytest

from baiyi.jobs import chunks
from baiyi.jobs.models import Heartbeat

pytestmark = pytest.mark.django_db


class Watched:
    def __init__(self):
        self.heard = []

    def advance(self, count):
        self.heard.append(count)


@pytest.fixture
def rows():
    Heartbeat.objects.bulk_create([Heartbeat(name=f"row{n}", at=datetime(2022, 7, 21, tzinfo=UTC)) for n in range(5)])
    return Heartbeat.objects.filter(detail="")


def test_every_row_is_handed_over_once_though_each_chunk_leaves_the_query(rows, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK", 2)
    progress, seen = Watched(), []

    def work(chunk) -> int:
        seen.extend(row.name for row in chunk)
        return rows.filter(pk__in=[row.pk for row in chunk]).update(detail="done")

    assert chunks.in_chunks(rows.order_by("-pk"), progress, work) == 5
    assert seen == [f"row{n}" for n in range(5)]
    assert progress.heard == [2, 2, 1]


def test_chunk_that_finds_everything_done_is_heard_of_as_no_progress(rows, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK", 3)
    progress = Watched()
    assert chunks.in_chunks(rows, progress, lambda chunk: 0) == 0
    assert progress.heard == [0, 0]
