"""Venues, their categories with legal bases, and the checklist of each category."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery

from baiyi.deadlines.models import Dated, LegalBasis, Rule
from baiyi.records.addresses import address_of
from baiyi.records.fields import EncryptedTextField
from baiyi.records.lamps import Lamp, near
from baiyi.records.models import Record
from baiyi.records.querysets import ScopedQuerySet
from baiyi.records.search import InitialsField, SearchKeyField, TextKeyField


class VenueGroup(models.TextChoices):
    """The five kinds of public venues the campaign counts together, the hazardous firms it counts apart,
    and the rest.
    """

    NIGHT_STALL = "night_stall", "夜宵摊"
    HOTEL_BAR = "hotel_bar", "宾馆酒吧"
    BATH = "bath", "洗浴足浴"
    CARDS = "cards", "棋牌室"
    ENTERTAINMENT = "entertainment", "娱乐场所"
    HAZMAT = "hazmat", "涉危企业"
    OTHER = "other", "其他单位"


PUBLIC_GROUPS = (
    VenueGroup.NIGHT_STALL,
    VenueGroup.HOTEL_BAR,
    VenueGroup.BATH,
    VenueGroup.CARDS,
    VenueGroup.ENTERTAINMENT,
)


class DocumentType(models.TextChoices):
    """What a notice is called and the character of its number (类别字)."""

    BY_DATE = "by_date", "责令限期整改治安隐患通知书"
    CORRECTION = "correction", "责令改正通知书"

    @property
    def character(self) -> str:
        return {"by_date": "限", "correction": "改"}[self.value]


class VenueCategory(Dated):
    """A category of venues: which law lets the police order rectification there, how long, and how often it is
    inspected as long as no IntervalRule of the category says otherwise. `version` counts changes of its checklist too.
    """

    code = models.SlugField("类别代码", unique=True)
    name = models.CharField("场所类别", max_length=20, unique=True)
    group = models.CharField("统计大类", max_length=15, choices=VenueGroup.choices)
    bases = models.ManyToManyField(LegalBasis, verbose_name="可用依据", related_name="+", through="CategoryBasis")
    rule = models.ForeignKey(Rule, models.PROTECT, verbose_name="整改期限规则", related_name="+")
    document_type = models.CharField("文书种类", max_length=15, choices=DocumentType.choices)
    inspect_every = models.PositiveSmallIntegerField("检查间隔（自然日）")
    position = models.PositiveSmallIntegerField("排序", default=0)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        verbose_name = "场所类别"
        verbose_name_plural = "场所类别"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("inspections:category-detail", self.pk)

    def journal_relations(self):
        phrases = HazardPhrase.objects.filter(item__category=self)
        return [*self.items.all(), *phrases, *self.intervals.all()]

    def bases_in_force(self, on: dt.date) -> list[LegalBasis]:
        """What a notice may rest on that day, the usual one first. One statement."""
        links = CategoryBasis.objects.filter(category=self, basis__in=LegalBasis.objects.in_force(on))
        return [link.basis for link in links.select_related("basis")]


class CategoryBasis(models.Model):
    """A basis of a category; the first one in force is what its notices rest on unless the officer chooses another."""

    category = models.ForeignKey(VenueCategory, models.CASCADE, verbose_name="场所类别", related_name="+")
    basis = models.ForeignKey(LegalBasis, models.CASCADE, verbose_name="依据条款", related_name="+")
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "可用依据"
        verbose_name_plural = "可用依据"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["category", "basis"], name="basis_once_a_category")]

    def __str__(self) -> str:
        return f"{self.category} {self.basis}"


class ChecklistItem(Dated):
    """A standard item of a category. Its words and place never change once it is in use: another row takes over from a
    day on, and inspections go on naming the one they answered. `first` is the row of the same item that was there
    first, None for that one itself.
    """

    category = models.ForeignKey(VenueCategory, models.CASCADE, verbose_name="场所类别", related_name="items")
    name = models.CharField("检查项", max_length=18)
    position = models.PositiveSmallIntegerField("排序")
    first = models.ForeignKey(
        "self", models.PROTECT, verbose_name="沿用的检查项", related_name="later", null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = "检查项"
        verbose_name_plural = "检查项"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def line(self) -> int:
        """The same for all rows of one item, whatever its words: the key of the first."""
        return self.first_id or self.pk


class HazardPhrase(Dated):
    """A common wording of a hazard under an item, by the first row of the item: one tap instead of typing. Hazards keep
    the words they were written with.
    """

    item = models.ForeignKey(ChecklistItem, models.CASCADE, verbose_name="检查项", related_name="phrases")
    text = models.CharField("标准描述", max_length=60)
    measure = models.CharField("整改要求", max_length=100)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "隐患标准描述"
        verbose_name_plural = "隐患标准描述"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class VenueQuerySet(ScopedQuerySet):
    def with_history(self):
        """Adds last_inspected_on and open_hazards (处), as subqueries: no statement a row."""
        inspections = self.model.inspections.rel.related_model.objects.current().filter(venue=OuterRef("pk"))
        hazards = self.model.hazards.rel.related_model.objects.open().filter(venue=OuterRef("pk")).order_by()
        return self.annotate(
            last_inspected_on=Subquery(inspections.order_by("-inspected_on", "-pk").values("inspected_on")[:1]),
            open_hazards=Subquery(hazards.values("venue").annotate(n=Count("pk")).values("n")),
        )

    def with_code(self):
        """Adds short_code of the live QR code, as a subquery."""
        live = self.model.codes.rel.related_model.objects.live().filter(venue=OuterRef("pk"))
        return self.annotate(short_code=Subquery(live.values("short_code")[:1]))


class Venue(Record):
    """A place the police inspect (家). The head's name and phone are encrypted and shown masked."""

    name = models.CharField("场所名称", max_length=60)
    category = models.ForeignKey(VenueCategory, models.PROTECT, verbose_name="场所类别", related_name="venues")
    address = models.CharField("地址", max_length=120)
    search_key = SearchKeyField("检索键", names=["name", "address"])
    name_key = TextKeyField("名称检索键", of="name")
    address_key = TextKeyField("地址检索键", of="address")
    initials_key = InitialsField("拼音首字母", of="name")
    is_suspected = models.BooleanField("疑似重复", default=False, editable=False)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="责任民警", related_name="+", null=True, blank=True
    )
    head_name = EncryptedTextField("负责人", max_length=30, blank=True)
    head_phone = EncryptedTextField("负责人电话", max_length=20, blank=True)
    is_high_risk = models.BooleanField("标为高风险", default=False, help_text="按加密检查规则缩短检查间隔")
    note = models.CharField("重点提示", max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="并入",
        related_name="parts",
        null=True,
        blank=True,
        editable=False,
    )

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = "场所"
        verbose_name_plural = "场所"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name", "address"], condition=Q(voided_at=None), name="venue_once_at_an_address"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(voided_at__isnull=False), name="venue_merged_is_out_of_use"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "category"], name="venue_unit_category"),
            models.Index(fields=["unit", "name_key"], name="venue_name_key"),
            models.Index(fields=["unit", "address_key"], name="venue_address_key"),
            models.Index(fields=["unit", "initials_key"], name="venue_initials_key"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def double_lamp(self) -> Lamp | None:
        return near("疑似重复") if self.is_suspected else None

    def get_absolute_url(self) -> str:
        return address_of("inspections:venue-detail", self.pk)
