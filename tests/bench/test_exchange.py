"""Workbooks beside the bare library: five interleaved rounds, medians; name, ratio and goal are printed.

`make bench ARGS="-k exchange"`, on DATABASE_URL when it is set. A test fails at the goal × 1.5.
"""

import datetime as dt
import os
import statistics
import threading
import time
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from baiyi.exchange.exports.making import ask_export, make_file
from baiyi.exchange.exports.offer import Offer
from baiyi.records import clock
from inspections.models import Venue
from tests.exchange.exports.reading import VENUES, cells_of
from tests.factories import make_category
from tests.test_statements import analyze

ROWS, ROUNDS, SLACK = 100_000, 5, 1.5
EXPORT_RATIO, EXPORT_MEGABYTES = 1.5, 60
MEGABYTE = 2**20


@pytest.fixture
def venues(force) -> None:
    common = {"unit": force.station, "created_by": force.alice, "created_at": clock.now(), "category": make_category()}
    common |= {"head_name": "欧阳小明", "head_phone": "13900005678", "responsible": force.amy}
    for start in range(0, ROWS, 2000):
        numbers = range(start, min(start + 2000, ROWS))
        Venue.objects.bulk_create(
            [Venue(name=f"星河歌舞厅{n}", address=f"文庙路{n}号{n % 9}楼", **common) for n in numbers]
        )
    analyze()


def seconds(job) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def export(user) -> None:
    keys = [each.key for each in Offer(VENUES, user).columns if each.is_shown]
    asked = ask_export(by=user, address=VENUES, keys=keys)
    made = make_file(asked, lambda written, total: None)
    assert made.rows == ROWS
    made.path.unlink()


def write_bare(path, rows: list[list]) -> None:
    """The same cells, by the library alone."""
    book = Workbook(str(path), {"constant_memory": True})
    sheet, text = book.add_worksheet(), book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for row, values in enumerate(rows):
        for place, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(row, place, value, text)
            elif isinstance(value, dt.date):
                sheet.write_datetime(row, place, value, day)
            elif value is not None:
                sheet.write_number(row, place, value)
    book.close()


class Memory:
    """The most this process holds while the block runs, above what it held before; in MB."""

    def __enter__(self):
        self.before = self.most = self._now()
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.is_over.set()
        self.thread.join()

    def _watch(self) -> None:
        while not self.is_over.wait(0.02):
            self.most = max(self.most, self._now())

    def _now(self) -> int:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")

    @property
    def extra(self) -> float:
        return (self.most - self.before) / MEGABYTE


def test_exchange_export_beside_the_bare_library(venues, force, tmp_path):
    user = force.alice
    with Memory() as memory:
        export(user)
    offer = Offer(VENUES, user)
    columns = [each for each in offer.columns if each.is_shown]
    rows = [values for chunk in offer.rows(columns, is_full=False) for _, values in chunk]
    taken = [(seconds(lambda: export(user)), seconds(lambda: write_bare(tmp_path / "a.xlsx", rows)))]
    taken += [
        (seconds(lambda: export(user)), seconds(lambda: write_bare(tmp_path / "a.xlsx", rows)))
        for _ in range(ROUNDS - 1)
    ]
    own, bare = (statistics.median(each) for each in zip(*taken, strict=True))
    print(f"\n导出 {ROWS} 行 {own:.1f} 秒，只用 XlsxWriter {bare:.1f} 秒，比 {own / bare:.2f}（目标 {EXPORT_RATIO}）")
    print(f"导出 {ROWS} 行另占内存 {memory.extra:.0f} MB（目标 {EXPORT_MEGABYTES}）")
    assert len(cells_of(tmp_path / "a.xlsx")) == ROWS
    assert own / bare <= EXPORT_RATIO * SLACK
    assert memory.extra <= EXPORT_MEGABYTES * SLACK
