"""Evaluating many figures in one statement: for several periods and groups of units at once."""

from collections.abc import Iterable
from typing import Any

from baiyi.figures import scans
from baiyi.figures.asks import Ask
from baiyi.figures.declarations import Composed, UnitIds, percentage
from baiyi.figures.periods import Period
from baiyi.figures.registry import get
from baiyi.figures.time_limit import FiguresUnread, at_most
from baiyi.records.memo import once_a_request

__all__ = ["Ask", "FiguresUnread", "base_of", "evaluate", "evaluate_once", "has_unread", "percentage", "values"]

PAGE_SECONDS = 5  # a page waits no longer for its figures, and says so in their place


def evaluate(asks: Iterable[Ask], *, within: float | None = None) -> dict[Ask, Any]:
    """The value of every ask, and of the two counts behind every percentage, in one statement whatever their number.

    A percentage is a Decimal with one place, rounded half up; None when its base is 0, of a change when it is small.
    Raises FiguresUnread when `within` (seconds; None is no limit) is over.
    """
    wanted = list(dict.fromkeys(asks))
    composed = {ask: figure for ask in wanted if isinstance(figure := get(ask.key), Composed)}
    parts = [part for ask, figure in composed.items() for part in figure.parts(ask)]
    parts += [ask.part(figure.aside) for ask in wanted if (figure := get(ask.key)).aside]
    plain = [ask for ask in dict.fromkeys([*wanted, *parts]) if ask not in composed]
    with at_most(within):
        found = scans.read(plain)
    for ask, figure in composed.items():
        found[ask] = figure.worked_out(*(found[part] for part in figure.parts(ask)))
    return found


def base_of(ask: Ask, found: dict[Ask, Any]) -> str:
    """What is told with a value: the two counts of a percentage, the part that stands aside; else nothing."""
    figure = get(ask.key)
    if isinstance(figure, Composed):
        return figure.base_words(ask, *(found[part] for part in figure.parts(ask)))
    aside = found[ask.part(figure.aside)] if figure.aside else 0
    return f"{get(figure.aside).label.removeprefix('其中')} {aside}" if aside else ""


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
