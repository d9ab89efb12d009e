"""The days a figure covers."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone


@dataclass(frozen=True)
class Period:
    """Local dates, both included."""

    since: dt.date
    until: dt.date

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


def campaign_period(campaign, on: dt.date) -> Period:
    """From the first day of the campaign to `on` (at most its last day): 行动以来."""
    return Period(campaign.starts_on, max(min(on, campaign.ends_on), campaign.starts_on))
