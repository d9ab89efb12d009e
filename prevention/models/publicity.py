"""Publicity (宣传): what was held where and for whom, in counts."""

from django.db import models
from django.db.models import Q

from baiyi.records.addresses import address_of
from baiyi.records.models import Record
from baiyi.records.querysets import ScopedQuerySet
from baiyi.records.search import SearchKeyField
from campaigns.models import Operation


class PublicityQuerySet(ScopedQuerySet):
    def in_tab(self, tab: str, on):
        return self.current() if tab == "all" else self.current().filter(theme=tab)


class PublicityActivity(Record):
    """宣传活动 (次): one theme, place and beginning. The audience is 人次, papers are 份."""

    class Theme(models.TextChoices):
        PEACE = "peace", "平安宣传"
        ELDER_FRAUD = "elder_fraud", "防养老诈骗宣传"
        DROWNING = "drowning", "防溺水宣传"
        TELECOM_FRAUD = "telecom_fraud", "反电诈宣传"

    class Form(models.TextChoices):
        STALL = "stall", "设点宣传"
        VISIT = "visit", "入户走访"
        LECTURE = "lecture", "讲座"
        MARKET = "market", "夜市巡回"
        SCHOOL = "school", "进校园"
        MEDIA = "media", "媒体发布"

    class Audience(models.TextChoices):
        RESIDENTS = "residents", "居民群众"
        ELDERLY = "elderly", "老年人"
        PUPILS = "pupils", "学生家长"
        TRADERS = "traders", "商户摊主"
        WORKERS = "workers", "企业职工"

    client_uuid = models.UUIDField("表单编号", null=True, blank=True, editable=False)
    operation = models.ForeignKey(
        Operation, models.PROTECT, verbose_name="所属集中行动", related_name="publicity", null=True, blank=True
    )
    theme = models.CharField("宣传主题", max_length=13, choices=Theme.choices)
    form = models.CharField("宣传形式", max_length=8, choices=Form.choices)
    held_at = models.DateTimeField("宣传时间")
    reported_on = models.DateField("报告日", editable=False)
    place = models.CharField("宣传地点", max_length=80)
    aimed_at = models.CharField("宣传对象", max_length=9, choices=Audience.choices, default=Audience.RESIDENTS)
    audience = models.PositiveIntegerField("受众人次", default=0, help_text="人次")
    sheets = models.PositiveIntegerField("发放宣传资料", default=0, help_text="份")
    police = models.PositiveSmallIntegerField("宣传民警、辅警", default=2, help_text="人")
    media_link = models.URLField("媒体链接", max_length=200, blank=True)
    note = models.CharField("宣传情况", max_length=300, blank=True, help_text="不写姓名、证件号")
    search_key = SearchKeyField("检索键", names=["place", "note"])

    objects = PublicityQuerySet.as_manager()

    class Meta:
        verbose_name = "宣传活动"
        verbose_name_plural = "宣传活动"
        constraints = [
            models.UniqueConstraint(fields=["created_by", "client_uuid"], name="publicity_once_per_form"),
            models.UniqueConstraint(
                fields=["unit", "theme", "held_at", "place"], condition=Q(voided_at=None), name="publicity_held_once"
            ),
        ]
        indexes = [models.Index(fields=["unit", "reported_on"], name="publicity_unit_day")]

    def __str__(self) -> str:
        return f"{self.get_theme_display()} {self.place}"

    def get_absolute_url(self) -> str:
        return address_of("prevention:publicity-detail", self.pk)
