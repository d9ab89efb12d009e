"""What a cell means: what can be meant in one way only is taken, with what was mended; anything else is a fault that
says how to write it. Never a guess.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.timezone import make_aware

from baiyi.exchange.workbooks.reading import Cell

FIRST_SERIAL, LAST_SERIAL = 18_264, 73_050  # 1950-01-01 to 2099-12-31 as spreadsheets number days
EPOCH = dt.date(1899, 12, 30)
EXACT = 10**15  # from here on a spreadsheet keeps no longer every digit of a number
FULL_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日{0,1}")
COMPACT_DAY = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
SHORT_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日{0,1}")
MOMENT = re.compile(r"(.{4,11}?)[T ]*(\d{1,2})[:时点](\d{1,2})(?:分|:\d{1,2}){0,1}")
NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)(\D{0,3})")
GROUPED = re.compile(r"(?<=\d),(?=\d{3})")
YES, NO = {"是", "有", "√", "✓", "对", "y", "yes", "true", "1"}, {"否", "无", "×", "✗", "错", "n", "no", "false", "0"}
BETWEEN_PEOPLE = re.compile(r"[/\n,;，；、]+")
HOW_DAY, HOW_MOMENT = "写成 2022-7-4", "写成 2022-7-4 20:30"


class CellFault(Exception):
    """What is wrong with a cell, and how it is written."""

    def __init__(self, problem: str, how: str):
        super().__init__(problem)
        self.problem, self.how = problem, how


@dataclass(frozen=True)
class Meant:
    """`mended`: what was made of what stood there, to be told; empty when nothing had to be."""

    value: Any
    mended: str = ""


def half_width(cell: Cell) -> str:
    return unicodedata.normalize("NFKC", str(cell)).strip()


def text_of(cell: Cell) -> Meant:
    """Raises CellFault for a long number: its last digits are lost."""
    if isinstance(cell, str):
        tidy = " ".join(cell.split())
        return Meant(tidy, "已去掉换行和多余空格" if tidy != cell else "")
    if isinstance(cell, bool):
        return Meant("是" if cell else "否")
    if isinstance(cell, int | float):
        return Meant(_digits(cell))
    return Meant(str(cell))


def _digits(cell: float) -> str:
    if abs(cell) >= EXACT:
        raise CellFault("长号码被存成了科学计数，末几位已经丢失", "把整列设为文本格式，重新输入号码")
    return str(int(cell)) if float(cell).is_integer() else str(cell)


def day_of(cell: Cell, *, year: int) -> Meant:
    """A day; one without a year is of `year`. Raises CellFault."""
    if isinstance(cell, dt.datetime):
        return Meant(cell.date(), "已去掉时刻" if cell.time() != dt.time() else "")
    if isinstance(cell, dt.date):
        return Meant(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _day_of_number(cell)
    return _day_of_words("".join(half_width(cell).split()), year)


def _day_of_number(cell: float) -> Meant:
    words = str(int(cell))
    if FIRST_SERIAL <= cell <= LAST_SERIAL:
        day = EPOCH + dt.timedelta(days=int(cell))
        return Meant(day, f"{words} 是日期的序列号，按 {day} 读取")
    return _day_of_words(words, 0)


def _day_of_words(words: str, year: int) -> Meant:
    if found := FULL_DAY.fullmatch(words) or COMPACT_DAY.fullmatch(words):
        day = _day(*map(int, found.groups()))
        return Meant(day, "" if words == f"{day}" else f"“{words}”按 {day} 读取")
    if found := SHORT_DAY.fullmatch(words):
        day = _day(year, *map(int, found.groups()))
        return Meant(day, f"“{words}”没有年份，按 {day} 读取")
    raise CellFault("不是日期", HOW_DAY)


def _day(*parts: int) -> dt.date:
    try:
        return dt.date(*parts)
    except ValueError as error:
        raise CellFault("没有这一天", HOW_DAY) from error


def moment_of(cell: Cell, *, year: int) -> Meant:
    """A day with hour and minute, by the local clock. Raises CellFault."""
    if isinstance(cell, dt.datetime):
        return Meant(make_aware(cell))
    found = MOMENT.fullmatch(half_width(cell))
    if found is None:
        raise CellFault("不是日期和时间", HOW_MOMENT)
    day, hour, minute = _day_of_words("".join(found[1].split()), year).value, int(found[2]), int(found[3])
    if hour > 23 or minute > 59:
        raise CellFault("没有这个时刻", HOW_MOMENT)
    moment = dt.datetime.combine(day, dt.time(hour, minute))
    usual = f"{moment:%Y-%m-%d %H:%M}"
    return Meant(make_aware(moment), "" if found[0] == usual else f"“{cell}”按 {usual} 读取")


def number_of(cell: Cell, *, measures: Iterable[str] = ()) -> Meant:
    """A number; one of the `measures` may stand behind it (12 家). Raises CellFault."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Meant(Decimal(str(cell)))
    plain = GROUPED.sub("", half_width(cell).replace("，", ","))
    found = NUMBER.fullmatch("".join(plain.split()))
    if found is None or found[2] not in {"", *measures}:
        raise CellFault("不是数字", "只写数字，不带单位和文字")
    return Meant(Decimal(found[1]), f"“{cell}”按 {found[1]} 读取" if found[1] != cell else "")


def truth_of(cell: Cell) -> Meant:
    """是 or 否, in the ways people tick. Raises CellFault."""
    if isinstance(cell, bool):
        return Meant(cell)
    word = half_width(cell).lower()
    if word not in YES | NO:
        raise CellFault("不是“是”或“否”", "写“是”或“否”")
    return Meant(word in YES)


def choice_of(cell: Cell, choices: Mapping[str, Any]) -> Meant:
    """The value of the choice whose word stands there. Raises CellFault."""
    word = _folded(text_of(cell).value)
    for label, value in choices.items():
        if _folded(label) == word:
            return Meant(value, f"“{cell}”按“{label}”读取" if label != cell else "")
    few = "、".join(list(choices)[:8]) + ("等" if len(choices) > 8 else "")
    raise CellFault(f"没有“{str(cell)[:20]}”这一项", f"从下拉中选择：{few}")


def _folded(word: str) -> str:
    return "".join(half_width(word).split()).lower()


def people_of(cell: Cell) -> list[str]:
    """Several people in one cell."""
    return [name for part in BETWEEN_PEOPLE.split(str(cell)) if (name := "".join(part.split()))]
