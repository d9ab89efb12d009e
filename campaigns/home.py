"""The first page by role: what waits for the person, the ways in, and the headline figures of the person's units."""

from baiyi.accounts.roles import SEPARATED, Role
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.hooks import Panel, home_panels, navigation
from campaigns import rights
from campaigns.cards import cards
from campaigns.figures import all_figures


@home_panels.append
def headline_figures(request) -> Panel | None:
    """Two statements: the campaign, and all values."""
    if not request.user.has_perm(rights.VIEW):
        return None
    keys = [figure.key for figure in all_figures() if figure.headline]
    board = cards(request.user, on=clock.today(), keys=keys)
    return Panel("campaigns/_board.html", {"board": board, "is_part": True}, order=40)


WAIT_HERE = {Role.CHIEF, Role.CLERK, Role.OFFICE, Role.SUPERVISOR, Role.PARTNER}  # the officers' 今日任务 says it in its own way
SHOWN = 5
WAYS_IN = {
    Role.OFFICE: ("campaigns:cockpit", "campaigns:plan", "campaigns:hotspot-list", "campaigns:supervision-matrix"),
    Role.SUPERVISOR: ("campaigns:cockpit", "campaigns:plan", "campaigns:supervision-matrix", "inspections:hazard-list"),
    Role.PARTNER: ("inspections:hazard-list",),
}


@home_panels.append
def waiting(request) -> Panel | None:
    """待办: the first few of what waits, for those who work from a desk."""
    if not WAIT_HERE & request.user.roles:
        return None
    rows = todo_sources.of(request.user, clock.today())
    return Panel("campaigns/_home_waiting.html", {"rows": rows[:SHOWN], "total": len(rows)}, order=15)


@home_panels.append
def ways_in(request) -> Panel | None:
    """What the role works with, one press away; for the three administrators everything they may open. No statements."""
    user = request.user
    wanted = {name for role in user.roles for name in WAYS_IN.get(role, ())}
    mine = [each for each in navigation if each.right is not None and user.has_perm(each.right)]
    if not SEPARATED & user.roles:
        mine = [each for each in mine if each.url_name in wanted]
    mine = sorted(mine, key=lambda each: each.order)
    return Panel("campaigns/_home_ways.html", {"ways": mine}, order=30) if mine else None
