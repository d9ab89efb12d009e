"""Who reported (未报 / 零报 / 已报): groups × reporting days, in two statements."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch

from baiyi.records import lamps
from baiyi.records.lamps import Lamp
from campaigns.models import Operation
from inspections.models import SweepGroup, SweepReport
from inspections.services.sweeps.days import days_of, due_at


@dataclass(frozen=True)
class Cell:
    day: dt.date
    lamp: Lamp
    report: SweepReport | None = None


@dataclass(frozen=True)
class Row:
    group: SweepGroup
    cells: list[Cell]


@dataclass(frozen=True)
class Matrix:
    """`missing` are reports (份) that are still owed for days whose sweep has begun."""

    days: list[dt.date]
    rows: list[Row]
    missing: int


def with_reports(groups):
    """Each with its reports that stand, as `shown_reports`."""
    reports = Prefetch("reports", SweepReport.objects.current(), to_attr="shown_reports")
    return groups.select_related("unit", "leader", "operation").prefetch_related(reports)


def read_matrix(operation: Operation, *, user, at: dt.datetime) -> Matrix:
    days = days_of(operation)
    groups = SweepGroup.objects.visible_to(user).current().filter(operation=operation).order_by("unit__position", "pk")
    rows = [Row(group, [_cell(group, day, at) for day in days]) for group in with_reports(groups)]
    missing = sum(cell.report is None for row in rows for cell in row.cells)
    return Matrix(days, rows, missing)


def _cell(group: SweepGroup, day: dt.date, at: dt.datetime) -> Cell:
    report = next((each for each in group.shown_reports if each.reported_on == day), None)
    if report is not None:
        return Cell(day, report.state_lamp, report)
    due = due_at(group.operation, day)
    return Cell(day, lamps.overdue("未报，已过时") if due and at > due else lamps.no_data("未报"))
