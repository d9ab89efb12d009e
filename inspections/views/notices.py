"""Rectification notices: list, page, print, and their moves."""

from django.contrib import messages
from django.db.models import Prefetch
from django.urls import reverse

from baiyi.accounts.models import User
from baiyi.deadlines.models import Deadline, Kind
from baiyi.deadlines.receipts import near_until
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import photos_of_form, show_photos
from baiyi.exchange.uploads import store_files
from baiyi.records import clock
from baiyi.records.policies import Needs
from baiyi.records.typed import as_uuid
from baiyi.records.views import DetailPage, ListPage, MovePage, PageAction, RecordFormPage, Section, Tab
from campaigns.lists import OpensFigures
from inspections import rights, services
from inspections.forms import records as forms
from inspections.forms.filters import NoticeFilter
from inspections.models import RectificationNotice
from inspections.services.notices import short_term_warning
from inspections.standing import may_extend, receipt_context, states_of
from inspections.tables import NoticeTable

State = RectificationNotice.State
NOTICES = (("通知书", "inspections:notice-list"),)
MOVE_PAGES = {"issue": "notice-issue", "serve": "notice-serve", "request_reinspection": "notice-request", "void": "notice-void"}


class NoticeList(OpensFigures, ListPage):
    policy = Needs(rights.VIEW)
    model = RectificationNotice
    table_class = NoticeTable
    filterset_class = NoticeFilter
    title = "通知书"

    TABS = {
        "": "全部",
        "draft": "草拟",
        "issued": "待送达",
        "served": "待整改",
        "awaiting": "待复查",
        "overdue": "已超期",
        "recheck": "到期复查",
        "closed": "已销号",
        "voided": "已作废",
    }
    LAMPS = {"overdue": "red", "recheck": "yellow"}

    def get_queryset(self):
        rows = self._chosen(self.narrowed(super().get_queryset()), self.request.GET.get("tab", ""))
        return rows.select_related("venue", "unit", "number").with_due().order_by("-issued_on", "-pk")

    def _chosen(self, rows, tab: str):
        today = clock.today()
        if tab == "overdue":
            return rows.overdue(today)
        if tab == "recheck":
            return rows.to_reinspect(near_until(today))
        return rows.filter(state=tab) if tab in self.TABS and tab else rows.current()

    def tabs(self):
        if self.asked_figure():
            return []
        today = clock.today()
        counts = RectificationNotice.objects.visible_to(self.request.user).tab_counts(today, near_until(today))
        here, base = self.request.GET.get("tab", ""), reverse("inspections:notice-list")
        return [
            Tab(label, counts[name or "all"], f"{base}?tab={name}" if name else base, name == here, self.LAMPS.get(name, ""))
            for name, label in self.TABS.items()
        ]


class NoticePage(DetailPage):
    policy = Needs(rights.VIEW)
    model = RectificationNotice
    breadcrumbs = NOTICES

    def get_queryset(self):
        related = ("venue__category", "unit", "number", "basis", "rule", "inspection", "created_by")
        return super().get_queryset().select_related(*related).prefetch_related("hazards", self._deadlines()).with_due()

    def _deadlines(self):
        """Both the sheet and the receipt read this list."""
        rows = Deadline.objects.select_related("rule").with_last_extension().order_by("pk")
        return Prefetch("deadlines", rows)

    def get_context_data(self, **kwargs):
        return super().get_context_data(subtitle=f"{self.object.recipient_name} · {self.object.unit}", **kwargs)

    def page_actions(self):
        notice, user = self.object, self.request.user
        found = []
        if notice.number_id:
            found.append(PageAction("打印", reverse("inspections:notice-print", args=[notice.pk]), "printer"))
        if notice.state == State.DRAFT and user.has_perm(rights.ISSUE, notice):
            found.append(PageAction("修改", reverse("inspections:notice-change", args=[notice.pk]), "pencil"))
        if may_extend(notice) and user.has_perm(rights.DECIDE, notice):
            found.append(PageAction("同意延期", reverse("inspections:notice-extend", args=[notice.pk]), "clock"))
        if notice.is_reinspectable and user.has_perm(rights.RECORD, notice):
            found.append(
                PageAction("登记复查", reverse("inspections:notice-reinspect", args=[notice.pk]), "check2-square", is_primary=True)
            )
        return found

    def move_url(self, name: str) -> str:
        if name == "void" and self.object.state == State.DRAFT:
            return ""
        return reverse(f"inspections:{MOVE_PAGES[name]}", args=[self.object.pk]) if name in MOVE_PAGES else ""

    def states(self):
        return states_of(self.object)

    def sections(self):
        notice = self.object
        rounds = notice.rounds()
        show_photos([notice, *notice.hazards.all(), *rounds])
        return [
            Section("文书预览", template="inspections/_notice_sheet.html", context={"notice": notice, "sheet": notice.sheet()}),
            Section("期限回执", template="inspections/_notice_deadline.html", context=receipt_context(notice), is_aside=True),
            Section("隐患", template="inspections/_hazards.html", context=self._hazards(), is_aside=True),
            Section("复查", template="inspections/_rounds.html", context={"rounds": rounds}, is_aside=True),
        ]

    def _hazards(self) -> dict:
        return {"hazards": self.object.hazards.all(), "photos": self.object.shown_photos}


