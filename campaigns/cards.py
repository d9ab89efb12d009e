"""Figure cards: value, measure, link to the very rows, and the 口径 behind them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from campaigns.figures import Figure, Period, Ratio, all_figures, campaign_period, get, values
from campaigns.models import Campaign


@dataclass(frozen=True)
class Card:
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
    campaign: Campaign | None
    period: Period | None
    cards: list[Card]


def cards(user, *, on: dt.date, keys: list[str] | None = None) -> Board:
    """The figures this user may open, for his units, since the campaign began. One statement for all values."""
    campaign = Campaign.objects.at_hand(on)
    if campaign is None:
        return Board(None, None, [])
    period = campaign_period(campaign, on)
    shown = [figure for figure in all_figures() if user.has_perm(figure.right) and (keys is None or figure.key in keys)]
    parts = {key for figure in shown if isinstance(figure, Ratio) for key in (figure.numerator, figure.denominator)}
    found = values({figure.key for figure in shown} | parts, period=period, unit_ids=user.unit_ids())
    return Board(campaign, period, [_card(figure, found, period) for figure in shown])


def list_link(figure: Figure, period: Period) -> str:
    """The list that shows exactly the rows of the figure; a ratio opens its numerator."""
    shown = get(figure.numerator) if isinstance(figure, Ratio) else figure
    return f"{reverse(shown.list_url)}?{urlencode({'figure': shown.key, 'since': period.since, 'until': period.until})}"


def _card(figure: Figure, found: dict, period: Period) -> Card:
    base = f"{found[figure.numerator]}/{found[figure.denominator]}" if isinstance(figure, Ratio) else ""
    return Card(figure, found[figure.key], list_link(figure, period), base)
