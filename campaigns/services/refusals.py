"""Why an item of the list cannot be as somebody wants it: sentences, empty when it can."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from baiyi.figures import get
from campaigns.models import Campaign, ResponsibilityItem
from campaigns.planline import LEVEL_MEASURES, Node

Aim = ResponsibilityItem.Aim


def refusal_of_value(value: Decimal, measure: str) -> str:
    """Counts are whole and not negative; percentages lie between -100 and 100."""
    if measure == "%":
        return "" if -100 <= value <= 100 else "百分比须在 -100 和 100 之间"
    if value < 0:
        return "数值不能小于 0"
    if measure not in LEVEL_MEASURES and value != value.to_integral_value():
        return f"以“{measure}”为单位的数须为整数"
    return ""


def refusal_of_figure(key: str, measure: str) -> str:
    """Why a figure cannot drive an item of that measure; empty when it can."""
    figure = get(key)
    if figure is None:
        return f"没有“{key}”这个指标"
    if figure.measure != measure:
        return f"“{figure.label}”以“{figure.measure}”计，条目以“{measure}”计，单位不一致"
    return ""


def refusal_of_target(
    campaign: Campaign, *, aim: str, target: Decimal, measure: str, baseline: Decimal | None, nodes: Sequence[Node]
) -> str:
    """A cap has no nodes, a milestone has some, what is cleared has a baseline."""
    if refusal := refusal_of_value(target, measure):
        return refusal
    if nodes and aim == Aim.MOST:
        return "红线上限不设序时节点"
    if not nodes and aim == Aim.DATED:
        return "限时节点须写明节点日和到那天应达到的数"
    falls = aim == Aim.ZERO
    if falls and (refusal := _refusal_of_clearing(target, measure, baseline)):
        return refusal
    return _refusal_of_nodes(campaign, nodes, measure, baseline if falls else target, falls=falls)


def _refusal_of_clearing(target: Decimal, measure: str, baseline: Decimal | None) -> str:
    if measure in LEVEL_MEASURES:
        return f"清零按数计，不能以“{measure}”为单位"
    if target:
        return "清零条目的目标值为 0"
    if not baseline or baseline < 0:
        return "清零条目须写明清零基数，且大于 0"
    return refusal_of_value(baseline, measure)


def _refusal_of_nodes(campaign: Campaign, nodes: Iterable[Node], measure: str, most: Decimal, *, falls: bool) -> str:
    """Nodes lie on different days of the campaign; what is due never falls from one to the next (what may be left of
    what is cleared never grows), and none is more than `most`.
    """
    nodes = sorted(nodes, key=lambda node: node.due_on)
    days = [node.due_on for node in nodes]
    if len(set(days)) < len(days):
        return "同一天只能有一个节点"
    if any(not campaign.starts_on <= day <= campaign.ends_on for day in days):
        return f"节点日须在行动期间（{campaign.starts_on} 至 {campaign.ends_on}）"
    targets = [node.target for node in nodes]
    if refusals := [found for each in targets if (found := refusal_of_value(each, measure))]:
        return f"节点目标：{refusals[0]}"
    if targets != sorted(targets, reverse=falls) or (targets and max(targets) > most):
        return (
            "节点目标是到那天最多还剩多少，须逐个不增，且不超过清零基数"
            if falls
            else "节点目标须逐个不减，且不超过目标值"
        )
    return ""
