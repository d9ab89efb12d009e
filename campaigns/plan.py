"""How the responsibility list stands on a day: value, what is due, share and lamp of every item, and of each
sub-action.

Reading is in two steps, so that a page can put everything it wants to know into one statement: `asks_of` says which
figures
are needed, `read_plan` turns their values into states.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from baiyi.accounts.models import Unit
from baiyi.accounts.territory import subtree
from baiyi.figures import Ratio, evaluation, get
from baiyi.figures.evaluation import Ask, FiguresUnread, evaluate, evaluate_once
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.memo import once_a_request
from baiyi.records.written import written
from campaigns.models import Campaign, ResponsibilityItem, SubAction
from campaigns.planline import (
    GREEN,
    NONE,
    RED,
    Node,
    Thresholds,
    due_by,
    lamp_of_progress,
    percent,
    progress,
    rounded,
    share_on_plan,
    shown_lamp,
)


@dataclass(frozen=True, kw_only=True)
class ItemState:
    """An item on a day. `value` and `due` are in the item's measure, `share` is completed ÷ due."""

    item: ResponsibilityItem
    value: Any
    due: Fraction
    share: Fraction | None
    kind: str
    base: str = ""  # a percentage carries its numerator and denominator
    has_begun: bool = True
    is_unread: bool = False  # its figure could not be read in time

    @property
    def lamp(self) -> Lamp:
        if self.is_unread:
            return shown_lamp(NONE, "未读出")
        return shown_lamp(self.kind) if self.has_begun else shown_lamp(NONE, "未开始")

    @property
    def figure(self):
        return get(self.item.figure) if self.item.figure else None

    @property
    def is_most(self) -> bool:
        return self.item.aim == ResponsibilityItem.Aim.MOST

    @property
    def shown_value(self) -> str:
        return "—" if self.value is None else number(self.value)

    @property
    def shown_due(self) -> str:
        return number(rounded(self.due))

    @property
    def shown_target(self) -> str:
        return number(self.item.target)

    @property
    def completion(self) -> Decimal | None:
        """Value ÷ target in percent; none for a limit, and for what is a share or a length of days itself."""
        if self.value is None or self.is_most or not self.item.target or self.item.measure in {"%", "天"}:
            return None
        return percent(Fraction(self.value) / Fraction(self.item.target))

    @property
    def gap(self) -> str:
        """差 9 处 / 超 3 处, in the item's measure; 个百分点 between percentages."""
        if self.value is None:
            return ""
        more = Fraction(self.value) - self.due
        words = ("超限", "低于限") if self.is_most else ("超", "差")
        measure = "个百分点" if self.item.measure == "%" else self.item.measure
        if more == 0:
            return "与应达持平"
        return f"{words[0] if more > 0 else words[1]} {number(rounded(abs(more)))} {measure}"

    @property
    def bar(self) -> tuple[str, str]:
        """Lengths of value and plan line on a scale of 100 that holds them and the target; as short as they go."""
        most = max(Fraction(self.item.target), self.due, Fraction(self.value or 0), Fraction(1, 1000))
        lengths = (max(Fraction(self.value or 0), 0), self.due)
        return tuple(f"{round(float(length / most * 100), 1):g}" for length in lengths)


@dataclass(frozen=True)
class SubActionState:
    """A sub-action stands as its items do: how many are on plan of those with data. No measures are added."""

    sub_action: SubAction
    states: list[ItemState]
    kind: str
    share: Fraction | None

    def count(self, kind: str) -> int:
        return sum(state.kind == kind for state in self.states)

    @property
    def lamp(self) -> Lamp:
        return shown_lamp(self.kind)

    @property
    def on_plan(self) -> int:
        return self.count(GREEN)

    @property
    def known(self) -> int:
        return len(self.states) - self.count(NONE)

    @property
    def red(self) -> int:
        return self.count(RED)

    @property
    def without_data(self) -> int:
        return self.count(NONE)

    @property
    def percent(self) -> Decimal | None:
        return percent(self.share)

    @property
    def words(self) -> str:
        """9/12 项达序时，1 项无数据."""
        if not self.states:
            return "还没有清单条目"
        if not self.known:
            return f"{len(self.states)} 项都无数据"
        return f"{self.on_plan}/{self.known} 项达序时" + (
            f"，{self.without_data} 项无数据" if self.without_data else ""
        )


