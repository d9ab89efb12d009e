"""Zones (防区) and the beats (巡区) they are divided into, with the points and lines that must be passed (必巡点)."""

import datetime as dt

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from baiyi.records.addresses import address_of
from baiyi.records.models import Journaled, Record
from baiyi.records.querysets import ScopedQuerySet
from baiyi.records.search import SearchKeyField

COLOUR = RegexValidator(r"^#[0-9a-f]{6}$", "颜色写作 # 加六位十六进制数，如 #2f6fde")

COLOURS = {
    "#2f6fde": "蓝",
    "#0f8a8a": "青",
    "#2e8b57": "绿",
    "#8a9a1b": "橄榄",
    "#c98a00": "黄",
    "#d2691e": "橙",
    "#c0392b": "红",
    "#b8478f": "粉",
    "#7a4fc2": "紫",
    "#6b4f3a": "棕",
    "#5b6b7b": "灰",
}


def dated(prefix: str) -> list[models.CheckConstraint]:
    """It ends on or after the day it begins."""
    ends = Q(in_use_until=None) | Q(in_use_until__gte=F("starts_on"))
    return [models.CheckConstraint(condition=ends, name=f"{prefix}_ends_after_start")]


def in_use_on(day: dt.date) -> Q:
    """Valid on that day, both ends included."""
    return Q(starts_on__lte=day) & (Q(in_use_until=None) | Q(in_use_until__gte=day))


class DatedQuerySet(ScopedQuerySet):
    def in_force(self, on: dt.date):
        return self.current().filter(in_use_on(on))

    def in_tab(self, tab: str, on: dt.date):
        return self.in_force(on) if tab == "used" else self.current().filter(in_use_until__lt=on)


class Dated(Record):
    """In force from one day to another, both included; an open end lasts."""

    starts_on = models.DateField("启用日")
    in_use_until = models.DateField("停用日", null=True, blank=True, help_text="留空为在用")

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class PatrolZone(Dated):
    """防区 (个): a part of the district with its head and the force it is to be held by. Its unit leads."""

    number = models.CharField("防区编号", max_length=20)
    name = models.CharField("防区名称", max_length=40)
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="防区长", related_name="+", null=True, blank=True
    )
    force = models.PositiveSmallIntegerField("应有警力", default=0, help_text="人")
    colour = models.CharField("防区颜色", max_length=7, default="#2f6fde", validators=[COLOUR])
    note = models.CharField("防区说明", max_length=200, blank=True)
    search_key = SearchKeyField("检索键", names=["name"], numbers=["number"])

    class Meta:
        verbose_name = "防区"
        verbose_name_plural = "防区"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(voided_at=None), name="zone_number_once"),
            *dated("zone"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("prevention:zone-detail", self.pk)

    @property
    def colour_word(self) -> str:
        """A colour never stands alone; one of the unit's own is said by its number."""
        return COLOURS.get(self.colour, self.colour)


class PatrolBeat(Dated):
    """巡区 (个): a part of a zone that one patrol can walk. Its unit patrols it."""

    class Kind(models.TextChoices):
        REGULAR = "regular", "常规"
        TEMPORARY = "temporary", "临时"

    class Grade(models.IntegerChoices):
        ONE = 1, "一级"
        TWO = 2, "二级"
        THREE = 3, "三级"

    zone = models.ForeignKey(PatrolZone, models.PROTECT, verbose_name="所在防区", related_name="beats")
    number = models.CharField("巡区编号", max_length=20)
    name = models.CharField("巡区名称", max_length=40)
    kind = models.CharField("巡区类型", max_length=9, choices=Kind.choices, default=Kind.REGULAR)
    grade = models.PositiveSmallIntegerField("巡区等级", choices=Grade.choices, default=Grade.TWO)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="巡区责任民警", related_name="+", null=True, blank=True
    )
    force = models.PositiveSmallIntegerField("每班警力", default=2, validators=[MinValueValidator(1)], help_text="人")
    extent = models.CharField("巡区范围", max_length=120, help_text="四至或路段，如 东至人民路、南至沿江路")
    is_campus = models.BooleanField("含校园周边", default=False)
    search_key = SearchKeyField("检索键", names=["name", "extent"], numbers=["number"])

    class Meta:
        verbose_name = "巡区"
        verbose_name_plural = "巡区"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(voided_at=None), name="beat_number_once"),
            *dated("beat"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("prevention:beat-detail", self.pk)


class MustPass(Journaled):
    """必巡点、必巡线 (处): a place of a beat that every patrol passes."""

    class Kind(models.TextChoices):
        POINT = "point", "必巡点"
        LINE = "line", "必巡线"

    beat = models.ForeignKey(PatrolBeat, models.CASCADE, verbose_name="所在巡区", related_name="must_pass")
    position = models.PositiveSmallIntegerField("次序", default=1)
    kind = models.CharField("必巡类型", max_length=5, choices=Kind.choices, default=Kind.POINT)
    name = models.CharField("必巡名称", max_length=60)
    ended_on = models.DateField("取消日", null=True, blank=True)

    class Meta:
        verbose_name = "必巡点"
        verbose_name_plural = "必巡点"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["beat", "name"], condition=Q(ended_on=None), name="must_pass_once_in_a_beat"
            )
        ]

    def __str__(self) -> str:
        return self.name
