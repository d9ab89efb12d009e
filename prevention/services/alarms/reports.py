"""Verbs on reports (警情日报): opened by the program when a day is over, reported once, put right by the unit."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from baiyi.accounts.models import Unit, UnitKind
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock
from prevention import rights
from prevention.models import AlarmCategory, AlarmCorrection, AlarmCount, AlarmReport, PatrolBeat
from prevention.services.alarms.days import due_at, moment, refuse_if_closed, refuse_unless_over

Counts = Mapping[tuple[int | None, int], int]  # by beat (None: 未分巡区) and category: 起; 0 is left out
MOST = 9_999  # of one cell
NO_BEAT = "未分巡区"


class ReportedAlready(MoveRefused):
    """Somebody of the unit was first; `first` is that report."""

    def __init__(self, first: AlarmReport):
        who = f"{first.created_by.name}于 {moment(first.reported_at)} "
        super().__init__(f"{who}已报过这一天，没有重复登记；有出入的，请在那份日报上更正")
        self.first = first


def open_day(day: dt.date, units: list[int]) -> int:
    """Rows of units that have none for a day that is over: 未报 until somebody reports. Safe to repeat."""
    known = AlarmReport.objects.current().filter(reported_on=day).values_list("unit", flat=True)
    facts = {"reported_on": day, "due_at": due_at(day), "created_at": clock.now()}
    new = [AlarmReport(unit_id=unit, **facts) for unit in sorted(set(units) - set(known))]
    AlarmReport.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def report_alarms(*, by, unit: Unit, on: dt.date, counts: Counts) -> AlarmReport:
    """The first report of a unit and day; without any count it is 零报告.

    Raises PermissionDenied; MoveRefused for what is no station, a day that is not over or closed, and for beats and
    categories that are none of the unit's or day's; ReportedAlready, also for whoever comes second at this moment.
    """
    if unit.pk not in by.unit_ids(rights.REPORT_ALARMS):
        raise PermissionDenied(rights.REPORT_ALARMS)
    if unit.kind != UnitKind.STATION:
        raise MoveRefused("警情由派出所报送")
    refuse_unless_over(on)
    hold(unit)
    refuse_if_closed(unit, on)
    counts = _counted(counts, unit, on)
    report = _row(unit, on)
    if not report.is_missing:
        raise ReportedAlready(report)
    now = clock.now()
    report.created_by, report.reported_at, report.is_late = by, now, now > report.due_at
    _write(report, counts, verb="上报警情" if counts else "零报告")
    return report


@transaction.atomic
def correct_alarms(report: AlarmReport, *, by, version: int, counts: Counts, reason: str) -> AlarmReport:
    """更正: what it said before is kept in full. Raises PermissionDenied, StaleRecord; MoveRefused as reporting does,
    for what was never reported, and when nothing changes.
    """
    hold(report.unit)
    locked = lock(report, version=version)
    if not by.has_perm(rights.REPORT_ALARMS, locked):
        raise PermissionDenied(rights.REPORT_ALARMS)
    if locked.voided_at or locked.is_missing:
        raise MoveRefused("这一天还没有报，请先报送")
    refuse_if_closed(locked.unit, locked.reported_on)
    before = counts_of(locked)
    counts = _counted(counts, locked.unit, locked.reported_on, known=before)
    if before == counts:
        raise MoveRefused("数字没有变化，不用更正")
    locked.corrected_at = clock.now()  # a line of the journal also where the total stays
    facts = {"corrected_by": by, "corrected_at": locked.corrected_at, "reason": reason}
    AlarmCorrection.objects.create(report=locked, before=words_of_counts(before), **facts)
    _write(locked, counts, verb="更正警情", reason=reason)
    return locked


@transaction.atomic
def unreport_alarms(report: AlarmReport, *, by, reason: str) -> AlarmReport:
    """The day is 未报 again, as if nobody had said anything; the journal keeps what was said. Raises PermissionDenied;
    MoveRefused for a day that is closed.
    """
    hold(report.unit)
    locked = lock(report, version=report.version)
    if not by.has_perm(rights.REPORT_ALARMS, locked):
        raise PermissionDenied(rights.REPORT_ALARMS)
    refuse_if_closed(locked.unit, locked.reported_on)
    locked.created_by = locked.reported_at = locked.corrected_at = None
    locked.is_late = False
    _write(locked, {}, verb="撤回上报", reason=reason)
    return locked


def hold(*units: Unit) -> None:
    """Reports of a unit, and closing its days, wait for each other until the end of the transaction."""
    keys = [unit.pk for unit in units]
    list(Unit.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def counts_of(report: AlarmReport) -> dict[tuple[int | None, int], int]:
    return {(beat, category): count for beat, category, count in report.counts.values_list("beat", "category", "count")}


def words_of_counts(counts: Counts) -> str:
    """东一巡区：街面盗窃 3、纠纷 2；未分巡区：交通 1. Two statements."""
    beats = PatrolBeat.objects.order_by("number", "pk").in_bulk({beat for beat, _ in counts if beat})
    kinds = AlarmCategory.objects.order_by("position", "pk").in_bulk({category for _, category in counts})
    lines = [
        (
            beats.get(place, NO_BEAT),
            [f"{kind} {counts[place, pk]}" for pk, kind in kinds.items() if (place, pk) in counts],
        )
        for place in (*beats, None)
    ]
    return "；".join(f"{place}：{'、'.join(words)}" for place, words in lines if words) or "零报告"


def beats_of(unit: Unit, day: dt.date):
    return PatrolBeat.objects.in_force(day).filter(unit=unit).order_by("number", "pk")


def _row(unit: Unit, on: dt.date) -> AlarmReport:
    """Locked; made when the program has not opened the day."""
    facts = {"unit_id": unit.pk, "reported_on": on}
    rows = AlarmReport.objects.current().filter(**facts).select_related("created_by")
    try:
        with transaction.atomic():
            found = rows.select_for_update(of=("self",), no_key=True).first()
            return found or _opened(facts)
    except IntegrityError:
        return rows.select_for_update(of=("self",), no_key=True).get()


def _opened(facts: dict) -> AlarmReport:
    report = AlarmReport(**facts, due_at=due_at(facts["reported_on"]), created_at=clock.now())
    report.save(verb="应报")
    return report


def _counted(counts: Counts, unit: Unit, day: dt.date, *, known: Counts | None = None) -> dict:
    """Without zeros. Raises MoveRefused for what is none of the unit's beats or the day's categories; what a report
    said before may stay.
    """
    found = {place: count for place, count in counts.items() if count}
    places = set(found) - set(known or {})
    beats, categories = {beat for beat, _ in places if beat}, {category for _, category in places}
    if any(not 0 < count <= MOST for count in found.values()):
        raise MoveRefused(f"每格须在 0 和 {MOST} 之间")
    if beats - set(beats_of(unit, day).values_list("pk", flat=True)):
        raise MoveRefused("有的巡区不是本单位这一天在用的巡区，请重新打开页面")
    if categories - set(AlarmCategory.objects.in_force(day).values_list("pk", flat=True)):
        raise MoveRefused("有的警情类别这一天没有启用，请重新打开页面")
    return found


def _write(report: AlarmReport, counts: dict, **note) -> None:
    report.total, report.is_zero = sum(counts.values()), not (counts or report.is_missing)
    report.save(**note)
    report.counts.all().delete()
    AlarmCount.objects.bulk_create(
        AlarmCount(report=report, beat_id=beat, category_id=category, count=count)
        for (beat, category), count in counts.items()
    )
