"""Signs of life, and the rows that work is claimed by. Their instants are the machine's, never the campaign's
(`BAIYI_TODAY`).
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from baiyi.jobs.errors import Explained, explain
from baiyi.jobs.rights import VIEW_HEALTH
from baiyi.records import lamps
from baiyi.records.addresses import address_of

WORKER = "worker"
BEAT = "beat"
PUBLISH = "publish"  # present only while messages cannot be published; `at` is when that began
CLOCK = "clock"  # the last reading of the machine's clock that was believed (baiyi.jobs.clockguard)
SCAN = "scan:"  # prefix: the last start of a periodic scan; `detail` is the error of its last run
SLACK = timedelta(seconds=5)  # by so much two clocks may differ before a lease looks as if it came from the future


class HeartbeatQuerySet(models.QuerySet):
    def beat(self, name: str, detail: str = "") -> None:
        """Say that `name` is alive now: one statement."""
        row = Heartbeat(name=name, at=timezone.now(), detail=detail[:500])
        self.bulk_create([row], update_conflicts=True, unique_fields=["name"], update_fields=["at", "detail"])

    def publish_failed(self, detail: str) -> None:
        """Keep the moment of the first failure."""
        row = Heartbeat(name=PUBLISH, at=timezone.now(), detail=detail[:500])
        self.bulk_create([row], ignore_conflicts=True)

    def publish_works(self) -> None:
        self.filter(name=PUBLISH).delete()


class Heartbeat(models.Model):
    """The last sign of life of a process, of publishing, or of a periodic scan."""

    name = models.CharField("名称", max_length=200, unique=True)
    at = models.DateTimeField("时刻")
    detail = models.CharField("说明", max_length=500, blank=True)

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = "心跳"
        verbose_name_plural = "心跳"

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"

    def is_fresh(self, seconds: int) -> bool:
        return (timezone.now() - self.at).total_seconds() < seconds


class LeasedQuerySet(models.QuerySet):
    def claimable(self, now: datetime):
        """Nobody works on it: it waits, or its lease has run out, or lies further ahead than any lease (the clock was
        set back).
        """
        longest = now + timedelta(seconds=settings.JOBS_LEASE_SECONDS) + SLACK
        is_expired = Q(lease_until__lte=now) | Q(lease_until__gt=longest) | Q(lease_until=None)
        return self.filter(Q(state=Leased.State.DUE) | Q(state=Leased.State.CLAIMED) & is_expired)

    def dead(self):
        return self.filter(state=Leased.State.DEAD)


class Leased(models.Model):
    """A row that one worker at a time works on. `baiyi.jobs.leases` alone changes these columns."""

    class State(models.TextChoices):
        DUE = "due", "待执行"
        CLAIMED = "claimed", "执行中"
        DONE = "done", "已执行"
        DEAD = "dead", "已搁置"

    state = models.CharField("执行状态", max_length=8, choices=State.choices, default=State.DUE, editable=False)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0, editable=False)  # since the last progress
    starts = models.PositiveIntegerField("执行次数", default=0, editable=False)  # in all
    holder = models.CharField("执行者", max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField("占用至", null=True, blank=True, editable=False)
    started_at = models.DateTimeField("开始执行", null=True, blank=True, editable=False)
    finished_at = models.DateTimeField("结束执行", null=True, blank=True, editable=False)
    error = models.CharField("出错原因", max_length=500, blank=True, editable=False)
    done = models.PositiveIntegerField("已处理数", default=0, editable=False)
    total = models.PositiveIntegerField("应处理数", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def explained(self) -> Explained:
        return explain(self.error)

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.DEAD}

    @property
    def lamp(self) -> lamps.Lamp:
        make = {"due": lamps.no_data, "claimed": lamps.near, "done": lamps.good, "dead": lamps.overdue}[self.state]
        return make(self.get_state_display())

    @property
    def seconds(self) -> float | None:
        """From the first start to the end."""
        return (self.finished_at - self.started_at).total_seconds() if self.started_at and self.finished_at else None


class ScheduledRun(Leased):
    """One moment at which a schedule was to run; there is one row a schedule and moment, whatever the clocks do."""

    name = models.CharField("计划编码", max_length=100)
    slot = models.DateTimeField("应执行时刻")
    is_late = models.BooleanField("补发", default=False)

    objects = LeasedQuerySet.as_manager()

    class Meta:
        verbose_name = "计划执行"
        verbose_name_plural = "计划执行"
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="scheduled_run_once")]
        indexes = [models.Index(fields=["state", "slot"], name="scheduled_run_state")]

    def __str__(self) -> str:
        return f"{self.name} {timezone.localtime(self.slot):%Y-%m-%d %H:%M}"


class BackgroundJobQuerySet(LeasedQuerySet):
    def visible_to(self, user):
        """His own; all of them with the right to see the health of the system; nothing for a visitor."""
        if not user.is_authenticated:
            return self.none()
        return self.all() if user.has_perm(VIEW_HEALTH) else self.filter(created_by=user)


class BackgroundJob(Leased):
    """Long work somebody started on a page; it goes on when he leaves the page."""

    kind = models.CharField("任务种类", max_length=50)
    title = models.CharField("任务名称", max_length=200)
    params = models.JSONField("任务参数", default=dict)
    once = models.CharField("唯一键", max_length=200, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发起人", related_name="+")
    created_at = models.DateTimeField("发起时间")
    result = models.CharField("执行结果", max_length=500, blank=True)

    objects = BackgroundJobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        indexes = [
            models.Index(fields=["state", "created_at"], name="background_job_state"),
            models.Index(fields=["created_by", "-created_at"], name="background_job_mine"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("jobs:job-detail", self.pk)
