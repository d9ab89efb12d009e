"""Inspection, its answers, and the hazards it found."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django_fsm import FSMField

from baiyi.deadlines import kinds
from baiyi.deadlines.models import Deadline, open_on
from baiyi.deadlines.receipts import lamp_of_open
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.moves import step
from baiyi.records.querysets import ScopedQuerySet
from baiyi.records.search import SearchKeyField
from baiyi.transfers.models import Transfer, at_home
from inspections import rights
from inspections.kinds import RECTIFY
from inspections.models import lamps
from inspections.models.venue import ChecklistItem, Venue


class Inspection(Record):
    """One visit (次) to one venue by two or more inspectors (程序规定: at least two 民警; 辅警 only assist)."""

    class Outcome(models.TextChoices):
        NORMAL = "normal", "正常"
        HAZARD = "hazard", "有隐患"

    client_uuid = models.UUIDField("表单编号", editable=False)
    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name="场所", related_name="inspections")
    inspected_at = models.DateTimeField("检查时间")
    inspected_on = models.DateField("检查日", editable=False)
    inspectors = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name="检查人", related_name="+")
    operation = models.ForeignKey(
        "campaigns.Operation", models.PROTECT, verbose_name="集中行动", related_name="+", null=True, blank=True
    )
    outcome = models.CharField("检查结果", max_length=10, choices=Outcome.choices)
    note = models.CharField("备注", max_length=500, blank=True)
    backfill_reason = models.CharField("补录原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "检查"
        verbose_name_plural = "检查"
        constraints = [models.UniqueConstraint(fields=["created_by", "client_uuid"], name="inspection_once_per_form")]
        indexes = [
            models.Index(fields=["venue", "-inspected_on"], name="inspection_of_venue"),
            models.Index(fields=["unit", "inspected_on"], name="inspection_unit_day"),
            models.Index(fields=["inspected_on"], name="inspection_day"),
        ]

    def __str__(self) -> str:
        return f"检查 {self.reference}"

    @property
    def reference(self) -> str:
        """编号: day and row number, e.g. 2022-0718-31."""
        return f"{self.inspected_on:%Y-%m%d}-{self.pk}"

    def get_absolute_url(self) -> str:
        return address_of("inspections:inspection-detail", self.pk)

    def journal_relations(self):
        return list(self.hazards.all())


class Answer(models.Model):
    """What was found at one item of the checklist."""

    class Result(models.TextChoices):
        NORMAL = "normal", "正常"
        HAZARD = "hazard", "有隐患"
        UNCHECKED = "unchecked", "未查"

    inspection = models.ForeignKey(Inspection, models.CASCADE, verbose_name="检查", related_name="answers")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, verbose_name="检查项", related_name="+")
    result = models.CharField("检查项结果", max_length=10, choices=Result.choices)

    class Meta:
        verbose_name = "检查项结果"
        verbose_name_plural = "检查项结果"
        constraints = [models.UniqueConstraint(fields=["inspection", "item"], name="one_answer_per_item")]

    def __str__(self) -> str:
        return f"{self.item} {self.get_result_display()}"


class HazardQuerySet(ScopedQuerySet):
    def lent_to(self, user) -> Q:
        """Hazards that are with the units and bodies the user is posted at. Those referred before there were transfers
        have none: they stay with the body they were referred to.
        """
        sent = Transfer.objects.of_kind(Hazard).order_by().values("object_id")
        before = Q(referred_to__in=[posting.unit_id for posting in user.current_postings]) & ~Q(pk__in=sent)
        return Transfer.objects.lends(at_home(user), Hazard) | before

    def open(self):
        """待整改: not rectified, not handed to another body."""
        return self.current().filter(state=Hazard.State.PENDING)

    def overdue(self, on: dt.date):
        """Open, and the rectification term of its notice is over."""
        return self.open().filter(notice__in=self._notices.overdue(on, kind=RECTIFY).order_by().values("pk"))

    def overdue_at_dawn(self, on: dt.date):
        """Overdue when that day began: those rectified in its course too."""
        late = open_on(on - dt.timedelta(days=1)) & Q(kind=RECTIFY, late_after__lt=on)
        notices = Deadline.objects.about(self._notices.model).filter(late).order_by().values("object_id")
        return self.current().filter(Q(state=Hazard.State.PENDING) | Q(rectified_on=on), notice__in=notices)

    def near_due(self, on: dt.date):
        return self.open().filter(notice__in=self._notices.near_due(on, kind=RECTIFY).order_by().values("pk"))

    def controlled(self, on: dt.date):
        """Open, and under 临时管控 on that day."""
        controls = self.model._meta.get_field("controls").related_model.objects.in_force(on)
        return self.open().filter(pk__in=controls.order_by().values("hazard"))

    def to_rectify(self, on: dt.date):
        """Open, and under no control that day."""
        controls = self.model._meta.get_field("controls").related_model.objects.in_force(on)
        return self.open().exclude(pk__in=controls.order_by().values("hazard"))

    def awaiting(self):
        """待复查: the venue asked for the reinspection of its notice."""
        return self.open().filter(notice__state="awaiting")

    def in_tab(self, tab: str, on: dt.date):
        """The rows of a tab of the list."""
        current = self.current()
        chosen = {
            "all": lambda: current,
            "pending": lambda: current.to_rectify(on),
            "controlled": lambda: current.controlled(on),
            "near": lambda: current.near_due(on),
            "overdue": lambda: current.overdue(on),
            "awaiting": current.awaiting,
        }
        return chosen[tab]() if tab in chosen else current.filter(state=tab)

    def with_due(self):
        """Adds effective_due_on (现行期满日) and late_after of the notice's rectification term, and notice_state."""
        return self.annotate(
            effective_due_on=self._term("effective_due_on"),
            late_after=self._term("late_after"),
            notice_state=F("notice__state"),
        )

    def with_urged(self):
        """Adds urged_on: the last day somebody was asked to get it rectified."""
        urgings = self.model._meta.get_field("urgings").related_model.objects.filter(hazard=OuterRef("pk"))
        return self.annotate(urged_on=Subquery(urgings.order_by("-urged_on").values("urged_on")[:1]))

    def _term(self, name: str) -> Subquery:
        terms = Deadline.objects.about(self._notices.model).filter(object_id=OuterRef("notice"), kind=RECTIFY)
        return Subquery(terms.filter(voided_at=None).order_by("-pk").values(name)[:1])

    @property
    def _notices(self) -> QuerySet:
        return self.model._meta.get_field("notice").related_model.objects.all()


