"""Verbs on the responsibility list: report, take a report back, change, switch how an item is counted, cancel, set the
lamps.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from baiyi.figures import all_figures, get
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock
from campaigns import rights
from campaigns.models import Campaign, ItemReport, Milestone, ResponsibilityItem
from campaigns.planline import LEVEL_MEASURES, MOST_SHARE, Node


@dataclass(frozen=True, kw_only=True)
class ItemFacts:
    """What the office may change of an item."""

    title: str
    unit: object
    responsible: object | None
    assisting: list
    measure: str
    target: Decimal
    aim: str
    comes_with: str
    nodes: list[Node]


def report_item(
    item: ResponsibilityItem, *, as_of: dt.date, value: Decimal, note: str, by, client_uuid: UUID
) -> ItemReport:
    """手工填报. The same form twice is one report.

    Raises PermissionDenied, MoveRefused (counted by a figure, cancelled, or a day outside the campaign or to come).
    """
    try:
        with transaction.atomic():
            return _report(item, as_of, value, note, by, client_uuid)
    except IntegrityError:
        known = ItemReport.objects.filter(created_by=by, client_uuid=client_uuid).first()
        if known is None:
            raise
        return known


def _report(item, as_of: dt.date, value: Decimal, note: str, by, client_uuid: UUID) -> ItemReport:
    locked = _locked(item, by=by, right=rights.REPORT)
    if refusal := refusal_of_report(locked, as_of, value):
        raise MoveRefused(refusal)
    report = ItemReport(
        item=locked, unit_id=locked.unit_id, as_of=as_of, value=value, note=note, client_uuid=client_uuid
    )
    report.created_by, report.created_at = by, clock.now()
    report.save(verb=f"填报 {locked.code}：截至{as_of:%m月%d日} {value:f} {locked.measure}", reason=note)
    return report


def refusal_of_report(item: ResponsibilityItem, as_of: dt.date, value: Decimal) -> str:
    """Why this cannot be reported; empty when it can."""
    if not item.is_reported:
        return "这一条由系统自动取数，不用填报"
    campaign = item.campaign
    if not campaign.starts_on <= as_of <= campaign.ends_on:
        return f"截至日须在行动期间（{campaign.starts_on} 至 {campaign.ends_on}）"
    if as_of > clock.today():
        return "截至日不能晚于今天"
    return refusal_of_value(value, item.measure)


def refusal_of_value(value: Decimal, measure: str) -> str:
    """Counts are whole and not negative; percentages lie between -100 and 100."""
    if measure == "%":
        return "" if -100 <= value <= 100 else "百分比须在 -100 和 100 之间"
    if value < 0:
        return "数值不能小于 0"
    if measure not in LEVEL_MEASURES and value != value.to_integral_value():
        return f"以“{measure}”为单位的数须为整数"
    return ""


def void_report(report: ItemReport, *, by, reason: str, version: int | None = None) -> ItemReport:
    """作废 a wrong report: the one before it counts again. Raises PermissionDenied, MoveRefused, StaleRecord."""
    with transaction.atomic():
        locked = lock(report, version=version)
        if not by.has_perm(rights.REPORT, locked):
            raise PermissionDenied(rights.REPORT)
        if locked.voided_at is not None:
            raise MoveRefused("这条填报已经作废")
        locked.voided_at, locked.void_reason = clock.now(), reason
        locked.save(verb="作废填报", reason=reason)
        return locked


def change_item(
    item: ResponsibilityItem, facts: ItemFacts, *, by, reason: str, version: int | None = None
) -> ResponsibilityItem:
    """修改 definition, target and nodes. Raises PermissionDenied, MoveRefused, StaleRecord."""
    with transaction.atomic():
        locked = _locked(item, by=by, right=rights.MANAGE, version=version)
        _write(locked, facts, verb="修改责任清单条目", reason=reason)
        return locked


def switch_counting(
    item: ResponsibilityItem, *, figure: str, by, reason: str, version: int | None = None
) -> ResponsibilityItem:
    """切换计数方式: by a figure of the same measure, or ("") by hand again. Past days are then told by the new way too.

    Raises PermissionDenied, MoveRefused, StaleRecord.
    """
    with transaction.atomic():
        locked = _locked(item, by=by, right=rights.MANAGE, version=version)
        if figure == locked.figure:
            raise MoveRefused("计数方式没有变化")
        if figure and (refusal := refusal_of_figure(figure, locked.measure)):
            raise MoveRefused(refusal)
        locked.figure = figure
        if figure:
            locked.comes_with = ""
        verb = f"改由系统取数：{get(figure).label}" if figure else "改为手工填报"
        locked.save(verb=verb, reason=reason)
        return locked


def refusal_of_figure(key: str, measure: str) -> str:
    """Why a figure cannot drive an item of that measure; empty when it can."""
    figure = get(key)
    if figure is None:
        return f"没有“{key}”这个指标"
    if figure.measure != measure:
        return f"“{figure.label}”以“{figure.measure}”计，条目以“{measure}”计，单位不一致"
    return ""


def figures_for(measure: str) -> list:
    """Figures that can drive an item of that measure."""
    return [figure for figure in all_figures() if figure.measure == measure]


def awaited_figures(item: ResponsibilityItem) -> list:
    """Figures that can drive the item and are what it waits for (待接入)."""
    return [figure for figure in figures_for(item.measure) if item.comes_with and figure.awaited_as == item.comes_with]


def cancel_item(item: ResponsibilityItem, *, by, reason: str, version: int | None = None) -> ResponsibilityItem:
    """取消: the item counts nowhere any more and keeps its page. Raises PermissionDenied, MoveRefused, StaleRecord."""
    with transaction.atomic():
        locked = _locked(item, by=by, right=rights.MANAGE, version=version)
        locked.voided_at, locked.void_reason = clock.now(), reason
        locked.save(verb="取消条目", reason=reason)
        return locked


def set_lamps(campaign: Campaign, *, green_from: Decimal, yellow_from: Decimal, by) -> Campaign:
    """亮灯规则 of a campaign: every lamp of its plan follows at once. Raises PermissionDenied, MoveRefused."""
    if not by.has_perm(rights.MANAGE, campaign):
        raise PermissionDenied(rights.MANAGE)
    if not 0 < yellow_from <= green_from <= MOST_SHARE:
        raise MoveRefused(f"黄灯线须大于 0，且不高于绿灯线；绿灯线最高 {MOST_SHARE}")
    with transaction.atomic():
        locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
        locked.green_from, locked.yellow_from = green_from, yellow_from
        locked.save(update_fields=["green_from", "yellow_from"])
        return locked


def refusal_of_nodes(nodes: Iterable[Node], campaign: Campaign, target: Decimal, measure: str) -> str:
    """Nodes lie on different days of the campaign; a count never has less to reach later, nor more than the target."""
    nodes = sorted(nodes, key=lambda node: node.due_on)
    days = [node.due_on for node in nodes]
    if len(set(days)) < len(days):
        return "同一天只能有一个节点"
    if any(not campaign.starts_on <= day <= campaign.ends_on for day in days):
        return f"节点日须在行动期间（{campaign.starts_on} 至 {campaign.ends_on}）"
    targets = [node.target for node in nodes]
    if refusals := [found for each in targets if (found := refusal_of_value(each, measure))]:
        return f"节点目标：{refusals[0]}"
    if targets != sorted(targets) or (targets and targets[-1] > target):
        return "节点目标须逐个不减，且不超过目标值"
    return ""


def write_nodes(item: ResponsibilityItem, nodes: Iterable[Node]) -> None:
    """Make the item's nodes these, touching only what differs."""
    wanted = {node.due_on: node.target for node in nodes}
    for known in item.milestones.all():
        if known.due_on not in wanted:
            known.delete()
        elif known.target != (target := wanted.pop(known.due_on)):
            known.target = target
            known.save()
    for due_on, target in wanted.items():
        Milestone.objects.create(item=item, due_on=due_on, target=target)


