"""报送情况: units × reporting days, in one statement."""

import datetime as dt
from dataclasses import dataclass, replace

from baiyi.accounts.models import Unit, UnitKind
from baiyi.records import lamps
from baiyi.records.lamps import Lamp
from campaigns.models import Campaign
from prevention.models import AlarmReport
from prevention.reading.alarms.addresses import reporting

TABS = {"all": "全部", "missing": "未报", "late": "迟报", "zero": "零报告"}
NOT_OWED = lamps.no_data("—")


@dataclass(frozen=True)
class Cell:
    day: dt.date
    lamp: Lamp
    report: AlarmReport | None = None
    is_missing: bool = False
    url: str = ""


@dataclass(frozen=True)
class Row:
    unit: Unit
    cells: list[Cell]

    def holds(self, tab: str) -> bool:
        return tab == "all" or any(_is_in(cell, tab) for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    """`counts` are cells (份) by tab."""

    days: list[dt.date]
    rows: list[Row]
    counts: dict[str, int]


def read_matrix(units: list[Unit], days: list[dt.date], *, since: dt.date | None, mine: set[int]) -> Matrix:
    """Days before `since` that nobody reported were not owed. What is missing of `mine` leads to its form."""
    stations = [unit for unit in units if unit.kind == UnitKind.STATION]
    reports = AlarmReport.objects.current().filter(unit__in=[unit.pk for unit in stations], reported_on__in=days)
    found = {(each.unit_id, each.reported_on): each for each in reports}
    rows = []
    for unit in stations:
        cells = [_cell(found.get((unit.pk, day)), day, since) for day in days]
        ways = [reporting(unit.pk, cell.day) if cell.is_missing and unit.pk in mine else cell.url for cell in cells]
        rows.append(Row(unit, [replace(cell, url=way) for cell, way in zip(cells, ways, strict=True)]))
    cells = [cell for row in rows for cell in row.cells]
    counts = {tab: sum(_is_in(cell, tab) for cell in cells) for tab in TABS if tab != "all"}
    return Matrix(days, rows, {"all": sum(cell.lamp is not NOT_OWED for cell in cells)} | counts)


def owed_since(on: dt.date) -> dt.date | None:
    """The first day of the campaign at hand."""
    campaign = Campaign.objects.at_hand_lately(on)
    return campaign and campaign.starts_on


def _cell(report: AlarmReport | None, day: dt.date, since: dt.date | None) -> Cell:
    if report is not None:
        url = "" if report.is_missing else report.get_absolute_url()
        return Cell(day, report.state_lamp, report, report.is_missing, url)
    if since is None or day < since:
        return Cell(day, NOT_OWED)
    return Cell(day, lamps.overdue("未报"), None, is_missing=True)


def _is_in(cell: Cell, tab: str) -> bool:
    if tab == "missing":
        return cell.is_missing
    return cell.report is not None and getattr(cell.report, f"is_{tab}")
