"""The deadlines of a notice that its verbs read and restart."""

import datetime as dt

from baiyi.deadlines import services as deadlines
from baiyi.deadlines.models import Deadline, Rule
from baiyi.records.moves import MoveRefused
from inspections.kinds import RECHECK, RECTIFY
from inspections.models import RectificationNotice
from inspections.models.notice import RECHECK_RULE


def rectify_deadline(notice: RectificationNotice) -> Deadline:
    """Raises MoveRefused for a notice whose deadline was not computed yet."""
    found = notice.deadlines.filter(kind=RECTIFY, voided_at=None).select_related("rule").order_by("-pk").first()
    if found is None:
        raise MoveRefused("整改期限尚未计算，请稍后再试")
    return found


def restart_recheck(notice: RectificationNotice, *, starts_on: dt.date, period: str, by) -> None:
    """The reinspection counts from another day now (asked for early, term extended, next round): a new deadline takes
    over.
    """
    for waiting in notice.deadlines.open().filter(kind=RECHECK):
        deadlines.void_deadline(waiting, by=by, reason="复查起算日改变")
    deadlines.open_deadlines([_recheck(notice, starts_on, period)], by=by)


def round_of(notice: RectificationNotice) -> str:
    """The round that comes next, as the period of its deadline."""
    return str(notice.reinspections.count() + 1)


def _recheck(notice: RectificationNotice, starts_on: dt.date, period: str) -> deadlines.NewDeadline:
    return deadlines.NewDeadline(
        notice, RECHECK, unit=notice.unit, rule=Rule.objects.get(code=RECHECK_RULE), starts_on=starts_on, period=period
    )
