"""The statutory holidays of a year (全国年节及纪念日放假办法): what a whole table of it must give off."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

LUNAR = Path(__file__).parent / "seeds" / "festivals.csv"  # by year: 初一, 清明, 端午, 中秋, as MM-DD
FIRST_YEAR, LAST_YEAR = 2000, 2099
MORE_SINCE = 2025  # 国务院令第795号: 除夕 and 2 May
TRADITIONAL_SINCE = 2008  # 国务院令第513号: 清明, 端午, 中秋


def missing(year: int, days_off: Iterable[date]) -> tuple[str, ...]:
    """Names of the holidays of that year of which a statutory day is not off, in the order of the year."""
    off = set(days_off)
    return tuple(name for name, days in statutory(year) if not off.issuperset(days))


@cache
def statutory(year: int) -> tuple[tuple[str, tuple[date, ...]], ...]:
    """Name and statutory days of each holiday, without the days moved by 调休."""
    return tuple((name, tuple(days)) for name, days in _statutory(year))


def _statutory(year: int) -> Iterator[tuple[str, Iterable[date]]]:
    lunar, is_more = _lunar()[year], year >= MORE_SINCE
    yield "元旦", [date(year, 1, 1)]
    yield "春节", _run(lunar["spring"], -1 if is_more else 0, 2)
    if year >= TRADITIONAL_SINCE:
        yield "清明", [lunar["qingming"]]
    yield "劳动节", _run(date(year, 5, 1), 0, 1 if is_more else 0)
    if year >= TRADITIONAL_SINCE:
        yield "端午", [lunar["dragon_boat"]]
        yield "中秋", [lunar["mid_autumn"]]
    yield "国庆", _run(date(year, 10, 1), 0, 2)


def _run(day: date, first: int, last: int) -> list[date]:
    return [day + timedelta(days=n) for n in range(first, last + 1)]


@cache
def _lunar() -> dict[int, dict[str, date]]:
    with LUNAR.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        int(row["year"]): {
            name: date.fromisoformat(f"{row['year']}-{day}") for name, day in row.items() if name != "year"
        }
        for row in rows
    }
