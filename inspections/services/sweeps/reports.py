"""Verbs on reports (战报): reporting, 零报告, putting right, and what a partner body confirms of its own."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock
from campaigns.reporting import reporting_day
from inspections import rights
from inspections.models import SweepForce, SweepGroup, SweepReport, SweepTurnout
from inspections.services.sweeps.days import days_of, due_at

Turnouts = Mapping[int, int | None]  # by force: 人次; None when nobody said


def days_open(group: SweepGroup) -> list[dt.date]:
    """Reporting days of its operation that have begun."""
    today = reporting_day(clock.now())
    return [day for day in days_of(group.operation) if day <= today]


@transaction.atomic
def report_sweep(group: SweepGroup, *, by, version: int, on: dt.date, turnouts: Turnouts, **counts) -> SweepReport:
    """One a group and reporting day. Raises PermissionDenied, StaleRecord; MoveRefused when the day has one, or is none
    of the operation's, or has not begun.
    """
    report = _new(group, by, version, on, **counts)
    _count_turnouts(report, turnouts, by)
    return report


@transaction.atomic
def report_zero(group: SweepGroup, *, by, version: int, on: dt.date) -> SweepReport:
    """零报告: said, not left out. Raises as `report_sweep` does."""
    return _new(group, by, version, on, is_zero=True)


@transaction.atomic
def correct_report(report: SweepReport, *, by, version: int, turnouts: Turnouts, **counts) -> SweepReport:
    """The first time and whether it was late stay. Raises PermissionDenied, StaleRecord."""
    facts = {"right": rights.RECORD, "version": version, "verb": "更正战报", "is_zero": False}
    changed = rows.change(report, by=by, **facts, **counts)
    _count_turnouts(changed, turnouts, by)
    return changed


@transaction.atomic
def confirm_turnout(force: SweepForce, *, by, version: int, on: dt.date, count: int) -> SweepTurnout:
    """The body's own number of a day; what it said before is put right. Raises PermissionDenied, StaleRecord,
    MoveRefused.
    """
    locked = lock(force, version=version)
    if not by.has_perm(rights.JOIN, locked):
        raise PermissionDenied(rights.JOIN)
    if locked.voided_at or locked.group.voided_at:
        raise MoveRefused("本单位已不在这个清查组")
    _check_day(locked.group, on)
    known = locked.turnouts.current().filter(reported_on=on).first()
    turnout = known or _turnout(locked, on, by)
    turnout.count, turnout.is_confirmed = count, True
    turnout.save(verb="确认实到人数")
    return turnout


def _new(group: SweepGroup, by, version: int, on: dt.date, **facts) -> SweepReport:
    """Whoever else reports for the group waits, and is told."""
    locked, at = lock(group, version=version), clock.now()
    if not by.has_perm(rights.RECORD, locked):
        raise PermissionDenied(rights.RECORD)
    if locked.voided_at or locked.operation.voided_at:
        raise MoveRefused("清查组或集中行动已作废，不用上报")
    _check_day(locked, on)
    if locked.reports.current().filter(reported_on=on).exists():
        raise MoveRefused(f"{locked}{on.month}月{on.day}日已经报过战报，请在那份战报上更正")
    due = due_at(locked.operation, on)
    facts |= {"group": locked, "unit_id": locked.unit_id, "created_by": by, "created_at": at}
    report = SweepReport(reported_on=on, reported_at=at, is_late=due is not None and at > due, **facts)
    report.save(verb="零报告" if report.is_zero else "上报战报")
    locked.save()  # a page of the group that was opened before is stale now
    return report


def _check_day(group: SweepGroup, on: dt.date) -> None:
    if on not in days_open(group):
        raise MoveRefused("只能报行动已经开始的报告日")


def _count_turnouts(report: SweepReport, turnouts: Turnouts, by) -> None:
    """What a partner body confirmed itself stays; one that confirms now waits."""
    held = report.group.forces.current().order_by("pk").select_for_update(of=("self",), no_key=True)
    forces = {each.pk: each for each in held}
    known = {
        each.force_id: each
        for each in SweepTurnout.objects.current().filter(force__in=forces, reported_on=report.reported_on)
    }
    for pk, count in turnouts.items():
        turnout = known.get(pk)
        if pk not in forces or count is None or (turnout and (turnout.is_confirmed or turnout.count == count)):
            continue
        turnout = turnout or _turnout(forces[pk], report.reported_on, by)
        turnout.count = count
        turnout.save(verb="上报实到人数")


def _turnout(force: SweepForce, on: dt.date, by) -> SweepTurnout:
    facts = {"unit_id": force.unit_id, "created_by": by, "created_at": clock.now()}
    return SweepTurnout(force=force, reported_on=on, **facts)


def confirmed_on(group: SweepGroup, day: dt.date | None) -> dict[int, int]:
    """人次 that partner bodies of the group gave themselves for that day, by force."""
    given = SweepTurnout.objects.current().filter(force__group=group, reported_on=day, is_confirmed=True)
    return dict(given.values_list("force", "count"))
