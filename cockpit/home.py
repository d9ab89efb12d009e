"""The roof's own cards of first pages: the numbers so far, what waits, the ways in. The other rooms bring theirs by
`home_panels`.

Leaders have 驾驶舱 with what the rooms have for leaders under it. The office and the supervisors read the same values:
one reading
a request.
"""

from baiyi.accounts.roles import SEPARATED, Role
from baiyi.accounts.services import open_drafts
from baiyi.figures import Period, all_figures, get
from baiyi.figures.cards import cards
from baiyi.figures.evaluation import Ask, FiguresUnread, evaluate_once
from baiyi.figures.links import list_link
from baiyi.figures.rights import VIEW
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.home import Card, Tile, Way
from baiyi.records.hooks import Panel, home_panels, navigation
from baiyi.records.memo import once_a_request
from campaigns.models import Campaign
from cockpit import rights
from cockpit.facts import campaign_at_hand, campaign_of_leader, cockpit_facts

DESK = {Role.OFFICE, Role.SUPERVISOR}
STATION = {Role.CHIEF, Role.CLERK}
WAIT_HERE = DESK | STATION  # the officers' 今日任务 says it in its own way
SHOWN = 5
NOW = ("inspections_made", "今日检查")
BAD = "hazards_overdue"


def panels_of(request) -> list[Panel]:
    """What every room has for this person, in order."""
    found = [panel for function in home_panels if (panel := _panel(function, request)) is not None]
    return sorted(found, key=lambda each: each.order)


def _panel(function, request) -> Panel | None:
    """In the place of a panel whose figures could not be read stands that sentence."""
    try:
        return function(request)
    except FiguresUnread:
        return Panel("figures/_unread_card.html", order=40)


def facts_of_desk(request) -> dict | None:
    """What 驾驶舱 shows, for the office and the supervisors of the campaign at hand; read once a request."""
    user = request.user
    if not DESK & user.roles or campaign_of_leader(user):
        return None
    return once_a_request(request, "cockpit.desk", lambda: _facts_of_desk(request))


def _facts_of_desk(request) -> dict | None:
    campaign = campaign_at_hand()
    may = campaign is not None and request.user.has_perm(rights.VIEW, campaign)
    return {"campaign": campaign, **cockpit_facts(request, campaign)} if may else None


@home_panels.append
def six_actions(request) -> Panel | None:
    """六项行动 with their lamps, for the office."""
    facts = facts_of_desk(request) if Role.OFFICE in request.user.roles else None
    return Panel("cockpit/_actions.html", facts, order=20) if facts else None


@home_panels.append
def gravest(request) -> Panel | None:
    """异常 beside the week, for the supervisors: the two gravest kinds, overdue hazards by station first."""
    facts = facts_of_desk(request)
    if facts is None or Role.SUPERVISOR not in request.user.roles:
        return None
    return Panel("cockpit/_problems.html", facts | {"problems": facts["problems"][:2]}, order=20, is_aside=True)


@home_panels.append
def figures_of_station(request) -> Panel | None:
    """Today and the campaign so far, of the person's units. One statement for all values."""
    user, today = request.user, clock.today()
    campaign = Campaign.objects.at_hand_lately(today)
    if not STATION & user.roles or campaign is None:
        return None
    ids, so_far = tuple(user.unit_ids()), campaign.period(today)
    now = Ask(NOW[0], Period(today, today), ids)
    keys = [BAD, *(figure.key for figure in all_figures() if figure.headline)]
    asks = [now, *(Ask(key, so_far, ids) for key in keys if get(key) and user.has_perm(get(key).right))]
    found = evaluate_once(request, asks)
    return Card(
        "本所数据",
        note=str(so_far),
        more=Way("口径", address_of("figures:board")),
        tiles=[_tile_of(ask, found[ask], NOW[1] if ask is now else "") for ask in asks],
    ).panel(order=40)


def _tile_of(ask: Ask, value, label: str) -> Tile:
    figure = get(ask.key)
    lamp = lamps.overdue("超期") if ask.key == BAD and value else None
    return Tile(
        label or figure.label,
        "—" if value is None else value,
        list_link(figure, ask.period),
        measure=figure.measure,
        lamp=lamp,
        key=ask.key,
    )


@home_panels.append
def headline_figures(request) -> Panel | None:
    """Two statements: the campaign, and all values. The others have their figures in a strip, a leader in 驾驶舱."""
    user = request.user
    if (
        not user.has_perm(VIEW)
        or (WAIT_HERE & user.roles and Role.OFFICER not in user.roles)
        or campaign_of_leader(user)
    ):
        return None
    keys = [figure.key for figure in all_figures() if figure.headline]
    board = cards(user, on=clock.today(), keys=keys)
    return Panel("figures/_cards.html", {"board": board, "is_part": True}, order=40)


@home_panels.append
def headlines_of_desk(request) -> Panel | None:
    """The same numbers as on 驾驶舱, which were read with it."""
    facts = facts_of_desk(request)
    return Panel("cockpit/_headlines.html", facts, order=40) if facts else None


@home_panels.append
def waiting(request) -> Panel | None:
    """待办: the first few of what waits, for those who work from a desk."""
    if not WAIT_HERE & request.user.roles or campaign_of_leader(request.user):
        return None
    rows = _todos_of(request)
    is_aside = bool(DESK & request.user.roles)
    return Panel("cockpit/_waiting.html", {"rows": rows[:SHOWN], "total": len(rows)}, order=15, is_aside=is_aside)


@home_panels.append
def unsent_forms(request) -> Panel | None:
    """What the person began on any form and did not submit. One statement; 今日任务 says it to those who go out."""
    if not WAIT_HERE & request.user.roles or Role.OFFICER in request.user.roles:
        return None
    unsent = open_drafts(request.user)
    return Panel("accounts/_unsent.html", {"unsent": unsent, "on": clock.today()}, order=2) if unsent else None


@home_panels.append
def to_be_seen_first(request) -> Panel | None:
    """What nobody may overlook, above everything else, until it is opened. Read with 待办: no statement of its own."""
    if not WAIT_HERE & request.user.roles or campaign_of_leader(request.user):
        return None
    rows = [row for row in _todos_of(request) if row.seen_url]
    return Panel("cockpit/_seen_first.html", {"rows": rows}, order=1) if rows else None


def _todos_of(request) -> list:
    return once_a_request(request, "cockpit.todos", lambda: todo_sources.of(request.user, clock.today()))


@home_panels.append
def ways_in(request) -> Panel | None:
    """What the role works with, one press away; for the three administrators everything they may open.
    No statements.
    """
    user = request.user
    mine = [each for each in navigation if each.right is not None and user.has_perm(each.right)]
    if not SEPARATED & user.roles:
        mine = [each for each in mine if user.roles.intersection(each.first_for)]
    mine = sorted(mine, key=lambda each: each.order)
    return Panel("cockpit/_ways.html", {"ways": mine}, order=90) if mine else None