@dataclass(frozen=True)
class Plan:
    """The whole list on a day."""

    campaign: Campaign
    on: dt.date
    states: list[ItemState] = field(default_factory=list)
    sub_actions: list[SubActionState] = field(default_factory=list)

    @property
    def thresholds(self) -> Thresholds:
        return thresholds_of(self.campaign)

    def count(self, kind: str) -> int:
        return sum(state.kind == kind for state in self.states)

    @property
    def worst_sub_action(self) -> SubActionState | None:
        """The lowest share of items on plan; of equals the one with more red items. None while nothing has data."""
        known = [each for each in self.sub_actions if each.share is not None]
        return min(known, key=lambda each: (each.share, -each.red, each.sub_action.position), default=None)

    @property
    def has_unread(self) -> bool:
        return any(state.is_unread for state in self.states)

    def worst(self, kind: str, most: int) -> list[ItemState]:
        chosen = [state for state in self.states if state.kind == kind]
        return sorted(chosen, key=lambda state: (state.share is not None, state.share or 0))[:most]


def number(value) -> str:
    """12, 71.4; no trailing zeros."""
    if isinstance(value, float):
        return f"{value:g}"
    return f"{Decimal(value).normalize():f}"


def plan_url(**asked) -> str:
    """The list, narrowed by what was asked."""
    return f"{address_of('campaigns:plan')}?{urlencode({name: value for name, value in asked.items() if value})}"


def thresholds_of(campaign: Campaign) -> Thresholds:
    return Thresholds(campaign.green_from, campaign.yellow_from)


def territory_of(campaign: Campaign, user) -> list[Unit]:
    """Units the campaign counts: its own and all below. No statement when the request knows them already."""
    return subtree(user.units(), campaign.unit_id) or list(
        Unit.objects.descendants(campaign.unit_id, include_self=True)
    )


def items_of(campaign: Campaign, on: dt.date):
    """The items of the list with all that their states need. One statement."""
    return with_states(ResponsibilityItem.objects.filter(campaign=campaign), on).select_related("sub_action__lead_unit")


def with_states(rows: QuerySet, on: dt.date) -> QuerySet:
    return rows.current().at(on).select_related("sub_action__leader", "unit", "responsible")


def waits_for_report(item: ResponsibilityItem, campaign: Campaign, on: dt.date) -> bool:
    """待填报, for rows of `at(on)`: reported by hand, and nobody reported how it stood at the end of the last week or
    later.

    Nothing waits in the first week.
    """
    last = campaign.week_of(on).starts_on - dt.timedelta(days=1)
    return (
        item.is_reported and last >= campaign.starts_on and (item.reported_as_of is None or item.reported_as_of < last)
    )


def asks_of(
    items: Iterable[ResponsibilityItem], campaign: Campaign, on: dt.date, units: Iterable[Unit]
) -> dict[int, Ask]:
    """The figure that drives each item, by the item's pk;
    items reported by hand, and figures unknown here, have none.
    """
    period, ids = campaign.period(on), tuple(unit.pk for unit in units)
    return {item.pk: Ask(item.figure, period, ids) for item in items if item.figure and get(item.figure)}


