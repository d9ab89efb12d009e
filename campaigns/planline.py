"""The plan line (序时进度): what an item is to have reached by a day, and which lamp that gives. Pure arithmetic.

One rule for the whole system, `lamp_of_progress`, decides every lamp of the plan: items, sub-actions, units.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

from baiyi.records import lamps
from baiyi.records.lamps import Lamp

LEVEL_MEASURES = frozenset({"%", "天"})  # kept at a level from the first day on, never filled up day by day
RED, YELLOW, GREEN, NONE = "red", "yellow", "green", "none"
MOST_SHARE = 5  # of what is due: no lamp asks for more
WORDS = {RED: "严重滞后", YELLOW: "滞后", GREEN: "达序时", NONE: "无数据"}


@dataclass(frozen=True)
class Thresholds:
    """Shares of what is due (1 = all of it) from which a lamp is green, and yellow; below it is red. Of a cap the share
    that is used up from which its lamp is yellow; above the cap it is red.
    """

    green_from: Decimal = Decimal(1)
    yellow_from: Decimal = Decimal("0.80")
    limit_near_from: Decimal = Decimal("0.90")

    @property
    def words(self) -> str:
        green, yellow = _share(self.green_from), _share(self.yellow_from)
        near = _share(self.limit_near_from)
        return f"完成÷应达：绿灯 ≥{green}，黄灯 {yellow}—{green}，红灯 <{yellow}；红线上限：用到 {near} 黄灯，超过红灯"


@dataclass(frozen=True)
class Node:
    """序时节点: the target at the end of a day."""

    due_on: dt.date
    target: Decimal

    def __str__(self) -> str:
        return f"{self.due_on} {number(self.target)}"


def due_by(
    day: dt.date, *, starts_on: dt.date, ends_on: dt.date, target: Decimal, measure: str, nodes: Sequence[Node] = ()
) -> Fraction:
    """What is due at the end of the day, in the item's measure. `nodes` by day; the first and the last reached suffice.

    Without nodes: a straight line over the days of the campaign (day n of N: n/N of the target); a share or a length of
    days
    (%, 天) is due in full from the first day. With nodes: the last one reached, before the first one a straight line up
    to it.
    Counts are due in whole pieces: what is not a whole one yet is not due. From the last day on the target itself;
    before the
    first day nothing.
    """
    if day < starts_on:
        return Fraction(0)
    if day >= ends_on:
        return Fraction(target)
    reached = [node for node in nodes if node.due_on <= day]
    if reached:
        return Fraction(reached[-1].target)
    end, goal = (nodes[0].due_on, nodes[0].target) if nodes else (ends_on, target)
    if measure in LEVEL_MEASURES:
        return Fraction(goal)
    return Fraction(floor(Fraction(goal) * ((day - starts_on).days + 1) / ((end - starts_on).days + 1)))


def progress(value, due, *, is_most: bool = False) -> Fraction | None:
    """Completed ÷ due; for “不多于” the limit ÷ the value. None without a value.
    Nothing due is 1; nothing wrong is the most that any lamp can ask for.
    """
    if value is None:
        return None
    done, due = Fraction(value), Fraction(due)
    if is_most:
        return min(due / done, Fraction(MOST_SHARE)) if done > 0 else Fraction(MOST_SHARE)
    return done / due if due > 0 else Fraction(1)


def lamp_of_progress(share: Fraction | Decimal | None, thresholds: Thresholds) -> str:
    """Red, yellow, green, or none when there is no data: no data is never green, and never red either."""
    if share is None:
        return NONE
    if share >= Fraction(thresholds.green_from):
        return GREEN
    return YELLOW if share >= Fraction(thresholds.yellow_from) else RED


def share_on_plan(kinds: Sequence[str]) -> Fraction | None:
    """Items on plan ÷ items with data: how a sub-action stands.
    Its items are counted; their measures are never added.
    """
    known = [kind for kind in kinds if kind != NONE]
    return Fraction(known.count(GREEN), len(known)) if known else None


def number(value) -> str:
    """12, 71.4; no trailing zeros."""
    if isinstance(value, float):
        return f"{value:g}"
    return f"{Decimal(value).normalize():f}"


def shown_lamp(kind: str, words: str = "") -> Lamp:
    text = words or WORDS[kind]
    return {RED: lamps.overdue, YELLOW: lamps.near, GREEN: lamps.good, NONE: lamps.no_data}[kind](text)


def percent(share: Fraction | None) -> Decimal | None:
    """In percent with one place, rounded half up."""
    if share is None:
        return None
    return rounded(share * 100)


def rounded(number) -> Decimal:
    """One place, half up, from an exact number; half of a negative one away from zero too."""
    exact = Fraction(number)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _share(number: Decimal) -> str:
    return f"{number.normalize():f}"
