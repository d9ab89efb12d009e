"""The whole import of a ledger beside the bare library and the bare database: interleaved rounds, medians; name, ratio
and goal are printed.

`make bench ARGS="-k exchange"`, on PostgreSQL (DATABASE_URL): it is compared with its COPY. A test fails at the goal
× 1.5.
"""

import io
import statistics
import time
import uuid

import pytest
from django.db import connection
from python_calamine import CalamineWorkbook

from baiyi.exchange.imports import ledgers, steps
from baiyi.exchange.models import ImportBatch
from inspections.models import Venue
from tests.exchange.imports.doing import let_in, take_back, work
from tests.exchange.workbooks.made import of_rows
from tests.factories import make_category

ROWS, ROUNDS, SLACK = 100_000, 5, 1.5
RATIO = 10
HEADS = ["场所名称", "场所类别", "地址", "所属派出所", "负责人电话", "重点提示"]

pytestmark = pytest.mark.postgres


@pytest.fixture
def content(force) -> bytes:
    category = make_category().name
    rows = ([f"星河店{n}", category, f"文庙路{n}号", force.station.name, "", "夜间营业"] for n in range(ROWS))
    return of_rows(HEADS, *rows)


def seconds(job) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def bare(content: bytes) -> None:
    """Read, and copied into a table of text."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    lines = "".join("\t".join(map(str, row)) + "\n" for row in rows[1:])
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bare (a text, b text, c text, d text, e text, f text)")
        cursor.copy_expert("COPY bare FROM STDIN", io.StringIO(lines))
        cursor.execute("DROP TABLE bare")


def whole(content: bytes, by) -> ImportBatch:
    facts = {"file_name": "全区.xlsx", "content": content, "client_uuid": uuid.uuid4(), "by": by}
    batch = work(steps.start_import(ledgers.get("venues"), **facts))
    assert batch.counts["new"] == ROWS, batch.refusal
    return let_in(batch, by)


def test_exchange_import_beside_reading_and_copying(content, force):
    by, own, others = force.people["clerk"], [], []
    for _ in range(ROUNDS):
        done: list[ImportBatch] = []
        own.append(seconds(lambda: done.append(whole(content, by))))  # noqa: B023 - called at once
        others.append(seconds(lambda: bare(content)))
        assert done[0].state == ImportBatch.State.DONE
        assert Venue.objects.count() == ROWS
        take_back(done[0], by)
    mine, library = statistics.median(own), statistics.median(others)
    print(f"\n导入 {ROWS} 行 {mine:.1f} 秒，只读和 COPY {library:.1f} 秒，比 {mine / library:.2f}（目标 {RATIO}）")
    assert mine / library <= RATIO * SLACK
