"""The days a figure covers."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from baiyi.records.hooks import Answer, mandatory


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

    def __str__(self) -> str:
        return f"{self.since.month}月{self.since.day}日—{self.until.month}月{self.until.day}日"


current_period = Answer()  # (on) -> Period | None: the days a figure is shown for unless asked otherwise
mandatory["current_period"] = current_period
