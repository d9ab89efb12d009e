"""What the campaign consists of: its plan, its hotspots, and what is done about them every week."""

from campaigns.models.campaign import Campaign, CampaignQuerySet, Operation, SubAction, Weekday
from campaigns.models.hotspot import Hotspot, HotspotAssignment, binds
from campaigns.models.plan import ItemReport, Milestone, ResponsibilityItem
from campaigns.models.supervision import Supervision, WeeklyDuty

__all__ = [
    "Campaign",
    "CampaignQuerySet",
    "Hotspot",
    "HotspotAssignment",
    "ItemReport",
    "Milestone",
    "Operation",
    "ResponsibilityItem",
    "SubAction",
    "Supervision",
    "Weekday",
    "WeeklyDuty",
    "binds",
]