class Hazard(Record):
    """A hazard (处). `disposal` is one field, so that 当场整改 + 限期整改 + 移送 always add up to all hazards."""

    class Grade(models.TextChoices):
        ORDINARY = "ordinary", "一般"
        MAJOR = "major", "重大"

    class Disposal(models.TextChoices):
        ON_SITE = "on_site", "当场整改"
        BY_DATE = "by_date", "限期整改"
        REFERRAL = "referral", "移送"

    class State(models.TextChoices):
        PENDING = "pending", "待整改"
        CLOSED = "closed", "已销号"
        REFERRED = "referred", "已移送"
        VOIDED = "voided", "已作废"

    inspection = models.ForeignKey(Inspection, models.PROTECT, verbose_name="检查", related_name="hazards")
    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name="场所", related_name="hazards")
    item = models.ForeignKey(
        ChecklistItem, models.PROTECT, verbose_name="检查项", related_name="+", null=True, blank=True
    )
    description = models.CharField("隐患内容", max_length=200)
    search_key = SearchKeyField("检索键", texts=["description"])
    measure = models.CharField("整改要求", max_length=200, blank=True)
    grade = models.CharField("隐患等级", max_length=10, choices=Grade.choices, default=Grade.ORDINARY)
    disposal = models.CharField("处置", max_length=10, choices=Disposal.choices)
    state = FSMField("隐患状态", max_length=10, choices=State.choices, default=State.PENDING, protected=True)
    found_on = models.DateField("发现日")
    rectified_on = models.DateField("整改日", null=True, blank=True)
    notice = models.ForeignKey(
        "inspections.RectificationNotice",
        models.PROTECT,
        verbose_name="通知书",
        related_name="hazards",
        null=True,
        blank=True,
    )
    referred_to = models.ForeignKey(
        "accounts.Unit", models.PROTECT, verbose_name="移送单位", related_name="+", null=True, blank=True
    )
    referred_on = models.DateField("移送日", null=True, blank=True)

    objects = HazardQuerySet.as_manager()

    class Meta:
        verbose_name = "安全隐患"
        verbose_name_plural = "安全隐患"
        constraints = [
            models.CheckConstraint(
                condition=Q(rectified_on=None) | Q(rectified_on__gte=F("found_on")), name="hazard_rectified_after_found"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(rectified_on__isnull=False), name="hazard_closed_has_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="referred") | Q(referred_to__isnull=False), name="hazard_referred_has_body"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "found_on"], name="hazard_unit_found"),
            models.Index(fields=["unit", "rectified_on"], name="hazard_unit_rectified"),
            models.Index(fields=["state", "unit"], name="hazard_state_unit"),
            models.Index(fields=["referred_to"], name="hazard_referred_to"),
        ]

    def __str__(self) -> str:
        return f"隐患 {self.reference}"

    @property
    def reference(self) -> str:
        return f"YH-{self.found_on:%m%d}-{self.pk}"

    def get_absolute_url(self) -> str:
        return address_of("inspections:hazard-detail", self.pk)

    @property
    def officer(self):
        """责任人: of the venue, else who recorded it."""
        return self.venue.responsible or self.inspection.created_by

    @property
    def due_lamp(self) -> Lamp | None:
        """For rows of `with_due`: how the rectification stands; nothing once it is done, or without a term."""
        if self.state != self.State.PENDING or self.effective_due_on is None:
            return None
        return lamp_of_open(self.effective_due_on, self.late_after, on=clock.today(), word=kinds.label_of(RECTIFY))

    @property
    def stage_lamp(self) -> Lamp:
        """For rows of `with_due`."""
        is_awaiting = self.state == self.State.PENDING and self.notice_state == "awaiting"
        return lamps.stage(self.get_state_display(), is_awaiting=is_awaiting, is_closed=self.state == self.State.CLOSED)

    @step("state", State.PENDING, State.CLOSED, label="销号", right=rights.RECORD)
    def rectify(self, *, on: dt.date) -> None:
        """Rectified on the spot, or found rectified at a reinspection."""
        self.rectified_on = on

    @step("state", State.CLOSED, State.PENDING, label="撤回复查", right=rights.RECORD)
    def reopen(self) -> None:
        """The reinspection that found it rectified was taken back."""
        self.rectified_on = None

    @step("state", State.PENDING, State.REFERRED, label="移送", right=rights.RECORD)
    def refer(self, *, to, on: dt.date) -> None:
        """Handed to the body that has the power (消防、应急、文旅、市监、综合执法)."""
        self.referred_to, self.referred_on = to, on

    @step(
        "state",
        [State.PENDING, State.CLOSED, State.REFERRED],
        State.VOIDED,
        label="作废",
        right=rights.RECORD,
        is_danger=True,
    )
    def void(self, *, at: dt.datetime, reason: str) -> None:
        self.voided_at, self.void_reason = at, reason
