"""Who is reminded of the deadlines of a notice, and which of them still speak."""

import datetime as dt

from django.db.models import Exists, OuterRef

from baiyi.accounts.answering import Part, who
from baiyi.deadlines.models import Deadline
from baiyi.deadlines.reminders import Reminder, remindable
from baiyi.deadlines.serving import SERVE
from inspections.kinds import RECHECK, RECTIFY
from inspections.models import RectificationNotice

State = RectificationNotice.State
SPEAKS_IN = {
    RECTIFY: {State.ISSUED, State.SERVED},  # once the venue asked for the reinspection, that deadline alone speaks
    RECHECK: {State.SERVED, State.AWAITING},
    SERVE: {State.ISSUED},
}


@remindable.register("inspections.rectificationnotice")
def reminders_of_notices(deadlines: list[Deadline], on: dt.date) -> dict[int, Reminder]:
    """Three statements, and two where nobody answers for a notice himself."""
    notices = _notices([each.object_id for each in deadlines])
    people = who(notices.values(), Part.RESPONSIBLE, on)
    found = {}
    for deadline in deadlines:
        notice = notices.get(deadline.object_id)
        if notice is not None and notice.state in SPEAKS_IN[deadline.kind]:
            found[deadline.pk] = Reminder(notice, people[notice.pk], _title(notice), _repeats(deadline, notice))
    return found


def _notices(numbers: list[int]) -> dict[int, RectificationNotice]:
    recheck = Deadline.objects.about(RectificationNotice).open().filter(object_id=OuterRef("pk"), kind=RECHECK)
    rows = RectificationNotice.objects.current().filter(pk__in=numbers).annotate(has_recheck=Exists(recheck))
    return {each.pk: each for each in rows.select_related("venue", "number", "unit")}


def _repeats(deadline: Deadline, notice: RectificationNotice) -> bool:
    """After the term has passed the reinspection is what matters: while its deadline runs, the term says so once and no
    more. A service that is late says so once: from then on the term of the notice speaks.
    """
    if deadline.kind == SERVE:
        return False
    return deadline.kind == RECHECK or notice.state == State.ISSUED or not notice.has_recheck


def _title(notice: RectificationNotice) -> str:
    return f"{notice.venue.name}（{notice.number.text}）" if notice.number_id else notice.venue.name
