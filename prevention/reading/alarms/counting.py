"""Counts of several periods at once: alarms in one statement, unit-days that were reported in another."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from baiyi.accounts.models import UnitKind
from baiyi.figures import Period
from campaigns.reporting import last_day
from prevention.models import AlarmBase, AlarmCount, AlarmReport
from prevention.reading.alarms.subjects import of_subject


@dataclass(frozen=True)
class Counted:
    """`count` 起; `reported` and `missing` are unit-days (单位日). `source` is that of a base typed by hand."""

    count: int
    reported: int
    missing: int
    source: str = ""

    @property
    def is_known(self) -> bool:
        """Whether anything was ever said of these days."""
        return bool(self.reported or self.source)


def stations_of(units) -> list[int]:
    """Those that report, of units that are known already."""
    return [unit.pk for unit in units if unit.kind == UnitKind.STATION]


def rows_of(stations: list[int], subject: str, beat: int | None = None) -> QuerySet:
    rows = AlarmCount.objects.counting().filter(of_subject(subject), report__unit__in=stations)
    return rows.filter(beat=beat) if beat else rows


def count(periods: Sequence[Period], stations: list[int], subject: str, beat: int | None = None) -> list[Counted]:
    """Of each period. Two statements, however many there are."""
    within = [Q(report__reported_on__range=(each.since, each.until)) for each in periods]
    sums = {f"n{place}": Sum("count", filter=each, default=0) for place, each in enumerate(within)}
    counts = rows_of(stations, subject, beat).aggregate(**sums)
    reports = AlarmReport.objects.reported().filter(unit__in=stations)
    days = {
        f"n{place}": Count("pk", filter=Q(reported_on__range=(each.since, each.until)))
        for place, each in enumerate(periods)
    }
    reported = reports.aggregate(**days)
    return [
        Counted(counts[f"n{place}"], reported[f"n{place}"], _owed(each, len(stations)) - reported[f"n{place}"])
        for place, each in enumerate(periods)
    ]


def with_base(found: Counted, base: AlarmBase | None) -> Counted:
    """What was typed of the same days stands for what was never reported."""
    return Counted(base.count, 0, 0, source=base.source) if base and not found.reported else found


def bases_of(unit, subject: str, periods: Sequence[Period]) -> dict[Period, AlarmBase]:
    """Typed by hand for exactly these days. One statement."""
    days = Q()
    for each in periods:
        days |= Q(since=each.since, until=each.until)
    return {base.period: base for base in AlarmBase.objects.current().filter(days, unit=unit, subject=subject)}


def _owed(period: Period, stations: int) -> int:
    """Unit-days of it that are over."""
    last: dt.date = min(period.until, last_day())
    return max((last - period.since).days + 1, 0) * stations
