"""RectificationNotice (责令整改通知书)."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db import models
from django.db.models import Q
from django_fsm import FSMField

from baiyi.deadlines.models import LegalBasis, Rule
from baiyi.deadlines.receipts import near_until
from baiyi.deadlines.serving import SERVE
from baiyi.deadlines.subjects import HasDeadlines, Obligation, SubjectQuerySet
from baiyi.exchange.models import DocumentNumber, Photo
from baiyi.records.addresses import address_of
from baiyi.records.models import Record
from baiyi.records.moves import Condition, step
from baiyi.records.search import SearchKeyField
from inspections import rights
from inspections.kinds import RECHECK, RECTIFY
from inspections.models import lamps
from inspections.models.delivery import Delivered
from inspections.models.inspection import Inspection
from inspections.models.venue import DocumentType, Venue


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The words of a notice, for preview and print. The due day is the one printed at issue, whatever was extended
    since.
    """

    organ_name: str
    title: str
    number: str
    recipient_name: str
    content: str
    basis: str
    due_on: dt.date | None
    interim_measures: str = ""
    issued_on: dt.date | None = None
    inspected_on: dt.date | None = None
    inspector_names: str = ""
    remedy: str = ""
    is_voided: bool = False
    signature: Photo | None = None


class NoticeQuerySet(SubjectQuerySet):
    def issued(self):
        """Issued at some day and not voided since."""
        return self.current().filter(issued_on__isnull=False)

    def to_reinspect(self, until: dt.date):
        """Served, and the reinspection is due by that day: what an early request, an extension or a failed round made
        of it.
        """
        waiting = [RectificationNotice.State.SERVED, RectificationNotice.State.AWAITING]
        return self.filter(state__in=waiting).due_by(until, kind=RECHECK)

    def in_tab(self, tab: str, on: dt.date):
        """The rows of a tab of the list; 全部 leaves the voided ones out."""
        chosen = {
            "all": self.current,
            "overdue": lambda: self.overdue(on, kind=RECTIFY),
            "recheck": lambda: self.to_reinspect(near_until(on)),
        }
        return chosen[tab]() if tab in chosen else self.filter(state=tab)


# 行政复议法 20 条, 行政诉讼法 46 条; natural days and months from the day it is received
REMEDY = "如不服本通知，可以自收到之日起六十日内依法申请行政复议，或者在六个月内依法向人民法院提起行政诉讼。"
RECHECK_RULE = "recheck_3wd"
SERVE_RULE = "serve_7d"
FIRST_ROUND = "1"
HAS_NUMBER = Condition("通知书还没有编号", lambda notice: notice.number_id is not None)


