"""警情分析: a count with 环比 and 同比, the beats with most, and thirteen weeks."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from baiyi.accounts.models import Unit
from baiyi.figures import Period
from baiyi.figures.changes import WORDS, Compared, base_of
from baiyi.records import lamps
from baiyi.records.lamps import Lamp
from baiyi.records.ranked import first_of
from campaigns.weeks import DAYS, Week, week_of
from prevention.reading.alarms.counting import Counted, bases_of, count, rows_of, with_base

WEEKS, BEATS = 13, 5
BAR = 100  # width of the longest bar


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`units` are the one chosen and those below it; `first_weekday` is that of the campaign's weeks."""

    unit: Unit
    stations: list[int]
    subject: str
    period: Period
    beat: int | None = None
    first_weekday: int = 0


@dataclass(frozen=True)
class Comparison:
    """`compared` is None where nothing is known of the base period."""

    kind: str
    compared: Compared | None
    base: Counted
    base_days: str

    @property
    def word(self) -> str:
        return WORDS[self.kind]

    @property
    def lamp(self) -> Lamp | None:
        """Fewer alarms are good; colour and word say it together."""
        percent = self.compared and self.compared.percent
        if not percent:
            return None
        return lamps.tag("↓ 下降", "green") if percent < 0 else lamps.tag("↑ 上升", "red")


@dataclass(frozen=True)
class WeekOfAlarms:
    week: Week
    found: Counted
    bar: int  # of BAR
    compared: Compared | None

    @property
    def missing_words(self) -> str:
        return f"缺报 {self.found.missing} 个单位日" if self.found.missing else ""


@dataclass(frozen=True)
class Analysis:
    now: Counted
    comparisons: list[Comparison]
    beats: list[tuple[str, int]]
    weeks: list[WeekOfAlarms]


def analyse(asked: Asked) -> Analysis:
    """Four statements."""
    bases = {kind: base_of(asked.period, kind) for kind in WORDS}
    weeks = _weeks(asked)
    days = [Period(*week.days) for week in weeks]
    now, *others = count([asked.period, *bases.values(), *days], asked.stations, asked.subject, asked.beat)
    typed = {} if asked.beat else bases_of(asked.unit, asked.subject, list(bases.values()))
    known = {kind: with_base(each, typed.get(bases[kind])) for kind, each in zip(bases, others, strict=False)}
    comparisons = [
        Comparison(kind, _compared(asked.period, now, kind, base), base, bases[kind].days_on(asked.period.until))
        for kind, base in known.items()
    ]
    return Analysis(now, comparisons, _beats(asked), _in_bars(weeks[1:], others[len(bases) :]))


def _compared(period: Period, now: Counted, kind: str, base: Counted) -> Compared | None:
    if not base.is_known:
        return None
    facts = {"word": WORDS[kind], "source": base.source}
    return Compared(now=now.count, base=base.count, period=period, base_period=base_of(period, kind), **facts)


def _beats(asked: Asked) -> list[tuple[str, int]]:
    days = (asked.period.since, asked.period.until)
    rows = rows_of(asked.stations, asked.subject, asked.beat).filter(report__reported_on__range=days)
    found = rows.values_list("beat__name", "report__unit__short_name").annotate(total=Sum("count"))
    ranked = list(found.order_by("-total", "report__unit__position", "beat__number"))
    most = first_of(ranked, BEATS, by=lambda row: row[-1])
    return [(f"{unit} {beat or '未分巡区'}", total) for beat, unit, total in most]


def _weeks(asked: Asked) -> list[Week]:
    """The last thirteen to the one that holds the last day, and the one before them, their first base."""
    week, found = week_of(asked.period.until, first_weekday=asked.first_weekday), []
    for _ in range(WEEKS + 1):
        found.append(week)
        week = week_of(week.starts_on.fromordinal(week.starts_on.toordinal() - DAYS), first_weekday=asked.first_weekday)
    return found[::-1]


def _in_bars(weeks: list[Week], counted: Sequence[Counted]) -> list[WeekOfAlarms]:
    """`counted` begins with the week before."""
    most = max([each.count for each in counted[1:]] + [1])
    found = []
    for week, before, each in zip(weeks, counted, counted[1:], strict=False):
        period = Period(*week.days)
        compared = _compared(period, each, "previous", before)
        found.append(WeekOfAlarms(week, each, each.count * BAR // most, compared))
    return found
