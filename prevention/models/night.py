"""Breathalyser (酒精检测仪) and NightSheet (夜查酒驾)."""

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime

from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.moves import MoveRefused
from baiyi.records.search import SearchKeyField, TextKeyField
from prevention.models.checkpoint import Checkpoint
from prevention.models.turn import OnDuty

SAMPLES_A_PERSON = 2
NEAR = 30  # natural days before its calibration runs out


class Breathalyser(Record):
    """酒精检测仪: counts in evidence only while its calibration is valid."""

    number = models.CharField("检测仪编号", max_length=30)
    model = models.CharField("型号", max_length=30, blank=True)
    valid_until = models.DateField("检定有效期至")
    search_key = SearchKeyField("检索键", numbers=["number"], texts=["model"])

    class Meta:
        verbose_name = "酒精检测仪"
        verbose_name_plural = "酒精检测仪"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(voided_at=None), name="breathalyser_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}（检定至 {self.valid_until}）"

    def get_absolute_url(self) -> str:
        return address_of("prevention:breathalyser-detail", self.pk)

    @property
    def validity_lamp(self) -> Lamp:
        left = (self.valid_until - clock.today()).days
        if left < 0:
            return lamps.overdue("已过期")
        return lamps.near(f"还有 {left} 天") if left <= NEAR else lamps.good("有效")


class NightSheet(OnDuty):
    """夜查酒驾 (次): one night at a temporary checkpoint, in counts; no names.

    饮酒, 再次饮酒 and 醉酒 exclude each other (GB 19522: from 20, from 80 mg/100 ml), so their sum is people. Whether
    the unit speaks of 酒驾 with or without 醉驾 stands on each sheet (`scope`) and is said with its number.
    The sheet of a place and beginning exists once a unit: the database decides.
    """

    class Scope(models.TextChoices):
        INCLUDING = "including", "含醉驾"
        EXCLUDING = "excluding", "不含醉驾"

    checkpoint = models.ForeignKey(
        Checkpoint, models.PROTECT, verbose_name="夜查卡点", related_name="night_sheets", null=True, blank=True
    )
    place = models.CharField("夜查路段", max_length=80, blank=True, help_text="不在登记的卡点上时填写")
    place_key = TextKeyField("路段键", of="place")
    search_key = SearchKeyField("检索键", names=["place"])
    is_road = models.BooleanField("在公路上", default=False)
    has_warning = models.BooleanField("500 米外已预警", default=False)
    breathalyser = models.ForeignKey(
        Breathalyser, models.PROTECT, verbose_name="所用检测仪", related_name="night_sheets"
    )
    vehicles_checked = models.PositiveIntegerField("检查车辆", default=0, help_text="辆次")
    drinking = models.PositiveSmallIntegerField("饮酒驾驶", default=0, help_text="不含再次饮酒、醉酒")
    drinking_again = models.PositiveSmallIntegerField("再次饮酒驾驶", default=0)
    drunk = models.PositiveSmallIntegerField("醉酒驾驶", default=0)
    scope = models.CharField("酒驾口径", max_length=10, choices=Scope.choices)
    reported_persons = models.PositiveSmallIntegerField(
        "上报酒驾人数", null=True, blank=True, help_text="按上面的口径；留空由系统合计"
    )
    commercial = models.PositiveSmallIntegerField("其中营运", default=0)
    drugged = models.PositiveSmallIntegerField("毒驾", default=0)
    unlicensed = models.PositiveSmallIntegerField("无证驾驶", default=0)
    plates = models.PositiveSmallIntegerField("涉牌违法", default=0)
    other_offences = models.PositiveSmallIntegerField("其他违法", default=0)
    blood_persons = models.PositiveSmallIntegerField("抽血人数", default=0)
    blood_samples = models.PositiveSmallIntegerField("抽血份数", default=0, help_text="每人不少于 2 份")
    vehicles_held = models.PositiveSmallIntegerField("暂扣车辆", default=0)
    licences_held = models.PositiveSmallIntegerField("暂扣证件", default=0)
    referred = models.PositiveSmallIntegerField("移送刑事", default=0)
    detained = models.PositiveSmallIntegerField("夜查行政拘留", default=0)
    note = models.CharField("夜查备注", max_length=200, blank=True, help_text="不写姓名、证件号")

    class Meta(OnDuty.Meta):
        verbose_name = "夜查酒驾"
        verbose_name_plural = "夜查酒驾"
        constraints = [
            *OnDuty.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "checkpoint", "starts_at"],
                condition=Q(voided_at=None, checkpoint__isnull=False),
                name="night_at_checkpoint_once",
            ),
            models.UniqueConstraint(
                fields=["unit", "place_key", "starts_at"],
                condition=Q(voided_at=None, checkpoint=None),
                name="night_at_place_once",
            ),
            models.CheckConstraint(
                condition=Q(police__gte=2) | Q(police=1, auxiliaries__gte=2), name="night_has_enough_officers"
            ),
            models.CheckConstraint(
                condition=Q(blood_samples__gte=F("blood_persons") * SAMPLES_A_PERSON), name="night_samples_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.where} {self.hours}夜查"

    def get_absolute_url(self) -> str:
        return address_of("prevention:nightsheet-detail", self.pk)

    @property
    def where(self) -> str:
        return self.checkpoint.name if self.checkpoint_id else self.place

    @property
    def persons(self) -> int:
        """人: who drove after drinking, the drunk among them."""
        return self.drinking + self.drinking_again + self.drunk

    @property
    def reportable(self) -> int:
        """人, as the unit speaks of them."""
        return self.persons if self.scope == self.Scope.INCLUDING else self.persons - self.drunk

    @property
    def persons_words(self) -> str:
        """5 人（含醉驾 1 人）: never without the scope it is told in."""
        return f"{self.reportable} 人（{self.get_scope_display()} {self.drunk} 人）"

    def refuse_what_the_law_refuses(self) -> None:
        """Raises MoveRefused for too few officers or blood samples (交通警察道路执勤执法工作规范), an instrument whose
        calibration had run out (计量法第九条), and a number that contradicts the scope it is told in.
        """
        if not (self.police >= 2 or (self.police == 1 and self.auxiliaries >= 2)):
            raise MoveRefused("夜查须有 2 名以上民警，或者 1 名民警带 2 名以上辅警")
        used, instrument = localtime(self.starts_at).date(), self.breathalyser
        if instrument.valid_until < used:
            words = f"检测仪 {instrument.number} 检定有效期至 {instrument.valid_until}，{used} 已过期，不能使用"
            raise MoveRefused(words)
        if self.blood_samples < SAMPLES_A_PERSON * self.blood_persons:
            least = SAMPLES_A_PERSON * self.blood_persons
            raise MoveRefused(f"抽血 {self.blood_persons} 人，血样不能少于 {least} 份")
        if self.reported_persons not in {None, self.reportable}:
            raise MoveRefused(
                f"酒驾人数（{self.get_scope_display()}）按分项合计是 {self.reportable} 人，"
                f"与所填 {self.reported_persons} 人不一致"
            )
