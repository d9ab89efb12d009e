"""Figure cards: value, measure, link to the very rows, and the 口径 behind them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from baiyi.figures import evaluation
from baiyi.figures.declarations import Figure, Ratio
from baiyi.figures.evaluation import FiguresUnread, values
from baiyi.figures.links import list_link
from baiyi.figures.periods import Period, current_period
from baiyi.figures.registry import all_figures


@dataclass(frozen=True)
class FigureCard:
    figure: Figure
    value: Any
    url: str
    base: str = ""  # a percentage carries its numerator and denominator

    @property
    def shown(self) -> str:
        if self.value is None:
            return "—"
        return f"{self.value:g}" if isinstance(self.value, float) else str(self.value)


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
    parts = {key for figure in shown if isinstance(figure, Ratio) for key in (figure.numerator, figure.denominator)}
    keys_of_all = {figure.key for figure in shown} | parts
    try:
        found = values(keys_of_all, period=period, unit_ids=user.unit_ids(), within=evaluation.PAGE_SECONDS)
    except FiguresUnread:
        return Board(period, [], is_unread=True)
    return Board(period, [_card(figure, found, period) for figure in shown])


def _card(figure: Figure, found: dict, period: Period) -> FigureCard:
    base = f"{found[figure.numerator]}/{found[figure.denominator]}" if isinstance(figure, Ratio) else ""
    return FigureCard(figure, found[figure.key], list_link(figure, period), base)
