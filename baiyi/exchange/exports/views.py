"""The form 导出 of any list, the page of an export, its file, and 导出中心."""

import logging
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import F
from django.http import FileResponse, Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import DetailView, View

from baiyi.exchange import rights
from baiyi.exchange.exports import making
from baiyi.exchange.exports.forms import ExportFilter, ExportForm
from baiyi.exchange.exports.offer import Offer
from baiyi.exchange.exports.tables import ExportTable
from baiyi.exchange.exports.texts import file_name
from baiyi.exchange.lists import WrongConditions
from baiyi.exchange.models import Export
from baiyi.records.addresses import address_of
from baiyi.records.models import Draft
from baiyi.records.page_parts import PageAction
from baiyi.records.policies import SignedIn
from baiyi.records.views import FormPage, ListPage, Page

log = logging.getLogger(__name__)
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAILED = "文件没有生成，请重新导出；仍不行请告诉系统管理员"
WRONG = "列表的查询条件有误，请改正后再导出"
MOST_ADDRESS = Draft._meta.get_field("address").max_length
NOT_OF_ROWS = ("page", "per_page")  # in the address of a list: which part of it is shown


class ExportPage(FormPage):
    """`?list=` is the address of the list, with its conditions, tab and order."""

    policy = SignedIn()
    form_class = ExportForm
    template_name = "exchange/export_form.html"
    submit_label = "下载"
    success_text = staticmethod(lambda done: said_of(done))

    def dispatch(self, request, *args, **kwargs):
        try:
            self.offer = Offer(self.list_address, request.user)
        except WrongConditions:
            messages.error(request, WRONG)
            return HttpResponseRedirect(self.list_address)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def list_address(self) -> str:
        """Raises Http404 for what is no address of this site."""
        asked = self.request.GET.get("list", "")
        if not asked.startswith("/") or not url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
            raise Http404("list")
        return asked

    @cached_property
    def address(self) -> str:
        """Of a list with more conditions than a form can keep, the list."""
        whole = address_of_form(self.list_address)
        return whole if len(whole) <= MOST_ADDRESS else self.list_address.partition("?")[0]

    def get_title(self) -> str:
        return f"导出{self.offer.title}"

    def get_cancel_url(self) -> str:
        return self.list_address

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"offer": self.offer}

    def get_initial(self):
        return super().get_initial() | {"columns": [each.key for each in self.offer.columns if each.is_shown]}

    def get_context_data(self, **kwargs):
        facts = {"offer": self.offer, "conditions": self.offer.conditions()}
        facts |= {"is_many": self.offer.total > making.AT_ONCE, "days": making.KEEP.days}
        return super().get_context_data(**(facts | kwargs))

    def perform(self, form) -> Export:
        return making.ask_export(by=self.request.user, address=self.list_address, **form.facts())

    def next_url(self, done: Export) -> str:
        return f"{done.get_absolute_url()}?get=1"

    def form_valid(self, form):
        """The file of few rows is there when the answer comes."""
        response = super().form_valid(form)
        if self.done is not None:
            make(self.done)
        return response


def said_of(export: Export) -> str:
    if export.job_id:
        return f"共 {export.rows} 行，正在后台生成，可以离开；完成后“消息”里会告诉你"
    return f"已导出 {export.rows} 行"


def make(export: Export) -> None:
    """A failure is told on the page of the export, and its trace is in the log."""
    try:
        making.make_now(export)
    except Exception:
        log.exception("export %s failed", export.pk)
        Export.objects.filter(pk=export.pk, made_at=None).update(refusal=FAILED)


class ExportDetail(Page, DetailView):
    """State, conditions and columns of an export. `?get=1` begins the download by itself."""

    policy = SignedIn()
    model = Export
    template_name = "exchange/export.html"
    context_object_name = "export"
    breadcrumbs = (("导出中心", "exchange:export-list"),)

    def get_queryset(self):
        return Export.objects.visible_to(self.request.user).select_related("job", "made_by", "unit")

    def get_title(self) -> str:
        return f"导出{self.object.title}"

    def get_context_data(self, **kwargs):
        export, is_own = self.object, self.object.made_by_id == self.request.user.pk
        waits = export.is_under_way and export.job_id is not None
        may_get = is_own and (export.is_ready or (export.is_under_way and not waits))
        begins = may_get and "get" in self.request.GET
        back = export.address if is_own else ""
        facts = {"may_get": may_get, "begins": begins, "waits": waits, "back": back, "state": state_of(export)}
        return super().get_context_data(**(facts | kwargs))

    def render_to_response(self, context, **kwargs):
        """The browser goes for the file and stays on the page, with or without a script."""
        response = super().render_to_response(context, **kwargs)
        if context["begins"]:
            response["Refresh"] = f"0; url={address_of('exchange:export-file', self.object.pk)}"
        return response


class ExportState(View):
    """What the page of an export asks while the worker writes."""

    policy = SignedIn()
    is_polled = True
    http_method_names = ["get"]

    def get(self, request, pk: int):
        rows = Export.objects.visible_to(request.user).select_related("job")
        return JsonResponse(state_of(get_object_or_404(rows, pk=pk)))


def state_of(export: Export) -> dict:
    """As of a background job (jobs.views)."""
    count = f"{export.written} / {export.rows}" if export.written else ""
    facts = {"label": export.lamp.text, "percent": export.percent, "count": count}
    return facts | {"is_over": not export.is_under_way}


class ExportFile(View):
    """The workbook, for who made it. What was interrupted before is made now."""

    policy = SignedIn()
    http_method_names = ["get"]

    def get(self, request, pk: int):
        export = get_object_or_404(Export.objects.filter(made_by=request.user).select_related("job"), pk=pk)
        make(export)
        export = Export.objects.get(pk=pk)
        content = _open(export) if export.is_ready else None
        if content is None:
            messages.error(request, f"{export}：{export.refusal or export.lamp.text}，没有可下载的文件")
            return HttpResponseRedirect(export.get_absolute_url())
        Export.objects.filter(pk=pk).update(downloads=F("downloads") + 1)
        return FileResponse(content, as_attachment=True, content_type=EXCEL, filename=name_of(export))


def _open(export: Export):
    try:
        return export.path.open("rb")
    except FileNotFoundError:
        log.error("the file of export %s is gone", export.pk)
        return None


def name_of(export: Export) -> str:
    return f"{file_name(export.file_name.removesuffix('.xlsx'))}.xlsx"


class ExportList(ListPage):
    """导出中心: one's own exports; for who audits, everybody's with their columns and reasons."""

    policy = SignedIn()
    is_taken_away = False
    model = Export
    table_class = ExportTable
    filterset_class = ExportFilter
    title = "导出中心"
    caption = f"文件保留 {making.KEEP.days} 天，导出记录一直保留"
    empty_text = "还没有导出过；在任一列表点“导出”"

    def page_actions(self):
        if not self.request.user.has_perm(rights.MANAGE_SMALL_COUNTS):
            return []
        return [PageAction("小数遮盖", reverse("exchange:threshold-list"), "sliders")]

    def get_queryset(self):
        return super().get_queryset().select_related("job", "made_by").order_by("-asked_at")


def address_of_form(list_address: str) -> str:
    return f"{reverse('exchange:export-new')}?{urlencode({'list': list_address})}"


def button(request) -> PageAction:
    """Of the list that is shown, with what it was narrowed by."""
    asked = request.GET.copy()
    for name in NOT_OF_ROWS:
        asked.pop(name, None)
    address = f"{request.path}?{asked.urlencode()}" if asked else request.path
    return PageAction("导出", address_of_form(address), "download")
