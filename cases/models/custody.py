"""CustodyLine (强制措施): one measure on one numbered, nameless person of a case, with its period of custody."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField

from baiyi.deadlines.subjects import BEGIN, HasDeadlines, Obligation, SubjectQuerySet
from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.moves import MoveRefused, step, void_step
from cases import rights
from cases.kinds import CUSTODY
from cases.models.case import Case


class CustodyQuerySet(SubjectQuerySet):
    def lent_to(self, user) -> Q:
        return Q(case__in=Case.objects.filter(Case.objects.lent_to(user)).values("pk"))


class CustodyLine(HasDeadlines, Record):
    """One measure on person `person` (1号, 2号 …) of a case. Its last day does not move when it falls on a day off
    (刑事诉讼法第一百零五条); changed to another measure, the line ends and the next one begins.
    """

    class Measure(models.TextChoices):
        DETENTION = "detention", "刑事拘留"
        ARREST = "arrest", "逮捕"
        BAIL = "bail", "取保候审"
        RESIDENCE = "residence", "监视居住"
        ADMINISTRATIVE = "administrative", "行政拘留"

    class State(models.TextChoices):
        ACTIVE = "active", "措施执行中"
        CHANGED = "changed", "已变更"
        ENDED = "ended", "已解除"

    RULES = {
        Measure.DETENTION: "detain_3d",
        Measure.ARREST: "arrest_2m",
        Measure.BAIL: "bail_12m",
        Measure.RESIDENCE: "residence_6m",
        Measure.ADMINISTRATIVE: "admin_detention",
    }
    OBLIGATIONS = (
        Obligation(
            kind=CUSTODY,
            rule=lambda line: CustodyLine.RULES[line.measure],
            opened_by=(BEGIN,),
            starts_on=lambda line, due: line.starts_on,
            length=lambda line: line.days,
            closed_by=("replace", "end"),
        ),
    )

    case = models.ForeignKey(Case, models.PROTECT, verbose_name="案件", related_name="custody_lines")
    person = models.PositiveSmallIntegerField("人员序号")
    measure = models.CharField("强制措施", max_length=14, choices=Measure.choices)
    starts_on = models.DateField("措施起算日", default=clock.today)
    days = models.PositiveSmallIntegerField(
        "决定天数", null=True, blank=True, help_text="留空按规则；逮捕、取保、监居按月"
    )
    state = FSMField("措施状态", max_length=8, choices=State.choices, default=State.ACTIVE, protected=True)
    ended_on = models.DateField("措施终止日", null=True, blank=True, editable=False)

    void = void_step(rights.DECIDE, at="unit")

    objects = CustodyQuerySet.as_manager()

    class Meta:
        verbose_name = "强制措施"
        verbose_name_plural = "强制措施"
        ordering = ["case", "person", "starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=Q(state="active", voided_at=None),
                name="one_measure_a_person_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on")), name="custody_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.person}号 {self.get_measure_display()}"

    def get_absolute_url(self) -> str:
        return address_of("cases:custody-detail", self.pk)

    def is_lent_to(self, user) -> bool:
        return self.case.is_lent_to(user)

    @property
    def state_lamp(self) -> Lamp:
        return lamps.tag(self.get_state_display(), "blue" if self.state == self.State.ACTIVE else "grey")

    @step("state", State.ACTIVE, State.CHANGED, label="变更措施", right=rights.RECORD)
    def replace(self, *, on: dt.date) -> None:
        self._ends(on)

    @step("state", State.ACTIVE, State.ENDED, label="解除", right=rights.RECORD, is_danger=True)
    def end(self, *, on: dt.date, reason: str) -> None:
        self._ends(on)

    def _ends(self, on: dt.date) -> None:
        if not self.starts_on <= on <= clock.today():
            raise MoveRefused(f"日期须在措施起算日（{self.starts_on}）与今天之间")
        self.ended_on = on
