"""Who is reminded of the deadlines of a notice, and which of them still speak."""

import datetime as dt
from collections import defaultdict

from django.db.models import Exists, OuterRef

from baiyi.accounts.models import Posting, User
from baiyi.deadlines.models import Deadline
from baiyi.deadlines.reminders import Reminder, remindable
from baiyi.records.rights import roles_with
from inspections import rights
from inspections.kinds import RECHECK, RECTIFY
from inspections.models import RectificationNotice
from inspections.responsibility import with_answering

State = RectificationNotice.State
SPEAKS_IN = {
    RECTIFY: {State.ISSUED, State.SERVED},  # once the venue asked for the reinspection, that deadline alone speaks
    RECHECK: {State.SERVED, State.AWAITING},
}


@remindable.register("inspections.rectificationnotice")
def reminders_of_notices(deadlines: list[Deadline], on: dt.date) -> dict[int, Reminder]:
    """Three statements."""
    notices = _notices([each.object_id for each in deadlines], on)
    people = User.objects.in_bulk({each.answering_id for each in notices.values()} - {None})
    chiefs = _chiefs([each for each in notices.values() if each.answering_id is None], on)
    found = {}
    for deadline in deadlines:
        notice = notices.get(deadline.object_id)
        if notice is not None and notice.state in SPEAKS_IN[deadline.kind]:
            recipients = [people[notice.answering_id]] if notice.answering_id else _chiefs_of(notice, chiefs)
            found[deadline.pk] = Reminder(notice, recipients, _title(notice), _repeats(deadline, notice))
    return found


def _notices(numbers: list[int], on: dt.date) -> dict[int, RectificationNotice]:
    recheck = Deadline.objects.about(RectificationNotice).open().filter(object_id=OuterRef("pk"), kind=RECHECK)
    rows = with_answering(RectificationNotice.objects.current().filter(pk__in=numbers), on).annotate(
        has_recheck=Exists(recheck)
    )
    return {each.pk: each for each in rows.select_related("venue", "number", "unit")}


def _repeats(deadline: Deadline, notice: RectificationNotice) -> bool:
    """After the term has passed the reinspection is what matters: while its deadline runs, the term says so once and no
    more.
    """
    return deadline.kind == RECHECK or notice.state == State.ISSUED or not notice.has_recheck


def _title(notice: RectificationNotice) -> str:
    return f"{notice.venue.name}（{notice.number.text}）" if notice.number_id else notice.venue.name


def _chiefs(notices: list[RectificationNotice], on: dt.date) -> dict[int, list[User]]:
    """By unit: of the notices' units and those above."""
    units = {unit for notice in notices for unit in (notice.unit_id, notice.unit.parent_id)}
    postings = Posting.objects.in_force(on).filter(
        role__in=roles_with(rights.DECIDE), unit__in=units - {None}, user__is_active=True
    )
    found = defaultdict(list)
    for posting in postings.select_related("user"):
        found[posting.unit_id].append(posting.user)
    return found


def _chiefs_of(notice: RectificationNotice, chiefs: dict[int, list[User]]) -> list[User]:
    return chiefs.get(notice.unit_id) or chiefs.get(notice.unit.parent_id) or []
