"""New items of the responsibility list, by a page or a workbook, and what a workbook says otherwise of one."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused
from campaigns import rights
from campaigns.models import Campaign, ResponsibilityItem
from campaigns.planline import Node
from campaigns.services.plan import ItemFacts, change_item, switch_counting, write_nodes
from campaigns.services.refusals import refusal_of_figure, refusal_of_target

REASON = "导入更新"
FIXED = {"code": "条目编号", "sub_action": "子行动"}


@transaction.atomic
def add_item(
    *, by, campaign: Campaign | None, assisting=(), nodes=(), verb: str = "新增责任清单条目", **facts
) -> ResponsibilityItem:
    """A new item at the end of the list. Raises PermissionDenied, MoveRefused (a code of the campaign taken, too)."""
    if campaign is None:
        raise MoveRefused("还没有专项行动，请先新建行动")
    if not by.has_perm(rights.MANAGE, campaign):
        raise PermissionDenied(rights.MANAGE)
    item = ResponsibilityItem(campaign=campaign, created_by=by, created_at=clock.now(), **facts)
    if refusal := _refusal(item, nodes):
        raise MoveRefused(refusal)
    item.position = 1 + (campaign.items.aggregate(last=Max("position"))["last"] or 0)
    known = ResponsibilityItem.objects.filter(campaign=campaign, code=item.code)
    with rows.unless_taken(known.first, lambda other: MoveRefused(f"条目编号 {item.code} 已有：{other.title}")):
        item.save(verb=verb)
    item.assisting.set(assisting)
    write_nodes(item, nodes)
    return item


@transaction.atomic
def change_row(item: ResponsibilityItem, *, by, version: int, **changes) -> ResponsibilityItem:
    """What a workbook says otherwise. Raises PermissionDenied, MoveRefused, StaleRecord."""
    if fixed := [word for name, word in FIXED.items() if name in changes]:
        raise MoveRefused(f"{'、'.join(fixed)}不能用表格更改")
    figure = changes.pop("figure", item.figure)
    facts = {name: getattr(item, name) for name in ItemFacts.__dataclass_fields__ if name not in {"assisting", "nodes"}}
    facts |= {"assisting": list(item.assisting.all()), "nodes": _nodes(item)} | changes
    changed = item
    if figure != item.figure and not figure:
        changed = switch_counting(item, figure="", by=by, reason=REASON, version=version)
    changed = change_item(changed, ItemFacts(**facts), by=by, reason=REASON, version=changed.version)
    if figure and figure != item.figure:
        changed = switch_counting(changed, figure=figure, by=by, reason=REASON, version=changed.version)
    return changed


def _nodes(item: ResponsibilityItem) -> list[Node]:
    return [Node(each.due_on, each.target) for each in item.milestones.all()]


def _refusal(item: ResponsibilityItem, nodes) -> str:
    aimed = {name: getattr(item, name) for name in ("aim", "target", "measure", "baseline")}
    refusal = refusal_of_target(item.campaign, nodes=nodes, **aimed)
    return refusal or (refusal_of_figure(item.figure, item.measure) if item.figure else "")
