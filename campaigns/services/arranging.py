"""督导安排: when the week begins, and the hours of the weekly duty."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from campaigns import rights
from campaigns.hours import opens_at, reminds_at
from campaigns.models import Campaign, Hotspot, WeeklyDuty, binds

SINCE = {  # by the stamp: what it is about
    "supervision_opens_since": ("week_starts_on", "supervision_opens_at"),
    "supervision_reminds_since": ("week_starts_on", "supervision_reminds_on", "supervision_reminds_at"),
}


def arrange(campaign: Campaign, *, by, **hours) -> Campaign:
    """`hours` are week_starts_on, supervision_opens_at, supervision_reminds_on and _at; the schedules follow at their next look.

    An hour that was changed counts from its next occurrence: what has passed is not made up for. Raises PermissionDenied,
    MoveRefused (weeks that have duties keep their days; a reminder before the opening; a week nobody would open).
    """
    if campaign.unit_id not in by.unit_ids(rights.MANAGE):
        raise PermissionDenied(rights.MANAGE)
    with transaction.atomic():
        locked = Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=campaign.pk)
        if hours["week_starts_on"] != locked.week_starts_on and has_duties(locked):
            raise MoveRefused("本行动已经下达过督导任务，每周起始不能再改；时刻和催办星期可以改")
        changed = {name for name, value in hours.items() if value != getattr(locked, name)}
        for name, value in hours.items():
            setattr(locked, name, value)
        _set_since(locked, changed)
        locked.save()
        return locked


def has_duties(campaign: Campaign) -> bool:
    within = {"starts_on__gte": campaign.week_of(campaign.starts_on).starts_on, "starts_on__lte": campaign.ends_on}
    return WeeklyDuty.objects.filter(**within).exists()


def _set_since(campaign: Campaign, changed: set[str]) -> None:
    if changed and any(reminds_at(campaign, week) <= opens_at(campaign, week) for week in campaign.weeks()):
        raise MoveRefused("催办须在下达之后：请把催办的星期或时刻改晚，或者把下达时刻改早")
    for stamp, names in SINCE.items():
        if changed & set(names):
            setattr(campaign, stamp, clock.now())
    if changed & set(SINCE["supervision_opens_since"]) and _would_skip_this_week(campaign):
        raise MoveRefused("本周的督导任务还没有下达，下达时刻不能改到已经过去的时刻；请改为现在以后，或者等本周下达以后再改")


def _would_skip_this_week(campaign: Campaign) -> bool:
    """The new hour has passed, and the week of today still waits for its opening."""
    week = campaign.week_of(clock.today())
    is_asked = campaign.starts_on <= clock.today() <= campaign.ends_on and campaign.has_duty(week)
    if not is_asked or opens_at(campaign, week) > clock.now():
        return False
    governed = Campaign.objects.governed(clock.today())
    units = next((units for each, _, units in governed if each.pk == campaign.pk), [])
    return Hotspot.objects.filter(binds(week.ends_on), unit__in=units).exclude(duties__starts_on=week.starts_on).exists()
