"""After the entry page: the notice is checked, and the result is shown."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView

from baiyi.deadlines.reminders import first_reminder_on
from baiyi.deadlines.services import load_calendar
from baiyi.deadlines.serving import SERVE
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
from inspections.services.delivery import SLOTS, Unproven
from inspections.views.delivery import proofs_taken
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
        typed = {"due_on": last(self.draft.payload, "due_on")} | ReviewForm.typed_in(self.draft.payload)
        return self._show(ReviewForm(initial=typed, entry=self.entry, kept_on=self._kept_on))

    @property
    def _kept_on(self):
        return services.local_day(self.draft.updated_at)

    def post(self, request, client_uuid):
        is_sent = self.draft.kind != services.DRAFT
        form = ReviewForm(request.POST, entry=self.entry, kept_on=self._kept_on, is_sent=is_sent)
        form.is_valid()
        for _, refusal in store_files(request, SLOTS, self.number):
            form.add_error(None, refusal)
        with_both = partial(show_both, self, form, self.entry.visit, self._typed())
        answer = attempt(form, self._submit, with_both) if form.is_valid() else None
        return answer or self._show(form, status=422)

    def _submit(self, form: ReviewForm):
        who = {"by": self.request.user, "client_uuid": self.number, "ticket": ticket_of(self.request)}
        try:
            done = services.submit_inspection(form.facts(), payload=self._typed(), label=self.draft.label, **who)
        except Unproven as unproven:
            raise Unproven(f"{unproven}；还没有送达的，勾选“稍后送达”", unproven.field) from unproven
        return redirect("inspections:entry-result", done.pk)

    def _typed(self) -> dict:
        """Of both pages."""
        return services.with_review(self.draft.payload, payload_of(self.request))

    def _show(self, form: ReviewForm, *, status: int = 200):
        visit = self.entry.visit
        proofs = proofs_taken(photos_of_form(self.number, by=self.request.user))
        sheet = form.sheet(number=self.draft.number_text, organ_name=visit.organ_name)
        facts = {"form": form, "sheet": sheet, "draft": self.draft, "visit": visit}
        facts |= {"ticket": ticket_shown(self.request, visit, self.draft)} | proofs
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
        notice = done.notices.current().select_related("number").with_due().with_terms(serve=SERVE).first()
        facts = {"inspection": done, "notice": notice, "hazards": done.hazards.current().count()}
        facts |= {"today_tasks": today_tasks.tasks_of(self.request.user, on=clock.today())}
        facts |= {"groups": self._groups(done), "is_to_serve": self._to_serve(notice)}
        facts |= {"withdraw_until": services.withdrawable_until(done, by=self.request.user)}
        if notice is not None and notice.effective_due_on:
            facts |= self._days(notice)
        return super().get_context_data(**facts, **kwargs)

    def _to_serve(self, notice) -> bool:
        """Issued and not handed over yet, by somebody who may register that."""
        is_issued = notice is not None and notice.state == notice.State.ISSUED
        return is_issued and self.request.user.has_perm(rights.ISSUE, notice)

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
