"""The first page, 驾驶舱 (the leader's first page, which the office and the supervisors have in the menu), and 战报."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.views.generic import TemplateView

from baiyi.figures.evaluation import FiguresUnread
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.forms import DayInput, PlainForm
from baiyi.records.page_parts import PageAction
from baiyi.records.policies import Needs, SignedIn
from baiyi.records.views import Page
from campaigns.models import Operation
from campaigns.rights import VIEW as VIEW_OPERATIONS
from cockpit import rights
from cockpit.facts import campaign_at_hand, campaign_of_leader, cockpit_facts
from cockpit.home import panels_of
from cockpit.operation_report import report

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


class UntilForm(PlainForm):
    """Up to which day a report counts: from the first one of the operation to today."""

    until = forms.DateField(label="截至", widget=DayInput)

    def __init__(self, *args, first, **kwargs):
        super().__init__(*args, **kwargs)
        self.first = first

    def clean_until(self):
        until = self.cleaned_data["until"]
        if not self.first <= until <= max(self.first, clock.today()):
            raise forms.ValidationError("截至日须在行动开始日和今天之间")
        return until


class OperationReport(Page, TemplateView):
    """战报 of a joint operation: of the reader's units, up to now or to the end of a day."""

    policy = Needs(VIEW_OPERATIONS)
    template_name = "cockpit/operation_report.html"
    breadcrumbs = (("集中统一行动", "campaigns:operation-list"),)

    @cached_property
    def operation(self) -> Operation:
        rows = Operation.objects.visible_to(self.request.user).current().select_related("unit", "commander")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def form(self) -> UntilForm:
        first = localtime(self.operation.starts_at).date()
        usual = {"until": max(first, clock.today())}
        return UntilForm(self.request.GET or usual, first=first)

    def get_title(self) -> str:
        return f"战报：{self.operation}"

    def page_actions(self):
        matrix = address_of("inspections:sweep-matrix", self.operation.pk)
        return [PageAction("各组战报", matrix, "list-check"), PageAction("行动详情", self.operation.get_absolute_url())]

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(), status=200 if self.form.is_valid() else 422)

    def get_context_data(self, **kwargs):
        return super().get_context_data(operation=self.operation, form=self.form, report=self._report(), **kwargs)

    def _report(self):
        if not self.form.is_valid():
            return None
        units = self.request.user.units(VIEW_OPERATIONS)
        try:
            return report(self.request, self.operation, units, self.form.cleaned_data["until"])
        except FiguresUnread:
            return None
