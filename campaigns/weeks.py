"""Weeks of a campaign: seven days from its own first weekday. Pure arithmetic over local dates."""

import datetime as dt
from dataclasses import dataclass

DAYS = 7


@dataclass(frozen=True, order=True)
class Week:
    """Both days included."""

    starts_on: dt.date

    @property
    def ends_on(self) -> dt.date:
        return self.starts_on + dt.timedelta(days=DAYS - 1)

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last."""
        return self.starts_on, self.ends_on

    @property
    def next(self) -> "Week":
        return Week(self.starts_on + dt.timedelta(days=DAYS))

    def day(self, weekday: int) -> dt.date:
        """The day of this week that is that weekday, 0 being Monday."""
        return self.starts_on + dt.timedelta(days=(weekday - self.starts_on.weekday()) % DAYS)

    def __contains__(self, day: dt.date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def __str__(self) -> str:
        return f"{self.starts_on.month}月{self.starts_on.day}日—{self.ends_on.month}月{self.ends_on.day}日"


def week_of(day: dt.date, *, first_weekday: int) -> Week:
    """The week that holds the day, when weeks begin on `first_weekday` (0 = Monday)."""
    return Week(day - dt.timedelta(days=(day.weekday() - first_weekday) % DAYS))
