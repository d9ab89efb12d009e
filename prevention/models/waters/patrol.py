"""Patrols along the water: a morning and an afternoon each day, and the halves that nobody walked."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.querysets import ScopedQuerySet
from prevention.models.waters.water import Water


class Half(models.TextChoices):
    MORNING = "am", "上午"
    AFTERNOON = "pm", "下午"


class WaterPatrolQuerySet(ScopedQuerySet):
    def with_dissuaded(self):
        """Adds dissuaded and minors (人次) of its dissuasion; None without one."""
        from prevention.models.waters.alert import Dissuasion  # noqa: PLC0415 - it names the patrol

        mine = Dissuasion.objects.current().filter(patrol=OuterRef("pk"))
        return self.annotate(dissuaded=Subquery(mine.values("persons")[:1]), minors=Subquery(mine.values("minors")[:1]))

    def in_tab(self, tab, on):
        chosen = {"all": Q(), "problem": Q(result=WaterPatrol.Result.PROBLEM), "late": Q(is_late=True)}
        return self.current().filter(chosen[tab])


class WaterPatrol(Record):
    """水域巡查 (次): one walk along a water in one half of a day. A further one in the same half is 加巡.

    It belongs to the day it was walked; what is entered after that day is 补录 and makes no missed half good.
    """

    class Result(models.TextChoices):
        NORMAL = "normal", "未见异常"
        PROBLEM = "problem", "发现问题"

    water = models.ForeignKey(Water, models.PROTECT, verbose_name="巡查水域", related_name="patrols")
    patrolled_on = models.DateField("水域巡查日", default=clock.today)
    half = models.CharField("巡查时段", max_length=2, choices=Half.choices)
    is_extra = models.BooleanField("加巡", default=False, help_text="这个时段已经巡过，再巡的一次")
    is_late = models.BooleanField("巡查补录", default=False, editable=False)
    patroller = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="巡查人", related_name="+")
    companions = models.PositiveSmallIntegerField("同行人数", default=0, help_text="辅警、网格员、志愿者等")
    result = models.CharField("巡查结果", max_length=7, choices=Result.choices, default=Result.NORMAL)
    remark = models.CharField("巡查备注", max_length=200, blank=True, help_text="不写姓名、证件号")

    objects = WaterPatrolQuerySet.as_manager()

    class Meta:
        verbose_name = "水域巡查"
        verbose_name_plural = "水域巡查"
        constraints = [
            models.UniqueConstraint(
                fields=["water", "patrolled_on", "half"],
                condition=Q(voided_at=None, is_extra=False),
                name="water_patrol_once_a_half",
            ),
        ]
        indexes = [models.Index(fields=["unit", "patrolled_on"], name="water_patrol_unit_day")]

    def __str__(self) -> str:
        return f"{self.water} {self.patrolled_on} {self.get_half_display()}巡查"

    def get_absolute_url(self) -> str:
        return address_of("prevention:waterpatrol-detail", self.pk)

    @property
    def marks_lamp(self) -> Lamp | None:
        words = [word for word, holds in (("加巡", self.is_extra), ("补录", self.is_late)) if holds]
        return lamps.tag("、".join(words), "blue") if words else None

    @property
    def has_problem(self) -> bool:
        return self.result == self.Result.PROBLEM

    @property
    def result_lamp(self) -> Lamp:
        words = self.get_result_display()
        return lamps.near(words) if self.has_problem else lamps.good(words)


class MissedQuerySet(ScopedQuerySet):
    def with_made_up(self):
        """Adds is_made_up: somebody entered the half afterwards. It stays missed."""
        return self.annotate(is_made_up=Exists(_patrols_then()))


def _patrols_then():
    return WaterPatrol.objects.current().filter(
        water=OuterRef("water"), patrolled_on=OuterRef("missed_on"), half=OuterRef("half")
    )


class MissedWaterPatrol(models.Model):
    """漏巡 (次): a half that was due and was not entered by the end of its day. Written once the day is over."""

    water = models.ForeignKey(Water, models.PROTECT, verbose_name="漏巡水域", related_name="missed")
    unit = models.ForeignKey(settings.UNIT_MODEL, models.PROTECT, verbose_name="所属单位", related_name="+")
    missed_on = models.DateField("漏巡日")
    half = models.CharField("漏巡时段", max_length=2, choices=Half.choices)

    objects = MissedQuerySet.as_manager()

    class Meta:
        verbose_name = "漏巡"
        verbose_name_plural = "漏巡"
        constraints = [models.UniqueConstraint(fields=["water", "missed_on", "half"], name="water_miss_once")]
        indexes = [models.Index(fields=["unit", "missed_on"], name="water_miss_unit_day")]

    def __str__(self) -> str:
        return f"{self.water} {self.missed_on} {self.get_half_display()}漏巡"

    def get_absolute_url(self) -> str:
        return self.water.get_absolute_url()


def halves_due(water: Water, walked: set[str]) -> list[str]:
    """What is missing of a day on which these halves were walked. One a day may be walked in either half."""
    if water.patrols_a_day == 1:
        return [] if walked else [Half.AFTERNOON]
    return [half for half in Half.values if half not in walked]


def day_of_half(at: dt.datetime) -> str:
    """Which half an instant of the local clock lies in."""
    return Half.MORNING if at.hour < 12 else Half.AFTERNOON
