"""The officer's part of the first page."""

from baiyi.records import clock
from baiyi.records.hooks import Panel, home_panels, page_facts
from inspections import agenda, rights


@home_panels.append
def today(request) -> Panel | None:
    """今日任务: for those who record inspections. Six statements."""
    user = request.user
    if not user.has_perm(rights.RECORD):
        return None
    on, drafts = clock.today(), agenda.open_drafts(user)
    facts = {
        "tasks": agenda.tasks_of(user, on=on, drafts=drafts),
        "rechecks": agenda.rechecks_of(user, on=on),
        "drafts": drafts,
        "on": on,
    }
    return Panel("inspections/_today.html", facts, order=10)


@page_facts.append
def can_record(request) -> dict:
    """Whether the bottom bar offers ＋登记. No statements."""
    return {"can_record": request.user.has_perm(rights.RECORD)}
