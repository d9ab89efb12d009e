"""责任清单: the list with its lamps."""

from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from baiyi.exchange.exports.views import address_of_form
from baiyi.figures.links import list_link
from baiyi.figures.lists import FigureListMixin
from baiyi.records import clock
from baiyi.records.policies import Needs
from baiyi.records.views import FormPage, Page, PageAction, Paged, Tab
from campaigns import rights
from campaigns.forms.plan import LAMPS, LampForm, PlanFilter, asked_day
from campaigns.ledgers import ITEMS
from campaigns.models import Campaign, ResponsibilityItem
from campaigns.plan import Plan, plan_on
from campaigns.services import plan as plan_services

PLAN = (("责任清单", "campaigns:plan"),)
TONES = {"none": "grey"}
TAKEN = ("sub_action", "unit", "lamp")  # conditions that go along into the workbook
ONE_LIST = {
    "figure",
    "since",
    "until",
    "within",
    "on",
    "per_page",
}  # which list it is, and how much of it stands on a page


def campaign_at_hand() -> Campaign:
    campaign = Campaign.objects.select_related("unit").at_hand(clock.today())
    if campaign is None:
        raise Http404
    return campaign


def figure_url(state, campaign: Campaign, on, user) -> str:
    """The records behind an item's value; empty for whoever does not see all of them, as the numbers would differ."""
    figure = state.figure
    if figure is None or not user.has_perm(figure.right) or campaign.unit_id not in user.unit_ids():
        return ""
    return f"{list_link(figure, campaign.period(on))}&within={campaign.unit_id}"


class PlanPage(FigureListMixin, Paged, Page, TemplateView):
    """How the sub-actions stand, and a page of their items. Without a campaign it says so."""

    policy = Needs(rights.VIEW)
    model = ResponsibilityItem
    template_name = "campaigns/plan.html"
    title = "责任清单"

    def render_to_response(self, context, **kwargs):
        """A day that cannot be shown is refused: no items are shown of another."""
        is_refused = "on" in context["filter"]["form"].errors if context["campaign"] else False
        return super().render_to_response(context, status=422 if is_refused else 200, **kwargs)

    def page_actions(self):
        found = [PageAction("行动数据", reverse("figures:board"), "bar-chart"), self._taken_away()]
        if Campaign.objects.at_hand_lately(clock.today()) is None:
            return found[:1]
        if self.request.user.has_perm(rights.MANAGE):
            found.append(PageAction("亮灯规则", reverse("campaigns:lamp-rule"), "sliders"))
            found.append(PageAction("新增条目", reverse("campaigns:item-add"), "plus-lg"))
            found.append(PageAction("导入", reverse("exchange:import-upload", args=[ITEMS.name]), "upload"))
        return found

    def _taken_away(self) -> PageAction:
        """The items shown, as they stand today, as a workbook."""
        asked = {name: value for name in TAKEN if (value := self.request.GET.get(name))}
        return PageAction("导出", address_of_form(f"{reverse('campaigns:item-list')}?{urlencode(asked)}"), "download")

    def get_context_data(self, **kwargs):
        campaign = Campaign.objects.select_related("unit").at_hand(clock.today())
        if campaign is None:
            may_add = self.request.user.has_perm(rights.MANAGE)
            return super().get_context_data(campaign=None, may_add=may_add, **kwargs)
        on = asked_day(self.request.GET.get("on", ""), campaign) or min(clock.today(), campaign.ends_on)
        plan = plan_on(campaign, on, self.request.user, pks=self._counted())
        form = PlanFilter(self.request.GET, campaign=campaign, states=plan.states)
        form.is_valid()
        chosen = [state for state in plan.states if form.passes(state)]
        lamp = form.cleaned_data.get("lamp", "")
        shown = Paginator([state for state in chosen if lamp in {"", state.kind}], self.per_page())
        page = shown.get_page(self.request.GET.get("page"))
        facts = {
            "campaign": campaign,
            "plan": plan,
            "filter": {"form": form},
            "tabs": self._tabs(chosen, lamp),
            "sub_actions": self._sub_actions(plan, form.cleaned_data.get("sub_action", "")),
            "all_url": self._address(sub_action="") if form.cleaned_data.get("sub_action") else "",
            "groups": self._groups(plan, page.object_list, on),
            "paging": {"page": page, "paginator": shown},
            "total": shown.count,
            "is_past": on < min(clock.today(), campaign.ends_on),
        }
        return super().get_context_data(**facts, **kwargs)

    def _counted(self) -> list[int] | None:
        """Items of the figure that opened the list, within the units it counted; None when no figure did."""
        asked = self.asked_figure()
        if asked is None:
            return None
        figure, period = asked
        return list(figure.selected(period, [unit.pk for unit in self.asked_units()]).values_list("pk", flat=True))

    def _address(self, kept: set[str] | None = None, **changes: str) -> str:
        """The list from its first page:
        what the address says, or only what is `kept` of it, with some values changed.
        """
        asked = {
            name: value for name, value in self.request.GET.items() if name != "page" and (kept is None or name in kept)
        }
        return f"?{urlencode({name: value for name, value in (asked | changes).items() if value})}"

    def _tabs(self, chosen: list, here: str) -> list[Tab]:
        tabs = [Tab("全部", len(chosen), self._address(lamp=""), is_here=here == "")]
        for kind, words in LAMPS:
            count = sum(state.kind == kind for state in chosen)
            tabs.append(Tab(words, count, self._address(lamp=kind), is_here=here == kind, lamp=TONES.get(kind, kind)))
        return tabs

    def _sub_actions(self, plan: Plan, here: str) -> list[tuple]:
        """Each as a whole, whatever else narrows the list:
        the state, the address of its items, whether they are shown.
        """
        codes = [(each, each.sub_action.code) for each in plan.sub_actions]
        return [(each, self._address(ONE_LIST, sub_action=code), code == here) for each, code in codes]

    def _groups(self, plan: Plan, shown: list, on) -> list[tuple]:
        """The items of this page under their sub-actions."""
        user = self.request.user
        groups = []
        for sub_action, states in groupby(shown, key=lambda state: state.item.sub_action):
            groups.append((sub_action, [(state, figure_url(state, plan.campaign, on, user)) for state in states]))
        return groups


class LampRule(FormPage):
    """亮灯规则 of the campaign at hand."""

    policy = Needs(rights.MANAGE)
    form_class = LampForm
    title = "亮灯规则"
    success_text = "已保存，全部清单按新规则亮灯"
    breadcrumbs = PLAN
    cancel_url_name = "campaigns:plan"

    def get_initial(self):
        campaign = campaign_at_hand()
        return {name: getattr(campaign, name) for name in self.form_class.base_fields}

    def perform(self, form):
        return plan_services.set_lamps(campaign_at_hand(), by=self.request.user, **form.cleaned_data)

    def next_url(self, done) -> str:
        return reverse("campaigns:plan")
