"""The phone page: choose a venue, enter the visit, keep or give up what was typed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Q
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView, View

from baiyi.deadlines.receipts import receipt_of_computation
from baiyi.deadlines.services import LengthRefused
from baiyi.exchange.photos import photos_of_form
from baiyi.exchange.uploads import store_files
from baiyi.records import clock
from baiyi.records.form_payload import as_uuid, last, payload_of
from baiyi.records.moves import MoveRefused
from baiyi.records.policies import Needs
from baiyi.records.search import matching
from baiyi.records.views import Page
from inspections import rights, services, today_tasks
from inspections.entry_context import EntryContext, find_entry_context
from inspections.forms.choice import VenueChoiceForm
from inspections.forms.entry import EntryForm
from inspections.forms.form_payload import initial_of
from inspections.models import Venue

SHOWN = 20  # venues of one search


class VenueChoice(Page, TemplateView):
    """Which venue: the recent ones, or a search by name, address or pinyin initials."""

    policy = Needs(rights.RECORD)
    template_name = "inspections/entry_choice.html"
    title = "选择场所"

    def post(self, request):
        form = VenueChoiceForm(request.POST)
        form.add_error("q", "请先选择要检查的场所")
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        form = kwargs.pop("form", None) or VenueChoiceForm(self.request.GET or None)
        wanted = form.cleaned_data.get("q", "") if form.is_bound and form.is_valid() else ""
        rows = Venue.objects.visible_to(self.request.user).filter(unit__in=self.request.user.unit_ids(rights.RECORD))
        rows = rows.current().with_history().select_related("category")
        found = self._search(rows, wanted) if wanted else self._recent(rows)
        return super().get_context_data(form=form, wanted=wanted, venues=found, **kwargs)

    def _search(self, rows, wanted: str):
        return list(rows.filter(matching(wanted, "search_key")).order_by("name", "pk")[:SHOWN])

    def _recent(self, rows):
        mine = Q(inspections__created_by=self.request.user, inspections__voided_at=None)
        return list(rows.filter(mine).annotate(seen=Max("inspections__pk", filter=mine)).order_by("-seen")[:10])


class EntryPage(Page, TemplateView):
    """One page from the first look to the submission; without a script it works the same, less the autosave."""

    policy = Needs(rights.RECORD)
    template_name = "inspections/entry.html"
    title = "检查登记"

    def get(self, request):
        if "draft" in request.GET:
            if (done := services.submitted_with(request.user, as_uuid(request.GET["draft"]))) is not None:
                return redirect("inspections:entry-result", done.pk)  # the way back after the submission
            draft = draft_or_404(request.user, as_uuid(request.GET["draft"]))
            visit = visit_or_404(request.user, last(draft.payload, "venue"))
            return self._show(EntryForm(initial=initial_of(draft.payload), visit=visit), draft=draft)
        if "venue" in request.GET:
            return self._show(EntryForm(visit=visit_or_404(request.user, request.GET["venue"])))
        return VenueChoice.as_view()(request)

    def post(self, request):
        if not request.POST.get("venue"):
            return VenueChoice.as_view()(request)
        visit, action = visit_or_404(request.user, request.POST["venue"]), request.POST.get("action")
        if action == "all_normal":
            form = EntryForm(initial=initial_of(payload_of(request)), visit=visit)
            form.fill_normal()
            return self._show(form)
        form = EntryForm(request.POST, visit=visit)
        form.is_valid()
        for slot, refusal in store_files(request, form.slots, form.cleaned_data.get("client_uuid")):
            form.add_error(slot if slot in form.fields else None, refusal)
        is_kept = action == "draft" and "client_uuid" in form.cleaned_data
        answer = attempt(form, self._keep if is_kept else self._submit) if is_kept or form.is_valid() else None
        return answer or self._show(form, status=422)

    def _keep(self, form: EntryForm):
        services.keep_draft(venue=form.visit.venue, typed=payload_of(self.request), **self._identity(form))
        messages.success(self.request, "草稿已存，可从首页继续")
        return redirect("home")

    def _submit(self, form: EntryForm):
        """To the notice check, with the number that its receipt is photographed with; or recorded at once."""
        venue, typed, who = form.visit.venue, payload_of(self.request), self._identity(form)
        if form.needs_review:
            services.prepare_notice(venue=venue, typed=typed, on=form.visit.on, **who)
            return redirect("inspections:entry-review", who["client_uuid"])
        done = services.submit_inspection(form.facts(form.draft_notice()), payload=typed, label=venue.name, **who)
        return redirect("inspections:entry-result", done.pk)

    def _identity(self, form: EntryForm) -> dict:
        return {"by": self.request.user, "client_uuid": form.cleaned_data["client_uuid"]}

    def _show(self, form: EntryForm, *, draft=None, status: int = 200):
        form.photos = photos_of_form(as_uuid(form["client_uuid"].value()), by=self.request.user)
        return self.render_to_response(
            self.get_context_data(form=form, draft=draft, **entry_facts(form.visit)), status=status
        )


class EntryDraft(View):
    """Autosave of the entry page and of the notice check; answers with the time of the save."""

    policy = Needs(rights.RECORD)
    http_method_names = ["post"]

    def post(self, request):
        number, visit = (
            as_uuid(request.POST.get("client_uuid")),
            find_entry_context(request.user, request.POST.get("venue", "")),
        )
        if number is None or visit is None or not visit.may_record:
            return JsonResponse({"error": "草稿没有保存，请重新打开页面"}, status=422)
        facts = {"typed": payload_of(request), "is_review": request.POST.get("part") == "review"}
        try:
            draft = services.keep_draft(by=request.user, client_uuid=number, venue=visit.venue, **facts)
        except MoveRefused as refusal:
            return JsonResponse({"error": str(refusal)}, status=422)
        saved_at = draft.updated_at if draft else clock.now()
        return JsonResponse({"saved_at": f"{timezone.localtime(saved_at):%H:%M}"})


class EntryDiscard(View):
    """放弃: the draft and its photos go, its number is voided."""

    policy = Needs(rights.RECORD)
    http_method_names = ["post"]

    def post(self, request, client_uuid):
        services.discard_draft(by=request.user, client_uuid=client_uuid)
        messages.success(request, "草稿已放弃")
        return redirect("home")


def visit_or_404(user, venue: str) -> EntryContext:
    """A venue one may see and not record at is 403."""
    found = find_entry_context(user, venue)
    if found is None:
        raise Http404
    if not found.may_record:
        raise PermissionDenied(rights.RECORD)
    return found


def draft_or_404(user, number):
    draft = services.find_draft(user, number) if number else None
    if draft is None or draft.kind != services.DRAFT:
        raise Http404
    return draft


def attempt(form, act):
    """What `act` answers; None when the service refused, with the reason in the form."""
    try:
        return act(form)
    except LengthRefused as refusal:
        form.add_error("due_on", str(refusal))
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
    return None


def entry_facts(visit: EntryContext) -> dict:
    """How the venue stands and what the rule gives, for the entry page."""
    open_hazards = today_tasks.open_hazards_of([visit.venue.pk], on=visit.on).get(visit.venue.pk)
    return {"visit": visit, "open_hazards": open_hazards, "receipt": receipt_of_computation(visit.planned, on=visit.on)}
