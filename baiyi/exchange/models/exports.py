"""What was taken away: one row an export, whatever became of its file. And the rule for small counts."""

import datetime as dt
import uuid
from pathlib import Path

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.timezone import localtime

from baiyi.exchange import rights
from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.fields import EncryptedTextField
from baiyi.records.models import Journaled

FOLDER = "exports"  # below the media, never served but by the page of the export
KEEP = dt.timedelta(days=7)
DEFAULT_THRESHOLD = 3


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """His own; all of them for who audits; nothing for a visitor."""
        if not user.is_authenticated:
            return self.none()
        return self.all() if user.has_perm(rights.AUDIT_EXPORTS) else self.filter(made_by=user)

    def unmade(self):
        return self.filter(made_at=None, refusal="")

    def with_files(self):
        return self.exclude(file="")


class Export(models.Model):
    """A list as its maker saw it, in a workbook. The row stays; the file goes after seven days.

    `address` is that of the list with its conditions, encrypted like the words of the conditions: a name may be typed
    among them. `columns` and `personal` are what was taken, by label, in order.
    """

    uuid = models.UUIDField("导出编号", unique=True, default=uuid.uuid4, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="导出人", related_name="+")
    unit = models.ForeignKey(
        settings.UNIT_MODEL, models.PROTECT, verbose_name="导出单位", related_name="+", null=True, blank=True
    )
    asked_at = models.DateTimeField("导出时间")
    title = models.CharField("导出列表", max_length=100)
    address = EncryptedTextField("列表地址")
    conditions = EncryptedTextField("导出条件", blank=True)
    keys = models.JSONField("所取列", default=list)
    columns = models.JSONField("导出列", default=list)
    personal = models.JSONField("导出个人信息", default=list)
    is_full = models.BooleanField("个人信息不遮盖", default=False)
    reason = models.CharField("导出事由", max_length=200, blank=True)
    rows = models.PositiveIntegerField("导出行数", default=0)
    written = models.PositiveIntegerField("已写行数", default=0)
    job = models.OneToOneField(
        "jobs.BackgroundJob", models.SET_NULL, verbose_name="生成任务", related_name="+", null=True, blank=True
    )
    made_at = models.DateTimeField("写完时间", null=True, blank=True)
    expires_at = models.DateTimeField("过期时间", null=True, blank=True)
    refusal = models.CharField("未生成原因", max_length=200, blank=True)
    file = models.CharField("导出文件", max_length=100, blank=True)
    size = models.PositiveBigIntegerField("字节数", default=0)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    downloads = models.PositiveIntegerField("下载次数", default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "导出"
        verbose_name_plural = "导出"
        indexes = [
            models.Index(fields=["made_by", "-asked_at"], name="export_mine"),
            models.Index(fields=["-asked_at"], name="export_newest"),
            models.Index(fields=["expires_at"], name="export_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{localtime(self.asked_at):%Y-%m-%d %H:%M}）"

    def get_absolute_url(self) -> str:
        return address_of("exchange:export-detail", self.pk)

    @property
    def path(self) -> Path:
        """Where its whole file lies once there is one."""
        return Path(settings.MEDIA_ROOT) / FOLDER / f"{self.uuid}.xlsx"

    @property
    def file_name(self) -> str:
        return f"{self.title}{localtime(self.asked_at):%Y%m%d%H%M}.xlsx"

    @property
    def is_expired(self) -> bool:
        return self.made_at is not None and self.expires_at <= clock.now()

    @property
    def is_ready(self) -> bool:
        return bool(self.file) and not self.is_expired

    @property
    def is_dead(self) -> bool:
        return bool(self.refusal) or (self.made_at is None and self.job is not None and self.job.state == "dead")

    @property
    def is_under_way(self) -> bool:
        return self.made_at is None and not self.is_dead

    @property
    def lamp(self) -> lamps.Lamp:
        if self.is_dead:
            return lamps.overdue("未生成")
        if self.made_at is None:
            return lamps.near(f"生成中 {self.percent}%") if self.written else lamps.no_data("排队")
        return lamps.no_data("已过期") if self.is_expired or not self.file else lamps.good("完成")

    @property
    def percent(self) -> int:
        """100 only once the file is whole."""
        return 100 if self.made_at else min(self.written * 100 // max(self.rows, 1), 99)

    @property
    def columns_words(self) -> str:
        return "、".join(self.columns)

    @property
    def personal_words(self) -> str:
        if not self.personal:
            return ""
        return f"{'、'.join(self.personal)}（{'完整' if self.is_full else '已遮盖'}）"


class SmallCountRuleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rules belong to no unit."""
        return self.all() if user.is_authenticated else self.none()

    def with_standing(self, day: dt.date):
        """Adds whether a rule is the one in force that day."""
        last = self.model.objects.filter(effective_on__lte=day).order_by("-effective_on").values("effective_on")[:1]
        return self.annotate(is_current=models.Q(effective_on=models.Subquery(last)))

    def threshold_on(self, day: dt.date) -> int:
        """By the last rule in force; DEFAULT_THRESHOLD before the first."""
        found = self.filter(effective_on__lte=day).order_by("-effective_on").values_list("threshold", flat=True)
        return next(iter(found[:1]), DEFAULT_THRESHOLD)


class SmallCountRule(Journaled):
    """小数遮盖: from `effective_on` on, a body outside the police takes counts below the threshold as “<3” only."""

    effective_on = models.DateField("生效日", unique=True)
    threshold = models.PositiveSmallIntegerField(
        "遮盖界限", validators=[MinValueValidator(1)], help_text="小于此数的计数只写“<界限”；1 即不遮盖"
    )

    objects = SmallCountRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "小数遮盖规则"
        verbose_name_plural = "小数遮盖规则"

    def __str__(self) -> str:
        return f"{self.effective_on:%Y-%m-%d} 起小于 {self.threshold} 的计数遮盖"

    @property
    def standing_lamp(self) -> lamps.Lamp:
        """For rows of `with_standing`."""
        if self.is_current:
            return lamps.good("现行")
        return lamps.near("待生效") if self.effective_on > clock.today() else lamps.no_data("已替代")
