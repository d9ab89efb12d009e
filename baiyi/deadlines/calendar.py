"""The arithmetic of legal periods: pure, without database or clock.

The day a period starts from is not counted (公安机关办理行政案件程序规定 art. 35); counting begins the next day.
Working days skip every day off. Natural days count them all, and a last day that is not a working day moves to
the next working day; a period that restricts a person's liberty does not move (`roll=False`). Months end on the day of
the same number, or on the last day of a month that has none.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from baiyi.deadlines import festivals

WORKING, NATURAL, MONTHS = "working", "natural", "months"
UNITS = {WORKING: "个工作日", NATURAL: "个自然日", MONTHS: "个月"}
MAX_LENGTH = 3660  # days
MAX_MONTHS = 120
FIRST_START, LAST_START = date(2000, 1, 1), date(2100, 12, 31)
ONE_DAY = timedelta(days=1)
COMMA = "\uff0c"
WEEKDAYS = "一二三四五六日"
NAMED_RUNS = 12  # runs of skipped days a trace still names one by one


@dataclass(frozen=True)
class CalendarYear:
    """One year's official table, as its notice gives it;
    the notice may also decide the last days of December before.
    """

    year: int
    holidays: frozenset[date]
    makeups: frozenset[date]
    version: int = 1
    source: str = ""

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Statutory holidays it does not give off: a table that lacks one is not whole."""
        return festivals.missing(self.year, self.holidays)


