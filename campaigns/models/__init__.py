"""What the campaign consists of: its sub-actions, its joint operations, its responsibility list."""

from campaigns.models.campaign import Campaign, CampaignQuerySet, Operation, Phase, SubAction, Weekday
from campaigns.models.plan import ItemReport, Milestone, ResponsibilityItem

__all__ = [
    "Campaign",
    "CampaignQuerySet",
    "ItemReport",
    "Milestone",
    "Operation",
    "Phase",
    "ResponsibilityItem",
    "SubAction",
    "Weekday",
]
