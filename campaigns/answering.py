"""分管局领导: who of the leaders is in charge of the sub-action that a kind of record belongs to.
What of a campaign is handed over."""

import datetime as dt
from collections.abc import Iterator

from baiyi.accounts import holdings
from baiyi.accounts.answering import leaders_in_charge
from baiyi.accounts.models import Unit, User
from baiyi.accounts.roles import Role
from baiyi.records import clock
from campaigns.models import Campaign, Operation, ResponsibilityItem, SubAction


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


def sub_actions():
    """Of campaigns that are not over."""
    return SubAction.objects.filter(campaign__ends_on__gte=clock.today())


def items():
    return ResponsibilityItem.objects.current().filter(campaign__ends_on__gte=clock.today())


def operations():
    return Operation.objects.current().filter(ends_at__gt=clock.now())


is_leader = holdings.why_no(Role.LEADER, "分局领导")
holdings.register_field("sub-actions", label="分管子行动", rows=sub_actions, field="leader", refusal=is_leader)
holdings.register_field("items", label="责任清单条目", rows=items, field="responsible")
holdings.register_field("operations", label="指挥的集中统一行动", rows=operations, field="commander", refusal=is_leader)


@holdings.work_of_units.append
def work_of_campaigns(unit: Unit) -> Iterator[holdings.Work]:
    yield "牵头子行动", sub_actions().filter(lead_unit=unit).count()
    yield "责任清单条目", items().filter(unit=unit).count()
    yield "未结束的集中统一行动", operations().filter(unit=unit).count()
