"""The work calendar of the database: loading it, a year's table, and what a new table would have changed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.signals import post_save
from django.dispatch import receiver

from baiyi.deadlines.calendar import Calendar, compute
from baiyi.deadlines.calendar import CalendarYear as Table
from baiyi.deadlines.festivals import FIRST_YEAR, LAST_YEAR
from baiyi.deadlines.models import CalendarDay, CalendarYear, Deadline, Extension, Pause
from baiyi.journal.services import acting
from baiyi.records import clock
from baiyi.records.moves import MoveRefused

_loaded: dict[tuple, Calendar] = {}  # the calendar under its stamp: one entry a process
CHUNK = 2000  # rows read at a time
KEEP = 30  # seconds a process remembers which calendar it is
STAMP = "calendar-stamp"
KEYS = ("start", "days", "counted_in", "rolls", "printed")
ISSUED = {
    "start": F("starts_on"),
    "days": F("length"),
    "counted_in": F("measure"),
    "rolls": F("rule__rolls"),
    "printed": F("due_on"),
}
EXTENDED = {
    "start": F("deadline__starts_on"),
    "days": F("total_length") + F("excluded"),
    "counted_in": F("deadline__measure"),
    "rolls": F("deadline__rule__rolls"),
    "printed": F("new_due_on"),
}
RESUMED = EXTENDED | {"days": F("counted_length")}


class CalendarRefused(MoveRefused):
    """The table cannot be taken; the text is shown to the user."""


class NamedDay(NamedTuple):
    """A day as a notice names it: off, or worked."""

    day: date
    is_working: bool
    note: str = ""


@dataclass(frozen=True)
class Change:
    """A day that two tables name differently. `before` and `after` are “放假”, “补班”, or empty: not named."""

    day: date
    before: str
    after: str

    @property
    def is_lost(self) -> bool:
        return not self.after

    @property
    def word(self) -> str:
        return "减少" if self.is_lost else "变更" if self.before else "新增"

    @property
    def unnamed(self) -> str:
        """What the day is when no notice names it."""
        return "上班" if self.day.weekday() < 5 else "休息"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A due day on paper, and what today's calendar and rules would give. Nobody changes it but an officer, by a new
    document.
    """

    deadline_id: int
    is_change: bool
    starts_on: date
    length: int
    measure: str
    due_on: date
    would_be: date
    is_estimated: bool

    def __str__(self) -> str:
        which = "变更后的期限" if self.is_change else "期限"
        span = f"{self.starts_on}起 {self.length} 日"
        return f"{which} {self.deadline_id}:{span}，原 {self.due_on}，按新历表 {self.would_be}"


def load_calendar() -> Calendar:
    """The work calendar. One statement when warm: the stamp, which every import changes, so that no process is ever
    stale.
    """
    stamp = _stamp()
    calendar = _loaded.get(stamp)
    if calendar is None:
        calendar = read_calendar()
        _loaded.clear()
        _loaded[stamp] = calendar
    return calendar


def calendar_lately() -> Calendar:
    """The same for what pages show, as it was known within the last `KEEP` seconds: no statement for most."""
    return _loaded.get(cache.get_or_set(STAMP, _stamp, KEEP)) or load_calendar()


def _stamp() -> tuple:
    return tuple(CalendarYear.objects.aggregate(Count("pk"), Sum("version"), Max("imported_at")).values())


@receiver(post_save, sender=CalendarYear)
def forget_stamp(**kwargs) -> None:
    cache.delete(STAMP)


def read_calendar() -> Calendar:
    """The work calendar, read afresh."""
    off, worked = defaultdict(set), defaultdict(set)
    for year, day, is_working in CalendarDay.objects.order_by().values_list("year__year", "day", "is_working"):
        (worked if is_working else off)[year].add(day)
    years = {}
    for row in CalendarYear.objects.all():
        years[row.year] = Table(
            row.year, frozenset(off[row.year]), frozenset(worked[row.year]), row.version, row.source
        )
    return Calendar(years)


@transaction.atomic
def put_in_force(*, year: int, days: Iterable[NamedDay], source: str, by) -> CalendarYear:
    """The year's next version, in place of the one in force. What was confirmed comes here (proposals.py). The notice
    may also name days of the December before. Raises CalendarRefused.
    """
    rows = checked(year, list(days))
    table = CalendarYear.objects.select_for_update().filter(year=year).first() or CalendarYear(year=year, version=0)
    table.version, table.source, table.imported_at = table.version + 1, source, clock.now()
    with acting(by):
        table.save()
    table.days.all().delete()
    CalendarDay.objects.bulk_create(
        [CalendarDay(year=table, day=day, is_working=works, note=note) for day, works, note in rows]
    )
    return table


