"""分管局领导: who of the leaders is in charge of the sub-action that a kind of record belongs to."""

import datetime as dt

from baiyi.accounts.answering import leaders_in_charge
from baiyi.accounts.models import User
from campaigns.models import Campaign, SubAction


@leaders_in_charge.by
def leaders_of_sub_actions(records: list, on: dt.date) -> dict[int, list[User]]:
    """By pk; a model says which sub-action it belongs to in SUB_ACTION. One statement, none for other models."""
    code = getattr(type(records[0]), "SUB_ACTION", "") if records else ""
    if not code:
        return {}
    campaigns = {campaign.pk: set(units) for campaign, _, units in Campaign.objects.governed_lately(on)}
    rows = SubAction.objects.filter(campaign__in=campaigns, code=code, leader__isnull=False).select_related("leader")
    leaders = [(campaigns[row.campaign_id], row.leader) for row in rows]
    return {each.pk: [leader for units, leader in leaders if each.unit_id in units] for each in records}
