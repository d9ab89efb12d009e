"""The phone page: choose a venue, enter the visit, keep or give up what was typed."""

from django.contrib import messages
from django.db.models import Max, Q
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView, View

from baiyi.deadlines.receipts import receipt_of_computation
from baiyi.deadlines.services import LengthRefused
from baiyi.exchange.photos import photos_of_form
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from baiyi.records.policies import Needs
from baiyi.records.views import Page
from inspections import agenda, rights, services
from inspections.forms.choice import VenueChoiceForm
from inspections.forms.entry import EntryForm
from inspections.forms.review import PREFIX
from inspections.models import Venue
from inspections.occasion import Occasion, find_occasion
from inspections.typed import as_uuid, initial_of, last, payload_of, store_files

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
        rows = Venue.objects.visible_to(self.request.user).current().with_history().select_related("category")
        found = self._search(rows, wanted) if wanted else self._recent(rows)
        return super().get_context_data(form=form, wanted=wanted, venues=found, **kwargs)

    def _search(self, rows, wanted: str):
        fits = Q(name__icontains=wanted) | Q(address__icontains=wanted) | Q(initials__contains=wanted.lower())
        return list(rows.filter(fits).order_by("name", "pk")[:SHOWN])

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
            return self._resume(as_uuid(request.GET["draft"]))
        if "venue" in request.GET:
            return self._show(EntryForm(occasion=occasion_or_404(request.user, request.GET["venue"])))
        return VenueChoice.as_view()(request)

    def post(self, request):
        if not request.POST.get("venue"):
            return VenueChoice.as_view()(request)
        occasion = occasion_or_404(request.user, request.POST["venue"])
        if request.POST.get("action") == "all_normal":
            return self._fill(occasion)
        form = EntryForm(request.POST, occasion=occasion)
        form.is_valid()
        for slot, refusal in store_files(request, form.slots, form.cleaned_data.get("client_uuid")):
            form.add_error(slot if slot in form.fields else None, refusal)
        return self._keep(form) if request.POST.get("action") == "draft" else self._submit(form)

    def _resume(self, number):
        draft = services.find_draft(self.request.user, number) if number else None
        if draft is None or draft.kind != services.DRAFT:
            raise Http404
        occasion = occasion_or_404(self.request.user, last(draft.payload, "venue"))
        return self._show(EntryForm(initial=initial_of(draft.payload), occasion=occasion), draft=draft)

    def _submit(self, form: EntryForm):
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            return self._check_notice(form) if form.needs_review else self._record(form)
        except LengthRefused as refusal:
            form.add_error("due_on", str(refusal))
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        return self._show(form, status=422)

    def _check_notice(self, form: EntryForm):
        """The number is taken now: the receipt that is photographed on the next page carries it."""
        number = form.cleaned_data["client_uuid"]
        if self._save_draft(form) is not None:
            form.occasion.reserve_number(number)
        return redirect("inspections:entry-review", number)

    def _record(self, form: EntryForm):
        number, by = form.cleaned_data["client_uuid"], self.request.user
        done = services.record_inspection(form.facts(form.draft_notice()), by=by, client_uuid=number)
        if not form.by_date:
            services.release_number(number)
        services.retire_draft(by=by, client_uuid=number, payload=payload_of(self.request), label=form.occasion.venue.name)
        return redirect("inspections:entry-result", done.pk)

    def _keep(self, form: EntryForm):
        if "client_uuid" not in form.cleaned_data:
            return self._show(form, status=422)
        self._save_draft(form)
        messages.success(self.request, "草稿已存，可从首页继续")
        return redirect("home")

    def _save_draft(self, form: EntryForm):
        number, label = form.cleaned_data["client_uuid"], form.occasion.venue.name
        return services.keep_draft(by=self.request.user, client_uuid=number, payload=payload_of(self.request), label=label)

    def _fill(self, occasion: Occasion):
        form = EntryForm(initial=initial_of(payload_of(self.request)), occasion=occasion)
        form.fill_normal()
        return self._show(form)

    def _show(self, form: EntryForm, *, draft=None, status: int = 200):
        occasion, number = form.occasion, as_uuid(form["client_uuid"].value())
        form.photos = photos_of_form(number, by=self.request.user) if number else []
        context = self.get_context_data(form=form, draft=draft, occasion=occasion)
        context["receipt"] = receipt_of_computation(occasion.planned, on=occasion.on)
        context["standing"] = agenda.standing_of([occasion.venue.pk], on=occasion.on).get(occasion.venue.pk)
        return self.render_to_response(context, status=status)


class EntryDraft(View):
    """Autosave of the entry page and of the notice check; answers with the time of the save."""

    policy = Needs(rights.RECORD)
    http_method_names = ["post"]

    def post(self, request):
        number, occasion = as_uuid(request.POST.get("client_uuid")), find_occasion(request.user, request.POST.get("venue", ""))
        if number is None or occasion is None:
            return JsonResponse({"error": "草稿没有保存，请重新打开页面"}, status=422)
        try:
            draft = services.keep_draft(by=request.user, client_uuid=number, payload=self._payload(number), label=occasion.venue.name)
        except MoveRefused as refusal:
            return JsonResponse({"error": str(refusal)}, status=422)
        saved_at = draft.updated_at if draft else clock.now()
        return JsonResponse({"saved_at": f"{timezone.localtime(saved_at):%H:%M}"})

    def _payload(self, number) -> dict:
        """The notice check adds its own fields to what the entry page typed."""
        typed = payload_of(self.request)
        if self.request.POST.get("part") != "review":
            return typed
        kept = services.find_draft(self.request.user, number)
        return (kept.payload if kept else {}) | {name: values for name, values in typed.items() if name.startswith(PREFIX)}


class EntryDiscard(View):
    """放弃: the draft and its photos go, its number is voided."""

    policy = Needs(rights.RECORD)
    http_method_names = ["post"]

    def post(self, request, client_uuid):
        services.discard_draft(by=request.user, client_uuid=client_uuid)
        messages.success(request, "草稿已放弃")
        return redirect("home")


def occasion_or_404(user, venue: str) -> Occasion:
    found = find_occasion(user, venue)
    if found is None:
        raise Http404
    return found
