"""What the template of 驾驶舱 shows."""

from collections import Counter

from baiyi.accounts.roles import Role
from baiyi.figures.evaluation import FiguresUnread, has_unread
from baiyi.notifications.todos import grouped, todo_sources
from baiyi.records import clock
from baiyi.records.home import Problems
from baiyi.records.hooks import exceptions
from campaigns.models import Campaign, SubAction
from campaigns.planline import NONE, shown_lamp
from cockpit import rights, sentences
from cockpit.cockpit import Cockpit, Ground, ground_of, read_cockpit
from cockpit.ranking import SMALL_BASE
from hotspots.places import places_for


def campaign_at_hand() -> Campaign | None:
    """As it was known within the last seconds: what may have changed since is read with the items."""
    return Campaign.objects.at_hand_lately(clock.today())


def campaign_of_leader(user) -> Campaign | None:
    """The campaign whose cockpit is the person's first page: for the leaders of the branch that runs it."""
    campaign = campaign_at_hand() if Role.LEADER in user.roles else None
    return campaign if campaign and user.has_perm(rights.VIEW, campaign) else None


def cockpit_facts(request, campaign: Campaign, *, is_first_page: bool = False) -> dict:
    """今日要办 stands on the first page only: elsewhere its statements would be two too many."""
    try:
        ground = cockpit = read_cockpit(request, campaign, clock.today())
    except FiguresUnread:
        ground, cockpit = ground_of(request, campaign, clock.today()), None
    return {
        "cockpit": cockpit,
        "places": places_for(request, ground.campaign, ground.units),
        "problems": problems_of(request, ground),
        "has_unread": has_unread(request),
        "todos": _todos(request.user) if is_first_page else None,
        **(_facts_of_figures(cockpit) if cockpit else {}),
    }


def _facts_of_figures(cockpit: Cockpit) -> dict:
    return {
        "sentences": [(each, shown_lamp(each.kind)) for each in sentences.sentences(cockpit)],
        "sub_actions": [(each, sentences.action_url(each)) for each in cockpit.plan.sub_actions],
        "missing": _without_items(cockpit.plan),
        "plan_line": round(float(min(cockpit.plan.thresholds.green_from, 1)) * 100, 1),
        "ends": _ends(cockpit),
        "small_base": SMALL_BASE,
        "small": [(each, cockpit.link("hazards_found", each.unit)) for each in cockpit.ranking.small],
        "no_data": shown_lamp(NONE),
    }


def problems_of(request, ground: Ground) -> list[Problems]:
    """What every room finds wrong; kinds without anything wrong, and those whose figures are not read, are left out."""
    found = [_problems(function, request, ground.period, ground.units) for function in exceptions]
    return sorted((each for each in found if each is not None and each.total), key=lambda each: each.order)


def _problems(function, *asked) -> Problems | None:
    try:
        return function(*asked)
    except FiguresUnread:
        return None


def _without_items(plan) -> list[str]:
    known = {action.sub_action.code for action in plan.sub_actions}
    return [label for code, label in SubAction.Code.choices if code not in known]


def _ends(cockpit: Cockpit) -> list[tuple[str, list]]:
    """前三 and 后三, or all when they would meet; each station with its lamp and its list."""
    ranking = cockpit.ranking
    titles = ("前三", "后三") if ranking.bottom else ("全部", "")
    return [
        (
            title,
            [
                (each, shown_lamp(sentences.station_kind(cockpit, each)), cockpit.link("hazards_found", each.unit))
                for each in rows
            ],
        )
        for title, rows in zip(titles, (ranking.top, ranking.bottom), strict=True)
        if rows
    ]


def _todos(user) -> dict:
    today = clock.today()
    rows = todo_sources.of(user, today)
    sizes = Counter({group.title: len(group.rows) for group in grouped(rows, today)})
    return {"total": len(rows), "overdue": sizes["超期"], "today": sizes["今天"], "week": sizes["本周"]}
