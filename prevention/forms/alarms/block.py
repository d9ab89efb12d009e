"""A block of cells as it is copied from a spreadsheet, read into counts. Nothing in it is guessed: what is no beat, no
category or no number is refused, and totals must be what their cells come to.
"""

import csv
import io
from collections.abc import Iterator, Mapping

from django import forms

from baiyi.records import typed
from baiyi.records.text import key

MOST_ROWS, MOST_COLUMNS, MOST_LETTERS, MOST_ERRORS = 200, 50, 60_000, 10
MOST = 9_999  # of one cell
TOTALS = frozenset({"合计", "总计", "总数", "小计"})
NOTHING = frozenset({"", "-", "—", "/", "无"})
A = ord("A")
LETTERS = 26

Names = Mapping[str, object]  # by the key of the name: what it stands for
TOTAL = object()


class Block:
    """`counts` by (beat, category) as the names stand for them; `total` is their sum."""

    def __init__(self, text: str, *, beats: Names, categories: Names) -> None:
        """Raises ValidationError, a message for each cell that is wrong."""
        self.errors: list[str] = []
        self.rows = _rows_of(text)
        self.head = self._head(categories)
        width = max(len(row) for row in self.rows)
        named = self.rows[self.head] + [""] * (width - len(self.rows[self.head]))
        self.columns = self._names(named[1:], categories, "警情类别", lambda n: (self.head, n + 1))
        firsts = [row[0] if row else "" for row in self.rows[self.head + 1 :]]
        self.lines = self._names(firsts, beats, "本单位的巡区", lambda n: (self.head + 1 + n, 0))
        self.counts = self._read()
        if not self.errors:
            self._check_totals()
        if self.errors:
            more = [f"还有 {len(self.errors) - MOST_ERRORS} 处"] if len(self.errors) > MOST_ERRORS else []
            raise forms.ValidationError(self.errors[:MOST_ERRORS] + more)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def _head(self, categories: Names) -> int:
        """The first row that names a category; what stands above it is a title."""
        for number, row in enumerate(self.rows):
            if any(key(cell) in categories for cell in row[1:]):
                return number
        raise forms.ValidationError("没有找到表头：第一列是巡区，表头一行是警情类别名称")

    def _names(self, cells: list[str], names: Names, what: str, place) -> dict[int, object]:
        """What each line or column stands for; empty ones must hold nothing."""
        found: dict[int, object] = {}
        for number, cell in enumerate(cells):
            name = key(cell)
            meant = TOTAL if name in TOTALS else names.get(name)
            if meant is None and (cell.strip() or self._holds_something(*place(number))):
                self.errors.append(f"{_cell(*place(number))}“{cell.strip()[:20]}”不是{what}")
            elif meant is not None and meant in found.values():
                self.errors.append(f"{_cell(*place(number))}“{cell.strip()[:20]}”重复")
            elif meant is not None:
                found[number] = meant
        return found

    def _holds_something(self, row: int, column: int) -> bool:
        """Of a row, or of a column, that has no name."""
        if column:
            return any(self._text(number, column) for number in range(row + 1, len(self.rows)))
        return any(cell.strip() for cell in self.rows[row])

    def _read(self) -> dict:
        counts = {}
        for row, column, line, category in self._cells():
            count = self._number(row, column)
            if count and line is not TOTAL and category is not TOTAL:
                counts[line, category] = count
        return counts

    def _cells(self) -> Iterator[tuple[int, int, object, object]]:
        for number, line in self.lines.items():
            for place, category in self.columns.items():
                yield self.head + 1 + number, place + 1, line, category

    def _text(self, row: int, column: int) -> str:
        cells = self.rows[row]
        return cells[column].strip() if column < len(cells) else ""

    def _number(self, row: int, column: int) -> int:
        text = self._text(row, column)
        plain = typed.ungrouped(text)
        if plain.strip() in NOTHING:
            return 0
        if plain.isascii() and plain.isdecimal() and len(plain) < len(str(MOST)) * 2:
            return int(plain)
        self.errors.append(f"{_cell(row, column)}“{text[:20]}”不是不小于 0 的整数")
        return 0

    def _check_totals(self) -> None:
        """A total that stands there must be what its row or column comes to; an empty one says nothing."""
        for row, column, line, category in self._cells():
            if line is not TOTAL and category is not TOTAL:
                if self.counts.get((line, category), 0) > MOST:
                    self.errors.append(f"{_cell(row, column)}大于 {MOST}，请核对")
                continue
            mine = [count for (beat, kind), count in self.counts.items() if _is(line, beat) and _is(category, kind)]
            if self._text(row, column) and self._number(row, column) != sum(mine):
                words = f"合计写的是 {self._number(row, column)}，各格相加是 {sum(mine)}"
                self.errors.append(f"{_cell(row, column)}{words}")


def _is(wanted: object, found: object) -> bool:
    return wanted is TOTAL or wanted == found


def _rows_of(text: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    except csv.Error as error:
        raise forms.ValidationError("粘贴的内容不是表格，请从表格里整块复制") from error
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise forms.ValidationError(f"一次最多粘贴 {MOST_ROWS} 行、{MOST_COLUMNS} 列")
    return rows


def _cell(row: int, column: int) -> str:
    """As a spreadsheet names it: B3."""
    first = chr(A + column // LETTERS - 1) if column >= LETTERS else ""
    return f"{first}{chr(A + column % LETTERS)}{row + 1} "
