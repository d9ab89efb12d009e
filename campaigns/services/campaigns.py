"""Verbs on a campaign (专项行动): set up, changed; its six sub-actions and who leads them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.accounts.models import Unit
from baiyi.records.moves import MoveRefused, lock
from campaigns import rights
from campaigns.models import Campaign, ItemReport, Milestone, Phase, SubAction

OUTSIDE = "在新的起止之外"


@dataclass(frozen=True)
class PhaseLine:
    """A phase and the day it begins."""

    starts_on: dt.date
    name: str


@transaction.atomic
def add_campaign(*, by, unit: Unit, phases: Sequence[PhaseLine] = (), **facts) -> Campaign:
    """With its six sub-actions, nobody leading them yet. Raises PermissionDenied, MoveRefused."""
    if unit.pk not in by.unit_ids(rights.MANAGE):
        raise PermissionDenied(rights.MANAGE)
    campaign = Campaign(unit=unit, **facts)
    _refuse_same(campaign)
    campaign.save(verb="新建专项行动")
    for position, code in enumerate(SubAction.Code, 1):
        SubAction(campaign=campaign, code=code, position=position).save()
    _write_phases(campaign, phases)
    return campaign


@transaction.atomic
def change_campaign(
    campaign: Campaign, *, by, version: int, reason: str, phases: Sequence[PhaseLine] = (), **facts
) -> Campaign:
    """Its name, days, plan document and phases. Every day, week and figure of the campaign follows its new days.
    Raises StaleRecord, PermissionDenied; MoveRefused when something was reported or is due outside them.
    """
    locked = lock(campaign, version=version)
    _check(locked, by)
    for name, value in facts.items():
        setattr(locked, name, value)
    if refusal := _left_outside(locked):
        raise MoveRefused(refusal)
    _refuse_same(locked)
    locked.save(verb="修改专项行动", reason=reason)
    _write_phases(locked, phases)
    return locked


@transaction.atomic
def change_sub_action(action: SubAction, *, by, leader, lead_unit: Unit | None, carriers: str) -> SubAction:
    """分管领导, 牵头单位, 抓手载体. Raises PermissionDenied."""
    locked = lock(action)
    _check(locked.campaign, by)
    locked.leader, locked.lead_unit, locked.carriers = leader, lead_unit, carriers
    locked.save(verb=f"修改子行动：{locked}")
    return locked


def _check(campaign: Campaign, by) -> None:
    if not by.has_perm(rights.MANAGE, campaign):
        raise PermissionDenied(rights.MANAGE)


def _refuse_same(campaign: Campaign) -> None:
    others = Campaign.objects.filter(name=campaign.name, unit=campaign.unit).exclude(pk=campaign.pk)
    if others.running(campaign.starts_on).exists() or others.running(campaign.ends_on).exists():
        raise MoveRefused(f"{campaign.unit}在这段时间已有同名的专项行动")


def _left_outside(campaign: Campaign) -> str:
    """What lies outside its days; empty for nothing."""
    days = (campaign.starts_on, campaign.ends_on)
    reports = ItemReport.objects.current().filter(item__campaign=campaign).exclude(as_of__range=days)
    nodes = Milestone.objects.filter(item__campaign=campaign).exclude(due_on__range=days)
    found = [(reports.count(), "次填报的截至日"), (nodes.count(), "个序时节点")]
    return "、".join(f"有 {count} {what}{OUTSIDE}" for count, what in found if count)


def _write_phases(campaign: Campaign, phases: Sequence[PhaseLine]) -> None:
    """What is said no more goes; what is said again keeps its row."""
    known = {PhaseLine(each.starts_on, each.name): each for each in campaign.phases.all()}
    for line in known.keys() - set(phases):
        known[line].delete()
    for line in sorted(set(phases) - known.keys(), key=lambda each: each.starts_on):
        phase = Phase(campaign=campaign, name=line.name, starts_on=line.starts_on)
        phase.save(verb=f"阶段：{line.starts_on} 起{line.name}")
