"""The kinds of targets (目标种类): floor, red-line cap, milestone, clear-to-zero. Each says what is due on a day, which
lamp a value has, how far it is and in which words. Pure arithmetic.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from campaigns.planline import (
    GREEN,
    LEVEL_MEASURES,
    NONE,
    RED,
    WORDS,
    YELLOW,
    Node,
    Thresholds,
    due_by,
    lamp_of_progress,
    number,
    percent,
    progress,
    rounded,
)

NEAR_DAYS = 7  # natural days before a milestone from which its lamp is yellow


@dataclass(frozen=True, kw_only=True)
class Course:
    """What a value is held against on a day. Of the nodes the first one, the last one reached and the next one suffice;
    `baseline` is what there was to clear.
    """

    on: dt.date
    starts_on: dt.date
    ends_on: dt.date
    target: Decimal
    measure: str
    baseline: Decimal | None = None
    first: Node | None = None
    reached: Node | None = None
    coming: Node | None = None

    @property
    def is_over(self) -> bool:
        return self.on >= self.ends_on

    def amount(self, value) -> str:
        """In the item's measure; 个百分点 between percentages."""
        return f"{number(rounded(value))} {'个百分点' if self.measure == '%' else self.measure}"


class Floor:
    """下限: to be reached by the end, day by day along the plan line."""

    has_bar = True
    lamp_words = WORDS

    def due(self, course: Course) -> Fraction:
        nodes = [node for node in (course.first, course.reached) if node]
        span = {"starts_on": course.starts_on, "ends_on": course.ends_on}
        return due_by(course.on, **span, target=course.target, measure=course.measure, nodes=nodes)

    def share(self, value, course: Course) -> Fraction | None:
        """Completed ÷ due: who is worst."""
        return progress(value, self.due(course))

    def kind(self, value, course: Course, thresholds: Thresholds) -> str:
        return lamp_of_progress(self.share(value, course), thresholds)

    def completion(self, value, course: Course) -> Decimal | None:
        """Value ÷ target in percent; none for what is a share or a length of days itself."""
        if not course.target or course.measure in LEVEL_MEASURES:
            return None
        return percent(Fraction(value) / Fraction(course.target))

    def gap(self, value, course: Course) -> str:
        more = Fraction(value) - self.due(course)
        if more == 0:
            return "与应达持平"
        return f"{'超' if more > 0 else '差'} {course.amount(abs(more))}"

    def target_words(self, course: Course) -> str:
        """With its measure, as `due_words`."""
        return f"{number(course.target)} {course.measure}"

    def due_words(self, course: Course) -> str:
        return f"{number(rounded(self.due(course)))} {course.measure}"

    def asked(self, course: Course) -> str:
        """What is asked, as a sentence begins."""
        return f"应达 {self.due_words(course)}，目标 {self.target_words(course)}"

    def bar(self, value, course: Course) -> tuple[Fraction, Fraction, Fraction]:
        """Length of the value, of the plan line, and of the whole."""
        due = self.due(course)
        return max(value, Fraction(0)), due, max(Fraction(course.target), due, value)


class Cap(Floor):
    """红线上限: never to be passed. What is left of it counts, not a share."""

    has_bar = False
    lamp_words = WORDS | {RED: "超红线", YELLOW: "临近红线", GREEN: "未超红线"}

    def due(self, course: Course) -> Fraction:
        return Fraction(course.target)

    def share(self, value, course: Course) -> Fraction | None:
        return progress(value, course.target, is_most=True)

    def kind(self, value, course: Course, thresholds: Thresholds) -> str:
        if value is None:
            return NONE
        if value > course.target:
            return RED
        return YELLOW if 0 < course.target * thresholds.limit_near_from <= value else GREEN

    def completion(self, value, course: Course) -> None:
        return None

    def gap(self, value, course: Course) -> str:
        left = Fraction(course.target) - Fraction(value)
        if left < 0:
            return f"超红线 {course.amount(-left)}"
        if left > 0:
            return f"余 {course.amount(left)}"
        return "已到红线" if value else "零发生"

    def target_words(self, course: Course) -> str:
        return f"≤{number(course.target)} {course.measure}"

    due_words = target_words

    def asked(self, course: Course) -> str:
        return f"不得超过 {number(course.target)} {course.measure}"


