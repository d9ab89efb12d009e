"""驾驶舱: the leader's first page; the office and the supervisors have it in the menu."""

from collections import Counter

from django.core.exceptions import PermissionDenied
from django.views.generic import TemplateView

from baiyi.accounts.roles import Role
from baiyi.notifications.todos import grouped, todo_sources
from baiyi.records import clock
from baiyi.records.policies import Needs
from baiyi.records.views import Page
from campaigns import briefing, rights
from campaigns.cockpit import read_cockpit
from campaigns.models import Campaign, SubAction
from campaigns.planline import NONE, shown_lamp
from campaigns.ranking import SMALL_BASE

TEMPLATE = "campaigns/cockpit.html"


def campaign_at_hand() -> Campaign | None:
    """As it was known within the last seconds: what may have changed since is read with the items."""
    return Campaign.objects.at_hand_lately(clock.today())


def campaign_of_leader(user) -> Campaign | None:
    """The campaign whose cockpit is the person's first page: for the leaders of the branch that runs it."""
    campaign = campaign_at_hand() if Role.LEADER in user.roles else None
    return campaign if campaign and user.has_perm(rights.COCKPIT, campaign) else None


def cockpit_facts(user, campaign: Campaign, *, is_first_page: bool = False) -> dict:
    """今日要办 stands on the first page only: elsewhere its statements would be two too many."""
    today = clock.today()
    cockpit = read_cockpit(user, campaign, today)
    return {
        "cockpit": cockpit,
        "sentences": [(each, shown_lamp(each.kind)) for each in briefing.sentences(cockpit)],
        "problems": briefing.problems(cockpit),
        "sub_actions": [(each, briefing.action_url(each)) for each in cockpit.plan.sub_actions],
        "missing": _without_items(cockpit.plan),
        "plan_line": round(float(min(cockpit.plan.thresholds.green_from, 1)) * 100, 1),
        "ends": _ends(cockpit),
        "small_base": SMALL_BASE,
        "small": [(each, cockpit.link("hazards_found", each.unit)) for each in cockpit.ranking.small],
        "todos": _todos(user, today) if is_first_page else None,
        "no_data": shown_lamp(NONE),
    }


def _without_items(plan) -> list[str]:
    known = {action.sub_action.code for action in plan.sub_actions}
    return [label for code, label in SubAction.Code.choices if code not in known]


def _ends(cockpit) -> list[tuple[str, list]]:
    """前三 and 后三, or all when they would meet; each station with its lamp and its list."""
    ranking = cockpit.ranking
    titles = ("前三", "后三") if ranking.bottom else ("全部", "")
    return [
        (title, [(each, shown_lamp(briefing.station_kind(cockpit, each)), cockpit.link("hazards_found", each.unit)) for each in rows])
        for title, rows in zip(titles, (ranking.top, ranking.bottom), strict=True)
        if rows
    ]


def _todos(user, today) -> dict:
    rows = todo_sources.of(user, today)
    sizes = Counter({group.title: len(group.rows) for group in grouped(rows, today)})
    return {"total": len(rows), "overdue": sizes["超期"], "today": sizes["今天"], "week": sizes["本周"]}


class CockpitPage(Page, TemplateView):
    policy = Needs(rights.COCKPIT)
    template_name = TEMPLATE
    title = "驾驶舱"

    def get_context_data(self, **kwargs):
        user, campaign = self.request.user, campaign_at_hand()
        if campaign and not user.has_perm(rights.COCKPIT, campaign):
            raise PermissionDenied(rights.COCKPIT)
        facts = cockpit_facts(user, campaign) if campaign else {}
        return super().get_context_data(campaign=campaign, **facts, **kwargs)
