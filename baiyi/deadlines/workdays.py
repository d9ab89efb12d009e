"""The work calendar of the database: loading it, importing a year's table, and what a new table would have changed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.signals import post_save
from django.dispatch import receiver

from baiyi.deadlines.calendar import Calendar, compute
from baiyi.deadlines.calendar import CalendarYear as Table
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
    """The table cannot be imported; the text is shown to the user."""


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
def import_calendar(
    *, year: int, days: Iterable[tuple[date, bool, str]], source: str, by, version: int | None = None
) -> list[Difference]:
    """Replace a year's table by (day, is worked, note) rows; returns what would differ on paper, and changes none of
    it.

    The notice may also name days of the December before. Raises CalendarRefused.
    """
    rows = _checked(year, list(days))
    table = CalendarYear.objects.select_for_update().filter(year=year).first() or CalendarYear(year=year, version=0)
    if version is not None and version <= table.version:
        raise CalendarRefused(f"{year}年已有第 {table.version} 版历表，新版本号须大于它")
    table.version, table.source, table.imported_at = version or table.version + 1, source, clock.now()
    with acting(by):
        table.save()
    table.days.all().delete()
    _refuse_days_of_other_years(rows)
    CalendarDay.objects.bulk_create(
        [CalendarDay(year=table, day=day, is_working=works, note=note) for day, works, note in rows]
    )
    return list(differences(calendar=read_calendar()))


def differences(*, calendar: Calendar | None = None) -> Iterator[Difference]:
    """Deadlines, extensions and ended pauses, closed ones too, whose day is not what calendar and rules give now.

    Each distinct (start, length, measure, rule) is computed once, however many rows share it; rows come in chunks.
    """
    calendar = calendar or load_calendar()
    yield from _differing(Deadline.objects.filter(voided_at=None).annotate(number=F("pk"), **ISSUED), calendar)
    extensions = Extension.objects.filter(deadline__voided_at=None).annotate(number=F("deadline"), **EXTENDED)
    yield from _differing(extensions, calendar)
    pauses = Pause.objects.filter(deadline__voided_at=None, ends_on__isnull=False)
    yield from _differing(pauses.annotate(number=F("deadline"), **RESUMED), calendar)


def _differing(rows: QuerySet, calendar: Calendar) -> Iterator[Difference]:
    wrong = {}
    for key in rows.order_by().values_list(*KEYS).distinct().iterator(chunk_size=CHUNK):
        start, length, measure, roll, printed = key
        computed = compute(start, length, measure, calendar=calendar, roll=roll)
        if computed.due_on != printed:
            wrong[key] = computed
    keys = list(wrong)
    for first in range(0, len(keys), 50):
        same = Q()
        for key in keys[first : first + 50]:
            same |= Q(**dict(zip(KEYS, key, strict=True)))
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


def _checked(year: int, rows: list[tuple[date, bool, str]]) -> list[tuple[date, bool, str]]:
    if not 2000 <= year <= 2100:
        raise CalendarRefused("年份须在 2000 至 2100 之间")
    if not any(not works and day.year == year for day, works, _ in rows):
        raise CalendarRefused(f"历表中没有{year}年的放假日")
    seen = set()
    for day, _, _ in rows:
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            raise CalendarRefused(f"{day} 不属于{year}年历表")
        if day in seen:
            raise CalendarRefused(f"{day} 重复")
        seen.add(day)
    return rows


def _refuse_days_of_other_years(rows: list[tuple[date, bool, str]]) -> None:
    taken = CalendarDay.objects.filter(day__in=[day for day, _, _ in rows]).select_related("year").first()
    if taken:
        raise CalendarRefused(f"{taken.day} 已列在{taken.year.year}年历表中")
