"""Choosing rows on a list, confirming, and what came of each row."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import DetailView, View

from baiyi.exchange.bulk import services
from baiyi.exchange.bulk.acts import find
from baiyi.exchange.bulk.forms import confirming
from baiyi.exchange.lists import list_at
from baiyi.exchange.models import BulkRow, BulkRun
from baiyi.jobs.views import state_of
from baiyi.records.form_payload import payload_of
from baiyi.records.moves import MoveRefused
from baiyi.records.policies import SignedIn
from baiyi.records.views import FormPage, Page, PageAction, Paged, Scoped

MOST_PICKED, MOST_DIGITS = 1000, 18
FIRST = 20  # of the rows left out, named on the page that asks
LONGEST = BulkRun._meta.get_field("address").max_length


class BulkPrepare(View):
    """POST from a list: freezes the rows and leads to the page that asks."""

    policy = SignedIn()
    http_method_names = ["post"]

    def post(self, request):
        address = request.POST.get("list", "")
        act = find(request.POST.get("label", ""), request.POST.get("act", ""))
        if act is None or len(address) > LONGEST:
            raise Http404
        page = list_at(address, request.user)
        if page.model is not act.model:
            raise Http404
        picked = None if "whole" in request.POST else _numbers(request.POST.getlist("row"))
        try:
            run = services.prepare_run(act, page, by=request.user, address=address, picked=picked)
        except MoveRefused as refusal:
            messages.warning(request, str(refusal))
            return HttpResponseRedirect(address)
        return HttpResponseRedirect(reverse("exchange:bulk-confirm", args=[run.pk]))


def _numbers(typed: list[str]) -> list[int]:
    """What is no key of a row is passed over."""
    known = [each for each in typed[:MOST_PICKED] if each.isascii() and each.isdecimal() and len(each) <= MOST_DIGITS]
    return [int(each) for each in known]


class BulkConfirm(FormPage):
    """How many rows, which are left out and why, what the act asks; then it begins."""

    policy = SignedIn()
    template_name = "exchange/bulk_confirm.html"
    keeps_drafts = False
    success_text = ""

    def dispatch(self, request, *args, **kwargs):
        self.run = get_object_or_404(BulkRun.objects.visible_to(request.user), pk=kwargs["pk"])
        if self.run.declared is None:
            raise Http404
        if self.run.state != BulkRun.State.PREPARED:
            return HttpResponseRedirect(self.run.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"批量{self.run.name}"

    @property
    def submit_label(self) -> str:
        return f"确定{self.run.name}"

    def get_cancel_url(self) -> str:
        return self.run.address

    def get_form_class(self):
        return confirming(self.run.declared.form)

    def get_form_kwargs(self):
        facts = self.run.declared.form_facts(self.request.user)
        return super().get_form_kwargs() | facts | {"total": self.run.total}

    def perform(self, form) -> BulkRun:
        typed = {name: values for name, values in payload_of(self.request).items() if name in form.fields}
        return services.confirm_run(self.run, by=self.request.user, typed=typed)

    def get_context_data(self, **kwargs):
        shown = services.look_at(self.run, by=self.request.user)
        preview = self.run.declared.preview(shown.possible, self.request.user) if shown.possible else ""
        facts = {"run": self.run, "shown": shown, "first": shown.refused[:FIRST], "preview": preview}
        return super().get_context_data(**facts, **kwargs)


class BulkRunPage(Page, Scoped, Paged, DetailView):
    """How far it is, and what came of each row: those left out first."""

    policy = SignedIn()
    model = BulkRun
    template_name = "exchange/bulk_run.html"

    def get_queryset(self):
        return super().get_queryset().select_related("job", "created_by")

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if self.object.state == BulkRun.State.PREPARED:
            return HttpResponseRedirect(reverse("exchange:bulk-confirm", args=[self.object.pk]))
        return self.render_to_response(self.get_context_data())

    def get_title(self) -> str:
        return str(self.object)

    def page_actions(self):
        return [PageAction("返回列表", self.object.address, "list-ul")]

    def get_context_data(self, **kwargs):
        paginator = Paginator(self.object.rows.order_by("-outcome", "object_id"), self.per_page())
        page = paginator.get_page(self.request.GET.get("page"))
        facts = {"run": self.object, "job": self.object.job, "state": state_of(self.object.job)}
        facts |= {"counts": self.object.counts(), "rows": self._named(list(page.object_list))}
        facts |= {"paging": {"page": page, "paginator": paginator}, "total": paginator.count}
        return super().get_context_data(**facts, **kwargs)

    def _named(self, rows: list[BulkRow]) -> list[tuple[BulkRow, object]]:
        """Each row with its record, where the person still sees it."""
        act, keys = self.object.declared, [row.object_id for row in rows]
        known = {record.pk: record for record in act.rows_of(keys, self.request.user)} if act else {}
        return [(row, known.get(row.object_id)) for row in rows]
