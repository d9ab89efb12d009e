"""漏斗 排查 → 流转 → 化解: how many, by unit, and in how many days. Everything for units a person may ask about.

Two statements whatever the number of disputes: the figures, and the lengths of time grouped by the database.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Count, DateField, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Least

from baiyi.accounts.models import Unit
from baiyi.figures import Period, get
from baiyi.figures.asks import Ask
from baiyi.figures.declarations import Days, Pairs, mean, median
from baiyi.figures.evaluation import evaluate, percentage
from baiyi.figures.links import list_link
from disputes.models import Dispute

FOUND, SENT, RESOLVED, SENT_RESOLVED = (
    "disputes_found",
    "disputes_transferred",
    "disputes_resolved",
    "sent_disputes_resolved",
)
FATES = ("found_disputes_resolved", "found_disputes_in_hand", "found_disputes_away", "found_disputes_penalised")
FATE_WORDS = ("化解", "在办", "已流转未化解", "转处罚")
KEYS = (FOUND, SENT, RESOLVED, SENT_RESOLVED, *FATES)
STEPS = (
    ("排查到流转", "found_on", "transferred_on"),
    ("流转到化解", "transferred_on", "resolved_on"),
    ("排查到化解", "found_on", "resolved_on"),
)
CLOSED, TO_DATE = "已走完", "截至期末"


@dataclass(frozen=True)
class Cell:
    """A number, what it counts, and the list that shows its rows."""

    label: str
    amount: int
    url: str


@dataclass(frozen=True)
class Line:
    """The funnel of one unit, or of all: numbers of disputes (起) by the key of their figure."""

    name: str
    amounts: dict[str, int]
    period: Period
    within: str = ""

    @property
    def cells(self) -> list[Cell]:
        return [self._cell(*each) for each in (("排查", FOUND), ("流转", SENT), ("化解", RESOLVED))]

    @property
    def fates(self) -> list[Cell]:
        """化解, 在办, 已流转未化解, 转处罚 of what was found."""
        return [self._cell(*each) for each in zip(FATE_WORDS, FATES, strict=True)]

    @property
    def is_even(self) -> bool:
        return self.amounts[FOUND] == sum(self.amounts[key] for key in FATES)

    @property
    def of_found(self) -> Decimal | None:
        """化解 ÷ 排查, in percent."""
        return percentage(self.amounts[RESOLVED], self.amounts[FOUND])

    @property
    def of_sent(self) -> Decimal | None:
        """流转后化解 ÷ 流转, in percent."""
        return percentage(self.amounts[SENT_RESOLVED], self.amounts[SENT])

    @property
    def bases(self) -> tuple[str, str]:
        """36/169 and 36/74: never a rate without its denominator."""
        counts = self.amounts
        return f"{counts[RESOLVED]}/{counts[FOUND]}", f"{counts[SENT_RESOLVED]}/{counts[SENT]}"

    def _cell(self, label: str, key: str) -> Cell:
        return Cell(label, self.amounts[key], f"{list_link(get(key), self.period)}{self.within}")


@dataclass(frozen=True)
class Span:
    """Natural days from one step to the next, of `count` disputes."""

    step: str
    basis: str
    count: int
    median: float | None
    mean: float | None


@dataclass(frozen=True)
class Funnel:
    whole: Line
    lines: list[Line]
    spans: list[Span]


def funnel(units: Sequence[Unit], period: Period) -> Funnel:
    """Of these units, those with none left out of the lines. Two statements."""
    whole = tuple(unit.pk for unit in units)
    groups = [whole, *((unit.pk,) for unit in units)]
    found = evaluate(Ask(key, period, group) for group in groups for key in KEYS)

    def line(name: str, group: tuple[int, ...], within: str = "") -> Line:
        return Line(name, {key: found[Ask(key, period, group)] for key in KEYS}, period, within)

    lines = [line(unit.short_name, (unit.pk,), f"&within={unit.pk}") for unit in units]
    return Funnel(line("合计", whole), [each for each in lines if any(each.amounts.values())], spans(whole, period))


def spans(unit_ids: Sequence[int], period: Period) -> list[Span]:
    """Median and mean of each step: of what went it within the period, and of all that was found in it, counting what
    has not gone it yet up to the end of the period, or to where it ended otherwise. One statement.
    """
    lengths = _lengths(unit_ids, period)
    return [
        Span(step, basis, sum(count for _, count in pairs), median(pairs), mean(pairs))
        for step, _, _ in STEPS
        for basis in (CLOSED, TO_DATE)
        for pairs in [lengths[step, basis]]
    ]


def _lengths(unit_ids: Sequence[int], period: Period) -> dict[tuple[str, str], Pairs]:
    """How many took how long, by step and basis: one scan, grouped by all lengths at once."""
    columns = {key: column for step in STEPS for key, column in zip(_keys(step), _columns(step, period), strict=True)}
    named = {f"length{place}": column for place, column in enumerate(columns.values())}
    rows = Dispute.objects.counted().counted_for(unit_ids).filter(_went_a_step(period), found_on__lte=period.until)
    found: dict[tuple[str, str], Counter] = defaultdict(Counter)
    for *lengths, count in rows.order_by().annotate(**named).values_list(*named).annotate(Count("pk")):
        for key, length in zip(columns, lengths, strict=True):
            if length is not None:
                found[key][length] += count
    return {key: list(found[key].items()) for key in columns}


def _went_a_step(period: Period) -> Q:
    """In the period, or was found in it: no other row has a length."""
    found = Q()
    for day in dict.fromkeys(day for _, *days in STEPS for day in days):
        found |= Q(**{f"{day}__range": (period.since, period.until)})
    return found


def _keys(step: tuple[str, str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    return (step[0], CLOSED), (step[0], TO_DATE)


def _columns(step: tuple[str, str, str], period: Period) -> tuple[Case, Case]:
    """Days of a row that went the step in the period, and of one found in it; None for any other."""
    _, start, end = step
    days = (period.since, period.until)
    went = Q(**{f"{end}__range": days, f"{start}__isnull": False})
    begun = Q(relapse_of=None, found_on__range=days) & Q(**{f"{start}__lte": period.until})
    until = Cast(Value(period.until), DateField())
    reached = Least(Coalesce(F(end), F("ended_on"), until), until)
    return _days(went, Days(F(end), F(start))), _days(begun, Days(reached, F(start)))


def _days(condition: Q, length: Days) -> Case:
    return Case(When(condition, then=length), default=None, output_field=IntegerField())
