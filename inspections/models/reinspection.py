"""Reinspection (复查) of a notice, round by round."""

from django.conf import settings
from django.db import models
from django.db.models import F, QuerySet, prefetch_related_objects

from baiyi.records import clock
from baiyi.records.models import Record
from baiyi.records.written import Key, written
from inspections.models.inspection import Hazard
from inspections.models.notice import RectificationNotice


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
    follow_up_on = models.DateField("约谈日", null=True, blank=True)

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


def rounds_of(notice: RectificationNotice) -> list[Reinspection]:
    """Each with what was looked at as `found` (hazard, whether rectified): two statements."""
    rounds: dict[int, Reinspection] = {}
    for row in _with_results(Key(notice.pk)):
        round_ = rounds.setdefault(row.pk, row)
        round_.__dict__.setdefault("found", []).append((row.hazard_words, row.is_rectified))
    prefetch_related_objects(list(rounds.values()), "inspectors")
    return list(rounds.values())


@written
def _with_results(notice: Key) -> QuerySet:
    """Of one notice: a row for each result, of which a round has one at least."""
    words = {"hazard_words": F("results__hazard__description"), "is_rectified": F("results__is_rectified")}
    return Reinspection.objects.filter(notice=notice).annotate(**words).order_by("round", "results__pk")
