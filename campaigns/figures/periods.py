"""The days a figure covers."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Period:
    """Local dates, both included."""

    since: dt.date
    until: dt.date

    def __str__(self) -> str:
        return f"{self.since.month}月{self.since.day}日—{self.until.month}月{self.until.day}日"


def campaign_period(campaign, on: dt.date) -> Period:
    """From the first day of the campaign to `on` (at most its last day): 行动以来."""
    return Period(campaign.starts_on, max(min(on, campaign.ends_on), campaign.starts_on))
