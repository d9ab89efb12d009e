"""Verbs on groups: who leads, who goes, with which forces; and signing on (部署签到)."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.accounts.models import Unit, User
from baiyi.journal.services import log_bulk
from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused
from inspections import rights
from inspections.models import SweepForce, SweepGroup, SweepSignOn, SweepTurnout, SweepVenue
from inspections.models.sweeps import OPENS_BEFORE
from inspections.services.sweeps.days import day_of

Forces = Mapping[tuple[str, int | None], int]  # by kind and partner body: planned head-counts


@transaction.atomic
def add_group(*, by, forces: Forces, **facts) -> SweepGroup:
    """Raises PermissionDenied at a unit where the person may not deploy; MoveRefused when the operation is voided, or
    the leader works elsewhere.
    """
    group = SweepGroup(**facts)
    if group.operation.voided_at is not None:
        raise MoveRefused("集中行动已作废，不能再编组")
    _check_leader(group)
    rows.add(group, by=by, right=rights.DEPLOY)
    _plan(group, forces, by)
    return group


@transaction.atomic
def change_group(group: SweepGroup, *, by, version: int, forces: Forces, **facts) -> SweepGroup:
    """Raises StaleRecord, PermissionDenied; MoveRefused as adding does, and for a force taken away that turned out."""
    for name, value in facts.items():
        setattr(group, name, value)
    _check_leader(group)
    changed = rows.change(group, by=by, right=rights.DEPLOY, version=version, verb="修改清查组", **facts)
    _plan(changed, forces, by)
    return changed


@transaction.atomic
def void_group(group: SweepGroup, *, by, version: int, reason: str) -> SweepGroup:
    """Its venues are free for other groups. Raises as changing does; MoveRefused once it has reported."""
    if group.reports.current().exists() or SweepTurnout.objects.current().filter(force__group=group).exists():
        raise MoveRefused(f"{group}已有战报或实到力量，不能作废")
    voided = rows.void(group, by=by, right=rights.DEPLOY, version=version, verb="作废清查组", reason=reason)
    freed = list(voided.venues.current())
    SweepVenue.objects.filter(pk__in=[each.pk for each in freed]).update(voided_at=voided.voided_at, void_reason=reason)
    log_bulk(freed, verb="移出清查", by=by, reason=reason)
    return voided


@transaction.atomic
def name_members(group: SweepGroup, *, by, version: int, members: list[User]) -> SweepGroup:
    """Who goes; nobody means everybody of the unit. Raises StaleRecord, PermissionDenied, MoveRefused."""
    changed = rows.change(group, by=by, right=rights.DEPLOY, version=version, verb="调整组员")
    changed.members.set(members)
    log_bulk([changed], verb="调整组员", by=by, reason="、".join(person.name for person in members) or "本单位全体")
    return changed


def people_of(unit: Unit):
    """Who may lead or be named: those who work at the unit or below it."""
    units = Unit.objects.descendants(unit.pk, include_self=True).values_list("pk", flat=True)
    return User.objects.posted_at(list(units), clock.today())


def sign_on(group: SweepGroup, *, by) -> SweepSignOn:
    """Once a reporting day; again gives the first. Raises PermissionDenied when he is of no such group; MoveRefused
    when the operation is not at hand.
    """
    at, operation = clock.now(), group.operation
    if not SweepGroup.objects.of_person(by).filter(pk=group.pk).exists():
        raise PermissionDenied(rights.RECORD)
    if group.voided_at or operation.voided_at:
        raise MoveRefused("清查组或集中行动已作废")
    if not operation.starts_at - OPENS_BEFORE <= at < operation.ends_at:
        raise MoveRefused("只能在行动开始前两小时到行动结束之间签到")
    day = day_of(operation, at)
    signed, _ = SweepSignOn.objects.get_or_create(group=group, person=by, reported_on=day, defaults={"signed_at": at})
    return signed


def _check_leader(group: SweepGroup) -> None:
    if not people_of(group.unit).filter(pk=group.leader_id).exists():
        raise MoveRefused("组长须在牵头单位任职")


def _plan(group: SweepGroup, forces: Forces, by) -> None:
    """The forces of the group as planned now; those with nobody are voided."""
    known = {(each.kind, each.body_id): each for each in group.forces.current()}
    for key in known.keys() | forces.keys():
        _plan_one(group, key, known.get(key), forces.get(key, 0), by)


def _plan_one(group: SweepGroup, key: tuple, force: SweepForce | None, planned: int, by) -> None:
    if force is None:
        if planned:
            kind, body = key
            rows_of = {"unit_id": group.unit_id, "created_by": by, "created_at": clock.now()}
            SweepForce(group=group, kind=kind, body_id=body, planned=planned, **rows_of).save()
    elif not planned:
        if force.turnouts.current().exists():
            raise MoveRefused(f"{force}已有实到人数，不能取消")
        force.voided_at, force.void_reason = clock.now(), "不再参战"
        force.save(verb="取消参战力量")
    elif (force.planned, force.unit_id) != (planned, group.unit_id):
        force.planned, force.unit_id = planned, group.unit_id
        force.save(verb="调整参战力量")
