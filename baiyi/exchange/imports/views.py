"""导入中心: the batches, a new one, and the page on which a batch is decided."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.generic import DetailView, View

from baiyi.exchange import rights
from baiyi.exchange.imports import blank, ledgers, marked_back, steps
from baiyi.exchange.imports.forms import MappingForm, UploadForm
from baiyi.exchange.imports.ledgers import Ledger
from baiyi.exchange.imports.report import report_of
from baiyi.exchange.imports.tables import ImportFilter, ImportTable, title_of
from baiyi.exchange.models import ImportBatch
from baiyi.jobs.views import state_of
from baiyi.records.policies import Needs
from baiyi.records.views import FormPage, ListPage, Page, Scoped

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CENTRE = ("导入中心", "exchange:import-list")


def ledger_for(user, name: str) -> Ledger:
    """Raises Http404 for none, PermissionDenied for one that is not his."""
    try:
        ledger = ledgers.get(name)
    except KeyError as error:
        raise Http404(name) from error
    if not user.has_perm(ledger.right):
        raise PermissionDenied(ledger.right)
    return ledger


class ImportList(ListPage):
    policy = Needs(rights.IMPORT)
    model = ImportBatch
    table_class = ImportTable
    filterset_class = ImportFilter
    template_name = "exchange/import_list.html"
    title = "导入中心"
    caption = "上传表格先预检，看过报告再写入；写入后可以整批撤销"
    related = ("unit", "uploaded_by")
    empty_text = "还没有导入过；从上面选一个台账开始"

    def get_queryset(self):
        return super().get_queryset().order_by("-uploaded_at")

    def get_context_data(self, **kwargs):
        mine = ledgers.ledgers_for(self.request.user)
        groups = {"选择台账": False, "历史台账": True}
        chosen = {
            title: [each for each in mine if each.is_history is is_history] for title, is_history in groups.items()
        }
        return super().get_context_data(groups=chosen, **kwargs)


class ImportUpload(FormPage):
    """A file cannot be kept on a page that comes back: it is asked for again."""

    policy = Needs(rights.IMPORT)
    form_class = UploadForm
    template_name = "exchange/import_upload.html"
    submit_label = "上传并预检"
    cancel_url_name = "exchange:import-list"
    breadcrumbs = (CENTRE,)
    keeps_drafts = False

    def dispatch(self, request, *args, **kwargs):
        self.ledger = ledger_for(request.user, kwargs["ledger"])
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"导入{self.ledger.title}"

    def perform(self, form):
        return steps.start_import(self.ledger, by=self.request.user, **form.facts())

    def next_url(self, done) -> str:
        return done.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(ledger=self.ledger, version=self.ledger.version, **kwargs)


class ImportTemplate(View):
    """The workbook to fill in."""

    policy = Needs(rights.IMPORT)
    http_method_names = ["get"]

    def get(self, request, ledger: str):
        found = ledger_for(request.user, ledger)
        return _workbook(blank.template_of(found, request.user), blank.file_name(found))


class OfBatch(Scoped):
    model = ImportBatch
    policy = Needs(rights.IMPORT)

    def batch(self) -> ImportBatch:
        return get_object_or_404(self.visible.select_related("uploaded_by", "unit", "job"), pk=self.kwargs["pk"])


class ImportDetail(OfBatch, Page, DetailView):
    template_name = "exchange/import_batch.html"
    context_object_name = "batch"
    related = ("uploaded_by", "unit", "job")
    breadcrumbs = (CENTRE,)

    def get_title(self) -> str:
        return f"{title_of(self.object.ledger)}：{self.object}"

    def get_context_data(self, **kwargs):
        batch = self.object
        facts = {"job": batch.job, "state": state_of(batch.job)} if batch.job else {}
        facts |= {"report": report_of(batch, self.request.GET.get("show", ""))}
        facts["is_own"] = batch.uploaded_by_id == self.request.user.pk
        return super().get_context_data(**facts, **kwargs)


class ImportMarked(OfBatch, View):
    """The workbook as it was sent, with what is wrong marked in it."""

    http_method_names = ["get"]

    def get(self, request, pk: int):
        batch = self.batch()
        name, content = marked_back.marked_workbook(batch, by=request.user)
        return _workbook(content, name)


class ImportStep(OfBatch, View):
    """One button of the page of a batch."""

    http_method_names = ["post"]
    step = ""

    def post(self, request, pk: int):
        batch = self.batch()
        if self.step == "sheet":
            steps.choose_sheet(batch, sheet=request.POST.get("sheet", ""), by=request.user)
        elif self.step == "let-in":
            steps.let_in(batch, takes_good_rows=request.POST.get("rows") == "good", by=request.user)
        elif self.step == "cancel":
            steps.give_up(batch, by=request.user)
        else:
            steps.undo(batch, by=request.user)
        return HttpResponseRedirect(batch.get_absolute_url())


class ImportColumns(OfBatch, FormPage):
    """列对应."""

    form_class = MappingForm
    title = "列对应"
    caption = "每一列在文件里叫什么；带 * 的必须对应"
    submit_label = "保存并重新预检"
    breadcrumbs = (CENTRE,)

    def dispatch(self, request, *args, **kwargs):
        self.object = self.batch()
        self.ledger = ledger_for(request.user, self.object.ledger)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        labels = {each.label: each.is_required for each in self.ledger.heads(self.ledger.form(self.request.user))}
        return super().get_form_kwargs() | {"batch": self.object, "labels": labels}

    def get_initial(self):
        labels = [each.label for each in self.ledger.heads(self.ledger.form(self.request.user))]
        found = report_of(self.object, "").heads_by_label(self.ledger, self.request.user)
        columns = {f"column_{place}": found.get(label, "") for place, label in enumerate(labels)}
        return {"head_row": self.object.head_row, "year": self.object.year} | columns

    def perform(self, form):
        return steps.map_columns(self.object, by=self.request.user, **form.facts())

    def next_url(self, done) -> str:
        return done.get_absolute_url()

    def get_cancel_url(self) -> str:
        return reverse("exchange:import-detail", args=[self.object.pk])


def _workbook(content: bytes, name: str) -> HttpResponse:
    header = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": header})
