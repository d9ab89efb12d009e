"""The days a figure covers."""

import datetime as dt
from dataclasses import dataclass, field, replace

from django.utils import timezone

from baiyi.records.hooks import Answer, mandatory

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Local dates, both included. `name` is what the days are the days of. `operation` is the key of the joint
    operation that is asked for: what happened on these days, and in it.
    """

    since: dt.date
    until: dt.date
    name: str = field(default="", compare=False)
    operation: int | None = None

    @property
    def begins_at(self) -> dt.datetime:
        """The first instant, local."""
        return timezone.make_aware(dt.datetime.combine(self.since, dt.time()))

    @property
    def ends_before(self) -> dt.datetime:
        """The first instant after it, local."""
        return timezone.make_aware(dt.datetime.combine(self.until + dt.timedelta(days=1), dt.time()))

    @property
    def previous(self) -> "Period":
        """As many days, directly before it (环比)."""
        length = self.until - self.since + ONE_DAY
        return replace(self, since=self.since - length, until=self.since - ONE_DAY, name="")

    @property
    def last_year(self) -> "Period":
        """The same days a year earlier (同比); of 29 February the 28th."""
        return replace(self, since=_year_before(self.since), until=_year_before(self.until), name="")

    def days_on(self, day: dt.date) -> str:
        """Its days as words, with the year where that is not the year of `day`."""
        if self.since.year == self.until.year == day.year:
            return str(self)
        until = f"{self.until.year}年" if self.until.year != self.since.year else ""
        first, last = str(self).split("—")
        return f"{self.since.year}年{first}—{until}{last}"

    def __str__(self) -> str:
        return f"{self.since.month}月{self.since.day}日—{self.until.month}月{self.until.day}日"


def _year_before(day: dt.date) -> dt.date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


current_period = Answer()  # (on) -> Period | None: the days a figure is shown for unless asked otherwise
mandatory["current_period"] = current_period
