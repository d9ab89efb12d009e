"""A bulk run and its rows, frozen before it is confirmed."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from baiyi.exchange.bulk.acts import BulkAct, find
from baiyi.jobs.models import BackgroundJob
from baiyi.records.addresses import address_of
from baiyi.records.fields import EncryptedJSONField
from baiyi.records.models import Journaled


class BulkRunQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A run is for who began it: its rows may lie at several units."""
        return self.filter(created_by=user) if user.is_authenticated else self.none()


class BulkRun(Journaled):
    """One act on many rows: which rows, under which conditions, by whom. Its rows never change once they are chosen."""

    class State(models.TextChoices):
        PREPARED = "prepared", "等待确认"
        STARTED = "started", "批量办理中"
        DONE = "done", "已办完"

    label = models.CharField("记录种类", max_length=60)
    act = models.CharField("办理事项", max_length=30)
    state = models.CharField("办理状态", max_length=10, choices=State.choices, default=State.PREPARED)
    address = models.CharField("所选列表", max_length=1000)
    conditions = models.CharField("选取条件", max_length=500)
    is_whole = models.BooleanField("全部符合条件的")
    total = models.PositiveIntegerField("选取条数")
    typed = EncryptedJSONField("填写内容", default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办理人", related_name="+")
    created_at = models.DateTimeField("选取时间")
    confirmed_at = models.DateTimeField("确认办理时间", null=True, blank=True)
    job = models.OneToOneField(
        BackgroundJob, models.PROTECT, verbose_name="办理任务", related_name="bulk_run", null=True, blank=True
    )

    objects = BulkRunQuerySet.as_manager()

    class Meta:
        verbose_name = "批量办理"
        verbose_name_plural = "批量办理"
        indexes = [models.Index(fields=["created_by", "state"], name="bulk_run_mine")]

    def __str__(self) -> str:
        return f"批量{self.name} {self.total} 条"

    @property
    def declared(self) -> BulkAct | None:
        """None when a later version of the program no longer knows the act."""
        return find(self.label, self.act)

    @property
    def name(self) -> str:
        return self.declared.name if self.declared else self.act

    def get_absolute_url(self) -> str:
        return address_of("exchange:bulk-run", self.pk)

    def counts(self) -> dict[str, int]:
        """How many rows are done, refused and waiting. One statement."""
        outcomes = {name: Count("pk", filter=Q(outcome=name)) for name in BulkRow.Outcome.values}
        return self.rows.aggregate(**outcomes)


class BulkRowQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(outcome=BulkRow.Outcome.WAITING)


class BulkRow(models.Model):
    """A record of a run, unique in it. What came of it is written in the transaction that does it: once."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "待办理"
        DONE = "done", "已办理"
        REFUSED = "refused", "未办成"

    run = models.ForeignKey(BulkRun, models.CASCADE, verbose_name="批量办理", related_name="rows")
    object_id = models.PositiveBigIntegerField("记录编号")
    outcome = models.CharField("逐条结果", max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    words = models.CharField("未办成原因", max_length=200, blank=True)
    done_at = models.DateTimeField("办理时间", null=True, blank=True)

    objects = BulkRowQuerySet.as_manager()

    class Meta:
        verbose_name = "批量办理明细"
        verbose_name_plural = "批量办理明细"
        constraints = [models.UniqueConstraint(fields=["run", "object_id"], name="bulk_row_once_a_run")]
        indexes = [models.Index(fields=["run", "outcome"], name="bulk_row_outcome")]

    def __str__(self) -> str:
        return f"{self.run} {self.object_id}"
