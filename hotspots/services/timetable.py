"""督导安排: when the week begins, and the hours of the weekly duty."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.accounts.models import Unit
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from campaigns.models import Campaign
from hotspots import rights
from hotspots.models import Hotspot, SupervisionWeeks, Timetable, WeeklyDuty, binds
from hotspots.services.instants import opens_at, reminds_at

SINCE = {  # by the stamp: what it is about
    "opens_since": ("week_starts_on", "opens_at"),
    "reminds_since": ("week_starts_on", "reminds_on", "reminds_at"),
}


def arrange(campaign: Campaign, *, by, week_starts_on: int, **hours) -> Timetable:
    """`hours` are opens_at, reminds_on and reminds_at; they hold from this week on, and the schedules follow at their
    next look.

    An hour that was changed counts from its next occurrence: what has passed is not made up for. Raises
    PermissionDenied,
    MoveRefused (weeks that have duties keep their days; a reminder before the opening; a week nobody would open).
    """
    if campaign.unit_id not in by.unit_ids(rights.MANAGE):
        raise PermissionDenied(rights.MANAGE)
    with transaction.atomic():
        locked = Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=campaign.pk)
        made, changed = _timetable_of_today(locked), set()
        if week_starts_on != locked.week_starts_on:
            if has_duties(locked):
                raise MoveRefused("本行动已经下达过督导任务，每周起始不能再改；时刻和催办星期可以改")
            changed = {"week_starts_on"}
            locked.week_starts_on = week_starts_on
            locked.save(update_fields=["week_starts_on"])
        changed |= {name for name, value in hours.items() if value != getattr(made, name)}
        for name, value in hours.items():
            setattr(made, name, value)
        if changed:
            _store(locked, made, changed)
        return made


def has_duties(campaign: Campaign) -> bool:
    """Of its own units: another branch's campaign has weeks of its own."""
    within = {"starts_on__gte": campaign.week_of(campaign.starts_on).starts_on, "starts_on__lte": campaign.ends_on}
    units = Unit.objects.descendants(campaign.unit_id, include_self=True).order_by()
    return WeeklyDuty.objects.filter(**within, hotspot__unit__in=units.values("pk")).exists()


def _timetable_of_today(campaign: Campaign) -> Timetable:
    """The row that takes effect today: the one of this day, or a copy of the one in force. What was before keeps its
    own.

    Before the campaign begins it is the first row.
    """
    rows = Timetable.objects.weeks_of(campaign)
    effective_on = max(clock.today(), campaign.starts_on)
    known = next((each for each in rows.timetables if each.effective_on == effective_on), None)
    if known is not None:
        return known
    held = rows.in_force(campaign.week_of(effective_on))
    copied = {name: getattr(held, name) for name in ("opens_at", "reminds_on", "reminds_at", *SINCE)}
    return Timetable(campaign=campaign, effective_on=effective_on, **copied)


def _store(campaign: Campaign, made: Timetable, changed: set[str]) -> None:
    before = [each for each in Timetable.objects.filter(campaign=campaign) if each.effective_on != made.effective_on]
    weeks = SupervisionWeeks(campaign, [*before, made])
    if any(reminds_at(weeks, week) <= opens_at(weeks, week) for week in weeks.with_duty()):
        raise MoveRefused("催办须在下达之后：请把催办的星期或时刻改晚，或者把下达时刻改早")
    for stamp, names in SINCE.items():
        if changed & set(names):
            setattr(made, stamp, clock.now())
    if changed & set(SINCE["opens_since"]) and _would_skip_this_week(weeks):
        raise MoveRefused(
            "本周的督导任务还没有下达，下达时刻不能改到已经过去的时刻；请改为现在以后，或者等本周下达以后再改"
        )
    made.save(verb=f"督导安排改为：{campaign.get_week_starts_on_display()}起，{made.words}")


def _would_skip_this_week(weeks: SupervisionWeeks) -> bool:
    """The new hour has passed, and the week of today still waits for its opening."""
    campaign, today = weeks.campaign, clock.today()
    week = campaign.week_of(today)
    is_asked = campaign.starts_on <= today <= campaign.ends_on and weeks.has_duty(week)
    if not is_asked or opens_at(weeks, week) > clock.now():
        return False
    units = next((units for each, _, units in Campaign.objects.governed(today) if each.pk == campaign.pk), [])
    return (
        Hotspot.objects.filter(binds(week.ends_on), unit__in=units).exclude(duties__starts_on=week.starts_on).exists()
    )
