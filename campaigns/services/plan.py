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
from campaigns.planline import MOST_SHARE, Node, number
from campaigns.services.refusals import refusal_of_figure, refusal_of_target, refusal_of_value


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
    baseline: Decimal | None
    comes_with: str
    by_hand_because: str
    nodes: list[Node]


def report_item(
    item: ResponsibilityItem,
    *,
    as_of: dt.date,
    value: Decimal,
    note: str,
    by,
    client_uuid: UUID,
    correction: str = "",
) -> ItemReport:
    """手工填报. The same form twice is one report.

    Raises PermissionDenied, MoveRefused (counted by a figure, cancelled, a day outside the campaign or to come, or a
    count that falls without a `correction`, the reason why).
    """
    said = {"as_of": as_of, "value": value, "note": note, "correction": correction}
    try:
        with transaction.atomic():
            return _report(item, by, client_uuid, **said)
    except IntegrityError:
        known = ItemReport.objects.filter(created_by=by, client_uuid=client_uuid).first()
        if known is None:
            raise
        return known


def _report(item, by, client_uuid: UUID, *, as_of: dt.date, value: Decimal, **words: str) -> ItemReport:
    locked = _locked(item, by=by, right=rights.REPORT)
    if refusal := refusal_of_report(locked, as_of, value):
        raise MoveRefused(refusal)
    fall = fall_of(locked, as_of, value)
    if fall and not words["correction"]:
        raise MoveRefused(f"累计数不应减少：{fall}。确需更正的，请填写“更正原因”再提交")
    report = ItemReport(item=locked, unit_id=locked.unit_id, as_of=as_of, value=value, client_uuid=client_uuid, **words)
    report.created_by, report.created_at = by, clock.now()
    verb = f"填报 {locked.code}：截至{as_of:%m月%d日} {value:f} {locked.measure}{f'（{fall}）' if fall else ''}"
    report.save(verb=verb, reason=words["correction"] or words["note"])
    return report


def fall_of(item: ResponsibilityItem, as_of: dt.date, value: Decimal) -> str:
    """What was reported that this count is less than, or that is less than this one of an earlier day; empty where
    nothing falls.
    """
    if not item.only_rises:
        return ""
    known = ((item.reports.in_force(as_of), 1), (item.reports.next_after(as_of), -1))
    falls = [(each, sign * (each.value - value)) for each, sign in known if each and sign * (each.value - value) > 0]
    return "；".join(_words_of_fall(item, each, as_of, by) for each, by in falls)


def _words_of_fall(item: ResponsibilityItem, other: ItemReport, as_of: dt.date, by: Decimal) -> str:
    said = f"截至 {other.as_of} 已填 {number(other.value)} {item.measure}"
    less = "这次填的少" if other.as_of <= as_of else "比这次填的少"
    return f"{said}，{less} {number(by)} {item.measure}"


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


def set_lamps(
    campaign: Campaign, *, green_from: Decimal, yellow_from: Decimal, limit_near_from: Decimal, by
) -> Campaign:
    """亮灯规则 of a campaign: every lamp of its plan follows at once. Raises PermissionDenied, MoveRefused."""
    if not by.has_perm(rights.MANAGE, campaign):
        raise PermissionDenied(rights.MANAGE)
    if not 0 < yellow_from <= green_from <= MOST_SHARE:
        raise MoveRefused(f"黄灯线须大于 0，且不高于绿灯线；绿灯线最高 {MOST_SHARE}")
    if not 0 < limit_near_from <= 1:
        raise MoveRefused("红线预警线须大于 0，不超过 1")
    with transaction.atomic():
        locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
        lines = {"green_from": green_from, "yellow_from": yellow_from, "limit_near_from": limit_near_from}
        for name, line in lines.items():
            setattr(locked, name, line)
        locked.save(update_fields=list(lines))
        return locked


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
    for name in ("title", "unit", "responsible", "measure", "target", "aim", "comes_with", "by_hand_because"):
        setattr(item, name, getattr(facts, name))
    item.baseline = facts.baseline if facts.aim == ResponsibilityItem.Aim.ZERO else None
    item.save(verb=verb, reason=reason)
    item.assisting.set(facts.assisting)
    write_nodes(item, facts.nodes)


def _refusal_of_facts(item: ResponsibilityItem, facts: ItemFacts) -> str:
    if item.figure and (refusal := refusal_of_figure(item.figure, facts.measure)):
        return f"{refusal}；请先切换计数方式"
    if not item.figure and item.measure != facts.measure and item.reports.current().exists():
        return f"已有以“{item.measure}”计的填报，不能再改计量单位"
    aimed = {name: getattr(facts, name) for name in ("aim", "target", "measure", "baseline", "nodes")}
    return refusal_of_target(item.campaign, **aimed)


def _locked(item: ResponsibilityItem, *, by, right: str, version: int | None = None) -> ResponsibilityItem:
    locked = lock(item, version=version)
    if not by.has_perm(right, locked):
        raise PermissionDenied(right)
    if locked.voided_at is not None:
        raise MoveRefused("这一条已经取消")
    return locked
