"""所队排名: stations by the share of hazards found in the campaign that are rectified; always with both numbers."""

from dataclasses import KW_ONLY, dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from baiyi.accounts.models import Unit
from baiyi.records.ranked import first_of
from campaigns.planline import percent

SMALL_BASE = 20  # 家 inspected; below it a station is listed apart and not ranked
FIRST = 3  # stations shown at either end
INSPECTED, FOUND, DONE, OVERDUE = "venues_inspected", "hazards_found", "hazards_found_rectified", "hazards_overdue"
KEYS = (INSPECTED, FOUND, DONE, OVERDUE)


@dataclass(frozen=True)
class Station:
    """A station with its posts; `rank` is shared by equals, 0 when the base is too small."""

    unit: Unit
    _: KW_ONLY
    inspected: int
    found: int
    done: int
    overdue: int
    rank: int = 0

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.done, self.found) if self.found else None

    @property
    def percent(self) -> Decimal | None:
        return percent(self.share)

    @property
    def base(self) -> str:
        return f"{self.done}/{self.found}"

    @property
    def has_base(self) -> bool:
        return self.inspected >= SMALL_BASE and self.found > 0


@dataclass(frozen=True)
class Ranking:
    """Best first; `small` are those not ranked."""

    ranked: list[Station]
    small: list[Station]

    @property
    def all(self) -> list[Station]:
        return [*self.ranked, *self.small]

    @property
    def top(self) -> list[Station]:
        """With those that tie with the last of them; all when both ends would meet."""
        return self._ends[0]

    @property
    def bottom(self) -> list[Station]:
        return self._ends[1]

    @property
    def middle(self) -> list[Station]:
        top, bottom = self._ends
        return self.ranked[len(top) : len(self.ranked) - len(bottom)]

    @property
    def worst(self) -> list[Station]:
        """The last one; of equals the one with more overdue hazards, and all that tie so. Empty when fewer than two are
        ranked.
        """
        if len(self.ranked) < 2:
            return []
        worst_first = sorted(self.ranked, key=lambda each: (each.share, -each.overdue, each.unit.position))
        return first_of(worst_first, 1, by=lambda each: (each.share, each.overdue))

    @cached_property
    def _ends(self) -> tuple[list[Station], list[Station]]:
        top = first_of(self.ranked, FIRST, by=_share)
        bottom = first_of(self.ranked[::-1], FIRST, by=_share)[::-1]
        is_met = len(top) + len(bottom) >= len(self.ranked)
        return (self.ranked, []) if is_met else (top, bottom)


def _share(station: Station) -> Fraction | None:
    return station.share


def rank(found: dict[Unit, dict[str, int]]) -> Ranking:
    """`found` holds the values of KEYS by station."""
    rows = [
        Station(unit, inspected=each[INSPECTED], found=each[FOUND], done=each[DONE], overdue=each[OVERDUE])
        for unit, each in found.items()
    ]
    ordered = sorted((row for row in rows if row.has_base), key=lambda row: (-row.share, row.unit.position))
    shares = [row.share for row in ordered]
    ranked = [
        Station(
            row.unit,
            inspected=row.inspected,
            found=row.found,
            done=row.done,
            overdue=row.overdue,
            rank=shares.index(row.share) + 1,
        )
        for row in ordered
    ]
    return Ranking(ranked, [row for row in rows if not row.has_base])
