"""Verbs on what alarms are compared with, and on what a comparison said. Both raise PermissionDenied, MoveRefused."""

import datetime as dt

from django.db import transaction

from baiyi.accounts.models import Unit
from baiyi.figures import Period
from baiyi.figures.changes import base_of
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused
from campaigns.reporting import last_day
from prevention import rights
from prevention.models import AlarmBase, AlarmComparison
from prevention.reading.alarms.counting import Counted, bases_of, count, stations_of, with_base
from prevention.reading.alarms.subjects import subjects

Kind = AlarmComparison.Kind
LONGEST = 366  # days of a period


@transaction.atomic
def add_base(*, by, unit: Unit, subject: str, since: dt.date, until: dt.date, **facts) -> AlarmBase:
    _refuse_period(since, until)
    if until > last_day():
        raise MoveRefused("历史基数只能是已经结束的日子")
    same = {"unit": unit, "subject": subject, "since": since, "until": until}
    refusal = MoveRefused("这个单位、范围和期间的历史基数已经有了，请先作废原来的")
    with rows.unless_taken(AlarmBase.objects.current().filter(**same).first, lambda first: refusal):
        base = AlarmBase(**same, subject_name=_name_of(subject), **facts)
        return rows.add(base, by=by, right=rights.ARRANGE_ALARMS)


@transaction.atomic
def void_base(base: AlarmBase, *, by, reason: str, version: int) -> AlarmBase:
    """Comparisons that were kept stay as they are. Raises StaleRecord."""
    facts = {"right": rights.ARRANGE_ALARMS, "version": version, "reason": reason}
    return rows.void(base, by=by, verb="作废历史基数", **facts)


@transaction.atomic
def keep_comparison(
    *,
    by,
    unit: Unit,
    subject: str,
    kind: str,
    since: dt.date,
    until: dt.date,
    base_since: dt.date | None = None,
    base_until: dt.date | None = None,
) -> AlarmComparison:
    """存档 of both counts as they are now. The base period follows from the kind; of 自定义 it is said."""
    _refuse_period(since, until)
    period = Period(since, until)
    base = Period(base_since, base_until) if kind == Kind.OTHER and base_since and base_until else None
    if kind != Kind.OTHER:
        base = base_of(period, kind)
    if base is None:
        raise MoveRefused("自定义对比须写明基期起止日")
    _refuse_period(base.since, base.until)
    comparison = AlarmComparison(unit=unit, subject=subject, subject_name=_name_of(subject), kind=kind)
    comparison.since, comparison.until, comparison.base_since, comparison.base_until = since, until, *_days(base)
    now, then = recount(comparison)
    if not then.is_known:
        raise MoveRefused("系统里没有基期的数据，无法对比；可由专班先登记历史基数")
    comparison.count, comparison.base_count, comparison.base_source = now.count, then.count, then.source
    comparison.missing, comparison.base_missing = now.missing, then.missing
    return rows.add(comparison, by=by, right=rights.COMPARE_ALARMS)


def recount(comparison: AlarmComparison) -> tuple[Counted, Counted]:
    """Both counts as they would be now. Four statements."""
    stations = stations_of(comparison.unit.descendants(include_self=True))
    periods = [comparison.period, Period(comparison.base_since, comparison.base_until)]
    now, then = count(periods, stations, comparison.subject)
    typed = bases_of(comparison.unit_id, comparison.subject, periods[1:])
    return now, with_base(then, typed.get(periods[1]))


def _days(period: Period) -> tuple[dt.date, dt.date]:
    return period.since, period.until


def _name_of(subject: str) -> str:
    found = subjects().get(subject)
    if found is None:
        raise MoveRefused("没有这个警情范围，请重新选择")
    return found


def _refuse_period(since: dt.date, until: dt.date) -> None:
    if until < since:
        raise MoveRefused("截止日不能早于起始日")
    if (until - since).days >= LONGEST:
        raise MoveRefused(f"期间最长 {LONGEST} 天")