@dataclass(frozen=True)
class Calendar:
    years: Mapping[int, CalendarYear] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """The later notice wins; a day no notice names is working from Monday to Friday."""
        for year in (day.year + 1, day.year):
            table = self.years.get(year)
            if table and day in table.holidays:
                return False
            if table and day in table.makeups:
                return True
        return day.weekday() < 5

    def is_known(self, day: date) -> bool:
        """Only its own whole table completes a year, also when next year's notice names a day of this December."""
        table = self.years.get(day.year)
        return table is not None and not table.missing

    def why_estimated(self, first: int, last: int) -> str:
        """What of these years is not known; empty when nothing is."""
        unknown = [year for year in range(first, last + 1) if not self.is_known(date(year, 12, 31))]
        if not unknown:
            return ""
        span = f"{unknown[0]}" if unknown[0] == unknown[-1] else f"{unknown[0]}至{unknown[-1]}"
        return f"{span}年节假日历{'不全' if unknown[0] in self.years else '尚未发布'}"

    def next_workday(self, day: date) -> date:
        """The first working day on or after `day`."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def count_workdays(self, after: date, until: date) -> int:
        """Working days from the day following `after` up to and including `until`; 0 when `until` is not later."""
        return sum(self.is_workday(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))

    def count(self, measure: str, after: date, until: date) -> int:
        """Days of that measure after `after` up to and including `until`."""
        return self.count_workdays(after, until) if measure == WORKING else max(0, (until - after).days)

    def version_of(self, first: date, last: date) -> str:
        """Which tables decided a period: "2026.1+2027.0"; version 0 is a year without a table."""
        tables = ((year, self.years.get(year)) for year in range(first.year, last.year + 1))
        return "+".join(f"{year}.{table.version if table else 0}" for year, table in tables)


@dataclass(frozen=True)
class DayCell:
    """One day of a receipt. `ordinal` is its number within the period, None when the day does not count."""

    day: date
    kind: str  # start, counted, skipped, rolled, due; gap stands for days a receipt leaves out
    ordinal: int | None
    text: str

    @property
    def weekday(self) -> str:
        return f"周{WEEKDAYS[self.day.weekday()]}"


@dataclass(frozen=True, kw_only=True)
class Computation:
    start: date
    length: int
    measure: str
    roll: bool
    due_on: date
    days: tuple[DayCell, ...]
    calendar_version: str
    estimated_because: str = ""
    verb: str = "签发"

    @property
    def is_estimated(self) -> bool:
        return bool(self.estimated_because)

    @property
    def trace(self) -> str:
        """The arithmetic in one sentence, as it is kept beside the due day for ever."""
        begins = "当日不计" if self.verb == "起算" else "次日起算"
        parts = [f"{_said(self.start)}{self.verb}", begins, f"{self.length}{UNITS[self.measure]}"]
        parts += self._skipped() if self.measure == WORKING else self._rolled()
        if self.is_estimated:
            parts.append(f"{self.estimated_because}，为暂估")
        return COMMA.join(parts)

    def receipt(self, most: int = 48) -> tuple[DayCell, ...]:
        """The day cells to draw; of a long period the first and the last ones around a gap."""
        if len(self.days) <= most:
            return self.days
        gap = DayCell(self.days[most - 8].day, "gap", None, f"略{len(self.days) - most + 1}天")
        return (*self.days[: most - 8], gap, *self.days[-7:])

    def _skipped(self) -> list[str]:
        days = [cell.day for cell in self.days if cell.kind == "skipped"]
        end = f"{_said(self.due_on, self.start.year)}届满"
        return [f"跳过{_listed(days, self.start.year)}", end] if days else [end]

    def _rolled(self) -> list[str]:
        year, last = self.start.year, _last_of(self.start, self.length, self.measure)
        if last != self.due_on:
            return [f"末日{_said(last, year)}为非工作日", f"顺延至{_said(self.due_on, year)}届满"]
        end = f"{_said(self.due_on, year)}届满"
        return [end] if self.roll else [end, "末日遇节假日不顺延"]


def compute(
    start: date, length: int, measure: str, *, calendar: Calendar, roll: bool = True, verb: str = "签发"
) -> Computation:
    """The due day of `length` working or natural days after `start`. Raises ValueError with a Chinese text."""
    _check(start, length, measure)
    cells = _MEASURES[measure](start, length, calendar, roll)
    due_on = cells[-1].day
    decided = [start + ONE_DAY] if measure == WORKING else [_last_of(start, length, measure)] if roll else []
    version = calendar.version_of(decided[0] if decided else due_on, due_on)
    return Computation(
        start=start,
        length=length,
        measure=measure,
        roll=roll,
        due_on=due_on,
        days=(DayCell(start, "start", None, verb), *cells),
        calendar_version=version,
        estimated_because=calendar.why_estimated(decided[0].year, due_on.year) if decided else "",
        verb=verb,
    )


def length_until(
    start: date, due_on: date, measure: str, *, calendar: Calendar, roll: bool = True, most: int | None = None
) -> int:
    """The length whose due day is the one an officer chose. Raises ValueError when no length ends on that day.

    Where several natural lengths roll to the same working day, the longest not above `most` is taken.
    """
    if measure == MONTHS:
        raise ValueError("按月计算的期限，期满日由月数决定，不能另选")
    if due_on <= start:
        raise ValueError("期满日须晚于起算日")
    if (measure == WORKING or roll) and not calendar.is_workday(due_on):
        raise ValueError(f"{_said(due_on)}是非工作日，不能作为期满日，请改选{_said(calendar.next_workday(due_on))}")
    span = (due_on - start).days
    if span > 2 * MAX_LENGTH:  # more than any length, of whatever days: not counted one by one
        raise ValueError(f"期限天数须在 1 至 {MAX_LENGTH} 之间")
    if measure == WORKING:
        return calendar.count_workdays(start, due_on)
    while roll and most and span > most and span > 1 and not calendar.is_workday(start + timedelta(days=span - 1)):
        span -= 1
    return span


def _check(start: date, length: int, measure: str) -> None:
    if measure not in _MEASURES:
        raise ValueError("计算方式只能是工作日、自然日或月")
    if measure == MONTHS and not 1 <= length <= MAX_MONTHS:
        raise ValueError(f"期限月数须在 1 至 {MAX_MONTHS} 之间")
    if not 1 <= length <= MAX_LENGTH:
        raise ValueError(f"期限天数须在 1 至 {MAX_LENGTH} 之间")
    if not FIRST_START <= start <= LAST_START:
        raise ValueError(f"起算日须在 {FIRST_START.year} 年至 {LAST_START.year} 年之间")


def _working(start: date, length: int, calendar: Calendar, _roll: bool) -> list[DayCell]:
    cells, day, ordinal = [], start, 0
    while ordinal < length:
        day += ONE_DAY
        if calendar.is_workday(day):
            ordinal += 1
            cells.append(DayCell(day, "due" if ordinal == length else "counted", ordinal, f"第{ordinal}日"))
        else:
            cells.append(DayCell(day, "skipped", None, "跳过"))
    return cells


def _natural(start: date, length: int, calendar: Calendar, roll: bool) -> list[DayCell]:
    cells = [DayCell(start + timedelta(days=n), "counted", n, f"第{n}日") for n in range(1, length + 1)]
    last = cells.pop()
    due_on = calendar.next_workday(last.day) if roll else last.day
    if due_on == last.day:
        return [*cells, DayCell(last.day, "due", length, last.text)]
    between = [last.day + timedelta(days=n) for n in range((due_on - last.day).days)]
    rolled = [DayCell(day, "rolled", length if day == last.day else None, "顺延") for day in between]
    return [*cells, *rolled, DayCell(due_on, "due", None, "顺延")]


def _monthly(start: date, length: int, calendar: Calendar, roll: bool) -> list[DayCell]:
    return _natural(start, (_last_of(start, length, MONTHS) - start).days, calendar, roll)


# A measure turns (start, length, calendar, roll) into the cells after the start, the due day last.
_MEASURES = {WORKING: _working, NATURAL: _natural, MONTHS: _monthly}


def _last_of(start: date, length: int, measure: str) -> date:
    """The last day before it moves: of natural days or months."""
    if measure != MONTHS:
        return start + timedelta(days=length)
    year, month = divmod(start.year * 12 + start.month - 1 + length, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _said(day: date, year: int | None = None) -> str:
    """7月6日; with the year in front when `year` is given and is another one."""
    return f"{day.month}月{day.day}日" if year in (None, day.year) else f"{day.year}年{day.month}月{day.day}日"


def _listed(days: list[date], year: int) -> str:
    """7月9日、10日、16日、17日: the month once, runs of three or more days as 10月1日至7日,
    a long list as its count.
    """
    runs = [list(run) for run in _runs(days)]
    if len(runs) > NAMED_RUNS:
        return f"非工作日共{len(days)}天"
    names, month = [], (year, 0)
    for run in runs:
        ends = [run[0], run[-1]] if len(run) > 2 else run
        said = []
        for day in ends:
            said.append(f"{day.day}日" if (day.year, day.month) == month else _said(day, month[0]))
            month = (day.year, day.month)
        names.append(("至" if len(run) > 2 else "、").join(said))
    return "、".join(names)


def _runs(days: Iterable[date]) -> Iterator[Iterator[date]]:
    """Neighbouring days together."""
    for _, run in groupby(enumerate(days), key=lambda pair: pair[1].toordinal() - pair[0]):
        yield (day for _, day in run)