def read_plan(
    campaign: Campaign, on: dt.date, items: list[ResponsibilityItem], asks: dict[int, Ask], found: dict[Ask, Any]
) -> Plan:
    """`found` holds the value of every ask, or of none: then what is reported by hand has its value all the same."""
    thresholds = thresholds_of(campaign)
    states = [_state(item, campaign, on, asks.get(item.pk), found, thresholds) for item in items]
    by_action: dict[SubAction, list[ItemState]] = {}
    for state in states:
        by_action.setdefault(state.item.sub_action, []).append(state)
    return Plan(
        campaign, on, states, [sub_action_state(action, rows, thresholds) for action, rows in by_action.items()]
    )


def sub_action_state(action: SubAction, states: list[ItemState], thresholds: Thresholds) -> SubActionState:
    share = share_on_plan([state.kind for state in states])
    return SubActionState(action, states, lamp_of_progress(share, thresholds), share)


def plan_on(campaign: Campaign, on: dt.date, user, *, pks: Iterable[int] | None = None) -> Plan:
    """The list, or some of its items, on a day.
    Two statements, and one for the territory of whoever does not hold it.
    """
    rows = items_of(campaign, on)
    items = list(rows if pks is None else rows.filter(pk__in=pks))
    asks = asks_of(items, campaign, on, territory_of(campaign, user))
    try:
        found = evaluate(asks.values(), within=evaluation.PAGE_SECONDS)
    except FiguresUnread:
        found = {}
    return read_plan(campaign, on, items, asks, found)


def items_for(request, campaign: Campaign, on: dt.date) -> list[ResponsibilityItem]:
    """The items of the list on a day, with the campaign as it is now. One statement, once a request."""
    key = ("campaigns.items", campaign.pk, on)
    mine = ResponsibilityItem.objects.filter(campaign=campaign)
    return once_a_request(request, key, lambda: _with_states(mine, on))


@written
def _with_states(rows: QuerySet, on: dt.date) -> QuerySet:
    return with_states(rows, on).select_related("campaign")


def plan_for(request, campaign: Campaign, on: dt.date, units: list[Unit]) -> Plan:
    """The list on a day. At most two statements, once a request;
    figures that the page asked before are not read again.
    """
    key = ("campaigns.plan", campaign.pk, on, tuple(unit.pk for unit in units))
    return once_a_request(request, key, lambda: _plan_for(request, campaign, on, units))


def _plan_for(request, campaign: Campaign, on: dt.date, units: list[Unit]) -> Plan:
    items = items_for(request, campaign, on)
    asks = asks_of(items, campaign, on, units)
    return read_plan(items[0].campaign if items else campaign, on, items, asks, evaluate_once(request, asks.values()))


def _state(item, campaign: Campaign, on: dt.date, ask: Ask | None, found: dict, thresholds: Thresholds) -> ItemState:
    value = found.get(ask) if ask else (item.reported_value if item.is_reported else None)
    is_most = item.aim == ResponsibilityItem.Aim.MOST
    due = Fraction(item.target) if is_most else due_of(item, campaign, on)
    share = progress(value, due, is_most=is_most)
    has_begun = on >= campaign.starts_on
    kind = lamp_of_progress(share, thresholds) if has_begun else NONE
    return ItemState(
        item=item,
        value=value,
        due=due,
        share=share,
        kind=kind,
        base=_base(ask, found),
        has_begun=has_begun,
        is_unread=ask is not None and ask not in found,
    )


def due_of(item: ResponsibilityItem, campaign: Campaign, on: dt.date) -> Fraction:
    """For rows of `at(on)`."""
    nodes = []
    if item.first_node_on is not None:
        nodes = [Node(item.first_node_on, item.first_node_target)]
        if item.reached_target is not None:
            nodes.append(Node(on, item.reached_target))
    span = {"starts_on": campaign.starts_on, "ends_on": campaign.ends_on}
    return due_by(on, **span, target=item.target, measure=item.measure, nodes=nodes)


def _base(ask: Ask | None, found: dict) -> str:
    figure = get(ask.key) if ask in found else None
    if not isinstance(figure, Ratio):
        return ""
    return f"{found[ask.part(figure.numerator)]}/{found[ask.part(figure.denominator)]}"
