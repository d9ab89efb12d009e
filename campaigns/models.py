"""Campaign, its six sub-actions, and joint operations. Work records carry no campaign: a figure counts its days and units."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from baiyi.records.models import Record
from baiyi.records.querysets import ScopedQuerySet


class Weekday(models.IntegerChoices):
    MONDAY = 0, "周一"
    TUESDAY = 1, "周二"
    WEDNESDAY = 2, "周三"
    THURSDAY = 3, "周四"
    FRIDAY = 4, "周五"
    SATURDAY = 5, "周六"
    SUNDAY = 6, "周日"


class CampaignQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """A campaign is known to everybody in the force."""
        return self if user.is_authenticated else self.none()

    def running(self, on: dt.date):
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def at_hand(self, on: dt.date):
        """The campaign that runs on that day, else the one that started last, else the next one."""
        return self.running(on).order_by("-starts_on").first() or self.order_by("-starts_on").first()


class Campaign(models.Model):
    """A special campaign (专项行动) of a branch; several may run at once."""

    name = models.CharField("行动名称", max_length=60)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, verbose_name="组织单位", related_name="+")
    starts_on = models.DateField("开始日")
    ends_on = models.DateField("结束日")
    week_starts_on = models.PositiveSmallIntegerField("每周起始", choices=Weekday.choices, default=Weekday.MONDAY)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "专项行动"
        verbose_name_plural = "专项行动"
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_ends_after_start")]

    def __str__(self) -> str:
        return self.name

    @property
    def total_days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    def day_number(self, on: dt.date) -> int:
        """第几天: 1 on the first day; never above the total, never below 0."""
        return min(max((on - self.starts_on).days + 1, 0), self.total_days)


class SubAction(models.Model):
    """One of the six sub-actions, with the leader in charge and what it is carried by."""

    class Code(models.TextChoices):
        QINGHUAN = "QINGHUAN", "清患"
        BADING = "BADING", "拔钉"
        RONGBING = "RONGBING", "融冰"
        TIEQUAN = "TIEQUAN", "铁拳"
        CHUXIAN = "CHUXIAN", "除险"
        CHUANGWEN = "CHUANGWEN", "创稳"

    campaign = models.ForeignKey(Campaign, models.CASCADE, verbose_name="专项行动", related_name="sub_actions")
    code = models.CharField("子行动", max_length=10, choices=Code.choices)
    position = models.PositiveSmallIntegerField("排序")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="分管领导", related_name="+", null=True, blank=True)
    lead_unit = models.ForeignKey("accounts.Unit", models.PROTECT, verbose_name="牵头单位", related_name="+", null=True, blank=True)
    carriers = models.CharField("抓手载体", max_length=200)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "子行动"
        verbose_name_plural = "子行动"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["campaign", "code"], name="sub_action_once_per_campaign")]

    def __str__(self) -> str:
        return self.get_code_display()


class Operation(Record):
    """A joint operation (集中统一行动) with exact hours; it may run past midnight."""

    name = models.CharField("集中行动名称", max_length=60)
    starts_at = models.DateTimeField("开始时刻")
    ends_at = models.DateTimeField("结束时刻")

    class Meta:
        verbose_name = "集中统一行动"
        verbose_name_plural = "集中统一行动"
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="operation_ends_after_start")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("campaigns:operation-list")
