"""Rectification notices: list, page, print, and their moves."""

from django.db.models import Prefetch
from django.utils.functional import cached_property

from baiyi.deadlines.models import Deadline
from baiyi.exchange.imports.sources import with_source
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import show_photos
from baiyi.figures.lists import FigureListMixin
from baiyi.records.addresses import address_of
from baiyi.records.forms import EmptyMoveForm
from baiyi.records.policies import Needs
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.shown import whole_with
from baiyi.records.views import ChangePage, DetailPage, ListPage, PageAction, Section
from inspections import rights, services
from inspections.forms import records as forms
from inspections.forms.delivery import ProofForm, ServeForm
from inspections.forms.filters import NoticeFilter
from inspections.models import ExtensionRequest, RectificationNotice, Reinspection
from inspections.models.reinspection import rounds_of
from inspections.reading.replacement import replacement_of
from inspections.reading.withdrawal import withdraw_round_action
from inspections.tables.inspections import NoticeTable
from inspections.views.delivery import NoticeProof, NoticeServe, delivery_context
from inspections.views.extensions import DecisionPage, ExtensionPage
from inspections.views.notice_page import (
    is_asked,
    is_served,
    may_extend,
    next_of,
    receipt_context,
    said,
    said_of_extension,
    states_of,
    waiting_of,
)

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
        rows = super().get_queryset().select_related("venue").with_due()
        return with_source(rows).order_by("-issued_on", "-pk")


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
    template_name = "inspections/notice.html"

    def get_queryset(self):
        rows = whole_with(super().get_queryset().select_related("basis", "inspection"), *WORDS_OF_NOTICE)
        requests = ExtensionRequest.objects.select_related("created_by", "decided_by")
        return rows.prefetch_related("hazards", self._deadlines(), Prefetch("extension_requests", requests))

    def _deadlines(self):
        """Both the sheet and the receipt read this list."""
        rows = Deadline.objects.select_related("rule").with_changes().order_by("pk")
        return Prefetch("deadlines", rows)

    def get_context_data(self, **kwargs):
        facts = {"subtitle": f"{self.object.recipient_name} · {self.object.unit}", "next": self._next}
        context = super().get_context_data(has_lead=bool(self._next["url"]), **facts, **kwargs)
        return context | (_folded_under(context) if self._next["url"] else {})

    @cached_property
    def _next(self) -> dict:
        """What comes next, with the one large button of the page, for whoever may press it."""
        step, right = next_of(self.object), {"issue": rights.ISSUE, "serve": rights.ISSUE, "void": rights.DECIDE}
        may = step.act and self.request.user.has_perm(right.get(step.act, rights.RECORD), self.object)
        replacement = replacement_of(self.object) if self.object.state == State.VOIDED else None
        facts = {"step": step, "asked": waiting_of(self.object), "replacement": replacement}
        if self._decides:
            url = address_of("inspections:notice-extend", self.object.pk)
            return facts | {"url": url, "label": "审批延期申请"}
        return facts | {"url": step.url(self.object) if may else "", "label": step.label}

    @property
    def _decides(self) -> bool:
        """Whether more days wait for this person to decide."""
        asked, user = waiting_of(self.object), self.request.user
        return asked is not None and asked.created_by_id != user.pk and user.has_perm(rights.DECIDE, self.object)

    @property
    def is_changeable(self) -> bool:
        return self.object.state == State.DRAFT

    def page_actions(self):
        notice, user = self.object, self.request.user
        found = super().page_actions()
        if notice.number_id:
            found.insert(0, PageAction("打印", address_of("inspections:notice-print", notice.pk), "printer"))
        if notice.is_reinspectable and user.has_perm(rights.RECORD, notice):
            address = address_of("inspections:notice-reinspect", notice.pk)
            found.append(PageAction("登记复查", address, "check2-square"))
        found += filter(None, (withdraw_round_action(each, user) for each in self.rounds))
        return [each for each in found if each.url not in {self._next["url"], *self._not_his()}]

    def _not_his(self) -> set[str]:
        """Of a request: who asked withdraws it, and somebody else decides."""
        asked = waiting_of(self.object)
        if asked is None:
            return set()
        is_mine = asked.created_by_id == self.request.user.pk
        acts = ("extend", "refuse-extension") if is_mine else ("withdraw-extension",)
        return {address_of(f"inspections:notice-{act}", self.object.pk) for act in acts}

    def move_url(self, name: str) -> str:
        url = super().move_url(name)
        return "" if url == self._next["url"] or (name == "void" and self.object.state == State.DRAFT) else url

    def states(self):
        return states_of(self.object)

    def sections(self):
        notice = self.object
        show_photos([notice, *notice.hazards.all(), *self.rounds])
        return [
            Section(
                "文书预览",
                template="inspections/_notice_sheet.html",
                context={"notice": notice, "sheet": notice.signed_sheet()},
            ),
            Section(
                "期限回执", template="inspections/_notice_deadline.html", context=receipt_context(notice), is_aside=True
            ),
            *self._beside(),
            Section("复查", template="inspections/_rounds.html", context={"rounds": self.rounds}, is_aside=True),
        ]

    def _beside(self) -> list[Section]:
        """Its service once it was issued, requests for more days where there were any, and its hazards."""
        notice, found = self.object, []
        if notice.issued_on:
            context = delivery_context(notice, self.request.user)
            found.append(Section("送达", template="inspections/_notice_delivery.html", context=context, is_aside=True))
        if requests := notice.extension_requests.all():
            context = {"requests": requests}
            found.append(Section("延期申请", template="inspections/_extensions.html", context=context, is_aside=True))
        hazards = {"hazards": notice.hazards.all(), "photos": self._other_photos()}
        return [*found, Section("隐患", template="inspections/_hazards.html", context=hazards, is_aside=True)]

    @cached_property
    def rounds(self) -> list[Reinspection]:
        return rounds_of(self.object)

    def _other_photos(self) -> list[Photo]:
        notice = self.object
        proofs = [*notice.signed_copies, *notice.signatures] if notice.issued_on else []
        return [photo for photo in notice.shown_photos if photo not in proofs]


