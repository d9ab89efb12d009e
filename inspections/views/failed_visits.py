"""After a visit that found no venue to inspect: what was recorded, the next venue, and ten minutes to take it back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView, View

from baiyi.records import clock
from baiyi.records.policies import Needs
from baiyi.records.views import Page
from inspections import rights, today_tasks
from inspections.models import FailedVisit
from inspections.services import failed_visits


def visit_or_404(user, pk: int) -> FailedVisit:
    return get_object_or_404(FailedVisit.objects.visible_to(user).select_related("venue"), pk=pk)


class FailedVisitResult(Page, TemplateView):
    policy = Needs(rights.RECORD)
    template_name = "inspections/failed_visit.html"
    title = "登记结果"

    def get_context_data(self, **kwargs):
        visit = visit_or_404(self.request.user, self.kwargs["pk"])
        tasks = today_tasks.tasks_of(self.request.user, on=clock.today())
        facts = {"visit": visit, "may_take_back": failed_visits.may_take_back(visit, by=self.request.user)}
        proposes = visit.outcome != FailedVisit.Outcome.SHUT and visit.voided_at is None
        return super().get_context_data(today_tasks=tasks, proposes=proposes, **facts, **kwargs)


class FailedVisitTakeBack(View):
    policy = Needs(rights.RECORD)
    http_method_names = ["post"]

    def post(self, request, pk):
        visit = failed_visits.take_back(visit_or_404(request.user, pk), by=request.user)
        messages.success(request, "已撤回这次到访登记")
        return redirect(f"{reverse('inspections:inspection-entry')}?venue={visit.venue_id}")
