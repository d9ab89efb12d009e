"""应巡未巡: beats × days, in three statements."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from campaigns.reporting import reporting_day
from prevention.models import PatrolBeat, PatrolShift, PlannedPatrol

SHOWN = 7  # days


@dataclass(frozen=True)
class Cell:
    """One beat and day. The worst of what was planned is said first; what nobody planned is said too."""

    day: dt.date
    planned: list[PlannedPatrol]
    unplanned: int

    @property
    def missed(self) -> int:
        return sum(each.standing == "missed" for each in self.planned)

    @property
    def marks(self) -> list[Lamp]:
        """漏巡 1（已补 1）, 迟到 1, 已巡 2 …"""
        number = Counter(each.standing for each in self.planned)
        made_up = sum(min(each.made_up, 1) for each in self.planned if each.standing == "missed")
        known = (
            ("missed", lamps.overdue, f"漏巡 {number['missed']}" + (f"（已补 {made_up}）" if made_up else "")),
            ("open", lamps.overdue, f"应巡未到 {number['open']}"),
            ("late", lamps.near, f"迟到 {number['late']}"),
            ("held", lamps.good, f"已巡 {number['held']}"),
            ("ahead", lamps.no_data, f"待巡 {number['ahead']}"),
        )
        found = [lamp(words) for name, lamp, words in known if number[name]]
        if self.unplanned:
            found.append(lamps.tag(f"计划外 {self.unplanned}", "blue"))
        return found or [lamps.no_data("无排班")]

    @property
    def url(self) -> str:
        """The planned patrol, when there is one alone."""
        return self.planned[0].get_absolute_url() if len(self.planned) == 1 else ""


@dataclass(frozen=True)
class Row:
    beat: PatrolBeat
    cells: list[Cell]

    @property
    def missed(self) -> int:
        return sum(cell.missed for cell in self.cells)

    @property
    def planned(self) -> int:
        """Whose hours are over, or that are walked already."""
        standing = [each.standing for cell in self.cells for each in cell.planned]
        return sum(each in {"missed", "late", "held"} for each in standing)


@dataclass(frozen=True)
class Gaps:
    days: list[dt.date]
    today: dt.date
    rows: list[Row]
    missed_url: str

    @property
    def missed(self) -> int:
        return sum(row.missed for row in self.rows)

    @property
    def planned(self) -> int:
        return sum(row.planned for row in self.rows)


def read_gaps(user, *, until: dt.date, unit: int | None) -> Gaps:
    days = [until - dt.timedelta(days=SHOWN - 1 - place) for place in range(SHOWN)]
    beats = PatrolBeat.objects.visible_to(user).current().filter(starts_on__lte=until)
    beats = [each for each in _within(beats, unit) if (each.in_use_until or until) >= days[0]]
    planned, shifts = _planned(user, days, unit), _shifts(user, days, unit)
    rows = [Row(beat, [_cell(beat, day, planned, shifts) for day in days]) for beat in beats]
    return Gaps(days, reporting_day(clock.now()), rows, _missed_url(days, unit))


def _missed_url(days: list[dt.date], unit: int | None) -> str:
    """The list that shows exactly what the matrix counts as missed."""
    asked = {"tab": "missed", "reported_on_after": days[0], "reported_on_before": days[-1]}
    asked |= {"unit": unit} if unit else {}
    return f"{address_of('prevention:planned-list')}?{urlencode(asked)}"


def _within(rows, unit: int | None):
    rows = rows if unit is None else rows.filter(unit=unit)
    return rows.select_related("unit").order_by("number", "pk") if rows.model is PatrolBeat else rows


def _planned(user, days: list[dt.date], unit: int | None) -> dict[tuple, list[PlannedPatrol]]:
    rows = PlannedPatrol.objects.visible_to(user).current().filter(reported_on__range=(days[0], days[-1]))
    return _by_cell(_within(rows, unit).with_shifts().order_by("starts_at", "pk"))


def _shifts(user, days: list[dt.date], unit: int | None) -> dict[tuple, list[PatrolShift]]:
    rows = PatrolShift.objects.visible_to(user).current().filter(reported_on__range=(days[0], days[-1]))
    return _by_cell(_within(rows, unit))


def _by_cell(rows: Iterable) -> dict[tuple, list]:
    found = defaultdict(list)
    for row in rows:
        found[row.beat_id, row.reported_on].append(row)
    return found


def _cell(beat: PatrolBeat, day: dt.date, planned: dict, shifts: dict) -> Cell:
    asked = planned.get((beat.pk, day), [])
    kinds = {each.kind for each in asked}
    unplanned = [each for each in shifts.get((beat.pk, day), []) if each.kind not in kinds]
    return Cell(day, asked, len(unplanned))
