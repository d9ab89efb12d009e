"""The workbook of an export, written row by row: what is in memory is one row, whatever their number.

The head stands in the first row, so that the workbook can be taken in again; title and conditions are printed above
each page.
"""

import datetime as dt
import math
import unicodedata
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from xlsxwriter import Workbook

from baiyi.exchange.exports.texts import printed, sheet_name, text_of
from baiyi.records.said import Said

A4 = 9
EPOCH, FIRST_DAY = dt.date(1899, 12, 30), dt.date(1900, 3, 1)  # earlier days are counted wrongly by every program
EXACT = 10**15  # a longer number loses its last digits
LOOKED_AT = 300  # rows that decide how wide a column is
NARROWEST, WIDEST, SPARE = 8, 48, 2
DAY_SECONDS = 86_400
MARGIN = 0.5  # inches
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Printed:
    """What stands above and below the pages of a print."""

    title: str
    conditions: str
    by: str
    unit: str
    at: dt.datetime  # local

    def head(self) -> str:
        return f"&L{printed(self.title)}&R{printed(self.conditions)}"

    def foot(self) -> str:
        who = f"导出人：{self.by} {self.unit}"
        return f"&L{printed(who)}&C第 &P 页 共 &N 页&R{self.at:%Y-%m-%d %H:%M}"


class Sheet(AbstractContextManager):
    """One sheet with its head; `add` writes a row. Whole once the context has ended without an error; what is written
    on the way lies beside it.
    """

    def __init__(self, path: Path, labels: Iterable[str], around: Printed):
        self.labels = [text_of(label) for label in labels]
        self.book = Workbook(str(path), OPTIONS | {"tmpdir": str(path.parent)})
        self.sheet = self.book.add_worksheet(sheet_name(around.title))
        self.around, self.row = around, 0
        self.widths = [_width(label) + SPARE for label in self.labels]
        top = {"valign": "top"}
        self.text = self.book.add_format(top | {"num_format": "@", "text_wrap": True})
        self.number = self.book.add_format(top)
        self.day = self.book.add_format(top | {"num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = self.book.add_format(top | {"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self._head()

    def add(self, values: Iterable[Said]) -> None:
        self.row += 1
        row, is_looked_at = self.row, self.row <= LOOKED_AT
        for place, value in enumerate(values):
            if value is None:
                continue
            if type(value) is str:
                self._write_text(row, place, value)
            else:
                self._write_other(row, place, value)
            if is_looked_at:
                self._look_at(place, value)

    def __exit__(self, kind, error, trace) -> None:
        if kind is None:
            self._finish()
            self.book.close()
        else:
            self._give_up()

    def _write_other(self, row: int, place: int, value: Said) -> None:
        kind = type(value)
        if kind is int or kind is float or kind is Decimal:
            self._write_number(row, place, value)
        elif kind is dt.date:
            self._write_day(row, place, value)
        else:
            self._write_moment(row, place, value)

    def _write_text(self, row: int, place: int, value: str) -> None:
        text = text_of(value)
        if text[:3] == "<r>" and text.endswith("</r>"):  # the library would take it for markup of its own
            self.sheet.write_rich_string(row, place, text[:1], self.text, text[1:], self.text)
        elif text:
            self.sheet.write_string(row, place, text, self.text)

    def _write_number(self, row: int, place: int, value) -> None:
        if not math.isfinite(value) or abs(value) >= EXACT:
            self._write_text(row, place, str(value))
        else:
            self.sheet.write_number(row, place, value, self.number)

    def _write_day(self, row: int, place: int, value: dt.date) -> None:
        if value < FIRST_DAY:
            self._write_text(row, place, value.isoformat())
        else:
            self.sheet.write_number(row, place, (value - EPOCH).days, self.day)

    def _write_moment(self, row: int, place: int, value: dt.datetime) -> None:
        day, since_midnight = value.date(), value - dt.datetime.combine(value.date(), dt.time())
        if day < FIRST_DAY:
            self._write_text(row, place, f"{value:%Y-%m-%d %H:%M}")
        else:
            serial = (day - EPOCH).days + since_midnight.total_seconds() / DAY_SECONDS
            self.sheet.write_number(row, place, serial, self.moment)

    def _look_at(self, place: int, value: Said) -> None:
        wide = _width(value) if type(value) is str else _width(f"{value:%Y-%m-%d %H:%M}") if _is_day(value) else 0
        self.widths[place] = max(self.widths[place], wide + SPARE)

    def _head(self) -> None:
        style = {"bold": True, "bottom": 1, "bg_color": "#E8EEF7", "num_format": "@", "text_wrap": True}
        shown = self.book.add_format(style | {"valign": "vcenter"})
        for place, label in enumerate(self.labels):
            self.sheet.write_string(0, place, label, shown)
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=MARGIN, right=MARGIN)
        self.sheet.set_header(self.around.head())
        self.sheet.set_footer(self.around.foot())
        self.book.set_properties({"title": text_of(self.around.title), "author": text_of(self.around.by)})

    def _finish(self) -> None:
        for place, wide in enumerate(self.widths):
            self.sheet.set_column(place, place, min(max(wide, NARROWEST), WIDEST))
        self.sheet.autofilter(0, 0, self.row, len(self.labels) - 1)

    def _give_up(self) -> None:
        """What is half written is let go; its folder is removed by whoever made it."""
        self.book.fileclosed = True
        self.sheet._opt_close()


def _is_day(value) -> bool:
    return isinstance(value, dt.date)


def _width(text: str) -> int:
    """In the half-width letters that a column is measured in; the widest line."""
    return max((sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line[:WIDEST])
                for line in text.split("\n")), default=0)  # fmt: skip
