"""所队排名: stations by the share of hazards found in the campaign that are rectified; always with both numbers."""

from dataclasses import KW_ONLY, dataclass
from decimal import Decimal
from fractions import Fraction

from baiyi.accounts.models import Unit
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
        """All of them when both ends would meet."""
        return self.ranked if len(self.ranked) <= 2 * FIRST else self.ranked[:FIRST]

    @property
    def bottom(self) -> list[Station]:
        return [] if len(self.ranked) <= 2 * FIRST else self.ranked[-FIRST:]

    @property
    def middle(self) -> list[Station]:
        return [] if len(self.ranked) <= 2 * FIRST else self.ranked[FIRST:-FIRST]

    @property
    def worst(self) -> Station | None:
        """The last one; of equals the one with more overdue hazards. None when fewer than two are ranked."""
        if len(self.ranked) < 2:
            return None
        return min(self.ranked, key=lambda each: (each.share, -each.overdue, each.unit.position))


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
