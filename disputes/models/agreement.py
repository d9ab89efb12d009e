"""What the parties agreed (调解协议), and its performance by instalments (分期履行)."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField

from baiyi.deadlines.subjects import BEGIN, HasDeadlines, Obligation, SubjectQuerySet
from baiyi.records import clock, lamps
from baiyi.records.lamps import Lamp
from baiyi.records.models import Journaled, Record
from baiyi.records.moves import MoveRefused, step, void_step
from disputes import rights
from disputes.kinds import PERFORM
from disputes.models.dispute import Dispute
from disputes.models.mediated import Form, Manner
from disputes.models.mediation import NO_PERSONAL_DATA, Mediation

PERFORM_RULE = "agreement_perform"


class Agreement(Journaled):
    """调解协议, written, told or recorded; one a mediation. Who is party to it stands in rows of the dispute."""

    mediation = models.OneToOneField(Mediation, models.PROTECT, verbose_name="调解", related_name="agreement")
    number = models.CharField("协议编号", max_length=40, blank=True)
    form = models.CharField("协议形式", max_length=8, choices=Form.choices, default=Form.WRITTEN)
    place = models.CharField("签订地点", max_length=60)
    host = models.CharField("主持人", max_length=30)
    recorder = models.CharField("记录人", max_length=30, blank=True)
    happened = models.CharField("主要事实", max_length=500, help_text=NO_PERSONAL_DATA)
    content = models.CharField("协议内容", max_length=500, help_text=NO_PERSONAL_DATA)
    manner = models.CharField("履行方式", max_length=11, choices=Manner.choices)
    perform_by = models.DateField("履行期限", null=True, blank=True)

    class Meta:
        verbose_name = "调解协议"
        verbose_name_plural = "调解协议"
        constraints = [
            models.CheckConstraint(condition=~Q(form="written") | ~Q(number=""), name="written_agreement_has_a_number"),
            models.CheckConstraint(
                condition=Q(manner="at_once", perform_by=None) | (~Q(manner="at_once") & Q(perform_by__isnull=False)),
                name="agreement_says_until_when",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.get_form_display()}协议"


class InstalmentQuerySet(SubjectQuerySet):
    def lent_to(self, user) -> Q:
        return Q(mediation__dispute__in=Dispute.objects.filter(Dispute.objects.lent_to(user)).values("pk"))


class Instalment(HasDeadlines, Record):
    """One thing to be performed by a day; all that was agreed at once is a single one. The day is the parties' own: it
    does not move when it falls on a day off.
    """

    class State(models.TextChoices):
        OPEN = "open", "待履行"
        PERFORMED = "performed", "已履行"
        BREACHED = "breached", "未履行"

    OBLIGATIONS = (
        Obligation(
            kind=PERFORM,
            rule=lambda instalment: PERFORM_RULE,
            opened_by=(BEGIN,),
            starts_on=lambda instalment, due: instalment.mediation.agreed_on,
            length=lambda instalment: (instalment.due_on - instalment.mediation.agreed_on).days,
            closed_by=("perform", "breach"),
        ),
    )

    mediation = models.ForeignKey(Mediation, models.PROTECT, verbose_name="调解", related_name="instalments")
    number = models.PositiveSmallIntegerField("第几期", editable=False)
    what = models.CharField("履行内容", max_length=100, help_text="金额或事项，不写姓名、账号")
    due_on = models.DateField("应履行日")
    state = FSMField("履行状态", max_length=9, choices=State.choices, default=State.OPEN, protected=True)
    done_on = models.DateField("履行登记日", null=True, blank=True, editable=False)
    words = models.CharField("履行情况", max_length=200, blank=True, editable=False)

    void = void_step(rights.DECIDE, at="unit")

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        verbose_name = "协议履行"
        verbose_name_plural = "协议履行"
        ordering = ["mediation", "number"]
        constraints = [models.UniqueConstraint(fields=["mediation", "number"], name="instalment_number_once")]

    def __str__(self) -> str:
        return f"{self.mediation.dispute} 第{self.number}期履行"

    def get_absolute_url(self) -> str:
        return reverse("disputes:instalment-detail", args=[self.pk])

    def is_lent_to(self, user) -> bool:
        return self.mediation.is_lent_to(user)

    @property
    def state_lamp(self) -> Lamp:
        tones = {self.State.PERFORMED: "green", self.State.BREACHED: "red"}
        return lamps.tag(self.get_state_display(), tones.get(self.state, "yellow"))

    @step("state", State.OPEN, State.PERFORMED, label="登记履行", right=rights.RECORD)
    def perform(self, *, on: dt.date, words: str = "") -> None:
        self._done(on, words)

    @step("state", State.OPEN, State.BREACHED, label="登记未履行", right=rights.RECORD, is_danger=True)
    def breach(self, *, on: dt.date, reason: str) -> None:
        self._done(on, reason)

    def _done(self, on: dt.date, words: str) -> None:
        if not self.mediation.agreed_on <= on <= clock.today():
            raise MoveRefused(f"日期须在达成协议日（{self.mediation.agreed_on}）与今天之间")
        self.done_on, self.words = on, words
