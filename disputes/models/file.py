"""What is filed of a dispute: the papers of its mediation, and what was found when it was called on."""

from django.conf import settings
from django.db import models

from baiyi.records.models import Journaled
from baiyi.transfers.models import Satisfaction
from disputes.models.handled import Mood, Visit
from disputes.models.reference import PaperKind


class Paper(Journaled):
    """One paper of the file (卷宗材料) that is there."""

    dispute = models.ForeignKey("disputes.Dispute", models.PROTECT, verbose_name="纠纷", related_name="papers")
    kind = models.ForeignKey(PaperKind, models.PROTECT, verbose_name="卷宗材料", related_name="+")
    filed_on = models.DateField("归卷日")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="归卷人", related_name="+")

    class Meta:
        verbose_name = "卷宗材料"
        verbose_name_plural = "卷宗材料"
        constraints = [models.UniqueConstraint(fields=["dispute", "kind"], name="paper_filed_once")]

    def __str__(self) -> str:
        return f"{self.kind}"


class Progress(Journaled):
    """进展 (次): what was done about a dispute; appended and never changed."""

    dispute = models.ForeignKey("disputes.Dispute", models.PROTECT, verbose_name="纠纷", related_name="progresses")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, verbose_name="工作单位", related_name="+")
    done_on = models.DateField("工作日期")
    words = models.CharField("工作情况", max_length=300)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+")
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "纠纷进展"
        verbose_name_plural = "纠纷进展"
        ordering = ["-done_on", "-pk"]
        indexes = [models.Index(fields=["dispute", "-done_on"], name="dispute_progress_latest")]

    def __str__(self) -> str:
        return f"{self.done_on:%Y-%m-%d} 进展"


class FollowUp(Journaled):
    """回访 (次): appended and never changed."""

    dispute = models.ForeignKey("disputes.Dispute", models.PROTECT, verbose_name="纠纷", related_name="follow_ups")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, verbose_name="回访单位", related_name="+")
    visited_on = models.DateField("回访日")
    visit = models.CharField("回访方式", max_length=8, choices=Visit.choices)
    mood = models.CharField("回访情况", max_length=10, choices=Mood.choices)
    satisfaction = models.CharField("满意度", max_length=12, choices=Satisfaction.choices, blank=True)
    words = models.CharField("回访说明", max_length=300, blank=True)
    due_on = models.DateField("应回访日", null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="回访人", related_name="+")
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "回访"
        verbose_name_plural = "回访"
        ordering = ["-visited_on", "-pk"]
        indexes = [models.Index(fields=["dispute", "-visited_on"], name="follow_up_latest")]

    def __str__(self) -> str:
        return f"{self.visited_on:%Y-%m-%d} 回访"
