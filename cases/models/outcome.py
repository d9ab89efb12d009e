"""Outcome (战果): a result of a case by count, never by name. Who reports it first counts it until it is ruled."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django_fsm import FSMField

from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.moves import Condition, step
from baiyi.records.querysets import ScopedQuerySet
from cases import rights
from cases.models.case import Case

MOST_PERSONS = 999  # 人 in one report
SAME_WITHIN = 3  # natural days


class OutcomeQuerySet(ScopedQuerySet):
    def lent_to(self, user) -> Q:
        """Outcomes of cases the person may see, and what was set against an outcome of his units."""
        return Q(case__in=Case.objects.visible_to(user).values("pk")) | Q(rival__unit__in=user.unit_ids())

    def counted(self):
        """De-duplicated: what is the same result counts once, for the unit that did it; who helped is listed apart, and
        of a voided case nothing counts.
        """
        return self.current().filter(self.model.counts())

    def in_tab(self, tab: str, on: dt.date):
        return self.current() if tab == "all" else self.current().filter(state=tab)


class Outcome(Record):
    """战果 (人): `unit` claims it. Outcomes of different measures are never added."""

    class Measure(models.TextChoices):
        COERCED = "coerced", "刑事强制措施"
        PENALISED = "penalised", "行政处罚"
        CAUGHT = "caught", "抓获"
        FUGITIVE = "fugitive", "抓获在逃人员"
        FOUND = "found", "查获"
        PROSECUTED = "prosecuted", "移送起诉"

    class Share(models.TextChoices):
        MAIN = "main", "主办"
        ASSISTING = "assisting", "协办"

    class State(models.TextChoices):
        PENDING = "pending", "待核"
        VERIFIED = "verified", "已核"
        DISPUTED = "disputed", "争议"
        RULED = "ruled", "裁定"
        YIELDED = "yielded", "归他单位"
        VOIDED = "voided", "已作废"

    class Ruling(models.TextChoices):
        FIRST = "first", "归先登记的单位"
        THIS = "this", "归本条登记的单位"
        BOTH = "both", "不是同一战果，各计各的"

    UNDISPUTED = (State.PENDING, State.VERIFIED)
    KEEPS = (Ruling.THIS, Ruling.BOTH)

    client_uuid = models.UUIDField("表单编号", null=True, blank=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, verbose_name="案件", related_name="outcomes")
    measure = models.CharField("战果种类", max_length=10, choices=Measure.choices)
    persons = models.PositiveSmallIntegerField(
        "人数", validators=[MinValueValidator(1), MaxValueValidator(MOST_PERSONS)]
    )
    happened_on = models.DateField("发生日", default=clock.today)
    share = models.CharField("主办或协办", max_length=9, choices=Share.choices, default=Share.MAIN)
    evidence = models.CharField("证据文号", max_length=60, blank=True, help_text="决定书、拘留证等的文号")
    state = FSMField("战果状态", max_length=10, choices=State.choices, default=State.PENDING, protected=True)
    rival = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="与之重复的战果",
        related_name="rivals",
        null=True,
        blank=True,
        editable=False,
    )
    ruling = models.CharField("裁定结果", max_length=6, choices=Ruling.choices, blank=True, editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = "战果"
        verbose_name_plural = "战果"
        constraints = [
            models.UniqueConstraint(fields=["created_by", "client_uuid"], name="outcome_once_per_form"),
            models.CheckConstraint(condition=Q(persons__range=(1, MOST_PERSONS)), name="outcome_persons_in_range"),
            models.CheckConstraint(
                condition=~Q(state="disputed") | Q(rival__isnull=False), name="outcome_disputed_with_another"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "measure", "happened_on"], name="outcome_same"),
            models.Index(fields=["unit", "happened_on"], name="outcome_unit_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.persons} 人"

    def get_absolute_url(self) -> str:
        return address_of("cases:outcome-detail", self.pk)

    def is_lent_to(self, user) -> bool:
        units = user.unit_ids()
        if self.unit_id in units or self.case.unit_id in units or (self.rival_id and self.rival.unit_id in units):
            return True
        return self.case.is_lent_to(user)

    @property
    def authority_id(self) -> int:
        return self.case.authority_id

    @property
    def state_lamp(self) -> Lamp:
        if self.state == self.State.DISPUTED:
            return lamps.near("争议")
        return lamps.tag(self.get_state_display(), "green" if self.state == self.State.VERIFIED else "grey")

    @classmethod
    def counts(cls) -> Q:
        """Of a row that is not voided: whether totals count it."""
        keeps = Q(state__in=cls.UNDISPUTED) | Q(state=cls.State.RULED, ruling__in=cls.KEEPS)
        return keeps & Q(case__voided_at=None, share=cls.Share.MAIN)

    @property
    def is_counted(self) -> bool:
        """Whether totals count it; agrees with `counted`."""
        keeps = self.state in self.UNDISPUTED or (self.state == self.State.RULED and self.ruling in self.KEEPS)
        return keeps and self.voided_at is None and self.share == self.Share.MAIN

    @property
    def counted_words(self) -> str:
        return "计入" if self.is_counted else "不计入"

    @step("state", State.PENDING, State.VERIFIED, label="审核通过", right=rights.VERIFY)
    def verify(self) -> None:
        """Somebody other than its reporter looked at the evidence."""

    @step("state", (State.PENDING, State.VERIFIED), State.DISPUTED, label="标为重复", right=rights.VERIFY)
    def contest(self, *, rival: "Outcome") -> None:
        """The same result as another: it counts no more until it is ruled."""
        self.rival = rival

    @step("state", State.DISPUTED, State.RULED, label="裁定", right=rights.RULE, at="authority")
    def rule(self, *, ruling: str, reason: str) -> None:
        """Decided once, for both sides."""
        self.ruling = ruling
        if ruling == self.Ruling.FIRST:
            self.share = self.Share.ASSISTING

    @step(
        "state",
        (State.PENDING, State.VERIFIED, State.DISPUTED),
        State.VOIDED,
        label="作废",
        right=rights.DECIDE,
        at="unit",
        is_danger=True,
        conditions=[
            Condition("别的战果与它重复、正在争议，请先裁定", lambda outcome: not outcome.has_open_rivals),
        ],
    )
    def void(self, *, reason: str) -> None:
        self.voided_at, self.void_reason = clock.now(), reason

    @step("state", (State.PENDING, State.VERIFIED, State.RULED), State.YIELDED, label="归他单位", right=rights.RULE)
    def give_up(self) -> None:
        """Ruled to be the result of the one that came later: this one only helped."""
        self.share = self.Share.ASSISTING

    @step(
        "state",
        State.RULED,
        State.PENDING,
        label="重新待核",
        right=rights.RULE,
        at="authority",
        conditions=[
            Condition("裁定归先登记的单位、而那一条已经作废的，才重新待核", lambda outcome: outcome.has_lost_its_winner)
        ],
    )
    def stand_again(self) -> None:
        """The one it was ruled to be was a mistake: it counts, as if it had been reported alone."""
        self.ruling, self.share, self.rival = "", self.Share.MAIN, None

    @property
    def has_lost_its_winner(self) -> bool:
        return self.ruling == self.Ruling.FIRST and self.rival.voided_at is not None

    @property
    def has_open_rivals(self) -> bool:
        """One statement."""
        return self.rivals.filter(state=self.State.DISPUTED).exists()
