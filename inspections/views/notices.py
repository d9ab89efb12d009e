"""Rectification notices: list, page, print, and their moves."""

from django.contrib import messages
from django.db.models import Prefetch

from baiyi.accounts.models import User
from baiyi.deadlines.models import Deadline
from baiyi.exchange.form_photos import TakesPhotos
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import show_photos
from baiyi.figures.lists import FigureListMixin
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.policies import Needs
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.shown import whole_with
from baiyi.records.views import ChangePage, DetailPage, ListPage, MovePage, PageAction, RecordFormPage, Section
from inspections import rights, services
from inspections.forms import records as forms
from inspections.forms.filters import NoticeFilter
from inspections.kinds import RECTIFY
from inspections.models import RectificationNotice
from inspections.services.notices import short_term_warning
from inspections.tables.inspections import NoticeTable
from inspections.views.notice_page import may_extend, receipt_context, states_of

State = RectificationNotice.State


class NoticeList(FigureListMixin, ListPage):
    TABS = {
        "all": "全部",
        "draft": "草拟",
        "issued": "待送达",
        "served": "待整改",
        "awaiting": "待复查",
        "overdue": "整改超期",
        "recheck": "到期复查",
        "closed": "已销号",
        "voided": "已作废",
    }
    LAMPS = {"overdue": "red", "recheck": "yellow"}

    def get_queryset(self):
        return super().get_queryset().select_related("venue").with_due().order_by("-issued_on", "-pk")


# What the page of a notice says of the records beside it.
WORDS_OF_NOTICE = (
    "number__text",
    "rule__label",
    "unit__name",
    "unit__short_name",
    "basis__title",
    "basis__article",
    "inspection__inspected_on",
)


class NoticePage(DetailPage):
    def get_queryset(self):
        rows = whole_with(super().get_queryset().select_related("basis", "inspection"), *WORDS_OF_NOTICE)
        return rows.prefetch_related("hazards", self._deadlines())

    def _deadlines(self):
        """Both the sheet and the receipt read this list."""
        rows = Deadline.objects.select_related("rule").with_changes().order_by("pk")
        return Prefetch("deadlines", rows)

    def get_context_data(self, **kwargs):
        return super().get_context_data(subtitle=f"{self.object.recipient_name} · {self.object.unit}", **kwargs)

    @property
    def is_changeable(self) -> bool:
        return self.object.state == State.DRAFT

    def page_actions(self):
        notice, user = self.object, self.request.user
        found = super().page_actions()
        if notice.number_id:
            found.insert(0, PageAction("打印", address_of("inspections:notice-print", notice.pk), "printer"))
        if notice.is_reinspectable and user.has_perm(rights.RECORD, notice):
            found.append(
                PageAction(
                    "登记复查",
                    address_of("inspections:notice-reinspect", notice.pk),
                    "check2-square",
                    is_primary=True,
                )
            )
        return found

    def move_url(self, name: str) -> str:
        return "" if name == "void" and self.object.state == State.DRAFT else super().move_url(name)

    def states(self):
        return states_of(self.object)

    def sections(self):
        notice = self.object
        rounds = notice.rounds()
        show_photos([notice, *notice.hazards.all(), *rounds])
        return [
            Section(
                "文书预览",
                template="inspections/_notice_sheet.html",
                context={"notice": notice, "sheet": notice.sheet()},
            ),
            Section(
                "期限回执", template="inspections/_notice_deadline.html", context=receipt_context(notice), is_aside=True
            ),
            Section("隐患", template="inspections/_hazards.html", context=self._hazards(), is_aside=True),
            Section("复查", template="inspections/_rounds.html", context={"rounds": rounds}, is_aside=True),
        ]

    def _hazards(self) -> dict:
        return {"hazards": self.object.hazards.all(), "photos": self.object.shown_photos}


class NoticePrint(NoticePage):
    """A4, black and white, without navigation."""

    policy = Needs(rights.VIEW)
    model = RectificationNotice
    related = ("unit", "number", "rule")
    template_name = "inspections/notice_print.html"

    def sections(self):
        return []

    def get_context_data(self, **kwargs):
        return super().get_context_data(notice=self.object, sheet=self.object.sheet(), **kwargs)


class NoticeChange(ChangePage):
    """A draft can be put right until it is issued."""

    def get_queryset(self):
        return super().get_queryset().select_related("venue__category")


class NoticeServe(MovePage):
    def perform(self, form):
        notice = super().perform(form)
        due_on = notice.deadlines.get(kind=RECTIFY, voided_at=None).effective_due_on
        if warning := short_term_warning(on=form.cleaned_data["on"], due_on=due_on):
            messages.warning(self.request, warning)
        return notice


NOTICES = RecordViews(
    model=RectificationNotice,
    name="notice",
    title="通知书",
    right=rights.VIEW,
    table=NoticeTable,
    filterset=NoticeFilter,
    related=("number", "rule", "unit"),
    list_page=NoticeList,
    detail_page=NoticePage,
    change=Act(
        verb=services.change_draft, right=rights.ISSUE, label="修改草拟", form=forms.DraftForm, page=NoticeChange
    ),
    moves={
        "issue": Act(verb=services.issue_notice, form=forms.IssueForm),
        "serve": Act(verb=services.serve_notice, form=forms.ServeForm, page=NoticeServe),
        "request_reinspection": Act(verb=services.request_reinspection, form=forms.RequestReinspectionForm),
        "void": Act(verb=services.void_notice),
    },
    acts={
        "extend": Act(
            verb=services.extend_notice,
            right=rights.DECIDE,
            label="同意延期",
            form=forms.ExtendForm,
            icon="clock",
            offered=may_extend,
        )
    },
)


class NoticeReinspect(TakesPhotos, RecordFormPage):
    policy = Needs(rights.RECORD)
    model = RectificationNotice
    form_class = forms.ReinspectionForm
    template_name = "inspections/reinspection.html"
    title = submit_label = "登记复查"
    photo_slot = photo_kind = Photo.Kind.AFTER
    breadcrumbs = ((NOTICES.title, "inspections:notice-list"),)

    def get_queryset(self):
        return super().get_queryset().select_related("number", "venue")

    def get_form_kwargs(self):
        notice = self.record
        people = User.objects.posted_at([notice.unit_id, *self.request.user.unit_ids(rights.RECORD)], clock.today())
        return super().get_form_kwargs() | {"hazards": notice.hazards.open().order_by("pk"), "people": people}

    def get_initial(self):
        return super().get_initial() | {"inspectors": [self.request.user.pk]}

    def perform(self, form):
        facts = {
            name: form.cleaned_data[name] for name in ("client_uuid", "on", "rectified_on", "opinion", "follow_up")
        }
        inspectors = list(form.cleaned_data["inspectors"])
        return services.record_reinspection(
            self.record, results=form.results(), inspectors=inspectors, by=self.request.user, **facts
        )
