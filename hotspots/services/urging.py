"""催办: the office tells whoever has not supervised yet; a background job, each person once a hotspot, week and day."""

import datetime as dt
from functools import partial
from itertools import groupby
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.accounts.models import User
from baiyi.jobs import background
from baiyi.jobs.chunks import in_chunks
from baiyi.jobs.models import BackgroundJob
from baiyi.jobs.schedules import LATE_AFTER
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from campaigns.models import Campaign
from campaigns.weeks import DAYS
from hotspots import messages, rights
from hotspots.models import Hotspot, HotspotAssignment
from hotspots.services.duties import make_duties, people_of, remind

KIND = "hotspots.chase"


def to_chase(user, on: dt.date):
    """Hotspots without a visit in the week that holds the day, at the units where the person may chase."""
    return Hotspot.objects.to_supervise(on).filter(unit__in=user.unit_ids(rights.CHASE)).select_related("unit")


def owners_to_chase(hotspots: list[Hotspot]) -> dict[int, list[User]]:
    """Owners in office by hotspot."""
    return people_of([hotspot.pk for hotspot in hotspots], [HotspotAssignment.Post.OWNER])


@transaction.atomic
def chase_hotspot(hotspot: Hotspot, *, by: User) -> Hotspot:
    """催办 of one row of `with_week`: its owner is told, once a week and day. Raises PermissionDenied, MoveRefused."""
    if not by.has_perm(rights.CHASE, hotspot):
        raise PermissionDenied(rights.CHASE)
    if refusal := refusal_of_chase(hotspot):
        raise MoveRefused(refusal)
    if not people_of([hotspot.pk], [HotspotAssignment.Post.OWNER]):
        raise MoveRefused("没有在岗的整治责任人，催办不到人，请先指定")
    if not _tell([hotspot], on=clock.today(), by=by, is_late=False):
        raise MoveRefused("今天已经催办过")
    return hotspot


def refusal_of_chase(hotspot: Hotspot) -> str:
    """For rows of `with_week`."""
    if not hotspot.is_listed:
        return f"当前状态为“{hotspot.get_state_display()}”，不用督导"
    if hotspot.is_done is None:
        return "本周不要求督导"
    return "本周已督导" if hotspot.is_done else ""


def start_chase(*, by, client_uuid: UUID) -> BackgroundJob:
    """The same form sent twice is one job; another form is another, which reaches who came since.

    Raises MoveRefused when nothing is open.
    """
    once, today = f"{KIND}:{by.pk}:{client_uuid}", clock.today()
    if (known := BackgroundJob.objects.filter(once=once).first()) is not None:
        return known
    count = to_chase(by, today).count()
    if not count:
        raise MoveRefused("本周该督导的都督导了，没有要催办的")
    title = f"催办本周未督导 {count} 处"
    return background.start(KIND, title=title, params={"by": by.pk, "on": f"{today}"}, by=by, once=once)


def chase(job, progress) -> str:
    """Work of the job; returns the sentence of its result. Who was to supervise in a week that is over by now is not
    told.
    """
    by, on = User.objects.get(pk=job.params["by"]), dt.date.fromisoformat(job.params["on"])
    today = clock.today()
    if not any(today in week for _, week, _ in Campaign.objects.governed(on)):
        return "催办的那一周已经结束，没有再提醒"
    rows = to_chase(by, on).filter(week_starts_on__gt=today - dt.timedelta(days=DAYS))
    total, is_late = rows.count(), clock.now() - job.created_at > LATE_AFTER
    told = in_chunks(rows, progress, partial(_tell, on=on, by=by, is_late=is_late))
    return (
        f"本周还有 {total} 处未督导，已提醒 {told} 人次"
        if told
        else f"本周还有 {total} 处未督导，有责任人的今天都已提醒过"
    )


@transaction.atomic
def _tell(hotspots: list[Hotspot], *, on: dt.date, by: User, is_late: bool) -> int:
    """With the duties that no schedule opened yet."""
    asked = [(hotspot, hotspot.open_week) for hotspot in hotspots]
    for week, pairs in groupby(sorted(asked, key=lambda pair: pair[1]), key=lambda pair: pair[1]):
        make_duties([hotspot for hotspot, _ in pairs], week)
    return remind(asked, kind=messages.CHASED, period=f":{on}", is_late=is_late, by=by.name)


background.register(KIND, label="催办未督导", work=chase)
