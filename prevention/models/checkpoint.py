"""Checkpoint (卡点) and the shifts that man it."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q

from baiyi.records import lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.querysets import ScopedQuerySet
from baiyi.records.search import SearchKeyField
from prevention.models.turn import Turn, just_now


class CheckpointQuerySet(ScopedQuerySet):
    def hangs_on(self, on: dt.date):
        return just_now()

    def in_use(self, on: dt.date):
        return self.current().filter(Q(in_use_until=None) | Q(in_use_until__gte=on))

    def with_duty(self, at: dt.datetime):
        """Adds whether somebody stands there, and whether a gap lasts."""
        return self.annotate(is_manned=_manned(at), has_gap=_unmanned(at))

    def in_tab(self, tab: str, on: dt.date):
        at = just_now()
        chosen = {
            "used": lambda: self.in_use(on),
            "manned": lambda: self.current().filter(_manned(at)),
            "gap": lambda: self.current().filter(_unmanned(at)),
            "ended": lambda: self.current().filter(in_use_until__lt=on),
        }
        return chosen[tab]()


def _manned(at: dt.datetime) -> Exists:
    on_duty = CheckpointShift.objects.current().filter(state=Turn.State.ON, starts_at__lte=at, ends_at__gte=at)
    return Exists(on_duty.filter(checkpoint=OuterRef("pk")))


def _unmanned(at: dt.datetime) -> Exists:
    return Exists(CheckpointShift.objects.unmanned(at).filter(checkpoint=OuterRef("pk")))


class Checkpoint(Record):
    """卡点 (处): a place where vehicles and people are checked, of one of three kinds. Its unit mans it."""

    class Kind(models.TextChoices):
        SEARCH = "search", "综合查缉"
        PATROL = "patrol", "巡查管控"
        TRAFFIC = "traffic", "交通整治"

    number = models.CharField("卡点编号", max_length=20)
    name = models.CharField("卡点名称", max_length=40)
    kind = models.CharField("卡点类型", max_length=8, choices=Kind.choices)
    place = models.CharField("卡点位置", max_length=80, help_text="路段、方向，如 国道北段进城方向")
    area = models.CharField("管辖范围", max_length=80, blank=True)
    is_near_restaurants = models.BooleanField("餐饮集中区", default=False)
    is_black_spot = models.BooleanField("事故多发点", default=False)
    in_use_until = models.DateField("停用日", null=True, blank=True, help_text="留空为在用")
    search_key = SearchKeyField("检索键", names=["name", "place"], numbers=["number"])

    objects = CheckpointQuerySet.as_manager()

    class Meta:
        verbose_name = "卡点"
        verbose_name_plural = "卡点"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(voided_at=None), name="checkpoint_number_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("prevention:checkpoint-detail", self.pk)

    @property
    def duty_lamp(self) -> Lamp:
        """Of rows `with_duty`."""
        if self.has_gap:
            return lamps.overdue("断档")
        return lamps.good("在岗") if self.is_manned else lamps.no_data("未设卡")


class CheckpointShift(Turn):
    """设卡勤务 (班次): one turn at a checkpoint, with what it checked and found. Counts, no names."""

    POST = "checkpoint"

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, verbose_name="设卡卡点", related_name="shifts")
    vehicles_checked = models.PositiveIntegerField("盘查车辆", default=0, help_text="辆次")
    people_checked = models.PositiveIntegerField("盘查人员", default=0, help_text="人次")
    suspicious_items = models.PositiveSmallIntegerField("可疑物品", default=0, help_text="件")
    captured = models.PositiveSmallIntegerField("查获人员", default=0, help_text="人")
    findings = models.CharField("查获情况", max_length=300, blank=True, help_text="不写姓名、证件号")

    class Meta(Turn.Meta):
        verbose_name = "设卡勤务"
        verbose_name_plural = "设卡勤务"
        constraints = [
            *Turn.Meta.constraints,
            models.UniqueConstraint(
                fields=["checkpoint"], condition=Q(state="on", voided_at=None), name="checkpoint_manned_once"
            ),
        ]
        indexes = [*Turn.Meta.indexes, models.Index(fields=["checkpoint", "-starts_at"], name="shift_of_checkpoint")]

    def __str__(self) -> str:
        return f"{self.checkpoint} {self.hours}"

    def get_absolute_url(self) -> str:
        return address_of("prevention:shift-detail", self.pk)
