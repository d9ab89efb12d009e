"""环比 and 同比: a count against that of its base period. Both counts and the days of the base are always shown.

A base below SMALL gives no percentage (基数小): one alarm more of four is 25 %, and says nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from baiyi.figures.asks import Ask
from baiyi.figures.declarations import MINUS, Composed, percentage
from baiyi.figures.periods import Period

SMALL = 10
PREVIOUS, LAST_YEAR = "previous", "last_year"
WORDS = {PREVIOUS: "环比", LAST_YEAR: "同比"}


def base_of(period: Period, against: str) -> Period:
    """The days a period is compared with."""
    return period.previous if against == PREVIOUS else period.last_year


def change(now: int, base: int) -> Decimal | None:
    """-23.7 for 45 against 59: in percent, one place, half up. None when the base is small."""
    return percentage(now - base, base) if base >= SMALL else None


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A count beside that of its base period; `source` says where a base comes from that was never counted here."""

    now: int
    base: int
    period: Period
    base_period: Period
    word: str = WORDS[PREVIOUS]
    source: str = ""

    @property
    def percent(self) -> Decimal | None:
        return change(self.now, self.base)

    @property
    def shown(self) -> str:
        """−23.7%, +3.2%, 0.0%; 基数小; against nothing 新增, of nothing —."""
        if self.base == 0:
            return "新增" if self.now else "—"
        return "基数小" if self.percent is None else f"{signed(self.percent)}%"

    @property
    def base_words(self) -> str:
        """45 / 59，基期 6月16日—7月3日."""
        source = f"，基期数来自{self.source}" if self.source else ""
        return f"{self.now} / {self.base}，基期 {self.base_period.days_on(self.period.until)}{source}"

    def __str__(self) -> str:
        return f"{self.word} {self.shown}（{self.base_words}）"


def signed(change, written: Callable = str) -> str:
    """+3.2, −23.7, 0: a change has one sign; `written` says its size."""
    sign = "+" if change > 0 else MINUS if change < 0 else ""
    return f"{sign}{written(abs(change))}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Change(Composed):
    """How the count `of` changed against its base period; of a fall (降幅) less is more. None when it is small."""

    of: str
    against: str = PREVIOUS
    is_fall: bool = False

    @property
    def opens(self):
        return self.of

    def parts(self, ask):
        return ask.part(self.of), Ask(self.of, base_of(ask.period, self.against), ask.unit_ids)

    def worked_out(self, part, base):
        found = change(part, base)
        return -found if self.is_fall and found is not None else found

    def shown(self, value):
        """+3.2, −23.7; a fall is named by its label and has a sign only where it was a rise."""
        return super().shown(value) if self.is_fall or value is None else signed(value)

    def base_words(self, ask, part, base):
        found = Compared(now=part, base=base, period=ask.period, base_period=base_of(ask.period, self.against))
        small = "" if found.percent is not None else "，基期为 0" if not base else "，基数小"
        return f"{part}/{base}{small}，基期 {found.base_period.days_on(ask.period.until)}"
