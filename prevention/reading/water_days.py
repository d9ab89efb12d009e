"""Days of waters as cells: which half was walked, was missed, still waits. Two statements for any number."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from baiyi.records import clock
from baiyi.records.addresses import address_of
from prevention.models import MissedWaterPatrol, Water, WaterPatrol
from prevention.models.waters.patrol import Half, halves_due

DAYS = 7
DONE, MADE_UP, MISSED, OPEN, NONE = "done", "made-up", "missed", "open", "none"
WORDS = {DONE: "已巡", MADE_UP: "漏巡，已补录", MISSED: "漏巡", OPEN: "待巡", NONE: "不要求"}
SIGNS = {DONE: "✔", MADE_UP: "补", MISSED: "漏", OPEN: "○", NONE: "–"}


@dataclass(frozen=True)
class HalfCell:
    """One half of a day at a water."""

    half: str
    kind: str
    url: str = ""

    @property
    def sign(self) -> str:
        return SIGNS[self.kind]

    @property
    def words(self) -> str:
        return f"{Half(self.half).label}{WORDS[self.kind]}"


@dataclass(frozen=True)
class DayCell:
    on: dt.date
    halves: list[HalfCell]


@dataclass(frozen=True)
class WaterRow:
    water: Water
    days: list[DayCell]

    @property
    def missed(self) -> int:
        return sum(each.kind in {MISSED, MADE_UP} for day in self.days for each in day.halves)


def days_until(until: dt.date) -> list[dt.date]:
    return [until - dt.timedelta(days=back) for back in range(DAYS - 1, -1, -1)]


def rows_of(waters: list[Water], days: list[dt.date]) -> list[WaterRow]:
    between = (days[0], days[-1])
    walked, missed = defaultdict(dict), defaultdict(set)
    patrols = WaterPatrol.objects.current().filter(water__in=waters, patrolled_on__range=between)
    for pk, water, on, half in patrols.order_by("pk").values_list("pk", "water", "patrolled_on", "half"):
        walked[water, on].setdefault(half, pk)
    rows = MissedWaterPatrol.objects.filter(water__in=waters, missed_on__range=between)
    for water, on, half in rows.values_list("water", "missed_on", "half"):
        missed[water, on].add(half)
    return [
        WaterRow(each, [_day(each, on, walked[each.pk, on], missed[each.pk, on]) for on in days]) for each in waters
    ]


def _day(water: Water, on: dt.date, walked: dict[str, int], missed: set[str]) -> DayCell:
    open_halves = set(halves_due(water, set(walked))) if on == clock.today() and water.starts_on <= on else set()
    return DayCell(on, [_half(half, walked, missed, open_halves) for half in Half.values])


def _half(half: str, walked: dict[str, int], missed: set[str], open_halves: set[str]) -> HalfCell:
    if half in walked:
        kind = MADE_UP if half in missed else DONE
        return HalfCell(half, kind, address_of("prevention:waterpatrol-detail", walked[half]))
    return HalfCell(half, MISSED if half in missed else OPEN if half in open_halves else NONE)