def _folded_under(context: dict) -> dict:
    """Beside the large button of what comes next: the first act stays, all else is behind 更多操作, so that on a phone
    the next step stands on the first screen.
    """
    first, *others = context["page_actions"] or [None]
    rest = [*others, *context["actions"], *(PageAction(each["step"].label, each["url"]) for each in context["moves"])]
    shown = [first] if first else []
    folded = [*rest, *context.get("folded_actions", [])]
    return {"page_actions": shown, "actions": [], "moves": [], "folded_actions": folded}


COPIES = ("第一联　存根", "第二联　交被检查单位")


class NoticePrint(NoticePage):
    """A4, black and white, without navigation: two copies, a page each."""

    policy = Needs(rights.VIEW)
    model = RectificationNotice
    related = ("unit", "number", "rule")
    template_name = "inspections/notice_print.html"

    def sections(self):
        return []

    def get_context_data(self, **kwargs):
        show_photos([self.object])
        sheet = self.object.signed_sheet()
        return super().get_context_data(notice=self.object, sheet=sheet, copies=COPIES, **kwargs)


class NoticeChange(ChangePage):
    """A draft can be put right until it is issued."""

    def get_queryset(self):
        return super().get_queryset().select_related("venue__category")


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
        "issue": Act(verb=services.issue_notice, form=forms.IssueForm, done=said("已签发")),
        "serve": Act(verb=services.serve_notice, form=ServeForm, page=NoticeServe, done=said("已送达")),
        "request_reinspection": Act(
            verb=services.request_reinspection, form=forms.RequestReinspectionForm, done=said("已申请复查")
        ),
        "void": Act(verb=services.void_notice, done=said("已作废")),
    },
    acts={
        "ask_extension": Act(
            verb=services.ask_notice_extension,
            right=rights.RECORD,
            label="申请延期",
            form=forms.AskExtensionForm,
            icon="clock",
            offered=may_extend,
            page=ExtensionPage,
            done=said_of_extension(
                "已为{notice}申请延期：由{due}延至{wanted}。下一步：等待所领导审批，批准前仍以{due}为准。"
            ),
        ),
        "extend": Act(
            verb=services.approve_notice_extension,
            right=rights.DECIDE,
            label="同意延期",
            form=forms.ApproveExtensionForm,
            icon="clock",
            offered=is_asked,
            page=DecisionPage,
            done=said_of_extension("已同意{notice}延期：由{due}延至{wanted}。下一步：告知被检查单位，届满后复查。"),
        ),
        "refuse_extension": Act(
            verb=services.refuse_notice_extension,
            right=rights.DECIDE,
            label="不同意延期",
            form=forms.RefuseExtensionForm,
            offered=is_asked,
            page=ExtensionPage,
            done=said_of_extension("已登记不同意{notice}延期，期限仍为{due}。下一步：告知被检查单位，届满后复查。"),
        ),
        "withdraw_extension": Act(
            verb=services.withdraw_notice_extension,
            right=rights.RECORD,
            label="撤回延期申请",
            form=EmptyMoveForm,
            offered=is_asked,
            page=ExtensionPage,
            done=said_of_extension("已撤回{notice}的延期申请，期限仍为{due}。下一步：督促整改，届满后复查。"),
        ),
        "add_proof": Act(
            verb=services.add_proof,
            right=rights.ISSUE,
            label="补充送达凭证",
            form=ProofForm,
            offered=is_served,
            page=NoticeProof,
            done=said("的送达凭证已补充"),
        ),
    },
)