class RectificationNotice(HasDeadlines, Delivered, Record):
    """责令整改通知书 (份). May carry several hazards of one inspection; numbered when issued; its due day is frozen
    then.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草拟"
        ISSUED = "issued", "已签发"
        SERVED = "served", "待整改"
        AWAITING = "awaiting", "待复查"
        CLOSED = "closed", "已销号"
        VOIDED = "voided", "已作废"

    OPEN = (State.ISSUED, State.SERVED, State.AWAITING)
    SUB_ACTION = "QINGHUAN"
    OBLIGATIONS = (
        Obligation(
            kind=RECTIFY,
            rule=lambda notice: notice.rule,
            opened_by=("issue",),
            length=lambda notice: notice.planned_length,
            due_on=lambda facts: facts.get("due_on"),
            closed_by=("close",),
        ),
        Obligation(
            kind=RECHECK,
            rule=lambda notice: RECHECK_RULE,
            opened_by=("issue",),
            starts_on=lambda notice, due: due[RECTIFY],
            period=lambda notice: FIRST_ROUND,
        ),
        Obligation(
            kind=SERVE,
            rule=lambda notice: SERVE_RULE if notice.state == RectificationNotice.State.ISSUED else None,
            opened_by=("issue",),
            closed_by=("serve",),
        ),
    )
    shows_receipts = False  # its page has them in its own words

    inspection = models.ForeignKey(Inspection, models.PROTECT, verbose_name="检查", related_name="notices")
    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name="场所", related_name="notices")
    document_type = models.CharField("文书种类", max_length=15, choices=DocumentType.choices)
    number = models.OneToOneField(
        DocumentNumber, models.PROTECT, verbose_name="发文字号", related_name="notice", null=True, blank=True
    )
    organ_name = models.CharField("发文机关", max_length=60, blank=True)
    recipient_name = models.CharField("被检查单位", max_length=60)
    search_key = SearchKeyField("检索键", names=["recipient_name"])
    inspector_names = models.CharField("检查人姓名", max_length=200, blank=True)
    content = models.CharField("隐患内容", max_length=1000)
    interim_measures = models.CharField("整改完毕前应采取的必要措施", max_length=300, blank=True)
    remedy = models.CharField("救济告知", max_length=200, blank=True)
    basis = models.ForeignKey(LegalBasis, models.PROTECT, verbose_name="依据条款", related_name="+")
    rule = models.ForeignKey(Rule, models.PROTECT, verbose_name="整改期限规则", related_name="+")
    state = FSMField("文书状态", max_length=10, choices=State.choices, default=State.DRAFT, protected=True)
    planned_from = models.DateField("拟签发日", null=True, blank=True)
    planned_length = models.PositiveSmallIntegerField(
        "拟定天数", null=True, blank=True, help_text="登记人改短的天数；空则按规则"
    )
    planned_due_on = models.DateField("拟定期满日", null=True, blank=True)
    planned_trace = models.CharField("拟定计算过程", max_length=500, blank=True)
    is_imported = models.BooleanField("导入", default=False)
    issued_on = models.DateField("签发日", null=True, blank=True)
    requested_on = models.DateField("申请复查日", null=True, blank=True)
    closed_on = models.DateField("销号日", null=True, blank=True)
    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "责令整改通知书"
        verbose_name_plural = "责令整改通知书"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "voided"]) | Q(issued_on__isnull=False), name="notice_issued_has_day"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "voided"]) | Q(is_imported=True) | Q(number__isnull=False),
                name="notice_issued_has_number",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "issued_on"], name="notice_unit_issued"),
            models.Index(fields=["state", "planned_from"], name="notice_state_planned"),
        ]

    def __str__(self) -> str:
        return self.number.text if self.number_id else f"{self.get_document_type_display()}({self.get_state_display()})"

    def get_absolute_url(self) -> str:
        return address_of("inspections:notice-detail", self.pk)

    def journal_relations(self):
        return [*self.hazards.all(), *self.extension_requests.all()]

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def stage_lamp(self):
        return lamps.stage(
            self.get_state_display(),
            is_awaiting=self.state == self.State.AWAITING,
            is_closed=self.state == self.State.CLOSED,
        )

    @step("state", State.DRAFT, State.ISSUED, label="签发", right=rights.ISSUE)
    def issue(self, *, number: DocumentNumber, organ_name: str, on: dt.date, due_on: dt.date | None = None) -> None:
        """`due_on` is a day somebody chose now; without it the planned length counts, or the rule's."""
        self.number, self.organ_name, self.issued_on, self.remedy = number, organ_name, on, REMEDY
        self.planned_due_on = due_on or self.planned_due_on

    @step("state", State.ISSUED, State.SERVED, label="送达", right=rights.ISSUE, conditions=[HAS_NUMBER])
    def serve(self, *, on: dt.date, delivery: str, at: dt.datetime | None = None, **proof: str) -> None:
        self.note_service(on=on, at=at, delivery=delivery, **proof)

    @step("state", State.SERVED, State.AWAITING, label="单位申请复查", right=rights.RECORD)
    def request_reinspection(self, *, on: dt.date) -> None:
        """The venue says that it is done before the due day."""
        self.requested_on = on

    @step("state", [State.SERVED, State.AWAITING], State.SERVED, label="复查未通过", right=rights.RECORD)
    def fail_reinspection(self) -> None:
        self.requested_on = None

    @step("state", [State.SERVED, State.AWAITING], State.CLOSED, label="销号", right=rights.RECORD)
    def close(self, *, on: dt.date) -> None:
        """Every hazard was found rectified at a reinspection, or handed to another body."""
        self.closed_on = on

    @step("state", [State.CLOSED, State.SERVED], State.SERVED, label="撤回复查", right=rights.RECORD)
    def reopen(self) -> None:
        """The round that closed it was taken back."""
        self.closed_on = None

    @step("state", [State.CLOSED, State.SERVED], State.AWAITING, label="撤回复查", right=rights.RECORD)
    def await_again(self, *, requested_on: dt.date) -> None:
        """The same, where the venue had asked for the round."""
        self.closed_on, self.requested_on = None, requested_on

    @step(
        "state",
        [State.DRAFT, State.ISSUED, State.SERVED, State.AWAITING],
        State.VOIDED,
        label="作废",
        right=rights.DECIDE,
        is_danger=True,
    )
    def void(self, *, at: dt.datetime, reason: str) -> None:
        self.voided_at, self.void_reason = at, reason

    def sheet(self) -> "Sheet":
        """What stands on the paper; a draft shows the planned day."""
        frozen = [each for each in self.deadlines.all() if each.kind == RECTIFY]
        return Sheet(
            organ_name=self.organ_name or "（签发时填写）",
            title=self.get_document_type_display(),
            number=self.number.text if self.number_id else "（签发时编号）",
            recipient_name=self.recipient_name,
            content=self.content,
            basis=str(self.basis),
            due_on=frozen[-1].due_on if frozen else self.planned_due_on,
            interim_measures=self.interim_measures,
            issued_on=self.issued_on,
            inspected_on=self.inspection.inspected_on,
            inspector_names=self.inspector_names,
            remedy=REMEDY if self.issued_on is None else self.remedy,
            is_voided=self.voided_at is not None,
        )

    def signed_sheet(self) -> "Sheet":
        """The same with the latest signature of who received it; for rows with `shown_photos`."""
        return replace(self.sheet(), signature=next(reversed(self.signatures), None))

    @property
    def is_reinspectable(self) -> bool:
        return self.state in {self.State.SERVED, self.State.AWAITING}
