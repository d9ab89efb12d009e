"""A campaign, its hotspots, who answers for them, and visits: through the services, as the product makes them."""

import datetime as dt
import itertools
import uuid

from baiyi.records import clock
from campaigns.models import Campaign
from hotspots import services
from hotspots.models import Hotspot, HotspotAssignment, Supervision, Timetable

HOURS = ("opens_at", "reminds_on", "reminds_at")  # of the weekly supervision
_serial = itertools.count(1)


def make_campaign(unit, *, starts_on: dt.date | None = None, days: int = 100, **facts) -> Campaign:
    """From the first day of this week's Monday unless told otherwise."""
    today = clock.today()
    starts_on = starts_on or today - dt.timedelta(days=today.weekday())
    hours = {name: facts.pop(name) for name in HOURS if name in facts}
    facts = {"name": "百日行动"} | facts
    campaign = Campaign.objects.create(
        unit=unit, starts_on=starts_on, ends_on=starts_on + dt.timedelta(days=days - 1), **facts
    )
    if hours:
        Timetable.objects.create(campaign=campaign, effective_on=starts_on, **hours)
    return campaign


def make_hotspot(unit, by, *, owner=None, leader=None, **facts) -> Hotspot:
    """Listed on the first day of the campaign at hand unless told otherwise; `by` is of the office."""
    listed_on = facts.get("listed_on") or Campaign.objects.at_hand(clock.today()).starts_on
    facts = {
        "name": f"夜市周边{next(_serial)}",
        "reason": Hotspot.Reason.COMPLEX,
        "level": Hotspot.Level.DISTRICT,
        "area": "文庙路一带",
        "description": "占道经营，夜间纠纷多",
        "published_as": "云公（治）通告〔2026〕1号",
        "rectify_by": listed_on + dt.timedelta(days=90),
        "listed_on": listed_on,
    } | facts
    return services.list_hotspot(by=by, unit=unit, owner=owner, leader=leader, **facts)


def make_assignment(
    hotspot: Hotspot, person, by, *, post: str = "owner", reason: str = "工作调整"
) -> HotspotAssignment:
    return services.assign(hotspot, post=post, person=person, reason=reason, by=by)


def make_supervision(hotspot: Hotspot, by, *, on: dt.date | None = None, problems: int = 0, **facts) -> Supervision:
    found = (
        {"outcome": "problem", "problem_count": problems, "findings": "固定岗空岗"}
        if problems
        else {"outcome": "normal"}
    )
    day = on or clock.today()
    late = {"late_reason": "当天在外办案"} if (clock.today() - day).days > 1 else {}
    reported = services.SupervisionFacts(
        **({"hotspot": hotspot, "supervised_on": day, "method": "unannounced"} | found | late | facts)
    )
    return services.record_supervision(reported, by=by, client_uuid=uuid.uuid4())
