"""Evaluating many figures in one statement."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from baiyi.accounts.models import Unit
from campaigns.figures.declarations import Figure, Ratio, UnitIds
from campaigns.figures.periods import Period
from campaigns.figures.registry import get


def values(keys: Iterable[str], *, period: Period, unit_ids: UnitIds = None) -> dict[str, Any]:
    """Value by key, for the period and the units' own rows (None: all units). One statement, whatever the number of keys.

    A ratio is a Decimal in percent with one place, rounded half up; None when its base is 0.
    """
    wanted = {key: get(key) for key in keys}
    parts = {**wanted, **_parts_of_ratios(wanted.values())}
    raw = _select([figure for figure in parts.values() if not isinstance(figure, Ratio)], period, unit_ids)
    found = {key: figure.read(raw[key]) for key, figure in parts.items() if not isinstance(figure, Ratio)}
    for key, figure in wanted.items():
        if isinstance(figure, Ratio):
            found[key] = percentage(found[figure.numerator], found[figure.denominator])
    return {key: found[key] for key in wanted}


def percentage(part: int, base: int) -> Decimal | None:
    """71.0 for 71 of 100; half up; None for base 0."""
    if not base:
        return None
    return (Decimal(part) * 100 / Decimal(base)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _parts_of_ratios(figures: Iterable[Figure]) -> dict[str, Figure]:
    keys = {key for figure in figures if isinstance(figure, Ratio) for key in (figure.numerator, figure.denominator)}
    return {key: get(key) for key in keys}


def _select(figures: list[Figure], period: Period, unit_ids: UnitIds) -> dict[str, Any]:
    """All expressions as columns of one row; a figure may need several columns."""
    columns, places = {}, {}
    for figure in figures:
        expression = figure.expression(period, unit_ids)
        several = expression if isinstance(expression, tuple) else (expression,)
        names = [f"{figure.key}_{place}" for place in range(len(several))]
        columns |= dict(zip(names, several, strict=True))
        places[figure.key] = names
    row = Unit.objects.order_by().values(**columns)[:1] if columns else []
    got = next(iter(row), None) or dict.fromkeys(columns)
    return {key: got[names[0]] if len(names) == 1 else tuple(got[name] for name in names) for key, names in places.items()}
