"""AlarmBase (历史基数) and AlarmComparison (对比存档): what alarms are compared with, and what a comparison said."""

from django.db import models
from django.db.models import F, Q

from baiyi.figures import Period
from baiyi.figures.changes import Compared
from baiyi.records.addresses import address_of
from baiyi.records.models import Record

MOST_SUBJECT = 40  # of what is counted: see reading/alarms/subjects.py


class OfAlarms(Record):
    """Some alarms of some days, of the unit and all below it."""

    subject = models.CharField("警情范围", max_length=MOST_SUBJECT)
    subject_name = models.CharField("警情范围名称", max_length=MOST_SUBJECT, editable=False)
    since = models.DateField("起始日")
    until = models.DateField("截止日")

    class Meta:
        abstract = True

    @property
    def period(self) -> Period:
        return Period(self.since, self.until)


class AlarmBase(OfAlarms):
    """历史基数 (起): a count of days that were never reported here, with its source. It serves as a base when its days
    are the base period's exactly.
    """

    count = models.PositiveIntegerField("基数")
    source = models.CharField("数据来源", max_length=60, help_text="如 2025 年警情年报")

    class Meta:
        verbose_name = "历史基数"
        verbose_name_plural = "历史基数"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "subject", "since", "until"], condition=Q(voided_at=None), name="alarm_base_once"
            ),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="alarm_base_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.subject_name} {self.since} 至 {self.until}"

    def get_absolute_url(self) -> str:
        return address_of("prevention:alarm_base-detail", self.pk)


class AlarmComparison(OfAlarms):
    """对比存档: both counts as they were, and what was missing (缺报) then. It is never changed."""

    class Kind(models.TextChoices):
        PREVIOUS = "previous", "环比"
        LAST_YEAR = "last_year", "同比"
        OTHER = "other", "自定义对比"

    kind = models.CharField("对比方式", max_length=10, choices=Kind.choices)
    base_since = models.DateField("基期起始日")
    base_until = models.DateField("基期截止日")
    count = models.PositiveIntegerField("本期数", editable=False)
    base_count = models.PositiveIntegerField("基期数", editable=False)
    base_source = models.CharField("基期数来源", max_length=60, blank=True, editable=False)
    missing = models.PositiveIntegerField("本期缺报", editable=False, help_text="个单位日")
    base_missing = models.PositiveIntegerField("基期缺报", editable=False, help_text="个单位日")

    class Meta:
        verbose_name = "对比存档"
        verbose_name_plural = "对比存档"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since"), base_until__gte=F("base_since")),
                name="alarm_comparison_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.subject_name} {self.period}"

    def get_absolute_url(self) -> str:
        return address_of("prevention:alarm_comparison-detail", self.pk)

    @property
    def compared(self) -> Compared:
        return Compared(
            now=self.count,
            base=self.base_count,
            period=self.period,
            base_period=Period(self.base_since, self.base_until),
            word=self.get_kind_display(),
            source=self.base_source,
        )

    @property
    def missing_words(self) -> str:
        return f"本期缺报 {self.missing} 个单位日，基期缺报 {self.base_missing} 个单位日"
