"""Evaluating many figures in one statement: for several periods and groups of units at once."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from baiyi.figures import scans
from baiyi.figures.asks import Ask
from baiyi.figures.declarations import Ratio, UnitIds
from baiyi.figures.periods import Period
from baiyi.figures.registry import get
from baiyi.figures.time_limit import FiguresUnread, at_most
from baiyi.records.memo import once_a_request

__all__ = ["Ask", "FiguresUnread", "evaluate", "evaluate_once", "has_unread", "percentage", "values"]

PAGE_SECONDS = 5  # a page waits no longer for its figures, and says so in their place


def evaluate(asks: Iterable[Ask], *, within: float | None = None) -> dict[Ask, Any]:
    """The value of every ask, and of the parts of every ratio, in one statement whatever their number.

    A ratio is a Decimal in percent with one place, rounded half up; None when its base is 0.
    Raises FiguresUnread when `within` (seconds; None is no limit) is over.
    """
    wanted = list(dict.fromkeys(asks))
    ratios = {ask: figure for ask in wanted if isinstance(figure := get(ask.key), Ratio)}
    parts = [ask.part(key) for ask, figure in ratios.items() for key in (figure.numerator, figure.denominator)]
    plain = [ask for ask in dict.fromkeys([*wanted, *parts]) if ask not in ratios]
    with at_most(within):
        found = scans.read(plain)
    for ask, figure in ratios.items():
        found[ask] = percentage(found[ask.part(figure.numerator)], found[ask.part(figure.denominator)])
    return found


def evaluate_once(request, asks: Iterable[Ask]) -> dict[Ask, Any]:
    """As `evaluate`, with what this request asked before; only the rest is read, within PAGE_SECONDS.

    Raises FiguresUnread when that is over, and from then on at once for the rest of the request.
    """
    known = once_a_request(request, "figures.values", dict)
    rest = [ask for ask in asks if ask not in known]
    if rest and has_unread(request):
        raise FiguresUnread
    try:
        known |= evaluate(rest, within=PAGE_SECONDS)
    except FiguresUnread:
        _unread(request).extend(rest)
        raise
    return known


def has_unread(request) -> bool:
    """Whether the request asked for figures that could not be read."""
    return bool(_unread(request))


def _unread(request) -> list[Ask]:
    return once_a_request(request, "figures.unread", list)


def values(
    keys: Iterable[str], *, period: Period, unit_ids: UnitIds = None, within: float | None = None
) -> dict[str, Any]:
    """Value by key, for the period and the units' own rows (None: all units). One statement, whatever the number of
    keys. `within` as in `evaluate`.
    """
    units = None if unit_ids is None else tuple(unit_ids)
    asks = {key: Ask(key, period, units) for key in keys}
    found = evaluate(asks.values(), within=within)
    return {key: found[ask] for key, ask in asks.items()}


def percentage(part: int, base: int) -> Decimal | None:
    """71.0 for 71 of 100; half up; None for base 0."""
    if not base:
        return None
    return (Decimal(part) * 100 / Decimal(base)).quantize(Decimal("0.1"), ROUND_HALF_UP)
