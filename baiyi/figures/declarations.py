"""The kinds of figures. Each says which rows count in a period; the linked list shows exactly these, and the value is
what they come to.

`rows` is a function that returns a queryset of everything that could count; voided records are left out by it. It and
the conditions hang on nothing but the period, so that their SQL can be kept; nor do figures equal each other.
Figures whose `rows` is the same function are read in one scan. Day fields are event days (local dates), so that any
past day can be recomputed from what is known today.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet
from django.db.models import Sum as SumOf

from baiyi.figures.asks import Ask
from baiyi.figures.periods import Period

UnitIds = Iterable[int] | None
IN_HAPPENED = "happened"
MINUS = "−"
Pairs = list[tuple[int, int]]  # what the database gave: (length in days, amount); only a median groups by length


@dataclass(frozen=True)
class Definition:
    """口径: what is counted, and what is not."""

    text: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Figure:
    """Base. `measure` is 人 起 处 份 家 次 …; figures of different measures are never added.

    `part_of` is the key of a figure that counts the same things and more (包含口径). Figures with the same `apart`
    count no thing twice and may be added (互斥口径); all others stand by themselves.
    """

    key: str
    label: str
    measure: str
    definition: Definition
    right: str
    list_url: str = ""
    order: int = 50
    part_of: str = ""
    apart: str = ""
    aside: str = ""  # key of a part of it that is always told with it: 漏督 1（已补 1）
    headline: bool = False  # shown among the first figures
    awaited_as: str = (
        ""  # items of the responsibility list that wait for this word (待接入) can be switched to the figure
    )

    def selected(self, period: Period, unit_ids: UnitIds = None) -> QuerySet:
        """Rows that count: exactly what the linked list shows."""
        raise NotImplementedError

    def shown(self, value) -> str:
        """Its value as pages write it, without its measure."""
        if value is None:
            return "—"
        return with_minus(f"{value:g}" if isinstance(value, float) else str(value))


@dataclass(frozen=True, kw_only=True, eq=False)
class FromRows(Figure):
    """A figure that is read from rows. Each row counts for one unit, so amounts of units add up to those of all.

    `in_operation` is the path from a row to the joint operation it belongs to, or the condition on rows by its key: a
    figure with one can be asked for one (战报). Where that lies in what `happened`, it says IN_HAPPENED and reads
    `period.operation` itself.
    """

    rows: Callable[[], QuerySet]
    in_operation: str | Callable[[int], Q] = ""

    def selected(self, period, unit_ids=None):
        return self.rows().counted_for(unit_ids).filter(self.counts(period))

    def counts(self, period: Period) -> Q:
        """The condition, within the joint operation that is asked for. Raises ValueError when the rows know of none."""
        if period.operation is None:
            return self.condition(period)
        if not self.in_operation:
            raise ValueError(f"figure {self.key} belongs to no joint operation")
        return self.condition(period) & self._belongs(period.operation)

    def _belongs(self, operation: int) -> Q:
        if callable(self.in_operation):
            return self.in_operation(operation)
        return Q() if self.in_operation == IN_HAPPENED else Q(**{self.in_operation: operation})

    def condition(self, period: Period) -> Q:
        """Which of the rows count in the period. Something that happened to a row is `Exists`, never `pk__in`: inside
        an aggregate PostgreSQL would read the whole set again for every row.
        """
        raise NotImplementedError

    def reach(self, periods: Sequence[Period]) -> Q | None:
        """Holds for every row that counts in any of the periods, so that no others are read. None: all may count."""
        return None

    def amount(self, period: Period):
        """The aggregate that a group of rows comes to."""
        return Count("pk", filter=self.counts(period))

    @property
    def source(self) -> tuple:
        """Figures with the same source are read in one scan."""
        return (self.rows,)

    @property
    def length(self):
        """What the rows are grouped by besides their unit; None for nothing."""
        return None

    def read(self, pairs: Pairs) -> Any:
        """The value that groups of rows come to together."""
        return sum(amount for _, amount in pairs)


@dataclass(frozen=True, kw_only=True, eq=False)
class Flow(FromRows):
    """Rows whose day `when` lies in the period; of these `only` some, so that figures of one source share its scan."""

    when: str
    only: Q | None = None

    def condition(self, period):
        return Q(**{f"{self.when}__range": (period.since, period.until)}) & (self.only or Q())

    def reach(self, periods):
        return _within(self.when, periods)


@dataclass(frozen=True, kw_only=True, eq=False)
class Matching(FromRows):
    """Subjects (家) that something happened to in the period, each once however often (次).

    Distinct by construction, so never to be summed over days. `when` is a day of the row that lies in the period
    whenever it counts, if there is one: other rows are not looked at.
    """

    happened: Callable[[Period], Q]
    when: str = ""

    def condition(self, period):
        return self.happened(period)

    def reach(self, periods):
        return _within(self.when, periods) if self.when else None


@dataclass(frozen=True, kw_only=True, eq=False)
class Stock(FromRows):
    """Rows that stand open at the end of the period's last day: `since` on or before it, `until` empty or later."""

    since: str
    until: str

    def condition(self, period):
        return self._open(period, period)

    def reach(self, periods):
        days = sorted(periods, key=lambda each: each.until)
        return self._open(days[0], days[-1])

    def _open(self, first: Period, last: Period) -> Q:
        still_open = Q(**{self.until: None}) | Q(**{f"{self.until}__gt": first.until})
        return still_open & Q(**{f"{self.since}__lte": last.until})


