"""The work calendar: a year's official table, and the tables that are proposed and confirmed by another person."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from baiyi.deadlines.models.reference import ReferenceQuerySet
from baiyi.records.addresses import address_of
from baiyi.records.models import Journaled


class CalendarYear(models.Model):
    """One year's official table. A year without one, or with one that is not whole, is only estimated."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    version = models.PositiveSmallIntegerField("历表版本", default=1)
    source = models.CharField("来源文号", max_length=200)
    imported_at = models.DateTimeField("导入时间")

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "节假日历"
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.year}年（第{self.version}版）"

    @property
    def days_off(self) -> list[date]:
        """Of the days read with it."""
        return [row.day for row in self.days.all() if not row.is_working]


class CalendarDay(models.Model):
    """A day the notice names: off, or a weekend day that is worked. Written only with its year's table."""

    year = models.ForeignKey(CalendarYear, models.CASCADE, verbose_name="年份", related_name="days")
    day = models.DateField("日期", unique=True)
    is_working = models.BooleanField("上班")
    note = models.CharField("说明", max_length=50, blank=True)

    class Meta:
        verbose_name = "历表日"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {'补班' if self.is_working else '放假'}"


class CalendarProposal(Journaled):
    """A table that somebody brought and another person confirms: with that it is the year's next version. One that was
    brought at the machine names nobody. One of a year waits at a time; what was refused stays, with its reason.
    """

    class Verdict(models.TextChoices):
        WAITING = "waiting", "待确认"
        CONFIRMED = "confirmed", "已确认"
        REFUSED = "refused", "不予采用"

    year = models.PositiveSmallIntegerField("年份")
    document_no = models.CharField("通知文号", max_length=80)
    source = models.CharField("来源", max_length=200, help_text="何处取得：中国政府网网址、公报期号")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提出人", related_name="+", null=True, blank=True
    )
    proposed_at = models.DateTimeField("提出时间")
    verdict = models.CharField("确认情况", max_length=10, choices=Verdict.choices, default=Verdict.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确认人", related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    reason = models.CharField("退回理由", max_length=200, blank=True)
    made_version = models.PositiveSmallIntegerField("形成的历表版本", null=True, blank=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "待确认历表"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"], condition=Q(verdict="waiting"), name="calendar_proposal_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(verdict="waiting", decided_by=None, decided_at=None, made_version=None)
                | Q(verdict="confirmed", decided_by__isnull=False, decided_at__isnull=False, made_version__isnull=False)
                | (Q(verdict="refused", decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason="")),
                name="calendar_proposal_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None)
                | Q(decided_by=None)
                | ~Q(verdict="confirmed")
                | ~Q(decided_by=F("proposed_by")),
                name="calendar_proposal_other_confirms",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年历表（{self.document_no}）"

    def get_absolute_url(self) -> str:
        return address_of("deadlines:proposal-detail", self.pk)

    @property
    def is_waiting(self) -> bool:
        return self.verdict == self.Verdict.WAITING


class ProposedDay(models.Model):
    """A day as the proposed table names it."""

    proposal = models.ForeignKey(CalendarProposal, models.CASCADE, verbose_name="所属历表", related_name="days")
    day = models.DateField("日期")
    is_working = models.BooleanField("上班")
    note = models.CharField("说明", max_length=50, blank=True)

    class Meta:
        verbose_name = "待确认历表日"
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["proposal", "day"], name="proposed_day_once")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {'补班' if self.is_working else '放假'}"