def table_of(year: int, days: Iterable[NamedDay], *, version: int = 1, source: str = "") -> Table:
    rows = list(days)
    off = frozenset(row.day for row in rows if not row.is_working)
    return Table(year, off, frozenset(row.day for row in rows if row.is_working), version, source)


def changes_between(before: Table | None, after: Table) -> list[Change]:
    """Day by day, only days the two name differently."""
    old, new = _words(before), _words(after)
    days = sorted(old.keys() | new.keys())
    return [Change(day, old.get(day, ""), new.get(day, "")) for day in days if old.get(day) != new.get(day)]


def _words(table: Table | None) -> dict[date, str]:
    if table is None:
        return {}
    return dict.fromkeys(table.holidays, "放假") | dict.fromkeys(table.makeups, "补班")


def count_affected(before: Calendar, after: Calendar) -> int:
    """Open deadlines (项) whose last day, of its issue or its last change, the two calendars place differently."""
    found = set()
    for rows in _families(closed_on=None):
        keys = [key for key in rows.order_by().values_list(*KEYS).distinct() if _moves(key, before, after)]
        for same in _same(keys):
            found.update(rows.filter(same).values_list("number", flat=True))
    return len(found)


def _moves(key: tuple, before: Calendar, after: Calendar) -> bool:
    start, length, measure, roll, _ = key
    first, second = (compute(start, length, measure, calendar=each, roll=roll).due_on for each in (before, after))
    return first != second


def differences(*, calendar: Calendar | None = None) -> Iterator[Difference]:
    """Deadlines, extensions and ended pauses, closed ones too, whose day is not what calendar and rules give now.

    Each distinct (start, length, measure, rule) is computed once, however many rows share it; rows come in chunks.
    """
    calendar = calendar or load_calendar()
    for rows in _families():
        yield from _differing(rows, calendar)


def _families(**such) -> Iterator[QuerySet]:
    """What has a day that was computed, of deadlines that are not voided and are `such`: their issue, their extensions,
    their ended pauses.
    """
    such |= {"voided_at": None}
    of_them = {f"deadline__{name}": value for name, value in such.items()}
    yield Deadline.objects.filter(**such).annotate(number=F("pk"), **ISSUED)
    yield Extension.objects.filter(**of_them).annotate(number=F("deadline"), **EXTENDED)
    yield Pause.objects.filter(**of_them, ends_on__isnull=False).annotate(number=F("deadline"), **RESUMED)


def _differing(rows: QuerySet, calendar: Calendar) -> Iterator[Difference]:
    wrong = {}
    for key in rows.order_by().values_list(*KEYS).distinct().iterator(chunk_size=CHUNK):
        start, length, measure, roll, printed = key
        computed = compute(start, length, measure, calendar=calendar, roll=roll)
        if computed.due_on != printed:
            wrong[key] = computed
    for same in _same(list(wrong)):
        for number, *values in rows.filter(same).order_by("pk").values_list("number", *KEYS).iterator(chunk_size=CHUNK):
            computed = wrong[tuple(values)]
            start, length, measure, _, printed = values
            yield Difference(
                deadline_id=number,
                is_change=rows.model is not Deadline,
                starts_on=start,
                length=length,
                measure=measure,
                due_on=printed,
                would_be=computed.due_on,
                is_estimated=computed.is_estimated,
            )


def _same(keys: list[tuple]) -> Iterator[Q]:
    """Conditions that together mean the rows of these keys."""
    for first in range(0, len(keys), 50):
        same = Q()
        for key in keys[first : first + 50]:
            same |= Q(**dict(zip(KEYS, key, strict=True)))
        yield same


def checked(year: int, rows: list[NamedDay]) -> list[NamedDay]:
    """The rows. Raises CalendarRefused when they can be no table of that year."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarRefused(f"年份须在 {FIRST_YEAR} 至 {LAST_YEAR} 之间")
    if not any(not works and day.year == year for day, works, _ in rows):
        raise CalendarRefused(f"历表中没有{year}年的放假日")
    seen = set()
    for day, _, _ in rows:
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            raise CalendarRefused(f"{day} 不属于{year}年历表")
        if day in seen:
            raise CalendarRefused(f"{day} 重复")
        seen.add(day)
    taken = CalendarDay.objects.filter(day__in=seen).exclude(year__year=year).select_related("year").first()
    if taken:
        raise CalendarRefused(f"{taken.day} 已列在{taken.year.year}年历表中")
    return rows
