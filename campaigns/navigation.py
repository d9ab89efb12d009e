"""The campaign's lines of the menu, the day of the campaign on every page, and the days figures are shown for."""

import datetime as dt

from django.core.cache import cache
from django.urls import reverse

from baiyi.figures import Period
from baiyi.figures.periods import current_period
from baiyi.records import clock
from baiyi.records.hooks import DraftKind, NavItem, draft_kinds, navigation, page_facts
from campaigns import rights
from campaigns.models import Campaign
from campaigns.services import DRAFT

navigation += [
    NavItem("行动管理", "驾驶舱", "campaigns:cockpit", rights.COCKPIT, icon="bullseye", order=19),
    NavItem("行动管理", "六项行动", "campaigns:campaign", rights.VIEW, icon="bullseye", order=20),
    NavItem("行动管理", "责任清单", "campaigns:plan", rights.VIEW, icon="bullseye", order=20),
    NavItem("行动管理", "集中统一行动", "campaigns:operation-list", rights.VIEW, icon="bullseye", order=22),
    NavItem("行动管理", "挂牌整治区域", "campaigns:hotspot-list", rights.VIEW, icon="bullseye", order=23),
    NavItem("行动管理", "周督导", "campaigns:supervision-matrix", rights.VIEW, icon="bullseye", order=24),
    NavItem("行动管理", "督导安排", "campaigns:arrangement", rights.MANAGE, icon="bullseye", order=25),
]


def record_page_of(draft) -> str:
    return f"{reverse('campaigns:supervision-record', args=[draft.subject_id])}?draft={draft.client_uuid}"


draft_kinds[DRAFT] = DraftKind("督导登记", record_page_of)


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
    campaign = cache.get_or_set(f"campaign-of-{today}", lambda: Campaign.objects.select_related("unit").at_hand(today) or "", KEEP)
    if not campaign or not campaign.starts_on <= today <= campaign.ends_on:
        return {}
    day = campaign.day_number(today)
    facts = {"day": day, "total": campaign.total_days, "starts_on": campaign.starts_on, "ends_on": campaign.ends_on}
    return {"campaign_day": facts | {"percent": 100 * day // campaign.total_days}, "organ_name": campaign.unit.name}
