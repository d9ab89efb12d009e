"""What the deadlines room has people do: a work calendar that waits for another person's confirmation."""

import datetime as dt
from collections.abc import Iterator

from baiyi.accounts.roles import Role
from baiyi.deadlines import rights
from baiyi.deadlines.models import CalendarProposal
from baiyi.notifications.todos import Todo, todo_sources
from baiyi.records import lamps


@todo_sources.register
def calendars_to_confirm(user, on: dt.date) -> Iterator[Todo]:
    """For leaders who did not propose it. One statement, none for others: the first page of the office has none left,
    and the office proposes.
    """
    if Role.LEADER not in user.roles or not user.has_perm(rights.CONFIRM_CALENDAR):
        return
    waiting = CalendarProposal.objects.visible_to(user).filter(verdict=CalendarProposal.Verdict.WAITING)
    for each in waiting.select_related("proposed_by").order_by("pk"):
        if each.proposed_by_id == user.pk:
            continue
        note = f"{each.proposed_by.name if each.proposed_by else '命令行'}提出 · 须由提出人以外的人逐日核对"
        yield Todo(str(each), each.get_absolute_url(), note=note, lamp=lamps.near("待确认"), label="历表确认")
