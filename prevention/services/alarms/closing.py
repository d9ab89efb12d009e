"""Verbs of the office: categories, rules, closing days and opening some again.

All raise PermissionDenied, and MoveRefused for what makes no sense.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.accounts.models import Unit
from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock
from campaigns.reporting import last_day
from prevention import rights
from prevention.models import AlarmCategory, AlarmClosing, AlarmException, AlarmRule
from prevention.services.alarms.reports import hold

LONGEST = dt.timedelta(days=31)  # that an exception stays open


@transaction.atomic
def close_alarms(*, by, unit: Unit, until: dt.date, reason: str) -> AlarmClosing:
    """Whoever reports at this moment comes before it or is refused."""
    if until > last_day():
        raise MoveRefused("只能封已经结束的报告日")
    hold(*unit.descendants(include_self=True))
    return rows.add(AlarmClosing(unit=unit, until=until, reason=reason), by=by, right=rights.ARRANGE_ALARMS)


@transaction.atomic
def reopen_alarms(closing: AlarmClosing, *, by, reason: str, version: int) -> AlarmClosing:
    """What closed by itself stays closed. Raises StaleRecord."""
    facts = {"right": rights.ARRANGE_ALARMS, "version": version, "reason": reason}
    return rows.void(closing, by=by, verb="撤销封账", **facts)


@transaction.atomic
def allow_alarms(
    *, by, unit: Unit, since: dt.date, until: dt.date, open_until: dt.datetime, reason: str
) -> AlarmException:
    if until < since:
        raise MoveRefused("补报截止日不能早于起始日")
    if until > last_day():
        raise MoveRefused("只能许可补报已经结束的报告日")
    if not clock.now() < open_until <= clock.now() + LONGEST:
        raise MoveRefused(f"许可有效至须晚于现在，且在 {LONGEST.days} 天之内")
    exception = AlarmException(unit=unit, since=since, until=until, open_until=open_until, reason=reason)
    return rows.add(exception, by=by, right=rights.ARRANGE_ALARMS)


@transaction.atomic
def take_back_exception(exception: AlarmException, *, by, reason: str, version: int) -> AlarmException:
    """What was reported under it stays. Raises StaleRecord."""
    facts = {"right": rights.ARRANGE_ALARMS, "version": version, "reason": reason}
    return rows.void(exception, by=by, verb="收回许可", **facts)


@transaction.atomic
def set_rule(*, by, effective_from: dt.date, due_hours: int, closes_after: int) -> AlarmRule:
    """From a day on; what was due before stays as it was."""
    _may_arrange(by)
    if effective_from < clock.today():
        raise MoveRefused("规则启用日不能早于今天：以前的报告日仍按原规则")
    if AlarmRule.objects.filter(effective_from=effective_from).exists():
        raise MoveRefused(f"{effective_from} 已有规则，请选另一天")
    rule = AlarmRule(effective_from=effective_from, due_hours=due_hours, closes_after=closes_after, created_by=by)
    rule.save(verb="制定报送规则")
    return rule


@transaction.atomic
def add_category(*, by, starts_on: dt.date, **facts) -> AlarmCategory:
    """From today on at the earliest: days that were reported are not counted by it."""
    _may_arrange(by)
    if starts_on < clock.today():
        raise MoveRefused("启用日不能早于今天：以前的日报不按新类别计")
    category = AlarmCategory(starts_on=starts_on, **facts)
    if category.is_street_theft and not category.is_effective:
        raise MoveRefused("计入街面盗窃的须计入有效警情")
    _refuse_taken(category)
    category.save(verb="新增警情类别")
    return category


@transaction.atomic
def change_category(
    category: AlarmCategory, *, by, version: int, name: str, position: int, in_use_until: dt.date | None
) -> AlarmCategory:
    """Its name, its place, and the day it ends. Raises StaleRecord."""
    _may_arrange(by)
    locked = lock(category, version=version)
    if in_use_until and in_use_until < max(locked.starts_on, last_day()):
        raise MoveRefused("停用日不能早于启用日，也不能早于已经结束的报告日")
    locked.name, locked.position, locked.in_use_until = name, position, in_use_until
    _refuse_taken(locked)
    locked.version += 1
    locked.save(verb="修改警情类别")
    return locked


def _refuse_taken(category: AlarmCategory) -> None:
    others = AlarmCategory.objects.exclude(pk=category.pk)
    if category.in_use_until is None and others.filter(name=category.name, in_use_until=None).exists():
        raise MoveRefused(f"在用的类别里已有“{category.name}”")
    if others.filter(code=category.code).exists():
        raise MoveRefused(f"类别代码 {category.code} 已经有了")


def _may_arrange(by) -> None:
    if not by.has_perm(rights.ARRANGE_ALARMS):
        raise PermissionDenied(rights.ARRANGE_ALARMS)
