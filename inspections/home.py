"""The officer's part of the first page."""

from baiyi.records import clock
from baiyi.records.hooks import Panel, home_panels
from inspections import agenda, rights
from inspections.models import RectificationNotice


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


@home_panels.append
def drafts_to_issue(request) -> Panel | None:
    """待签发: for those who issue and do not record the day's visits themselves. One statement."""
    user = request.user
    if not user.has_perm(rights.DECIDE):
        return None
    waiting = RectificationNotice.objects.visible_to(user).current().filter(state=RectificationNotice.State.DRAFT).count()
    return Panel("inspections/_to_issue.html", {"waiting": waiting}, order=20) if waiting else None
