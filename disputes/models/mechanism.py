"""Mechanism (排查化解机制): the stages a dispute goes through, as data. A new version never touches what runs."""

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from baiyi.deadlines.models import Measure, ReferenceQuerySet
from baiyi.records.models import Journaled
from disputes.models.reference import MOST_DAYS, PaperKind

MOST_PERIOD = 20  # characters of a deadline's period
DAYS = [(Measure.NATURAL.value, "自然日"), (Measure.WORKING.value, "工作日")]


class MechanismQuerySet(ReferenceQuerySet):
    def of_day(self, on: dt.date):
        """The version in force on that day, as a queryset of at most one."""
        return self.filter(effective_from__lte=on, withdrawn_at=None).order_by("-effective_from", "-pk")[:1]


class Mechanism(Journaled):
    """One version of it. Disputes found from `effective_from` on go through its stages, and finish under it."""

    client_uuid = models.UUIDField("表单编号", null=True, blank=True, editable=False)
    name = models.CharField("机制名称", max_length=40)
    note = models.CharField("机制说明", max_length=300, blank=True)
    effective_from = models.DateField("启用日期")
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="制定人", related_name="+", editable=False
    )
    created_at = models.DateTimeField("制定时间", editable=False)

    objects = MechanismQuerySet.as_manager()

    class Meta:
        verbose_name = "排查化解机制"
        verbose_name_plural = "排查化解机制"
        ordering = ["-effective_from", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["created_by", "client_uuid"], name="mechanism_once_per_form"),
            models.UniqueConstraint(
                fields=["effective_from"], condition=Q(withdrawn_at=None), name="one_mechanism_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.effective_from} 起）"


class Stage(models.Model):
    """环节: who completes it, in how many days, with which papers, and by what it is completed."""

    class Actor(models.TextChoices):
        OFFICER = "officer", "责任民警"
        CHIEF = "chief", "所长"
        OFFICE = "office", "专班"

    class Ends(models.TextChoices):
        REGISTERED = "registered", "登记"
        GRADED = "grade", "研判分级"
        RESOLVED = "resolve", "化解"
        REVISITED = "revisit", "回访"
        CLOSED = "close", "办结"
        BY_HAND = "by_hand", "手工确认"

    mechanism = models.ForeignKey(Mechanism, models.PROTECT, verbose_name="排查化解机制", related_name="stages")
    position = models.PositiveSmallIntegerField("序号")
    name = models.CharField("环节名称", max_length=20)
    actor = models.CharField("由谁完成", max_length=8, choices=Actor.choices, default=Actor.OFFICER)
    length = models.PositiveSmallIntegerField(
        "环节期限", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    measure = models.CharField("计算方式", max_length=10, choices=DAYS, default=Measure.NATURAL)
    ends_with = models.CharField("完成标志", max_length=10, choices=Ends.choices, default=Ends.BY_HAND)
    papers = models.ManyToManyField(PaperKind, verbose_name="必备材料", related_name="+", blank=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "环节"
        verbose_name_plural = "环节"
        ordering = ["mechanism", "position"]
        constraints = [
            models.UniqueConstraint(fields=["mechanism", "position"], name="stage_position_once"),
            models.CheckConstraint(
                condition=Q(length=None) | Q(length__range=(1, MOST_DAYS)), name="stage_length_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def period(self) -> str:
        """Of its deadline: two stages may be called the same."""
        return f"{self.position} {self.name}"[:MOST_PERIOD]


class Passage(Journaled):
    """A stage of the mechanism that a dispute entered, and left."""

    dispute = models.ForeignKey("disputes.Dispute", models.PROTECT, verbose_name="纠纷", related_name="passages")
    stage = models.ForeignKey(Stage, models.PROTECT, verbose_name="环节", related_name="+")
    entered_on = models.DateField("进入日")
    left_on = models.DateField("完成日", null=True, blank=True)

    class Meta:
        verbose_name = "环节记录"
        verbose_name_plural = "环节记录"
        constraints = [models.UniqueConstraint(fields=["dispute", "stage"], name="stage_passed_once")]

    def __str__(self) -> str:
        return f"{self.stage}"
