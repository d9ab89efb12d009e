"""WeeklyDuty (本周督导任务) and Supervision (督导检查)."""

import datetime as dt

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.querysets import ScopedQuerySet
from campaigns.weeks import Week
from hotspots.models.drawn import draw_visit
from hotspots.models.hotspot import Hotspot, binds


class OfHotspotQuerySet(ScopedQuerySet):
    """Rows that hang on a hotspot: whom it is lent to sees them too."""

    def lent_to(self, user) -> Q:
        return Q(hotspot__in=Hotspot.objects.filter(Hotspot.objects.lent_to(user)).values("pk"))


class WeeklyDutyQuerySet(OfHotspotQuerySet):
    def with_done(self):
        """Adds is_done: a visit on a day of that week was recorded while it ran, and is not voided."""
        return self.annotate(is_done=Exists(_visits_of_week().filter(entered_late=False)))

    def with_made_up(self):
        """Adds is_made_up: a visit on a day of that week was recorded once it was over (已补)."""
        return self.annotate(is_made_up=Exists(_visits_of_week().filter(entered_late=True)))

    def of_day(self, day: dt.date):
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def binding(self):
        """Without those of weeks that the hotspot, as it is known today, was not to be supervised in."""
        return self.filter(binds(F("ends_on"), "hotspot__"))

    def undone(self):
        """Binding, without a visit."""
        return self.with_done().binding().filter(is_done=False)

    def missed(self):
        """The week ended without a visit. It stays missed when one is recorded afterwards (已补), and when the hotspot
        is delisted later.
        """
        return self.undone().filter(missed_at__isnull=False)

    def made_up(self):
        """Missed, and recorded afterwards."""
        return self.missed().with_made_up().filter(is_made_up=True)


def _visits_of_week():
    """Of the duty around it."""
    week = (OuterRef("starts_on"), OuterRef("ends_on"))
    return Supervision.objects.current().filter(hotspot=OuterRef("hotspot"), supervised_on__range=week)


class WeeklyDuty(models.Model):
    """One hotspot is to be supervised once in one week of the campaign. Done is a query, never a status; see
    docs/adr/0017.

    It counts for the unit that answered for the hotspot when it was opened.
    """

    hotspot = models.ForeignKey(Hotspot, models.PROTECT, verbose_name="挂牌整治区域", related_name="duties")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, verbose_name="所属单位", related_name="+")
    starts_on = models.DateField("督导周起")
    ends_on = models.DateField("督导周止")
    opened_at = models.DateTimeField("下达时间")
    is_late = models.BooleanField("补发", default=False)
    missed_at = models.DateTimeField("记为漏督的时间", null=True, blank=True)

    objects = WeeklyDutyQuerySet.as_manager()

    class Meta:
        verbose_name = "每周督导任务"
        verbose_name_plural = "每周督导任务"
        constraints = [
            models.UniqueConstraint(fields=["hotspot", "starts_on"], name="one_duty_per_hotspot_and_week"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="duty_ends_after_start"),
        ]
        indexes = [models.Index(fields=["ends_on", "missed_at"], name="duty_ends")]

    def __str__(self) -> str:
        return f"{self.hotspot} {self.week}"

    def get_absolute_url(self) -> str:
        return self.hotspot.get_absolute_url()

    @property
    def week(self) -> Week:
        return Week(self.starts_on)

    @property
    def made_up_lamp(self) -> Lamp | None:
        """Of rows `with_made_up`."""
        return lamps.tag("已补", "yellow") if self.is_made_up else None


class Supervision(Record):
    """督导检查 (次): one visit to a hotspot; it makes the week of its day done when it is recorded while that runs. One
    that was `entered_late` makes up for a week and leaves it missed.

    A visit in a week that asks for none has no duty and counts as a visit all the same.
    """

    class Method(models.TextChoices):
        UNANNOUNCED = "unannounced", "四不两直"
        ON_SITE = "on_site", "实地督导"
        JOINT = "joint", "联合督导"
        VIDEO = "video", "视频巡查"

    class Outcome(models.TextChoices):
        NORMAL = "normal", "正常"
        PROBLEM = "problem", "发现问题"

    hotspot = models.ForeignKey(Hotspot, models.PROTECT, verbose_name="挂牌整治区域", related_name="supervisions")
    duty = models.ForeignKey(
        WeeklyDuty, models.PROTECT, verbose_name="每周督导任务", related_name="supervisions", null=True, blank=True
    )
    supervised_on = models.DateField("督导日", default=clock.today)
    method = models.CharField("督导方式", max_length=12, choices=Method.choices)
    outcome = models.CharField("督导结果", max_length=10, choices=Outcome.choices)
    problem_count = models.PositiveSmallIntegerField("问题数", default=0)
    findings = models.CharField("发现的问题", max_length=500, blank=True)
    next_step = models.CharField("下一步措施", max_length=300, blank=True)
    rectify_by = models.DateField("问题整改期限", null=True, blank=True)
    late_reason = models.CharField("补录原因", max_length=200, blank=True)
    entered_late = models.BooleanField("逾周补录", default=False, editable=False)
    client_uuid = models.UUIDField("表单编号", editable=False)

    objects = OfHotspotQuerySet.as_manager()

    class Meta:
        verbose_name = "督导检查"
        verbose_name_plural = "督导检查"
        constraints = [
            models.UniqueConstraint(fields=["created_by", "client_uuid"], name="supervision_once_per_form"),
            models.CheckConstraint(
                condition=Q(outcome="normal", problem_count=0) | Q(outcome="problem", problem_count__gte=1),
                name="supervision_problems_counted",
            ),
        ]
        indexes = [
            models.Index(fields=["hotspot", "-supervised_on"], name="supervision_of_hotspot"),
            models.Index(fields=["unit", "supervised_on"], name="supervision_unit_day"),
        ]

    def __str__(self) -> str:
        return f"{self.hotspot} {self.supervised_on:%Y-%m-%d} 督导"

    def get_absolute_url(self) -> str:
        return address_of("hotspots:supervision-detail", self.pk)

    def is_lent_to(self, user) -> bool:
        return self.hotspot.is_lent_to(user)

    @property
    def has_problems(self) -> bool:
        return self.outcome == self.Outcome.PROBLEM

    @property
    def is_recorded_late(self) -> bool:
        return bool(self.late_reason)

    @property
    def drawn(self) -> str:
        """On the page of the hotspot."""
        return draw_visit(self)
