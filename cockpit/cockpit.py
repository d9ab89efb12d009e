"""The leader's first page: everything it shows, read in four statements (items, all figures, hotspots, their weeks)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from baiyi.accounts.models import Unit
from baiyi.accounts.territory import stations
from baiyi.figures import Figure, Period, all_figures, get
from baiyi.figures.changes import signed
from baiyi.figures.evaluation import Ask, base_of, evaluate_once
from baiyi.figures.links import list_link
from campaigns.models import Campaign
from campaigns.plan import ItemState, Plan, asks_of, items_for, plan_for, territory_of
from campaigns.planline import number
from cockpit.ranking import KEYS, Ranking, rank
from hotspots.places import Places, places_for

RATE = "hazard_rectification_rate"
OVERDUE = "hazards_overdue"


@dataclass(frozen=True, kw_only=True)
class Headline:
    """A figure since the campaign began, and by how much it grew this week (None in the first week)."""

    figure: Figure
    value: Any
    growth: Any
    url: str
    base: str = ""

    @property
    def shown(self) -> str:
        return "—" if self.value is None else number(self.value)

    @property
    def change(self) -> str:
        """+9 处, −1 处; empty when nothing changed, or nobody knows."""
        return f"{signed(self.growth, number)} {self.figure.measure}" if self.growth else ""


@dataclass(frozen=True)
class Rate:
    """The share of hazards rectified,
    now and on the same day of last week (None when that lies before the campaign).
    """

    now: Any
    base: str
    before: Any
    base_before: str

    @property
    def change(self):
        return None if self.now is None or self.before is None else self.now - self.before


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What the page is about, whether or not its figures could be read."""

    campaign: Campaign
    on: dt.date
    units: list[Unit]

    @property
    def period(self) -> Period:
        return self.campaign.period(self.on)


@dataclass(frozen=True, kw_only=True)
class Cockpit(Ground):
    """`rate_item` is the item of the list that the rate drives: its plan line stands behind the stations too."""

    plan: Plan
    headlines: list[Headline]
    ranking: Ranking
    places: Places
    rate: Rate
    overdue: int
    rate_item: ItemState | None

    def link(self, key: str, unit: Unit | None = None) -> str:
        """The records of a figure, of the whole campaign or of one unit with those below."""
        return f"{list_link(get(key), self.period)}&within={unit.pk if unit else self.campaign.unit_id}"


def ground_of(request, campaign: Campaign, today: dt.date) -> Ground:
    return Ground(campaign=campaign, on=min(today, campaign.ends_on), units=territory_of(campaign, request.user))


def read_cockpit(request, campaign: Campaign, today: dt.date) -> Cockpit:
    """Four statements, whatever the number of items, stations and hotspots; other parts of the page share them.
    Raises FiguresUnread.
    """
    ground = ground_of(request, campaign, today)
    on, units = ground.on, ground.units
    items = items_for(request, campaign, on)
    campaign = (
        items[0].campaign if items else campaign
    )  # its lamps as they are set now: `at_hand_lately` may be seconds old
    wanted = _Wanted(campaign, on, units, request.user)
    found = evaluate_once(request, [*asks_of(items, campaign, on, units).values(), *wanted.asks])
    plan = plan_for(request, campaign, on, units)
    by_station = {unit: {key: found[ask] for key, ask in asks.items()} for unit, asks in wanted.stations.items()}
    return Cockpit(
        campaign=campaign,
        on=on,
        units=units,
        plan=plan,
        headlines=[_headline(wanted, figure, found) for figure in wanted.headlines],
        ranking=rank(by_station),
        places=places_for(request, campaign, units),
        rate=wanted.rate(found),
        overdue=found[wanted.now(OVERDUE)],
        rate_item=next((state for state in plan.states if state.item.figure == RATE), None),
    )


class _Wanted:
    """Every value the page wants besides those of the items."""

    def __init__(self, campaign: Campaign, on: dt.date, units: list[Unit], user):
        self.ids = tuple(unit.pk for unit in units)
        self.campaign, self.period = campaign, campaign.period(on)
        self.headlines = [figure for figure in all_figures() if figure.headline and user.has_perm(figure.right)]
        self.stations = {
            unit: {key: Ask(key, self.period, ids) for key in KEYS} for unit, ids in stations(units).items()
        }
        self.week_before = self._until(campaign.week_of(on).starts_on - dt.timedelta(days=1))
        self.day_before = self._until(on - dt.timedelta(days=7))

    def _until(self, day: dt.date) -> Period | None:
        return Period(self.campaign.starts_on, day) if day >= self.campaign.starts_on else None

    def now(self, key: str) -> Ask:
        return Ask(key, self.period, self.ids)

    def then(self, key: str, period: Period | None) -> Ask | None:
        return Ask(key, period, self.ids) if period else None

    @property
    def asks(self) -> list[Ask]:
        keys = [figure.key for figure in self.headlines]
        asks = [self.now(key) for key in [*keys, RATE, OVERDUE]]
        asks += [self.then(key, self.week_before) for key in keys] + [self.then(RATE, self.day_before)]
        asks += [ask for of_station in self.stations.values() for ask in of_station.values()]
        return [ask for ask in asks if ask is not None]

    def rate(self, found: dict) -> Rate:
        now, then = self.now(RATE), self.then(RATE, self.day_before)
        return Rate(
            found[now], base_of(now, found), found[then] if then else None, base_of(then, found) if then else ""
        )


def _headline(wanted: _Wanted, figure: Figure, found: dict) -> Headline:
    now, then = wanted.now(figure.key), wanted.then(figure.key, wanted.week_before)
    known = then is not None and None not in {found[now], found[then]}
    growth = found[now] - found[then] if known else None
    url = f"{list_link(figure, wanted.period)}&within={wanted.campaign.unit_id}"
    return Headline(figure=figure, value=found[now], growth=growth, url=url, base=base_of(now, found))
