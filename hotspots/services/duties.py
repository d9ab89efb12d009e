"""The weekly duty: opened for every listed hotspot, reminded, and marked as missed. Each of it may run twice and does
it once.

Whatever is written is unique by hotspot and week, every message by its recipient as well; work is committed in chunks.
"""

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from baiyi.accounts.models import Unit, User
from baiyi.jobs.chunks import in_chunks
from baiyi.notifications.services import Message, send, send_many
from baiyi.records import clock
from campaigns.models import Campaign
from campaigns.weeks import Week
from hotspots import messages, rights
from hotspots.models import Hotspot, HotspotAssignment, SupervisionWeeks, Timetable, WeeklyDuty, binds
from hotspots.services.instants import closing, opening, reminding

Post = HotspotAssignment.Post


def campaign_of(hotspot: Hotspot, on: dt.date) -> Campaign | None:
    """The campaign whose weeks a hotspot follows: the one that runs on that day, else the one that started last."""
    above = Unit.objects.ancestors(hotspot.unit_id, include_self=True)
    return Campaign.objects.filter(unit__in=above.order_by().values("pk")).at_hand(on)


def open_week_of(hotspot: Hotspot, on: dt.date) -> Week | None:
    """The week that holds the day, when it asks for a visit that nobody made."""
    row = Hotspot.objects.filter(pk=hotspot.pk).to_supervise(on).first()
    return row and row.open_week


def open_week(slot, progress) -> None:
    """Open the duty of the week that begins on `slot.on` for every hotspot it binds, and tell its owner."""
    for weeks, week, units in _governed(slot.on):
        if _has_come(opening(weeks, week), slot) and weeks.has_duty(week):
            _open(week, units, progress, is_late=slot.is_late)
            if clock.today() in week:
                _tell_office(weeks.campaign, units, week, is_late=slot.is_late)


def remind_week(slot, progress) -> None:
    """Remind the owners of hotspots that nobody visited; nothing when that week is over by now."""
    for weeks, week, units in _governed(slot.on):
        if _has_come(reminding(weeks, week), slot) and clock.today() in week:
            rows = (
                WeeklyDuty.objects.undone()
                .filter(starts_on=week.starts_on, hotspot__unit__in=units)
                .select_related("hotspot")
            )
            in_chunks(rows, progress, partial(_remind_chunk, is_late=slot.is_late))


def close_week(slot, progress) -> None:
    """Mark the duties of weeks that ended before `slot.on` and were not fulfilled as missed; tell owner and leader.

    A week nobody could open while the machine was off is opened first, so that the order of the two slots does not
    matter.
    """
    for weeks, week, units in _governed(slot.on - dt.timedelta(days=1)):
        if _has_come(closing(weeks, week), slot) and weeks.has_duty(week):
            _open(week, units, progress, is_late=True)
    over = WeeklyDuty.objects.undone().filter(ends_on__lt=slot.on, missed_at=None)
    in_chunks(over, progress, partial(_mark_missed, is_late=slot.is_late))


@transaction.atomic
def open_duties(hotspots: list[Hotspot], week: Week, *, is_late: bool = False) -> int:
    """Open the week for these hotspots and tell the owners of those not visited yet; returns how many duties or
    messages are new.

    Of a week that is over only owners of newly opened duties are told: whoever came later has nothing to do with it.
    """
    made = make_duties(hotspots, week, is_late=is_late)
    asked = made if week.ends_on < clock.today() else hotspots
    duties = WeeklyDuty.objects.undone().filter(hotspot__in=asked, starts_on=week.starts_on).select_related("hotspot")
    return max(len(made), remind([(duty.hotspot, week) for duty in duties], kind=messages.WEEK, is_late=is_late))