class Dated(Floor):
    """限时节点: all of a node is due on its day, and nothing of it before."""

    lamp_words = WORDS | {RED: "逾节点", YELLOW: "临近节点", GREEN: "达节点"}

    def due(self, course: Course) -> Fraction:
        if course.is_over:
            return Fraction(course.target)
        return Fraction(course.reached.target) if course.reached else Fraction(0)

    def kind(self, value, course: Course, thresholds: Thresholds) -> str:
        if value is None:
            return NONE
        if value < self.due(course):
            return RED
        coming = self._coming(course)
        is_near = coming is not None and (coming.due_on - course.on).days <= NEAR_DAYS
        return YELLOW if is_near and value < coming.target else GREEN

    def gap(self, value, course: Course) -> str:
        lacks = self.due(course) - Fraction(value)
        if lacks > 0:
            node = course.reached if course.reached and not course.is_over else Node(course.ends_on, course.target)
            return f"逾节点（{_day(node.due_on)}）{(course.on - node.due_on).days} 天，差 {course.amount(lacks)}"
        coming = self._coming(course)
        if coming is None or value >= coming.target:
            return "已达节点"
        left = (coming.due_on - course.on).days
        return (
            f"距节点（{_day(coming.due_on)}）{left} 天，还差 {course.amount(Fraction(coming.target) - Fraction(value))}"
        )

    def due_words(self, course: Course) -> str:
        node = course.reached or self._coming(course)
        return super().due_words(course) + (f"（{_day(node.due_on)}）" if node else "")

    def _coming(self, course: Course) -> Node | None:
        """The next node; after the last one the end of the campaign."""
        if course.is_over:
            return None
        return course.coming or Node(course.ends_on, course.target)


class ToZero(Floor):
    """清零: what there was at first (清零基数) is to be gone by the end. What is due is how much may be left."""

    def due(self, course: Course) -> Fraction:
        """Nodes say how much may be left from their day on."""
        if course.is_over or course.baseline is None:
            return Fraction(0)
        if course.reached:
            return Fraction(course.reached.target)
        end = course.first or Node(course.ends_on, Decimal(0))
        passed, length = (course.on - course.starts_on).days + 1, (end.due_on - course.starts_on).days + 1
        to_clear = Fraction(course.baseline) - Fraction(end.target)
        return Fraction(course.baseline) - floor(to_clear * max(passed, 0) / length)

    def share(self, value, course: Course) -> Fraction | None:
        if value is None or course.baseline is None:
            return None
        cleared = max(Fraction(course.baseline) - Fraction(value), Fraction(0))
        return progress(cleared, Fraction(course.baseline) - self.due(course))

    def kind(self, value, course: Course, thresholds: Thresholds) -> str:
        if value is None:
            return NONE
        if value <= 0:
            return GREEN
        grows = course.baseline is None or value > course.baseline
        return RED if course.is_over or grows else super().kind(value, course, thresholds)

    def completion(self, value, course: Course) -> Decimal | None:
        """Cleared ÷ what there was, in percent."""
        if not course.baseline:
            return None
        return percent(max(1 - Fraction(value) / Fraction(course.baseline), Fraction(0)))

    def gap(self, value, course: Course) -> str:
        if value <= 0:
            return "已清零"
        late = Fraction(value) - self.due(course)
        return f"还剩 {course.amount(value)}" + (f"，应再清 {course.amount(late)}" if late > 0 else "")

    def target_words(self, course: Course) -> str:
        return f"0 {course.measure}（基数 {'—' if course.baseline is None else number(course.baseline)}）"

    def due_words(self, course: Course) -> str:
        return f"≤{super().due_words(course)}"

    def asked(self, course: Course) -> str:
        return f"最多还剩 {super().due_words(course)}，目标 {self.target_words(course)}"

    def bar(self, value, course: Course) -> tuple[Fraction, Fraction, Fraction]:
        whole = Fraction(course.baseline or 0)
        return max(whole - value, Fraction(0)), whole - self.due(course), whole


TARGETS: dict[str, Floor] = {"least": Floor(), "most": Cap(), "dated": Dated(), "zero": ToZero()}


def _day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"
