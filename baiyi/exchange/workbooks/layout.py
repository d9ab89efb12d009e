"""Where in a sheet the table is: under titles, below heads of several rows, above totals, notes and signatures."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from baiyi.exchange.workbooks.reading import Cell, Sheet

SEARCHED = 30  # rows from the top in which a head is looked for
MOST_HEAD_ROWS = 5
JOIN = "_"
HINT = re.compile(
    r"[(（][^()（）]*[)）]|[*※]"
)  # a unit of measure or a hint behind the name, the mark of what is asked for
TOTALS = ("合计", "总计", "小计", "累计", "共计", "本页合计")
FOOT_WORDS = (
    *("说明", "备注", "注", "填表说明", "填写说明", "填写要求", "填报要求"),
    *("填表人", "填报人", "制表", "制表人", "审核", "审核人", "审批", "审批人", "负责人", "单位负责人"),
    *("联系人", "联系电话", "填报单位", "填报时间", "填报日期", "填表日期"),
)
FOOT = re.compile(rf"({'|'.join(FOOT_WORDS)})[:：]")
NUMBERING = {"序号", "编号", "no", "no.", "序"}
SAMPLE = "示例"  # in the numbering of the template's own rows
EMPTY, NOTE, TOTAL, HEAD_AGAIN = "空行", "说明或签名", "合计", "重复的表头"
REMARKS = "错误说明"  # the head of what we wrote into a workbook that went back


@dataclass(frozen=True)
class Column:
    """What a ledger asks for: `also` are other words for it."""

    label: str
    also: tuple[str, ...] = ()
    is_required: bool = False

    @property
    def words(self) -> set[str]:
        return {plain(each) for each in (self.label, *self.also)}


@dataclass(frozen=True)
class Line:
    """A row of the table: its place in the file, from 0, and its cells by the label of their column."""

    row: int
    cells: dict[str, Cell]
    is_hidden: bool = False


@dataclass
class Table:
    """`places` are columns of the sheet by label; `unknown` the heads nobody asked for, `doubled` second columns of a
    label, which are left out; `passed` rows below the head that are no rows of the ledger, with what they are.
    """

    sheet: Sheet
    top: int
    bottom: int
    places: dict[str, int]
    missing: list[str] = field(default_factory=list)
    unknown: dict[int, str] = field(default_factory=dict)
    doubled: dict[int, str] = field(default_factory=dict)
    passed: dict[int, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


def plain(text: Cell) -> str:
    """A head as it is compared: half width, small letters, without blanks, stars and what is in brackets."""
    return HINT.sub("", "".join(unicodedata.normalize("NFKC", str(text)).split())).lower()


def table_of(sheet: Sheet, columns: Iterable[Column], *, head: int | None = None) -> Table | None:
    """The table that fits the columns best; `head` is the last row of its head when somebody said so, from 0. None
    where no head holds two of them, or the only one.
    """
    columns = list(columns)
    found = [_headed(sheet, top, bottom, columns) for top, bottom in _heads(sheet, head)]
    best = max(found, key=lambda each: (len(each.places), -each.bottom, each.top), default=None)
    if best is None or len(best.places) < min(2, len(columns)):
        return None
    best.missing = [each.label for each in columns if each.is_required and each.label not in best.places]
    _fill(best)
    return best


def heads_of(sheet: Sheet, top: int, bottom: int) -> dict[int, str]:
    """By column the words above it, from the widest to the narrowest, each once: 检查情况_一般隐患_排查."""
    over, found = _spread(sheet), {}
    rows = range(top, bottom + 1)
    last = max((max(sheet.rows.get(row, {0: ""})) for row in rows), default=0)
    last = max([last, *(right for head, _, low, right in sheet.merges if head <= bottom and low >= top)])
    for column in range(last + 1):
        words = [str(over.get((row, column), sheet.cell(row, column))).strip() for row in rows]
        kept = list(dict.fromkeys("".join(each.split()) for each in words if each))
        if kept:
            found[column] = JOIN.join(kept)
    return found


def _spread(sheet: Sheet) -> dict[tuple[int, int], Cell]:
    """What a merged cell says, at each place it covers."""
    found = {}
    for top, left, bottom, right in sheet.merges:
        value = sheet.cell(top, left)
        if value == "":
            continue
        for row in range(top, min(bottom, top + 2000) + 1):
            for column in range(left, min(right, left + 200) + 1):
                found[row, column] = value
    return found


def _heads(sheet: Sheet, head: int | None) -> Iterator[tuple[int, int]]:
    """First and last row of what may be a head."""
    lasts = [head] if head is not None else [row for row in range(SEARCHED) if row in sheet.rows]
    for bottom in lasts:
        for top in range(max(0, bottom - MOST_HEAD_ROWS + 1), bottom + 1):
            yield _whole(sheet, top, bottom)


def _whole(sheet: Sheet, top: int, bottom: int) -> tuple[int, int]:
    """From where the merged cells of these rows begin to where they end; the numbering's own may begin higher."""
    highs, lows = [top], [bottom]
    for high, left, low, _ in sheet.merges:
        if high <= bottom and low >= top and low - high < MOST_HEAD_ROWS:
            lows.append(low)
            highs += [high] if plain(sheet.cell(high, left)) not in NUMBERING else []
    return min(highs), max(lows)


