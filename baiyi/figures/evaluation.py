"""Evaluating many figures in one statement: for several periods and groups of units at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from baiyi.accounts.models import Unit
from baiyi.figures.declarations import Ratio, UnitIds
from baiyi.figures.periods import Period
from baiyi.figures.registry import get
from baiyi.records.memo import once_a_request


@dataclass(frozen=True)
class Ask:
    """One value: a figure, for the days of a period, of some units (None: all units)."""

    key: str
    period: Period
    unit_ids: tuple[int, ...] | None = None

    def part(self, key: str) -> "Ask":
        return Ask(key, self.period, self.unit_ids)


def evaluate(asks: Iterable[Ask]) -> dict[Ask, Any]:
    """The value of every ask, and of the parts of every ratio, in one statement whatever their number.

    A ratio is a Decimal in percent with one place, rounded half up; None when its base is 0.
    """
    wanted = list(dict.fromkeys(asks))
    ratios = {ask: figure for ask in wanted if isinstance(figure := get(ask.key), Ratio)}
    parts = [ask.part(key) for ask, figure in ratios.items() for key in (figure.numerator, figure.denominator)]
    plain = [ask for ask in dict.fromkeys([*wanted, *parts]) if ask not in ratios]
    found = {ask: get(ask.key).read(raw) for ask, raw in _select(plain).items()}
    for ask, figure in ratios.items():
        found[ask] = percentage(found[ask.part(figure.numerator)], found[ask.part(figure.denominator)])
    return found


def evaluate_once(request, asks: Iterable[Ask]) -> dict[Ask, Any]:
    """As `evaluate`, with what this request asked before; only the rest is read."""
    known = once_a_request(request, "figures.values", dict)
    known |= evaluate([ask for ask in asks if ask not in known])
    return known


def values(keys: Iterable[str], *, period: Period, unit_ids: UnitIds = None) -> dict[str, Any]:
    """Value by key, for the period and the units' own rows (None: all units). One statement, whatever the number of
    keys.
    """
    units = None if unit_ids is None else tuple(unit_ids)
    asks = {key: Ask(key, period, units) for key in keys}
    found = evaluate(asks.values())
    return {key: found[ask] for key, ask in asks.items()}


def percentage(part: int, base: int) -> Decimal | None:
    """71.0 for 71 of 100; half up; None for base 0."""
    if not base:
        return None
    return (Decimal(part) * 100 / Decimal(base)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _select(asks: list[Ask]) -> dict[Ask, Any]:
    """All expressions as columns of one row; a figure may need several columns."""
    columns, places = {}, {}
    for number, ask in enumerate(asks):
        expression = get(ask.key).expression(ask.period, ask.unit_ids)
        several = expression if isinstance(expression, tuple) else (expression,)
        names = [f"f{number}_{place}" for place in range(len(several))]
        columns |= dict(zip(names, several, strict=True))
        places[ask] = names
    row = Unit.objects.order_by().values(**columns)[:1] if columns else []
    got = next(iter(row), None) or dict.fromkeys(columns)
    return {
        ask: got[names[0]] if len(names) == 1 else tuple(got[name] for name in names) for ask, names in places.items()
    }
