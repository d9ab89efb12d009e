"""PatrolMechanism (勤务机制), ResponseRing (快反圈) and ResponseCount (快反到场统计)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from baiyi.figures.evaluation import percentage
from baiyi.records import lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from prevention.models.beats import Dated, PatrolBeat, dated


class PatrolMechanism(Dated):
    """勤务机制: how the force works together, in the branch's own words; pages that stations read show them."""

    name = models.CharField("勤务机制名称", max_length=40)
    text = models.TextField("勤务机制内容", max_length=1000)
    source = models.CharField("勤务机制依据", max_length=100, blank=True, help_text="文件名称、文号")
    is_sample = models.BooleanField("示例", default=False, help_text="不是正式文件的内容，页面上标明“示例”")

    class Meta:
        verbose_name = "勤务机制"
        verbose_name_plural = "勤务机制"
        constraints = dated("patrol_mechanism")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("prevention:mechanism-detail", self.pk)

    @property
    def sample_lamp(self) -> Lamp | None:
        return lamps.tag("示例", "yellow") if self.is_sample else None


class ResponseRing(Dated):
    """快反圈: within so many minutes somebody stands where he is called to. What counts as in time is said in words."""

    minutes = models.PositiveSmallIntegerField("到场时限", validators=[MinValueValidator(1)], help_text="分钟")
    name = models.CharField("快反圈名称", max_length=40)
    covers = models.CharField("覆盖范围", max_length=200)
    standard = models.CharField("达标口径", max_length=200, help_text="从何时起算、到何时为止、怎样算按时")
    is_sample = models.BooleanField("示例", default=False, help_text="不是正式文件的内容，页面上标明“示例”")

    class Meta:
        verbose_name = "快反圈"
        verbose_name_plural = "快反圈"
        constraints = [
            *dated("response_ring"),
            models.UniqueConstraint(
                fields=["minutes"], condition=Q(voided_at=None, in_use_until=None), name="response_ring_open_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("prevention:ring-detail", self.pk)

    @property
    def sample_lamp(self) -> Lamp | None:
        return lamps.tag("示例", "yellow") if self.is_sample else None


class ResponseCount(Record):
    """快反到场统计: of one unit, day and ring, how often somebody was called and how often he came in time.

    Once a unit (or beat), day and ring: the database decides.
    """

    ring = models.ForeignKey(ResponseRing, models.PROTECT, verbose_name="所属快反圈", related_name="counts")
    beat = models.ForeignKey(
        PatrolBeat, models.PROTECT, verbose_name="统计巡区", related_name="+", null=True, blank=True
    )
    reported_on = models.DateField("报告日")
    arrivals = models.PositiveIntegerField("应到场", default=0, help_text="次")
    in_time = models.PositiveIntegerField("按时到场", default=0, help_text="次")

    class Meta:
        verbose_name = "快反到场统计"
        verbose_name_plural = "快反到场统计"
        constraints = [
            models.CheckConstraint(condition=Q(in_time__lte=F("arrivals")), name="response_in_time_within"),
            models.UniqueConstraint(
                fields=["unit", "reported_on", "ring"],
                condition=Q(voided_at=None, beat=None),
                name="response_once_a_unit",
            ),
            models.UniqueConstraint(
                fields=["unit", "beat", "reported_on", "ring"],
                condition=Q(voided_at=None, beat__isnull=False),
                name="response_once_a_beat",
            ),
        ]
        indexes = [models.Index(fields=["unit", "reported_on"], name="response_unit_day")]

    def __str__(self) -> str:
        return f"{self.beat or self.unit} {self.reported_on.month}月{self.reported_on.day}日 {self.ring}"

    def get_absolute_url(self) -> str:
        return address_of("prevention:response-detail", self.pk)

    @property
    def rate_words(self) -> str:
        """19/20（95.0%）: never without both numbers."""
        return words_of(self.in_time, self.arrivals)


def words_of(in_time: int, arrivals: int) -> str:
    rate = percentage(in_time, arrivals)
    return f"{in_time}/{arrivals}（{'—' if rate is None else f'{rate}%'}）"