class NoticePrint(NoticePage):
    """A4, black and white, without navigation."""

    template_name = "inspections/notice_print.html"

    def sections(self):
        return []

    def get_context_data(self, **kwargs):
        return super().get_context_data(notice=self.object, sheet=self.object.sheet(), **kwargs)


class NoticeMove(MovePage):
    """Moves of a notice go through the services, which check days, numbers and deadlines."""

    model = RectificationNotice
    breadcrumbs = NOTICES

    def get_queryset(self):
        return super().get_queryset().select_related("number", "rule", "unit")

    def version(self, form) -> int:
        return form.cleaned_data["version"]


class NoticeChange(NoticeMove):
    """A draft can be put right until it is issued."""

    policy = Needs(rights.ISSUE)
    form_class = forms.DraftForm
    title = "修改草拟"
    submit_label = "保存"

    def get_queryset(self):
        return super().get_queryset().select_related("venue__category")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"notice": self.record}

    def perform(self, form):
        return services.change_draft(self.record, by=self.request.user, **form.cleaned_data)


class NoticeIssue(NoticeMove):
    policy = Needs(rights.ISSUE)
    form_class = forms.IssueForm
    title = submit_label = "签发"

    def perform(self, form):
        return services.issue_notice(self.record, by=self.request.user, version=self.version(form), due_on=form.cleaned_data["due_on"])


class NoticeServe(NoticeMove):
    policy = Needs(rights.ISSUE)
    form_class = forms.ServeForm
    title = submit_label = "送达"

    def perform(self, form):
        facts = form.cleaned_data
        notice = services.serve_notice(self.record, by=self.request.user, **facts)
        due_on = notice.deadlines.get(kind=Kind.RECTIFY, voided_at=None).effective_due_on
        if warning := short_term_warning(on=facts["on"], due_on=due_on):
            messages.warning(self.request, warning)
        return notice


class NoticeRequest(NoticeMove):
    policy = Needs(rights.RECORD)
    form_class = forms.RequestReinspectionForm
    title = submit_label = "申请复查"

    def perform(self, form):
        return services.request_reinspection(self.record, by=self.request.user, **form.cleaned_data)


class NoticeExtend(NoticeMove):
    policy = Needs(rights.DECIDE)
    form_class = forms.ExtendForm
    title = submit_label = "同意延期"

    def perform(self, form):
        services.extend_notice(self.record, by=self.request.user, **form.cleaned_data)
        return self.record


class NoticeVoid(NoticeMove):
    policy = Needs(rights.DECIDE)
    title = submit_label = "作废"

    def perform(self, form):
        return services.void_notice(self.record, by=self.request.user, **form.cleaned_data)


class NoticeReinspect(RecordFormPage):
    policy = Needs(rights.RECORD)
    model = RectificationNotice
    form_class = forms.ReinspectionForm
    template_name = "inspections/reinspection.html"
    title = submit_label = "登记复查"
    breadcrumbs = NOTICES

    def get_queryset(self):
        return super().get_queryset().select_related("number", "venue")

    def get_form_kwargs(self):
        notice = self.record
        people = User.objects.posted_at([notice.unit_id, *self.request.user.unit_ids(rights.RECORD)], clock.today())
        return super().get_form_kwargs() | {"hazards": notice.hazards.open().order_by("pk"), "people": people}

    def get_initial(self):
        return super().get_initial() | {"inspectors": [self.request.user.pk]}

    def post(self, request, *args, **kwargs):
        """Photos come first and stay, whatever else has to be mended."""
        self.number = as_uuid(request.POST.get("client_uuid"))
        self.refused = store_files(request, {"after": Photo.Kind.AFTER}, self.number)
        return super().post(request, *args, **kwargs)

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        for _, refusal in getattr(self, "refused", ()):
            form.add_error(None, refusal)
        return form

    def get_context_data(self, **kwargs):
        number = getattr(self, "number", None)
        taken = photos_of_form(number, by=self.request.user) if number else []
        return super().get_context_data(after_photos=taken, **kwargs)

    def perform(self, form):
        facts = {name: form.cleaned_data[name] for name in ("client_uuid", "on", "rectified_on", "opinion", "follow_up")}
        inspectors = list(form.cleaned_data["inspectors"])
        return services.record_reinspection(self.record, results=form.results(), inspectors=inspectors, by=self.request.user, **facts)
