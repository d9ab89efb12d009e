"""Defect of a 四个一: repaired by a day, re-checked by somebody else by another, and again until it is whole."""

import datetime as dt

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django_fsm import FSMField

from baiyi.deadlines.subjects import BEGIN, HasDeadlines, Obligation, SubjectQuerySet
from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.moves import MoveRefused, step, void_step
from prevention import rights
from prevention.kinds import FACILITY_RECHECK, FACILITY_REPAIR
from prevention.models.waters.patrol import WaterPatrol
from prevention.models.waters.water import Facility, OfWaterQuerySet, Water

REPAIR_RULE, RECHECK_RULE = "facility_repair", "facility_recheck"


class State(models.TextChoices):
    OPEN = "open", "待修"
    REPAIRED = "repaired", "待复核"
    CLOSED = "closed", "已销"


UNSETTLED = (State.OPEN, State.REPAIRED)


class DefectQuerySet(OfWaterQuerySet, SubjectQuerySet):
    def unsettled(self):
        return self.current().filter(state__in=UNSETTLED)

    def in_tab(self, tab, on):
        return self.unsettled() if tab == "unsettled" else super().in_tab(tab, on)


class FacilityDefect(HasDeadlines, Record):
    """设施缺损 (处): what is broken or gone at one of the four. One open row a facility and kind of fault."""

    State = State

    class Fault(models.TextChoices):
        DAMAGED = "damaged", "损坏"
        MISSING = "missing", "缺失"

    OBLIGATIONS = (
        Obligation(
            kind=FACILITY_REPAIR,
            rule=lambda defect: REPAIR_RULE,
            opened_by=(BEGIN, "fail"),
            starts_on=lambda defect, due: defect.checked_on or defect.found_on,
            closed_by=("mend",),
            period=lambda defect: f"{defect.rounds}",
        ),
        Obligation(
            kind=FACILITY_RECHECK,
            rule=lambda defect: RECHECK_RULE,
            opened_by=("mend",),
            closed_by=("settle", "fail"),
            period=lambda defect: f"{defect.rounds}",
        ),
    )

    water = models.ForeignKey(Water, models.PROTECT, verbose_name="缺损水域", related_name="defects")
    facility = models.ForeignKey(Facility, models.PROTECT, verbose_name="缺损设施", related_name="defects")
    fault = models.CharField("缺损情形", max_length=7, choices=Fault.choices)
    pieces = models.PositiveSmallIntegerField("缺损件数", default=1, validators=[MinValueValidator(1)])
    what = models.CharField("缺损说明", max_length=200, blank=True)
    found_on = models.DateField("缺损发现日", default=clock.today)
    patrol = models.ForeignKey(
        WaterPatrol,
        models.PROTECT,
        verbose_name="发现缺损的巡查",
        related_name="defects",
        null=True,
        blank=True,
        editable=False,
    )
    state = FSMField("缺损状态", max_length=8, choices=State.choices, default=State.OPEN, protected=True)
    rounds = models.PositiveSmallIntegerField("整改轮次", default=1, editable=False)
    repaired_on = models.DateField("设施整改日", null=True, blank=True, editable=False)
    repair = models.CharField("整改情况", max_length=200, blank=True, editable=False)
    repaired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="整改登记人", related_name="+", null=True, editable=False
    )
    checked_on = models.DateField("复核日", null=True, blank=True, editable=False)
    check_note = models.CharField("复核意见", max_length=200, blank=True, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="复核人", related_name="+", null=True, editable=False
    )
    closed_on = models.DateField("缺损销号日", null=True, blank=True, editable=False)
    school_said = models.CharField("教育部门反馈", max_length=200, blank=True, editable=False)
    school_said_at = models.DateTimeField("教育部门反馈时间", null=True, blank=True, editable=False)

    void = void_step(rights.KEEP_WATERS)

    objects = DefectQuerySet.as_manager()

    class Meta:
        verbose_name = "设施缺损"
        verbose_name_plural = "设施缺损"
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "fault"], condition=Q(voided_at=None, state__in=UNSETTLED), name="defect_open_once"
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="defect_unit_state")]

    def __str__(self) -> str:
        return f"{self.water} {self.title}"

    @property
    def title(self) -> str:
        """救生圈损坏."""
        return f"{self.facility.get_kind_display()}{self.get_fault_display()}"

    def get_absolute_url(self) -> str:
        return address_of("prevention:defect-detail", self.pk)

    def is_lent_to(self, user) -> bool:
        return self.water.is_lent_to(user)

    @property
    def state_lamp(self) -> Lamp:
        tones = {State.OPEN: "yellow", State.REPAIRED: "blue", State.CLOSED: "green"}
        return lamps.tag(self.get_state_display(), tones[self.state])

    @step("state", State.OPEN, State.REPAIRED, label="整改完成", right=rights.TEND_WATERS)
    def mend(self, *, on: dt.date, repair: str, who) -> None:
        since = self.checked_on or self.found_on
        if on < since:
            raise MoveRefused(f"设施整改日不能早于{since}")
        self.repaired_on, self.repair, self.repaired_by = on, repair, who

    @step("state", State.REPAIRED, State.CLOSED, label="复核通过", right=rights.TEND_WATERS)
    def settle(self, *, on: dt.date, check_note: str, who) -> None:
        self._check(on, check_note, who)
        self.closed_on = on

    @step("state", State.REPAIRED, State.OPEN, label="复核不通过", right=rights.TEND_WATERS)
    def fail(self, *, on: dt.date, check_note: str, who) -> None:
        """Another round, with a deadline of its own."""
        self._check(on, check_note, who)
        self.rounds += 1

    def _check(self, on: dt.date, check_note: str, who) -> None:
        if who.pk == self.repaired_by_id:
            raise MoveRefused("复核须由登记整改以外的人进行")
        if on < self.repaired_on:
            raise MoveRefused(f"复核日不能早于设施整改日（{self.repaired_on}）")
        self.checked_on, self.check_note, self.checked_by = on, check_note, who
