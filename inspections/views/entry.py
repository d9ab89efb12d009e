"""The phone page: choose a venue, enter the visit, keep or give up what was typed."""

from functools import partial
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import TemplateView, View

from baiyi.deadlines.receipts import receipt_of_computation
from baiyi.deadlines.services import LengthRefused
from baiyi.exchange.photos import photos_of_form, remove_unattached
from baiyi.exchange.uploads import store_files
from baiyi.records.compared import both
from baiyi.records.draft_views import DraftSave
from baiyi.records.drafts import ChangedElsewhere, form_of
from baiyi.records.form_payload import as_uuid, last, payload_of
from baiyi.records.models import Draft
from baiyi.records.moves import MoveRefused
from baiyi.records.once import AlreadySent, SentOtherwise
from baiyi.records.policies import Needs
from baiyi.records.tickets import Ticket, new_writer, ticket_of
from baiyi.records.views import Page
from inspections import rights, services, today_tasks
from inspections.entry_context import EntryContext, find_entry_context
from inspections.forms.choice import VenueChoiceForm
from inspections.forms.entry import EntryForm
from inspections.forms.form_payload import initial_of, with_another, without
from inspections.models import FailedVisit, Venue
from inspections.models.codes import found_by
from inspections.reading.withdrawal import take_back_action
from inspections.services.delivery import Unproven
from inspections.services.failed_visits import send_failed_visit

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
        return list(rows.filter(found_by(wanted)).order_by("name", "pk")[:SHOWN])

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
            number = as_uuid(request.GET["draft"])
            if (done := services.submitted_with(request.user, number)) is not None:
                return redirect("inspections:entry-result", done.pk)  # the way back after the submission
            if (form := form_of(request.user, number)) is not None and form.result:
                return redirect(form.result)  # nobody was there to be inspected
            draft = draft_or_404(request.user, number)
            visit = visit_or_404(request.user, last(draft.payload, "venue"))
            return self._show(EntryForm(initial=initial_of(draft.payload), visit=visit), draft=draft)
        if "venue" in request.GET:
            visit = visit_or_404(request.user, request.GET["venue"])
            if str(visit.venue.pk) != request.GET["venue"].lstrip("0"):
                return redirect(f"{reverse('inspections:inspection-entry')}?venue={visit.venue.pk}")
            begun = services.drafts_at(request.user, visit.venue) if "new" not in request.GET else []
            return self._show(EntryForm(visit=visit), other_draft=next(iter(begun), None))
        return VenueChoice.as_view()(request)

    def post(self, request):
        if not request.POST.get("venue"):
            return VenueChoice.as_view()(request)
        visit, action = visit_or_404(request.user, request.POST["venue"]), request.POST.get("action")
        if action == "all_normal":
            form = EntryForm(initial=initial_of(payload_of(request)), visit=visit)
            form.fill_normal()
            return self._show(form)
        if (reshaped := self._reshaped(action or "")) is not None:
            form = EntryForm(initial=initial_of(reshaped), visit=visit)
            form.focus_on(action.partition(":")[2])
            return self._show(form)
        form = EntryForm(request.POST, visit=visit)
        form.is_valid()
        for slot, refusal in store_files(request, form.slots, form.cleaned_data.get("client_uuid")):
            form.add_error(slot if slot in form.fields else None, refusal)
        if action in FailedVisit.Outcome.values:
            return self._fail(form) or self._show(form, status=422)
        is_kept = action == "draft" and "client_uuid" in form.cleaned_data
        return self._act(form, self._keep if is_kept else self._submit, is_kept) or self._show(form, status=422)

    def _act(self, form: EntryForm, act, is_kept: bool):
        """None when something has to be mended."""
        if not is_kept and not form.is_valid():
            return None
        with_both = partial(show_both, self, form, form.visit, payload_of(self.request))
        return attempt(form, act, with_both)

    def _keep(self, form: EntryForm):
        facts = {"typed": payload_of(self.request), "ticket": ticket_of(self.request)}
        services.keep_draft(venue=form.visit.venue, **facts, **self._identity(form))
        messages.success(self.request, "草稿已存，可从首页继续")
        return redirect("home")

    def _submit(self, form: EntryForm):
        """To the notice check, with the number that its receipt is photographed with; or recorded at once."""
        venue, typed, who = form.visit.venue, payload_of(self.request), self._identity(form)
        who |= {"ticket": ticket_of(self.request)}
        if form.needs_review:
            services.prepare_notice(venue=venue, typed=typed, on=form.visit.on, **who)
            return redirect("inspections:entry-review", who["client_uuid"])
        done = services.submit_inspection(form.facts(form.draft_notice()), payload=typed, label=venue.name, **who)
        return redirect("inspections:entry-result", done.pk)

    def _reshaped(self, action: str) -> dict | None:
        """再加一处, 删去这一处: what is typed, with one place more or less. None for other buttons."""
        verb, _, slot = action.partition(":")
        if verb == "more":
            return with_another(payload_of(self.request), slot)
        if verb != "less":
            return None
        for photo in photos_of_form(as_uuid(self.request.POST.get("client_uuid")), by=self.request.user):
            if photo.slot == slot:
                remove_unattached(photo)
        return without(payload_of(self.request), slot)

    def _fail(self, form: EntryForm):
        """Nobody to inspect: of the form only its number, its moment and its note count."""
        needed = {"client_uuid", "inspected_at", "note"}
        form.keep_errors_of(needed)
        if not needed <= form.cleaned_data.keys():
            return None
        facts = {"outcome": self.request.POST["action"], "visited_at": form.cleaned_data["inspected_at"]}
        facts |= {"note": form.cleaned_data["note"], "payload": payload_of(self.request)}
        facts |= {"ticket": ticket_of(self.request), **self._identity(form)}
        with_both = partial(show_both, self, form, form.visit, payload_of(self.request))
        return attempt(form, lambda _: redirect(send_failed_visit(form.visit.venue, **facts)), with_both)

    def _identity(self, form: EntryForm) -> dict:
        return {"by": self.request.user, "client_uuid": form.cleaned_data["client_uuid"]}

    def _show(self, form: EntryForm, *, draft=None, other_draft=None, status: int = 200):
        form.photos = photos_of_form(as_uuid(form["client_uuid"].value()), by=self.request.user)
        facts = entry_facts(form.visit) | {"draft": draft, "other_draft": other_draft}
        facts |= {"ticket": ticket_shown(self.request, form.visit, draft)}
        return self.render_to_response(self.get_context_data(form=form, **facts), status=status)


