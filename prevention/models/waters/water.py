"""Water (重点水域) with who answers for it, and its 四个一: signs, rings, ropes and poles."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from baiyi.accounts.models import UnitKind
from baiyi.accounts.roles import Role
from baiyi.records import lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Journaled
from baiyi.records.querysets import ScopedQuerySet
from baiyi.records.search import SearchKeyField
from prevention.models.beats import Dated, DatedQuerySet, dated

HALVES_A_DAY = 2


def bodies_of(user) -> list[int]:
    """The partner bodies the person speaks for."""
    return [posting.unit_id for posting in user.current_postings if posting.role == Role.PARTNER]


class WaterQuerySet(DatedQuerySet):
    def lent_to(self, user) -> Q:
        """The education bureau sees the waters near its schools."""
        return Q(education_unit__in=bodies_of(user))

    def with_defects(self):
        """Adds open_defects (处)."""
        return self.annotate(open_defects=_open_defects())

    def in_tab(self, tab, on):
        if tab == "defect":
            return self.in_force(on).filter(pk__in=_defects().order_by().values("water"))
        return super().in_tab(tab, on)


def _defects():
    from prevention.models.waters.defect import FacilityDefect  # noqa: PLC0415 - it names the water

    return FacilityDefect.objects.unsettled()


def _open_defects() -> Coalesce:
    mine = _defects().filter(water=OuterRef("pk")).order_by().values("water")
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0)


class Water(Dated):
    """重点水域 (处): a river, pond or pit where people drown. Its unit looks after it; of people outside the police
    only post and office phone are kept.
    """

    class Kind(models.TextChoices):
        RIVER = "river", "河道"
        RESERVOIR = "reservoir", "水库"
        POND = "pond", "池塘"
        CANAL = "canal", "沟渠"
        PIT = "pit", "坑塘"
        LAKE = "lake", "湖泊"

    class Risk(models.IntegerChoices):
        HIGH = 1, "高危"
        MIDDLE = 2, "中危"
        LOW = 3, "低危"

    number = models.CharField("水域编号", max_length=20)
    name = models.CharField("水域名称", max_length=40)
    kind = models.CharField("水域类型", max_length=9, choices=Kind.choices)
    risk = models.PositiveSmallIntegerField("溺水风险", choices=Risk.choices, default=Risk.MIDDLE)
    place = models.CharField("水域位置", max_length=80, help_text="四至或桩号，如 东门桥至文庙码头")
    near_schools = models.CharField("周边学校", max_length=120, blank=True, help_text="只写校名")
    point_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="点位责任人", related_name="+", null=True, blank=True
    )
    town_post = models.CharField("乡镇街道责任岗位", max_length=40, blank=True, help_text="写岗位，不写姓名")
    town_phone = models.CharField("乡镇街道值班电话", max_length=20, blank=True, help_text="办公电话")
    education_unit = models.ForeignKey(
        settings.UNIT_MODEL,
        models.PROTECT,
        verbose_name="共享教育部门",
        related_name="+",
        null=True,
        blank=True,
        limit_choices_to={"kind": UnitKind.PARTNER},
        help_text="周边有学校的，选教育部门；它只看得到共享给它的水域",
    )
    school_post = models.CharField("教育责任岗位", max_length=40, blank=True, help_text="写岗位，不写姓名")
    school_phone = models.CharField("教育值班电话", max_length=20, blank=True, help_text="办公电话")
    patrols_a_day = models.PositiveSmallIntegerField(
        "每日巡查次数",
        default=HALVES_A_DAY,
        validators=[MinValueValidator(1), MaxValueValidator(HALVES_A_DAY)],
        help_text="2 为上午、下午各一次",
    )
    plan = models.CharField("一点一策", max_length=600, blank=True)
    search_key = SearchKeyField("检索键", names=["name", "place", "near_schools"], numbers=["number"])

    objects = WaterQuerySet.as_manager()

    class Meta:
        verbose_name = "重点水域"
        verbose_name_plural = "重点水域"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(voided_at=None), name="water_number_once"),
            models.CheckConstraint(condition=Q(patrols_a_day__range=(1, HALVES_A_DAY)), name="water_patrols_a_day"),
            *dated("water"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("prevention:water-detail", self.pk)

    def is_lent_to(self, user) -> bool:
        return self.education_unit_id is not None and self.education_unit_id in bodies_of(user)

    @property
    def risk_lamp(self) -> Lamp:
        tones = {self.Risk.HIGH: "red", self.Risk.MIDDLE: "yellow"}
        return lamps.tag(self.get_risk_display(), tones.get(self.risk, "grey"))

    @property
    def defect_lamp(self) -> Lamp:
        """Of rows `with_defects`."""
        return lamps.near(f"缺损 {self.open_defects} 处") if self.open_defects else lamps.good("完好")


class OfWaterQuerySet(ScopedQuerySet):
    """Rows that hang on a water: its education bureau sees them too."""

    def lent_to(self, user) -> Q:
        return Q(water__education_unit__in=bodies_of(user))


class FacilityQuerySet(models.QuerySet):
    def with_fault(self):
        """Adds `fault` of a defect that is not settled; None: 完好."""
        mine = _defects().filter(facility=OuterRef("pk")).order_by("-fault", "pk")
        return self.annotate(fault=Subquery(mine.values("fault")[:1]), defect=Subquery(mine.values("pk")[:1]))


class Facility(Journaled):
    """One of the 四个一 at a water, with its pieces (件). Whether it is whole is asked of its defects, never stored."""

    class Kind(models.TextChoices):
        SIGN = "sign", "警示牌"
        RING = "ring", "救生圈"
        ROPE = "rope", "救生绳"
        POLE = "pole", "救生竿"

    water = models.ForeignKey(Water, models.PROTECT, verbose_name="所在水域", related_name="facilities")
    kind = models.CharField("设施类型", max_length=4, choices=Kind.choices)
    pieces = models.PositiveSmallIntegerField("设施件数", default=0)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = "救生设施"
        verbose_name_plural = "救生设施"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["water", "kind"], name="facility_kind_once_at_a_water")]

    def __str__(self) -> str:
        return f"{self.water} {self.get_kind_display()}"

    @property
    def fault_lamp(self) -> Lamp:
        """Of rows `with_fault`."""
        words = {"damaged": "损坏", "missing": "缺失"}
        return lamps.near(words[self.fault]) if self.fault else lamps.good("完好")
