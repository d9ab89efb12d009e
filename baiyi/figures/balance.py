"""结转: what stood open at the start, came, went, and stands open at the end, of any figure that is a stock.

期初 + 新增 − 办结 = 期末 for every unit, and the end of one period is the start of the next. Each of the four is
counted by itself, so that a row that breaks it is seen.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from baiyi.figures.declarations import Stock
from baiyi.figures.periods import Period

WORDS = ("期初", "新增", "办结", "期末")
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Balance:
    """Amounts in the measure of the figure, at the end of days."""

    opening: int = 0
    added: int = 0
    ended: int = 0
    closing: int = 0

    @property
    def is_even(self) -> bool:
        return self.opening + self.added - self.ended == self.closing

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(*(mine + its for mine, its in zip(self.amounts, other.amounts, strict=True)))

    @property
    def named(self) -> list[tuple[str, int]]:
        return list(zip(WORDS, self.amounts, strict=True))

    @property
    def amounts(self) -> tuple[int, int, int, int]:
        return (self.opening, self.added, self.ended, self.closing)


def balances(figure: Stock, period: Period, unit_ids) -> dict[int, Balance]:
    """By unit; those without any row are left out. One statement."""
    before = period.since - ONE_DAY
    days = (period.since, period.until)
    counted = {
        "opening": figure.condition(Period(before, before)),
        "added": Q(**{f"{figure.since}__range": days}),
        "ended": Q(**{f"{figure.until}__range": days}),
        "closing": figure.condition(period),
    }
    columns = {name: Count("pk", filter=condition) for name, condition in counted.items()}
    rows = figure.rows().counted_for(unit_ids).order_by().values("unit").annotate(**columns)
    return {row.pop("unit"): Balance(**row) for row in rows.values("unit", *columns)}


def total(found: Mapping[int, Balance], unit_ids) -> Balance:
    return sum((found[unit] for unit in unit_ids if unit in found), Balance())
