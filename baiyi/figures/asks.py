"""What is asked of figures."""

from dataclasses import dataclass

from baiyi.figures.periods import Period


@dataclass(frozen=True)
class Ask:
    """One value: a figure, for the days of a period, of some units (None: all units)."""

    key: str
    period: Period
    unit_ids: tuple[int, ...] | None = None

    def part(self, key: str) -> "Ask":
        return Ask(key, self.period, self.unit_ids)
