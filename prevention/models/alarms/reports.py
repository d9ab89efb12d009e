"""AlarmReport (警情日报): what a unit says of one reporting day, in counts; nothing of anybody is in it."""

import datetime as dt

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime

from baiyi.records import lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.querysets import ScopedQuerySet
from prevention.models.alarms.categories import AlarmCategory
from prevention.models.beats import PatrolBeat


class AlarmReportQuerySet(ScopedQuerySet):
    def reported(self):
        return self.current().exclude(reported_at=None)

    def missing(self):
        """未报: the day is over, and nobody said anything."""
        return self.current().filter(reported_at=None)

    def in_tab(self, tab: str, on: dt.date):
        return {
            "all": self.current,
            "missing": self.missing,
            "late": lambda: self.current().filter(is_late=True),
            "zero": lambda: self.current().filter(is_zero=True),
        }[tab]()


class AlarmReport(Record):
    """警情日报 (份): one a unit and reporting day. The row is there from the end of the day on; until somebody reports,
    it is 未报. `reported_at`, `due_at` and `is_late` are those of the first report, whatever is corrected later.
    """

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="报送人", related_name="+", null=True, editable=False
    )
    reported_on = models.DateField("报告日")
    due_at = models.DateTimeField("应报时刻", editable=False)
    reported_at = models.DateTimeField("首次上报时刻", null=True, editable=False)
    corrected_at = models.DateTimeField("更正时刻", null=True, editable=False)
    is_late = models.BooleanField("迟报", default=False, editable=False)
    is_zero = models.BooleanField("零报告", default=False, editable=False)
    total = models.PositiveIntegerField("警情合计", default=0, editable=False, help_text="起，含无效警情")

    objects = AlarmReportQuerySet.as_manager()

    class Meta:
        verbose_name = "警情日报"
        verbose_name_plural = "警情日报"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "reported_on"], condition=Q(voided_at=None), name="alarm_report_once_a_day"
            ),
            models.CheckConstraint(condition=~Q(is_zero=True, total__gt=0), name="alarm_report_zero_is_nothing"),
        ]
        indexes = [models.Index(fields=["reported_on"], name="alarm_report_day")]

    def __str__(self) -> str:
        return f"{self.unit} {self.reported_on} 警情日报"

    def get_absolute_url(self) -> str:
        return address_of("prevention:alarm_report-detail", self.pk)

    @property
    def is_missing(self) -> bool:
        return self.reported_at is None

    @property
    def state_lamp(self) -> Lamp:
        """未报 / 零报告 / 有 7 起, and whether it was late."""
        if self.is_missing:
            return lamps.overdue("未报")
        words = "零报告" if self.is_zero else f"{self.total} 起"
        return lamps.near(f"{words}，迟报") if self.is_late else lamps.good(words)


class AlarmCountQuerySet(ScopedQuerySet):
    unit_fields = ("report__unit",)

    def counting(self):
        """Of reports that stand."""
        return self.filter(report__voided_at=None)


class AlarmCount(models.Model):
    """How many alarms (起) of a category in a beat, or in none (未分巡区). What is 0 has no row."""

    report = models.ForeignKey(AlarmReport, models.CASCADE, verbose_name="警情日报", related_name="counts")
    beat = models.ForeignKey(
        PatrolBeat, models.PROTECT, verbose_name="巡区", related_name="alarm_counts", null=True, blank=True
    )
    category = models.ForeignKey(AlarmCategory, models.PROTECT, verbose_name="警情类别", related_name="counts")
    count = models.PositiveIntegerField("警情数", validators=[MinValueValidator(1)])

    objects = AlarmCountQuerySet.as_manager()

    class Meta:
        verbose_name = "警情数"
        verbose_name_plural = "警情数"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "beat", "category"], condition=Q(beat__isnull=False), name="alarm_count_once_a_beat"
            ),
            models.UniqueConstraint(
                fields=["report", "category"], condition=Q(beat=None), name="alarm_count_once_without_beat"
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="alarm_count_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.count} 起"


class AlarmCorrection(models.Model):
    """更正: what a report said before, in full; the journal says who, when and why in short."""

    report = models.ForeignKey(AlarmReport, models.CASCADE, verbose_name="警情日报", related_name="corrections")
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="更正人", related_name="+")
    corrected_at = models.DateTimeField("更正时刻")
    reason = models.CharField("更正理由", max_length=200)
    before = models.TextField("更正前")

    class Meta:
        verbose_name = "日报更正"
        verbose_name_plural = "日报更正"
        ordering = ["-corrected_at", "-pk"]

    def __str__(self) -> str:
        return f"{localtime(self.corrected_at):%Y-%m-%d %H:%M} {self.corrected_by}（{self.reason}）"
