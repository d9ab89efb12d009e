"""After the entry page: the notice is checked, the result is shown, and within ten minutes taken back."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView, View

from baiyi.deadlines.reminders import first_reminder_on
from baiyi.deadlines.services import load_calendar
from baiyi.exchange.photos import photos_of_form
from baiyi.exchange.uploads import store_files
from baiyi.records import clock
from baiyi.records.form_payload import last, payload_of
from baiyi.records.policies import Needs
from baiyi.records.tickets import ticket_of
from baiyi.records.views import Page
from inspections import rights, services, today_tasks
from inspections.forms.form_payload import bound_form
from inspections.forms.review import ReviewForm
from inspections.kinds import RECHECK
from inspections.models import Inspection
from inspections.reading.at_hand import groups_now
from inspections.views.entry import attempt, show_both, ticket_shown, visit_or_404


class EntryReview(Page, TemplateView):
    """核对通知书: the paper with its number, four places that may still be changed, and how it is handed over."""

    policy = Needs(rights.ISSUE)
    template_name = "inspections/review.html"
    title = "核对通知书"

    def dispatch(self, request, *args, **kwargs):
        self.number, self.draft = (
            kwargs["client_uuid"],
            services.find_paper(request.user, kwargs["client_uuid"], on=clock.today()),
        )
        if self.draft is None or (self.draft.kind != services.DRAFT and request.method == "GET"):
            return self._to_result()
        visit = visit_or_404(request.user, last(self.draft.payload, "venue"))
        self.entry = bound_form(self.draft.payload, visit, without=("due_on",))
        is_ready = self.entry.is_valid() and self.entry.needs_review and self.draft.number_text
        if not is_ready and self.draft.kind != services.DRAFT:
            return self._to_result()
        if not is_ready:
            messages.warning(request, "请先核对并提交登记内容，再核对通知书")
            return self._back()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, client_uuid):
        typed = ReviewForm.typed_in(self.draft.payload)
        due_on = last(self.draft.payload, "due_on") or self.entry.visit.planned.due_on
        return self._show(ReviewForm(initial={"due_on": due_on} | typed, entry=self.entry))

    def post(self, request, client_uuid):
        form = ReviewForm(request.POST, entry=self.entry)
        form.is_valid()
        for _, refusal in store_files(request, {"receipt": "receipt"}, self.number):
            form.add_error(None, refusal)
        with_both = partial(show_both, self, form, self.entry.visit, self._typed())
        answer = attempt(form, self._submit, with_both) if form.is_valid() else None
        return answer or self._show(form, status=422)

    def _submit(self, form: ReviewForm):
        who = {"by": self.request.user, "client_uuid": self.number, "ticket": ticket_of(self.request)}
        done = services.submit_inspection(
            self.entry.facts(form.facts()), payload=self._typed(), label=self.draft.label, **who
        )
        return redirect("inspections:entry-result", done.pk)

    def _typed(self) -> dict:
        """Of both pages."""
        return services.with_review(self.draft.payload, payload_of(self.request))

    def _show(self, form: ReviewForm, *, status: int = 200):
        visit = self.entry.visit
        receipts = [photo for photo in photos_of_form(self.number, by=self.request.user) if photo.slot == "receipt"]
        sheet = form.sheet(number=self.draft.number_text, organ_name=visit.organ_name)
        facts = {"form": form, "sheet": sheet, "receipts": receipts, "draft": self.draft, "visit": visit}
        facts |= {"ticket": ticket_shown(self.request, visit, self.draft)}
        return self.render_to_response(self.get_context_data(client_uuid=self.number, **facts), status=status)

    def _back(self):
        return redirect(f"{reverse('inspections:inspection-entry')}?draft={self.number}")

    def _to_result(self):
        """The form was submitted before: its result."""
        known = get_object_or_404(
            Inspection.objects.visible_to(self.request.user), created_by=self.request.user, client_uuid=self.number
        )
        return redirect("inspections:entry-result", known.pk)


class EntryResult(Page, TemplateView):
    """已登记: what follows from it, and the next venue."""

    policy = Needs(rights.RECORD)
    template_name = "inspections/result.html"
    title = "登记结果"

    def get_context_data(self, **kwargs):
        rows = Inspection.objects.visible_to(self.request.user).select_related("venue", "operation")
        done = get_object_or_404(rows, pk=self.kwargs["pk"])
        notice = done.notices.current().select_related("number").with_due().first()
        facts = {"inspection": done, "notice": notice, "hazards": done.hazards.current().count()}
        facts |= {"today_tasks": today_tasks.tasks_of(self.request.user, on=clock.today())}
        facts |= {"groups": self._groups(done)}
        facts |= {"withdraw_until": services.withdrawable_until(done, by=self.request.user)}
        if notice is not None and notice.effective_due_on:
            facts |= self._days(notice)
        return super().get_context_data(**facts, **kwargs)

    def _groups(self, done: Inspection) -> list:
        """Of the sweep it belongs to: whose next venue is one press away. One statement, none outside a sweep."""
        return groups_now(self.request.user, clock.now(), within=done.operation) if done.operation_id else []

    def _days(self, notice) -> dict:
        recheck = notice.deadlines.filter(kind=RECHECK, voided_at=None).order_by("-pk").first()
        due_on, today = notice.effective_due_on, clock.today()
        return {
            "due_on": due_on,
            "days_left": (due_on - today).days,
            "is_reminded_before": first_reminder_on(due_on, calendar=load_calendar()) > today,
            "recheck_by": recheck.effective_due_on if recheck else None,
        }


class EntryWithdraw(View):
    """撤回修改: everything is voided, and what was typed comes back to the entry page."""

    policy = Needs(rights.RECORD)
    http_method_names = ["post"]

    def post(self, request, pk):
        done = Inspection.objects.visible_to(request.user).filter(pk=pk).first()
        if done is None:
            raise Http404
        number = services.reopen_inspection(done, by=request.user)
        messages.success(request, "已撤回，改好后请重新提交")
        entry = reverse("inspections:inspection-entry")
        return redirect(f"{entry}?draft={number}" if number else f"{entry}?venue={done.venue_id}")
