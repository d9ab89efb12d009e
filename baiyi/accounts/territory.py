"""Units as a territory: which units lie at and below one. Over a list of units that is known already; no statements."""

from collections.abc import Iterable

from baiyi.accounts.models import Unit, UnitKind


def subtree(units: Iterable[Unit], root) -> list[Unit]:
    """The unit with that pk (also as text) first, then those below it; empty when it is not among the units."""
    units = list(units)
    found = [unit for unit in units if str(unit.pk) == str(root)]
    for unit in found:
        found += [each for each in units if each.parent_id == unit.pk and each not in found]
    return found


def stations(units: Iterable[Unit]) -> dict[Unit, tuple[int, ...]]:
    """Every police station with the pks of itself and its posts."""
    units = list(units)
    return {unit: tuple(each.pk for each in subtree(units, unit.pk)) for unit in units if unit.kind == UnitKind.STATION}