def _write(item: ResponsibilityItem, facts: ItemFacts, *, verb: str, reason: str) -> None:
    if refusal := _refusal_of_facts(item, facts):
        raise MoveRefused(refusal)
    for name in ("title", "unit", "responsible", "measure", "target", "aim", "comes_with"):
        setattr(item, name, getattr(facts, name))
    item.save(verb=verb, reason=reason)
    item.assisting.set(facts.assisting)
    write_nodes(item, facts.nodes)


def _refusal_of_facts(item: ResponsibilityItem, facts: ItemFacts) -> str:
    if item.figure and (refusal := refusal_of_figure(item.figure, facts.measure)):
        return f"{refusal}；请先切换计数方式"
    if not item.figure and item.measure != facts.measure and item.reports.current().exists():
        return f"已有以“{item.measure}”计的填报，不能再改计量单位"
    if facts.nodes and facts.aim == ResponsibilityItem.Aim.MOST:
        return "目标方向为“不多于”的条目不设序时节点"
    return refusal_of_value(facts.target, facts.measure) or refusal_of_nodes(
        facts.nodes, item.campaign, facts.target, facts.measure
    )


def _locked(item: ResponsibilityItem, *, by, right: str, version: int | None = None) -> ResponsibilityItem:
    locked = lock(item, version=version)
    if not by.has_perm(right, locked):
        raise PermissionDenied(right)
    if locked.voided_at is not None:
        raise MoveRefused("这一条已经取消")
    return locked