@dataclass(frozen=True, kw_only=True, eq=False)
class Sum(Flow):
    """A count column inside the records; the list shows the total at its foot."""

    column: Any

    def amount(self, period):
        return SumOf(self.column, filter=self.counts(period), default=0)


@dataclass(frozen=True, kw_only=True, eq=False)
class Related(Sum):
    """Related rows of the records, e.g. 人次: `column` is how many one record has, `related` the path to them, by which
    all are counted at once.
    """

    related: str

    def amount(self, period):
        return Count(self.related, filter=self.counts(period))

    @property
    def source(self):
        """Its own: a record comes as often as it has related rows."""
        return (self.rows, self.related)


@dataclass(frozen=True, kw_only=True, eq=False)
class Median(Flow):
    """The middle of a length of days between two event days of the rows (mean of the two middle ones when even)."""

    start: str
    end: str

    @property
    def source(self):
        return (self.rows, self.start, self.end)

    @property
    def length(self):
        return Days(F(self.end), F(self.start))

    def read(self, pairs):
        return median(pairs)


@dataclass(frozen=True, kw_only=True, eq=False)
class Composed(Figure):
    """In percent, worked out of two counts that are always shown with it. Its list is that of the first count."""

    measure: str = "%"

    @property
    def opens(self) -> str:
        """The key of the figure whose list it opens."""
        raise NotImplementedError

    def parts(self, ask: Ask) -> tuple[Ask, Ask]:
        """The two counts it is worked out of."""
        raise NotImplementedError

    def worked_out(self, part: int, base: int) -> Decimal | None:
        raise NotImplementedError

    def base_words(self, ask: Ask, part: int, base: int) -> str:
        return f"{part}/{base}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Ratio(Composed):
    """Numerator ÷ denominator of two figures; base 0 has no value."""

    numerator: str
    denominator: str

    @property
    def opens(self):
        return self.numerator

    def parts(self, ask):
        return ask.part(self.numerator), ask.part(self.denominator)

    def worked_out(self, part, base):
        return percentage(part, base)


def percentage(part: int, base: int) -> Decimal | None:
    """71.0 for 71 of 100; half up; None for base 0."""
    if not base:
        return None
    return (Decimal(part) * 100 / Decimal(base)).quantize(Decimal("0.1"), ROUND_HALF_UP) + 0  # no -0.0


def with_minus(text: str) -> str:
    """A number below zero has one sign, −, wherever it is read."""
    return text.replace("-", MINUS)


class Days(Func):
    """Natural days from the second day to the first."""

    output_field = IntegerField()
    template, arg_joiner = "(%(expressions)s)", " - "

    def as_sqlite(self, compiler, connection, **extra):
        template = "CAST(julianday(%(expressions)s) AS integer)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **extra)


def median(pairs: Pairs) -> float | None:
    """The middle length, of two middle ones their mean; None of nothing."""
    counted = sum(amount for _, amount in pairs)
    if not counted:
        return None
    return (_at(pairs, (counted - 1) // 2) + _at(pairs, counted // 2)) / 2


def mean(pairs: Pairs) -> float | None:
    """The average length; None of nothing."""
    counted = sum(amount for _, amount in pairs)
    return sum(length * amount for length, amount in pairs) / counted if counted else None


def _within(day: str, periods: Sequence[Period]) -> Q:
    return Q(**{f"{day}__range": (min(each.since for each in periods), max(each.until for each in periods))})


def _at(pairs: Pairs, place: int) -> int:
    """The length at a place (from 0) when all lengths stand in a row."""
    for length, amount in sorted(pairs):
        if place < amount:
            return length
        place -= amount
    raise IndexError(place)
