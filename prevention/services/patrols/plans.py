"""Standing plans (固定排班) and single planned patrols (应巡班次).

All raise PermissionDenied; changing and voiding also StaleRecord, and MoveRefused when it was voided.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock
from campaigns.reporting import reporting_day
from prevention import rights
from prevention.models import PatrolBeat, PatrolPlan, PlannedPatrol
from prevention.models.patrols.planned import GRACE
from prevention.services.patrols.days import lay, withdraw


@transaction.atomic
def add_plans(*, by, beats: Sequence[PatrolBeat], **facts) -> list[PatrolPlan]:
    """One a beat, laid for the days to come. Raises MoveRefused when a beat has the same already."""
    return [_add(beat, facts, by) for beat in sorted(beats, key=lambda beat: beat.pk)]


def _add(beat: PatrolBeat, facts: dict, by) -> PatrolPlan:
    locked = _usable(beat)
    plan = PatrolPlan(beat=locked, unit_id=locked.unit_id, **facts)
    _refuse_second(plan)
    rows.add(plan, by=by, right=rights.MANAGE)
    lay(plan, since=clock.today(), after=clock.now())
    return plan


@transaction.atomic
def change_plan(plan: PatrolPlan, *, by, version: int, **facts) -> PatrolPlan:
    """What has begun stays as it was asked; what has not is laid anew."""
    beat = lock(plan.beat)
    changed = rows.change(plan, by=by, right=rights.MANAGE, version=version, verb="修改固定排班", **facts)
    changed.beat = beat
    _refuse_second(changed)
    withdraw(changed.planned.all(), why="排班已调整")
    lay(changed, since=clock.today(), after=clock.now())
    return changed


@transaction.atomic
def void_plan(plan: PatrolPlan, *, by, reason: str, version: int) -> PatrolPlan:
    """From now on nothing is asked by it."""
    voided = rows.void(plan, by=by, right=rights.MANAGE, version=version, verb="作废固定排班", reason=reason)
    withdraw(voided.planned.all(), why="排班已作废")
    return voided


def _refuse_second(plan: PatrolPlan) -> None:
    """The caller holds the lock of the beat."""
    same = PatrolPlan.objects.current().filter(beat=plan.beat, kind=plan.kind, begins=plan.begins).exclude(pk=plan.pk)
    same = same.filter(Q(in_use_until=None) | Q(in_use_until__gte=plan.starts_on))
    if plan.in_use_until:
        same = same.filter(starts_on__lte=plan.in_use_until)
    if any(set(each.weekdays) & set(plan.weekdays) for each in same):
        raise MoveRefused(f"{plan.beat}已有 {plan.begins:%H:%M} 开始的{plan.get_kind_display()}排班，请修改那一条")


@transaction.atomic
def add_planned(*, by, beat: PatrolBeat, **facts) -> PlannedPatrol:
    """临时加巡. Raises MoveRefused for one that has begun, or is asked already."""
    locked = _usable(beat, facts["starts_at"])
    planned = PlannedPatrol(beat=locked, unit_id=locked.unit_id, **facts, **_days_of(facts["starts_at"]))
    with _once(planned, planned.starts_at):
        return rows.add(planned, by=by, right=rights.MANAGE)


@transaction.atomic
def change_planned(planned: PlannedPatrol, *, by, version: int, **facts) -> PlannedPatrol:
    locked = lock(planned, version=version)
    _refuse_begun(locked.starts_at)
    starts_at = facts.get("starts_at", locked.starts_at)
    facts |= _days_of(starts_at)
    with _once(locked, starts_at):
        return rows.change(locked, by=by, right=rights.MANAGE, version=version, verb="修改应巡班次", **facts)


@transaction.atomic
def cancel_planned(planned: PlannedPatrol, *, by, reason: str, version: int) -> PlannedPatrol:
    """Before it has begun; what was asked of a past night stays."""
    locked = lock(planned, version=version)
    if locked.voided_at is None:
        _refuse_begun(locked.starts_at)
    return rows.void(locked, by=by, right=rights.MANAGE, version=version, verb="取消应巡班次", reason=reason)


def _usable(beat: PatrolBeat, at: dt.datetime | None = None) -> PatrolBeat:
    locked = lock(beat)
    on = reporting_day(at) if at else clock.today()
    if locked.voided_at is not None or (locked.in_use_until and locked.in_use_until < on):
        raise MoveRefused(f"{locked}已停用或作废，不能再排班")
    return locked


def _days_of(starts_at: dt.datetime) -> dict:
    _refuse_begun(starts_at)
    return {"reported_on": reporting_day(starts_at), "late_after": starts_at + GRACE}


def _refuse_begun(starts_at: dt.datetime) -> None:
    if starts_at <= clock.now():
        raise MoveRefused("应巡开始的时刻已过，不能再排、再改或者取消")


def _once(planned: PlannedPatrol, starts_at: dt.datetime):
    same = {"beat": planned.beat_id, "kind": planned.kind, "starts_at": starts_at}
    known = PlannedPatrol.objects.current().filter(**same).exclude(pk=planned.pk)
    refusal = MoveRefused("这个巡区同一时刻已经排了同类巡逻，没有重复排班")
    return rows.unless_taken(known.first, lambda first: refusal)