def make_duties(hotspots: Iterable[Hotspot], week: Week, *, is_late: bool = False) -> list[Hotspot]:
    """The duties of the week that are not there yet, in one order for every writer;
    returns the hotspots that got one.
    """
    by_pk = {hotspot.pk: hotspot for hotspot in hotspots}
    known = set(
        WeeklyDuty.objects.filter(hotspot__in=by_pk, starts_on=week.starts_on).values_list("hotspot", flat=True)
    )
    missing = [by_pk[pk] for pk in sorted(by_pk.keys() - known)]
    days = {"starts_on": week.starts_on, "ends_on": week.ends_on, "opened_at": clock.now(), "is_late": is_late}
    rows = [WeeklyDuty(hotspot=hotspot, unit_id=hotspot.unit_id, **days) for hotspot in missing]
    WeeklyDuty.objects.bulk_create(rows, ignore_conflicts=True)
    return missing


def remind(
    asked: Iterable[tuple[Hotspot, Week]],
    *,
    kind: str,
    is_late: bool = False,
    posts=(Post.OWNER,),
    period: str = "",
    **facts,
) -> int:
    """Tell whoever answers for each hotspot now about its week; returns the messages newly written. Two statements."""
    asked = list(asked)
    people = people_of([hotspot.pk for hotspot, _ in asked], posts)
    found = [
        Message(person, hotspot, f"{week.starts_on}{period}", facts=messages.facts_of_week(hotspot, week) | facts)
        for hotspot, week in asked
        for person in people.get(hotspot.pk, ())
    ]
    return send_many(found, kind=kind, is_late=is_late)


def people_of(hotspots: list[int], posts: Iterable[str]) -> dict[int, list[User]]:
    """People in office by hotspot who hold one of the posts now."""
    found: dict[int, list[User]] = {}
    held = HotspotAssignment.objects.in_office(clock.today()).filter(hotspot__in=hotspots, post__in=posts)
    for assignment in held.select_related("person").order_by("pk"):
        found.setdefault(assignment.hotspot_id, []).append(assignment.person)
    return found


def _governed(on: dt.date) -> list[tuple[SupervisionWeeks, Week, list[int]]]:
    """The weeks of every campaign that governs units on that day. Two statements a campaign, and one."""
    return [
        (Timetable.objects.weeks_of(campaign), week, units) for campaign, week, units in Campaign.objects.governed(on)
    ]


def _has_come(instant: dt.datetime | None, slot) -> bool:
    """The campaign's own instant lies on the day of the slot and is not still to come: campaigns may keep different
    hours.
    """
    return instant is not None and timezone.localdate(instant) == slot.on and instant <= slot.at


def _open(week: Week, units: list[int], progress, *, is_late: bool) -> None:
    in_chunks(
        Hotspot.objects.filter(binds(week.ends_on), unit__in=units),
        progress,
        partial(open_duties, week=week, is_late=is_late),
    )


def _tell_office(campaign: Campaign, units: list[int], week: Week, *, is_late: bool) -> None:
    """One message an office person and week, however many hotspots nobody answers for."""
    count = Hotspot.objects.unowned(clock.today()).filter(unit__in=units, supervised_from__lte=week.ends_on).count()
    if count:
        office = User.objects.holding(rights.MANAGE, clock.today(), units=[campaign.unit_id])
        facts = {"week": str(week), "count": count}
        with transaction.atomic():
            send(
                office,
                kind=messages.UNOWNED,
                subject=campaign,
                period=str(week.starts_on),
                facts=facts,
                is_late=is_late,
                url=f"{reverse('hotspots:hotspot-list')}?tab=unowned",
            )


@transaction.atomic
def _remind_chunk(duties: list[WeeklyDuty], *, is_late: bool) -> int:
    return remind([(duty.hotspot, duty.week) for duty in duties], kind=messages.REMINDER, is_late=is_late)


@transaction.atomic
def _mark_missed(duties: list[WeeklyDuty], *, is_late: bool) -> int:
    still_open = WeeklyDuty.objects.undone().filter(pk__in=[duty.pk for duty in duties], missed_at=None)
    missed = list(still_open.select_for_update(of=("self",), no_key=True).select_related("hotspot").order_by("pk"))
    WeeklyDuty.objects.filter(pk__in=[duty.pk for duty in missed]).update(missed_at=clock.now())
    remind([(duty.hotspot, duty.week) for duty in missed], kind=messages.MISSED, is_late=is_late, posts=Post.values)
    return len(missed)
