"""督导安排: when the week begins, and the hours of the weekly duty."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.records.moves import MoveRefused
from campaigns import rights
from campaigns.models import Campaign, WeeklyDuty


def arrange(campaign: Campaign, *, by, **hours) -> Campaign:
    """`hours` are week_starts_on, supervision_opens_at, supervision_reminds_on and _at; the schedules follow at their next look.

    Raises PermissionDenied, MoveRefused (weeks that have duties keep their days).
    """
    if campaign.unit_id not in by.unit_ids(rights.MANAGE):
        raise PermissionDenied(rights.MANAGE)
    with transaction.atomic():
        locked = Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=campaign.pk)
        if hours["week_starts_on"] != locked.week_starts_on and has_duties(locked):
            raise MoveRefused("本行动已经下达过督导任务，每周起始不能再改；时刻和催办星期可以改")
        for name, value in hours.items():
            setattr(locked, name, value)
        locked.save()
        return locked


def has_duties(campaign: Campaign) -> bool:
    within = {"starts_on__gte": campaign.week_of(campaign.starts_on).starts_on, "starts_on__lte": campaign.ends_on}
    return WeeklyDuty.objects.filter(**within).exists()
