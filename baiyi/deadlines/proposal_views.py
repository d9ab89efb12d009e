"""历表确认: proposed tables day by day, and the forms that confirm or refuse one."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from baiyi.deadlines import proposals, rights
from baiyi.deadlines.forms import ConfirmCalendarForm, ProposalFilter, ProposeCalendarForm, RefuseCalendarForm
from baiyi.deadlines.models import CalendarProposal
from baiyi.deadlines.tables import ProposalTable
from baiyi.records.page_parts import PageAction
from baiyi.records.policies import Needs
from baiyi.records.views import FormPage, ListPage, Page

LIST = ("历表确认", "deadlines:proposal-list")


class ProposalList(ListPage):
    policy = Needs(rights.CONFIRM_CALENDAR)
    model = CalendarProposal
    related = ("proposed_by", "decided_by")
    table_class = ProposalTable
    filterset_class = ProposalFilter
    title = "历表确认"
    caption = "由一人按国务院办公厅通知提出，提出人以外的人逐日核对后确认，才启用"
    empty_text = "没有提出过历表"

    def page_actions(self):
        return [PageAction("提出历表", reverse("deadlines:proposal-add"), "plus-lg", is_primary=True)]

    def get_queryset(self):
        return super().get_queryset().order_by("-pk")


class ProposalAdd(FormPage):
    policy = Needs(rights.CONFIRM_CALENDAR)
    form_class = ProposeCalendarForm
    template_name = "deadlines/proposal_add.html"
    title = submit_label = "提出历表"
    success_text = "已提出，尚未启用：请逐日核对，再由另一人确认；有误的请退回后重新提出"
    breadcrumbs = (LIST,)
    cancel_url_name = "deadlines:proposal-list"
    verb = staticmethod(proposals.propose_calendar)


class Proposed(Page):
    """A page about one proposal."""

    policy = Needs(rights.CONFIRM_CALENDAR)
    breadcrumbs = (LIST,)

    @cached_property
    def proposal(self) -> CalendarProposal:
        rows = CalendarProposal.objects.visible_to(self.request.user).select_related("proposed_by", "decided_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def comparison(self) -> proposals.Comparison:
        return proposals.Comparison(self.proposal)

    def get_context_data(self, **kwargs):
        compared = self.comparison if self.proposal.is_waiting else None
        days = None if compared else list(self.proposal.days.all())
        return super().get_context_data(proposal=self.proposal, compared=compared, days=days, **kwargs)


class ProposalDetail(Proposed, TemplateView):
    template_name = "deadlines/proposal.html"

    def get_title(self) -> str:
        return str(self.proposal)

    def page_actions(self):
        if not self.proposal.is_waiting:
            return []
        refuse = PageAction("退回", reverse("deadlines:proposal-refuse", args=[self.proposal.pk]), "arrow-return-left")
        if self.proposal.proposed_by_id == self.request.user.pk:
            return [refuse]
        confirm = reverse("deadlines:proposal-confirm", args=[self.proposal.pk])
        return [PageAction("核对并确认", confirm, "check-lg", is_primary=True), refuse]


class ProposalForm(Proposed, FormPage):
    template_name = "deadlines/proposal_form.html"

    def get_cancel_url(self) -> str:
        return self.proposal.get_absolute_url()

    def perform(self, form):
        return self.verb(self.proposal, by=self.request.user, **form.facts())


class ProposalConfirm(ProposalForm):
    form_class = ConfirmCalendarForm
    title = "确认历表"
    submit_label = "确认启用"
    success_text = "已确认，新历表从现在起用于计算；已签发的期限均未改动"
    verb = staticmethod(proposals.confirm_calendar)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"compared": self.comparison}


class ProposalRefuse(ProposalForm):
    form_class = RefuseCalendarForm
    title = "退回历表"
    submit_label = "退回"
    success_text = "已退回，现行历表不变"
    verb = staticmethod(proposals.refuse_calendar)
