"""The kinds of figures. Each gives its rows (what the linked list shows) and its value as one scalar expression.

`rows` is a function that returns a queryset of everything that could count; voided records are left out by it.
Day fields are event days (local dates), so that any past day can be recomputed from what is known today.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DurationField, F, Q, QuerySet, Subquery, Value, Window
from django.db.models import Sum as SumOf
from django.db.models.functions import Coalesce, RowNumber

from baiyi.figures.periods import Period

UnitIds = Iterable[int] | None


@dataclass(frozen=True)
class Definition:
    """口径: what is counted, and what is not."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Base. `measure` is 人 起 处 份 家 次 …; figures of different measures are never added."""

    key: str
    label: str
    measure: str
    definition: Definition
    right: str
    list_url: str = ""
    order: int = 50
    headline: bool = False  # shown among the first figures
    awaited_as: str = (
        ""  # items of the responsibility list that wait for this word (待接入) can be switched to the figure
    )

    def selected(self, period: Period, unit_ids: UnitIds = None) -> QuerySet:
        """Rows that count: exactly what the linked list shows."""
        raise NotImplementedError

    def expression(self, period: Period, unit_ids: UnitIds = None):
        """The value as one scalar subquery."""
        raise NotImplementedError

    def read(self, raw: Any) -> Any:
        """From what the database gave to what is shown."""
        return raw or 0


@dataclass(frozen=True, kw_only=True)
class _FromRows(Figure):
    rows: Callable[[], QuerySet]

    def _scoped(self, unit_ids: UnitIds) -> QuerySet:
        return self.rows().counted_for(unit_ids)

    def expression(self, period, unit_ids=None):
        return Coalesce(_scalar(self.selected(period, unit_ids), Count("pk")), 0)


@dataclass(frozen=True, kw_only=True)
class Flow(_FromRows):
    """Rows whose day `when` lies in the period."""

    when: str

    def selected(self, period, unit_ids=None):
        return self._scoped(unit_ids).filter(**{f"{self.when}__range": (period.since, period.until)})


@dataclass(frozen=True, kw_only=True)
class Matching(_FromRows):
    """Subjects (家) that something happened to in the period, each once however often (次).

    Distinct by construction, so never to be summed over days or units.
    """

    happened: Callable[[Period], Q]

    def selected(self, period, unit_ids=None):
        return self._scoped(unit_ids).filter(self.happened(period))


@dataclass(frozen=True, kw_only=True)
class Stock(_FromRows):
    """Rows that stand open at the end of the period's last day: `since` on or before it, `until` empty or later."""

    since: str
    until: str

    def selected(self, period, unit_ids=None):
        still_open = Q(**{f"{self.until}": None}) | Q(**{f"{self.until}__gt": period.until})
        return self._scoped(unit_ids).filter(still_open, **{f"{self.since}__lte": period.until})


@dataclass(frozen=True, kw_only=True)
class Sum(Flow):
    """A count column inside the records; the list shows the total at its foot."""

    column: Any

    def expression(self, period, unit_ids=None):
        rows = self.selected(period, unit_ids).annotate(_counted=self.column)
        return Coalesce(_scalar(rows, SumOf("_counted")), 0)


@dataclass(frozen=True, kw_only=True)
class Median(Flow):
    """The middle of a length of days between two event days of the rows (mean of the two middle ones when even)."""

    start: str
    end: str

    def expression(self, period, unit_ids=None):
        length = F(self.end) - F(self.start)
        numbered = (
            self.selected(period, unit_ids)
            .order_by()
            .annotate(
                _length=length,
                _place=Window(RowNumber(), order_by=[length.asc(), F("pk").asc()]),
                _count=Window(Count("pk")),
            )
        )
        middle = numbered.filter(
            _place__gte=F("_count") / Value(2.0), _place__lte=F("_count") / Value(2.0) + Value(1.0)
        )
        lower = Subquery(middle.order_by("_place").values("_length")[:1], output_field=DurationField())
        upper = Subquery(middle.order_by("-_place").values("_length")[:1], output_field=DurationField())
        return (lower, upper)

    def read(self, raw):
        lower, upper = raw
        return None if lower is None else (lower + upper).total_seconds() / 2 / 86_400


@dataclass(frozen=True, kw_only=True)
class Ratio(Figure):
    """Numerator ÷ denominator of two figures, in percent; the denominator is always shown, base 0 has no value."""

    numerator: str
    denominator: str
    measure: str = "%"


def _scalar(rows: QuerySet, aggregate) -> Subquery:
    """SELECT aggregate FROM rows, as a subquery without grouping by row."""
    return Subquery(rows.order_by().annotate(_all=Value(1)).values("_all").annotate(_value=aggregate).values("_value"))
