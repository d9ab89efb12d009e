"""Figure cards: value, measure, link to the very rows, and the 口径 behind them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from baiyi.figures import counting, evaluation
from baiyi.figures.declarations import Figure
from baiyi.figures.evaluation import Ask, FiguresUnread, base_of, evaluate
from baiyi.figures.links import list_link
from baiyi.figures.periods import Period, current_period
from baiyi.figures.registry import all_figures


@dataclass(frozen=True)
class FigureCard:
    figure: Figure
    value: Any
    url: str
    base: str = ""  # a percentage carries its two counts

    @property
    def counted(self) -> str:
        """Its measure and 口径标志."""
        return counting.words(self.figure)

    @property
    def shown(self) -> str:
        return self.figure.shown(self.value)


@dataclass(frozen=True)
class Board:
    """`period` is None while there is nothing to show figures of; `is_unread`: they could not be read in time."""

    period: Period | None
    cards: list[FigureCard]
    is_unread: bool = False


def cards(user, *, on: dt.date, keys: list[str] | None = None) -> Board:
    """The figures this user may open, for his units and the current period. One statement for all values."""
    period = current_period(on)
    if period is None:
        return Board(None, [])
    shown = [figure for figure in all_figures() if user.has_perm(figure.right) and (keys is None or figure.key in keys)]
    units = tuple(user.unit_ids())
    asks = [Ask(figure.key, period, units) for figure in shown]
    try:
        found = evaluate(asks, within=evaluation.PAGE_SECONDS)
    except FiguresUnread:
        return Board(period, [], is_unread=True)
    return Board(period, [_card(*each, found) for each in zip(shown, asks, strict=True)])


def _card(figure: Figure, ask: Ask, found: dict) -> FigureCard:
    return FigureCard(figure, found[ask], list_link(figure, ask.period), base_of(ask, found))
