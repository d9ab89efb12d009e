"""The campaign's lines of the menu, the day of the campaign on every page, and the days figures are shown for."""

import datetime as dt
from functools import partial

from django.core.cache import cache

from baiyi.accounts.roles import Role
from baiyi.figures import Period
from baiyi.figures.periods import current_period
from baiyi.records import clock
from baiyi.records.hooks import NavItem, navigation, page_facts
from campaigns import rights
from campaigns.models import Campaign

line = partial(NavItem, "行动管理", icon="bullseye")
navigation += [
    line("六项行动", "campaigns:campaign", right=rights.VIEW, order=20),
    line(
        "责任清单",
        "campaigns:plan",
        right=rights.VIEW,
        order=20,
        first_for=(Role.OFFICE, Role.SUPERVISOR, Role.CHIEF, Role.CLERK),
    ),
    line("集中统一行动", "campaigns:operation-list", right=rights.VIEW, order=22),
]


@current_period.by
def period_at_hand(on: dt.date) -> Period | None:
    """The days of the campaign at hand so far."""
    campaign = Campaign.objects.at_hand(on)
    return campaign and campaign.period(on)


KEEP = 30  # seconds a process remembers which campaign is at hand today


@page_facts.append
def campaign_day(request) -> dict:
    """第 18 天,共 100 天."""
    today = clock.today()
    campaign = cache.get_or_set(
        f"campaign-of-{today}", lambda: Campaign.objects.select_related("unit").at_hand(today) or "", KEEP
    )
    if not campaign or not campaign.starts_on <= today <= campaign.ends_on:
        return {}
    day = campaign.day_number(today)
    facts = {"day": day, "total": campaign.total_days, "starts_on": campaign.starts_on, "ends_on": campaign.ends_on}
    return {"campaign_day": facts | {"percent": 100 * day // campaign.total_days}, "organ_name": campaign.unit.name}