class EntryDraft(DraftSave):
    """Autosave of the entry page and of the notice check."""

    policy = Needs(rights.RECORD)
    needs_ticket = False

    def keep(self, ticket, number):
        facts = {"typed": payload_of(self.request), "ticket": ticket, "part": self.request.POST.get("part", "")}
        return services.keep_sent(by=self.request.user, client_uuid=number, **facts)


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


def attempt(form, act, with_both):
    """What `act` answers; None when the service refused, with the reason in the form. A form that was submitted already
    leads to its result, and to both contents by `with_both(other, is_sent)` when it says something else.
    """
    try:
        return act(form)
    except LengthRefused as refusal:
        form.add_error("due_on", str(refusal))
    except Unproven as refusal:
        form.add_error(refusal.field, str(refusal))
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
    except SentOtherwise as sent:
        return with_both(sent.first, is_sent=True)
    except AlreadySent as sent:
        return to_result(sent.first)
    except ChangedElsewhere as elsewhere:
        return with_both(elsewhere.draft, is_sent=False)
    return None


def to_result(first: Draft):
    if first.result:
        return redirect(first.result)
    done = services.submitted_with(first.user, first.client_uuid)
    return redirect("inspections:entry-result", done.pk)


def show_both(page, form, visit: EntryContext, typed: dict, other: Draft, *, is_sent: bool):
    """409; what is typed here is kept as a draft of its own."""
    number = uuid4()
    mine = {"typed": typed | {"client_uuid": [str(number)]}, "client_uuid": number}
    services.keep_draft(by=page.request.user, venue=visit.venue, **mine)
    entry = reverse("inspections:inspection-entry")
    urls = {"mine_url": f"{entry}?draft={number}", "other_url": f"{entry}?draft={other.client_uuid}"}
    facts = both(form, other, typed, is_sent=is_sent, **urls)
    return render(page.request, "records/both.html", page.get_context_data(form=form, **facts), status=409)


def ticket_shown(request, visit: EntryContext, draft: Draft | None) -> Ticket:
    """Of the page that was sent, or of the one that is shown now."""
    sent = ticket_of(request) if request.method == "POST" else None
    address = f"{reverse('inspections:inspection-entry')}?venue={visit.venue.pk}"
    facts = (services.DRAFT, visit.venue.name, new_writer(), draft.version if draft else 0, visit.venue.pk)
    return sent or Ticket(request.user.pk, address, *facts)


def entry_facts(visit: EntryContext) -> dict:
    """How the venue stands and what the rule gives, for the entry page."""
    open_hazards = today_tasks.open_hazards_of([visit.venue.pk], on=visit.on).get(visit.venue.pk)
    undo = take_back_action(visit.failed, visit.by) if visit.failed else None
    facts = {"visit": visit, "open_hazards": open_hazards, "failed_undo": undo}
    return facts | {"receipt": receipt_of_computation(visit.planned, on=visit.on)}