def _headed(sheet: Sheet, top: int, bottom: int, columns: list[Column]) -> Table:
    table, heads = Table(sheet, top, bottom, {}), heads_of(sheet, top, bottom)
    for place, head in heads.items():
        label = label_of(head, columns)
        if label is None:
            if plain(head) not in {*NUMBERING, REMARKS}:
                table.unknown[place] = head
        elif label in table.places:
            table.doubled[place] = head
        else:
            table.places[label] = place
    return table


def label_of(head: str, columns: list[Column]) -> str | None:
    """By the whole head, else by its last word."""
    parts = [plain(part) for part in head.split(JOIN)]
    whole, last = JOIN.join(parts), next((part for part in reversed(parts) if part), "")
    for wanted in (whole, last):
        for column in columns:
            if wanted in column.words:
                return column.label
    return None


def _fill(table: Table) -> None:
    """The rows under the head, until its foot; merged cells say the same in each row they cover."""
    sheet, over = table.sheet, _spread(table.sheet)
    sieve = _Sieve(sheet, heads_of(sheet, table.top, table.bottom))
    for row in sorted(each for each in {*sheet.rows, *(row for row, _ in over)} if each > table.bottom):
        if what := sieve.no_row(row):
            table.passed[row] = what
            continue
        cells = {
            label: over.get((row, place), sheet.cell(row, place))
            for label, place in table.places.items()
            if over.get((row, place), sheet.cell(row, place)) != ""
        }
        if cells:
            table.lines.append(Line(row, cells, row in sheet.hidden_rows))


class _Sieve:
    """Tells the rows that are none of the ledger, from the top down."""

    def __init__(self, sheet: Sheet, heads: dict[int, str]):
        self.rows = sheet.rows
        self.words = {place: {plain(word) for word in head.split(JOIN)} for place, head in heads.items()}
        self.numbering = {place for place, head in heads.items() if plain(head) in {*NUMBERING, REMARKS}}
        self.across = {top for top, left, _, right in sheet.merges if right > left}
        self.is_noted = False

    def no_row(self, row: int) -> str:
        """What the row is instead."""
        cells = self.rows.get(row, {})
        own = [place for place in cells if place not in self.numbering]
        what = self._foot(cells) or self._of_side(row, cells, own) or self._of_table(cells, own)
        self.is_noted = self.is_noted or what == NOTE
        return what

    def _foot(self, cells: dict[int, Cell]) -> str:
        return NOTE if any(FOOT.match(_close(cell)) for cell in cells.values()) else ""

    def _of_side(self, row: int, cells: dict[int, Cell], own: list[int]) -> str:
        """One sentence from side to side, or below the notes."""
        return NOTE if len(cells) == 1 and (row in self.across or (self.is_noted and own)) else ""

    def _of_table(self, cells: dict[int, Cell], own: list[int]) -> str:
        """A number that runs on, a sample, a total, the head as on each page of what was printed."""
        if not own:
            return EMPTY
        first = _close(cells[min(cells)])
        if first.startswith(SAMPLE):
            return SAMPLE
        if first in TOTALS or _close(cells[min(own)]) in TOTALS:
            return TOTAL
        says_head = all(plain(cell) in self.words.get(place, ()) for place, cell in cells.items())
        return HEAD_AGAIN if says_head else ""


def _close(cell: Cell) -> str:
    return "".join(str(cell).split())
