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
from baiyi.figures import evaluation, get
from baiyi.figures.declarations import with_minus
from baiyi.figures.evaluation import Ask, FiguresUnread, evaluate, evaluate_once
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.memo import once_a_request
from baiyi.records.ranked import first_of
from baiyi.records.written import written
from campaigns.models import Campaign, ResponsibilityItem, SubAction
from campaigns.planline import (
    GREEN,
    NONE,
    RED,
    Node,
    Thresholds,
    lamp_of_progress,
    number,
    percent,
    rounded,
    share_on_plan,
    shown_lamp,
)
from campaigns.targets import TARGETS, Course, Floor


@dataclass(frozen=True, kw_only=True)
class ItemState:
    """An item on a day. `value` and `due` are in the item's measure, `share` is completed ÷ due."""

    item: ResponsibilityItem
    value: Any
    course: Course
    share: Fraction | None
    kind: str
    base: str = ""  # a percentage carries its numerator and denominator
    has_begun: bool = True
    is_unread: bool = False  # its figure could not be read in time

    @property
    def lamp(self) -> Lamp:
        if self.is_unread:
            return shown_lamp(NONE, "未读出")
        return (
            shown_lamp(self.kind, self.target.lamp_words[self.kind]) if self.has_begun else shown_lamp(NONE, "未开始")
        )

    @property
    def figure(self):
        return get(self.item.figure) if self.item.figure else None

    @property
    def target(self) -> Floor:
        """How its kind of target counts."""
        return TARGETS[self.item.aim]

    @property
    def due(self) -> Fraction:
        return self.target.due(self.course)

    @property
    def shown_value(self) -> str:
        return "—" if self.value is None else with_minus(number(self.value))

    @property
    def shown_due(self) -> str:
        return self.target.due_words(self.course)

    @property
    def asked(self) -> str:
        return self.target.asked(self.course)

    @property
    def plan_line(self) -> str:
        """What is due, as a number to draw."""
        return number(rounded(self.due))

    @property
    def shown_target(self) -> str:
        return self.target.target_words(self.course)

    @property
    def completion(self) -> Decimal | None:
        """In percent, as its kind of target counts; None where that would say nothing."""
        return None if self.value is None else self.target.completion(self.value, self.course)

    @property
    def gap(self) -> str:
        """差 9 处, 余 6 起, 还剩 3 起: as its kind of target says it."""
        return "" if self.value is None else self.target.gap(self.value, self.course)

    @property
    def bar(self) -> tuple[str, str] | None:
        """Lengths of value and plan line on a scale of 100, as short as they go; None for a cap."""
        if not self.target.has_bar:
            return None
        value, due, whole = self.target.bar(Fraction(self.value or 0), self.course)
        most = max(whole, Fraction(1, 1000))
        return tuple(f"{round(float(length / most * 100), 1):g}" for length in (value, due))


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
    def worst_sub_actions(self) -> list[SubActionState]:
        """The lowest share of items on plan; of equals those with more red items, and all that tie so. Empty while
        nothing has data.
        """
        known = sorted((each for each in self.sub_actions if each.share is not None), key=_order_of_actions)
        return first_of(known, 1, by=lambda each: (each.share, each.red))

    @property
    def has_unread(self) -> bool:
        return any(state.is_unread for state in self.states)

    @staticmethod
    def gravity(state: ItemState) -> tuple:
        return (state.share is not None, state.share or 0)

    def worst(self, kind: str) -> list[ItemState]:
        """Those with that lamp, the worst first."""
        return sorted((state for state in self.states if state.kind == kind), key=self.gravity)


def _order_of_actions(each: SubActionState) -> tuple:
    return each.share, -each.red, each.sub_action.position


def plan_url(**asked) -> str:
    """The list, narrowed by what was asked."""
    return f"{address_of('campaigns:plan')}?{urlencode({name: value for name, value in asked.items() if value})}"


def thresholds_of(campaign: Campaign) -> Thresholds:
    return Thresholds(campaign.green_from, campaign.yellow_from, campaign.limit_near_from)


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


def states_for(request) -> dict[int, ItemState]:
    """How the items of the campaign at hand stand today, by their key. Once a request."""
    campaign = Campaign.objects.at_hand(clock.today())
    if campaign is None:
        return {}
    on = min(clock.today(), campaign.ends_on)
    return {
        state.item.pk: state for state in plan_for(request, campaign, on, territory_of(campaign, request.user)).states
    }


def _plan_for(request, campaign: Campaign, on: dt.date, units: list[Unit]) -> Plan:
    items = items_for(request, campaign, on)
    asks = asks_of(items, campaign, on, units)
    return read_plan(items[0].campaign if items else campaign, on, items, asks, evaluate_once(request, asks.values()))


def _state(item, campaign: Campaign, on: dt.date, ask: Ask | None, found: dict, thresholds: Thresholds) -> ItemState:
    value = found.get(ask) if ask else (item.reported_value if item.is_reported else None)
    target, course = TARGETS[item.aim], course_of(item, campaign, on)
    has_begun = on >= campaign.starts_on
    return ItemState(
        item=item,
        value=value,
        course=course,
        share=target.share(value, course),
        kind=target.kind(value, course, thresholds) if has_begun else NONE,
        base=evaluation.base_of(ask, found) if ask in found else "",
        has_begun=has_begun,
        is_unread=ask is not None and ask not in found,
    )


def course_of(item: ResponsibilityItem, campaign: Campaign, on: dt.date) -> Course:
    """For rows of `at(on)`."""
    facts = {name: getattr(item, name) for name in ("target", "measure", "baseline")}
    nodes = {name: _node(item, name) for name in ("first", "reached", "coming")}
    return Course(on=on, starts_on=campaign.starts_on, ends_on=campaign.ends_on, **facts, **nodes)


def _node(item: ResponsibilityItem, name: str) -> Node | None:
    day = getattr(item, f"{name}_node_on")
    return None if day is None else Node(day, getattr(item, f"{name}_node_target"))


def due_of(item: ResponsibilityItem, campaign: Campaign, on: dt.date) -> Fraction:
    """For rows of `at(on)`."""
    return TARGETS[item.aim].due(course_of(item, campaign, on))
