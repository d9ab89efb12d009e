"""撤回修改: within ten minutes whoever recorded a visit takes it back, from wherever he looks at it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView

from baiyi.records.moves import MoveRefused
from baiyi.records.policies import Needs
from baiyi.records.views import Page
from inspections import rights, services
from inspections.models import Inspection, Reinspection


class EntryWithdraw(Page, TemplateView):
    """What it undoes, and the question; then everything is voided, and what was typed comes back to the entry page."""

    policy = Needs(rights.RECORD)
    template_name = "inspections/withdraw.html"
    title = "撤回修改"

    def dispatch(self, request, *args, **kwargs):
        rows = Inspection.objects.visible_to(request.user).select_related("venue")
        self.inspection = rows.filter(pk=kwargs["pk"]).first()
        if self.inspection is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, pk):
        return self._to_first() or super().get(request, pk=pk)

    def post(self, request, pk):
        return self._to_first() or self._withdraw()

    def get_context_data(self, **kwargs):
        """Raises MoveRefused when nothing can be withdrawn any more."""
        until = services.withdrawable_until(self.inspection, by=self.request.user)
        if until is None:
            raise MoveRefused("只有登记人在 10 分钟内可以撤回；之后请由所领导作废")
        visit = self.inspection
        facts = {"inspection": visit, "until": until, "undone": services.withdrawal_of(visit)}
        facts |= {"venue": visit.venue, "back_url": visit.get_absolute_url()}
        return super().get_context_data(**facts, **kwargs)

    def _withdraw(self):
        number = services.reopen_inspection(self.inspection, by=self.request.user)
        messages.success(self.request, "已撤回，改好后请重新提交")
        entry = reverse("inspections:inspection-entry")
        return redirect(f"{entry}?draft={number}" if number else f"{entry}?venue={self.inspection.venue_id}")

    def _to_first(self):
        """Withdrawn before by this person: what became of it. None when there is nothing to find."""
        number = services.reopened_number(self.inspection)
        if self.inspection.voided_at is None or services.find_draft(self.request.user, number) is None:
            return None
        messages.info(self.request, "这次检查已经撤回，没有重复办理")
        return redirect(f"{reverse('inspections:inspection-entry')}?draft={number}")


class ReinspectionWithdraw(Page, TemplateView):
    """The same for a round: what it undoes, and the question."""

    policy = Needs(rights.RECORD)
    template_name = "inspections/withdraw_round.html"
    title = "撤回复查"

    def dispatch(self, request, *args, **kwargs):
        rows = Reinspection.objects.visible_to(request.user).select_related("notice__venue", "notice__number")
        self.round = get_object_or_404(rows, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, pk):
        return self._withdrawn_before() or super().get(request, pk=pk)

    def post(self, request, pk):
        return self._withdrawn_before() or self._withdraw()

    def get_context_data(self, **kwargs):
        """Raises MoveRefused when it cannot be withdrawn any more."""
        round_, user = self.round, self.request.user
        services.refuse_withdrawal(round_, round_.notice, by=user)
        until = services.round_withdrawable_until(round_, by=user)
        rectified = round_.results.filter(is_rectified=True).count()
        facts = {"venue": round_.notice.venue, "back_url": round_.get_absolute_url()}
        return super().get_context_data(round=round_, until=until, rectified=rectified, **facts, **kwargs)

    def _withdraw(self):
        services.withdraw_reinspection(self.round, by=self.request.user)
        messages.success(self.request, f"已撤回{self.round}，隐患和期限恢复到复查以前；照片留在已撤回的复查里")
        return redirect(self.round.get_absolute_url())

    def _withdrawn_before(self):
        if self.round.voided_at is None:
            return None
        messages.info(self.request, "这次复查已经撤回，没有重复办理")
        return redirect(self.round.get_absolute_url())
