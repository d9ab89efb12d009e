"""RectificationNotice (责令整改通知书) and its reinspections."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet, prefetch_related_objects
from django_fsm import FSMField

from baiyi.deadlines.models import LegalBasis, Rule
from baiyi.deadlines.receipts import near_until
from baiyi.deadlines.subjects import HasDeadlines, Obligation, SubjectQuerySet
from baiyi.exchange.models import DocumentNumber
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.fields import EncryptedTextField
from baiyi.records.models import Record
from baiyi.records.moves import Condition, step
from baiyi.records.search import SearchKeyField
from baiyi.records.written import Key, written
from inspections import rights
from inspections.kinds import RECHECK, RECTIFY
from inspections.models import lamps
from inspections.models.inspection import Hazard, Inspection
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
    is_voided: bool = False


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


RECHECK_RULE = "recheck_3wd"
FIRST_ROUND = "1"
HAS_NUMBER = Condition("通知书还没有编号", lambda notice: notice.number_id is not None)


class RectificationNotice(HasDeadlines, Record):
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

    class Delivery(models.TextChoices):
        IN_PERSON = "in_person", "当场交付"
        ELECTRONIC = "electronic", "电子回执"
        LEFT = "left", "留置"

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
    served_on = models.DateField("送达日", null=True, blank=True)
    delivery = models.CharField("送达方式", max_length=12, choices=Delivery.choices, blank=True)
    receiver_name = EncryptedTextField("签收人", max_length=30, blank=True)
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
        return list(self.hazards.all())

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
        self.number, self.organ_name, self.issued_on = number, organ_name, on
        self.planned_due_on = due_on or self.planned_due_on

    @step("state", State.ISSUED, State.SERVED, label="送达", right=rights.ISSUE, conditions=[HAS_NUMBER])
    def serve(self, *, on: dt.date, delivery: str, receiver_name: str = "") -> None:
        self.served_on, self.delivery, self.receiver_name = on, delivery, receiver_name

    @step("state", State.SERVED, State.AWAITING, label="申请复查", right=rights.RECORD)
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

    def rounds(self) -> list["Reinspection"]:
        """Its reinspections, each with what was looked at as `found` (hazard, whether rectified): two statements."""
        rounds: dict[int, Reinspection] = {}
        for row in _with_results(Key(self.pk)):
            round_ = rounds.setdefault(row.pk, row)
            round_.__dict__.setdefault("found", []).append((row.hazard_words, row.is_rectified))
        prefetch_related_objects(list(rounds.values()), "inspectors")
        return list(rounds.values())

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
            is_voided=self.voided_at is not None,
        )

    @property
    def is_reinspectable(self) -> bool:
        return self.state in {self.State.SERVED, self.State.AWAITING}


class Reinspection(Record):
    """复查: one round of looking whether the hazards of a notice are gone (复查意见书)."""

    class Conclusion(models.TextChoices):
        PASSED = "passed", "合格"
        PARTIAL = "partial", "部分合格"
        FAILED = "failed", "不合格"

    class FollowUp(models.TextChoices):
        NONE = "none", "继续整改"
        EXTEND = "extend", "申请延期"
        PENALTY = "penalty", "立案处罚"
        REFER = "refer", "移送其他部门"
        INTERVIEW = "interview", "约谈"
        LIST = "list", "提请挂牌督办"

    client_uuid = models.UUIDField("表单编号", editable=False)
    notice = models.ForeignKey(RectificationNotice, models.PROTECT, verbose_name="通知书", related_name="reinspections")
    round = models.PositiveSmallIntegerField("复查轮次")
    reinspected_on = models.DateField("复查日", default=clock.today)
    inspectors = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name="复查人", related_name="+")
    conclusion = models.CharField("复查结论", max_length=10, choices=Conclusion.choices)
    opinion = models.CharField("复查意见", max_length=500, blank=True)
    follow_up = models.CharField("后续处理", max_length=12, choices=FollowUp.choices, default=FollowUp.NONE)

    class Meta:
        verbose_name = "复查"
        verbose_name_plural = "复查"
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "round"], name="one_reinspection_per_round"),
            models.UniqueConstraint(fields=["created_by", "client_uuid"], name="reinspection_once_per_form"),
        ]

    def __str__(self) -> str:
        return f"第{self.round}次复查"

    def get_absolute_url(self) -> str:
        return self.notice.get_absolute_url()


class ReinspectionResult(models.Model):
    """What was found at one hazard in one round."""

    reinspection = models.ForeignKey(Reinspection, models.CASCADE, verbose_name="复查", related_name="results")
    hazard = models.ForeignKey(Hazard, models.PROTECT, verbose_name="安全隐患", related_name="results")
    is_rectified = models.BooleanField("已整改")

    class Meta:
        verbose_name = "隐患复查结果"
        verbose_name_plural = "隐患复查结果"
        constraints = [models.UniqueConstraint(fields=["reinspection", "hazard"], name="one_result_per_hazard")]

    def __str__(self) -> str:
        return f"{self.hazard} {'已整改' if self.is_rectified else '未整改'}"


@written
def _with_results(notice: Key) -> QuerySet:
    """Of one notice: a row for each result, of which a round has one at least."""
    words = {"hazard_words": F("results__hazard__description"), "is_rectified": F("results__is_rectified")}
    return Reinspection.objects.filter(notice=notice).annotate(**words).order_by("round", "results__pk")
