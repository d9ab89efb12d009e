"""The first page, 驾驶舱 (the leader's first page, in the menu of office and supervisors), 行动成效, and 战报."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.views.generic import TemplateView

from baiyi.figures.evaluation import FiguresUnread
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.asked import AskingPage, UntilForm
from baiyi.records.page_parts import PageAction
from baiyi.records.policies import Needs, SignedIn
from baiyi.records.views import Page
from campaigns.models import Campaign, Operation
from campaigns.rights import VIEW as VIEW_OPERATIONS
from campaigns.views.pages import no_campaign
from cockpit import rights
from cockpit.facts import campaign_at_hand, campaign_of_leader, cockpit_facts
from cockpit.home import panels_of
from cockpit.operation_report import report
from cockpit.results import results

COCKPIT = "cockpit/cockpit.html"


class Home(Page, TemplateView):
    """For a leader the cockpit, for everybody else what each room has for this person."""

    policy = SignedIn()
    template_name = "cockpit/home.html"
    title = "首页"

    def get_template_names(self):
        return [COCKPIT] if self.campaign else [self.template_name]

    def get_title(self) -> str:
        return "驾驶舱" if self.campaign else self.title

    def get_context_data(self, **kwargs):
        self.campaign = campaign_of_leader(self.request.user)
        facts = cockpit_facts(self.request, self.campaign, is_first_page=True) if self.campaign else {}
        return super().get_context_data(campaign=self.campaign, panels=panels_of(self.request), **facts, **kwargs)


class CockpitPage(Page, TemplateView):
    policy = Needs(rights.VIEW)
    template_name = COCKPIT
    title = "驾驶舱"

    def get_context_data(self, **kwargs):
        campaign = campaign_at_hand()
        if campaign and not self.request.user.has_perm(rights.VIEW, campaign):
            raise PermissionDenied(rights.VIEW)
        facts = cockpit_facts(self.request, campaign) if campaign else {}
        return super().get_context_data(campaign=campaign, **facts, **kwargs)


class UntilPage(AskingPage):
    """What was reached by the end of a day, the last one unless asked otherwise: `read` says what."""

    @cached_property
    def form(self) -> UntilForm:
        first, last = self.first_day(), self.last_day()
        return UntilForm(self.request.GET or {"until": last}, first=first, last=last)

    def first_day(self) -> dt.date:
        raise NotImplementedError

    def last_day(self) -> dt.date:
        return max(self.first_day(), clock.today())

    def read(self, on: dt.date):
        """Raises FiguresUnread."""
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        return super().get_context_data(report=self._report(), **kwargs)

    def _report(self):
        if not self.form.is_valid():
            return None
        try:
            return self.read(self.form.cleaned_data["until"])
        except FiguresUnread:
            return None


class Results(UntilPage):
    """行动成效 of the campaign at hand. Without a campaign there is none (404)."""

    policy = Needs(rights.VIEW)
    template_name = "cockpit/results.html"
    title = "行动成效"

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.campaign else no_campaign(request, self.title)

    @cached_property
    def campaign(self) -> Campaign | None:
        campaign = campaign_at_hand()
        if campaign and not self.request.user.has_perm(rights.VIEW, campaign):
            raise PermissionDenied(rights.VIEW)
        return campaign

    def first_day(self) -> dt.date:
        return self.campaign.starts_on

    def last_day(self) -> dt.date:
        return self.campaign.period(clock.today()).until

    def read(self, on):
        return results(self.request, self.campaign, self.request.user.units(rights.VIEW), on)


class OperationReport(UntilPage):
    """战报 of a joint operation: of the reader's units, up to now or to the end of a day."""

    policy = Needs(VIEW_OPERATIONS)
    template_name = "cockpit/operation_report.html"
    breadcrumbs = (("集中统一行动", "campaigns:operation-list"),)

    @cached_property
    def operation(self) -> Operation:
        rows = Operation.objects.visible_to(self.request.user).current().select_related("unit", "commander")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_title(self) -> str:
        return f"战报：{self.operation}"

    def page_actions(self):
        matrix = address_of("inspections:sweep-matrix", self.operation.pk)
        return [PageAction("各组战报", matrix, "list-check"), PageAction("行动详情", self.operation.get_absolute_url())]

    def first_day(self) -> dt.date:
        return localtime(self.operation.starts_at).date()

    def read(self, on):
        return report(self.request, self.operation, self.request.user.units(VIEW_OPERATIONS), on)

    def get_context_data(self, **kwargs):
        return super().get_context_data(operation=self.operation, **kwargs)
