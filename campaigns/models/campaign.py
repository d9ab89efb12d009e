"""Campaign, its six sub-actions, and joint operations. Work records carry no campaign: a figure counts its days and
units.
"""

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime

from baiyi.accounts.models import Unit
from baiyi.figures import Period
from baiyi.records.addresses import address_of
from baiyi.records.models import CountsVersions, Journaled, Record
from baiyi.records.querysets import ScopedQuerySet
from baiyi.records.search import SearchKeyField
from campaigns.weeks import DAYS, Week, week_of

KEEP = 30  # seconds a process remembers which units follow which campaign


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

    def governed(self, on: dt.date) -> "list[tuple[Campaign, Week, list[int]]]":
        """The campaigns of the week that holds the day, also one that ended in it, with the units each governs.

        One unit follows the campaign that started last. A statement, and one for each campaign.
        """
        near = self.filter(starts_on__lte=on, ends_on__gt=on - dt.timedelta(days=DAYS))
        return _shared_out(near.with_trees(), on)

    def governed_lately(self, on: dt.date) -> "list[tuple[Campaign, Week, list[int]]]":
        """The same for pages, as it was known within the last `KEEP` seconds: no statement for most."""
        return _shared_out(self._trees(), on)

    def at_hand_lately(self, on: dt.date) -> "Campaign | None":
        """`at_hand` for pages, as it was known within the last `KEEP` seconds."""
        campaigns = [campaign for campaign, _ in self._trees()]
        running = (campaign for campaign in campaigns if campaign.starts_on <= on <= campaign.ends_on)
        return next(running, campaigns[0] if campaigns else None)

    def _trees(self) -> "list[tuple[Campaign, set[int]]]":
        return cache.get_or_set(Campaign.TREES, self.model.objects.with_trees, KEEP)

    def with_trees(self) -> "list[tuple[Campaign, set[int]]]":
        """Each with the units at and below its own, the one that started last first."""
        return [
            (campaign, set(Unit.objects.descendants(campaign.unit_id, include_self=True).values_list("pk", flat=True)))
            for campaign in self.order_by("-starts_on", "-pk")
        ]


def _shared_out(campaigns: "list[tuple[Campaign, set[int]]]", on: dt.date) -> "list[tuple[Campaign, Week, list[int]]]":
    found, taken = [], set()
    for campaign, units in campaigns:
        week = campaign.week_of(on)
        if campaign.starts_on <= on and campaign.ends_on >= week.starts_on:
            found.append((campaign, week, sorted(units - taken)))
            taken |= units
    return found


class Campaign(CountsVersions, Journaled):
    """A special campaign (专项行动) of a branch; several may run at once. It refuses stale saves through `version`."""

    name = models.CharField("行动名称", max_length=60)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, verbose_name="组织单位", related_name="+")
    starts_on = models.DateField("开始日")
    ends_on = models.DateField("结束日")
    plan_number = models.CharField("方案文号", max_length=40, blank=True)
    plan_title = models.CharField("方案标题", max_length=80, blank=True)
    week_starts_on = models.PositiveSmallIntegerField("每周起始", choices=Weekday.choices, default=Weekday.MONDAY)
    day_begins_at = models.TimeField("报告日起点", default=dt.time(8))
    green_from = models.DecimalField("绿灯线", max_digits=3, decimal_places=2, default=Decimal("1.00"))
    yellow_from = models.DecimalField("黄灯线", max_digits=3, decimal_places=2, default=Decimal("0.80"))
    limit_near_from = models.DecimalField("红线预警线", max_digits=3, decimal_places=2, default=Decimal("0.90"))
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "专项行动"
        verbose_name_plural = "专项行动"
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_ends_after_start"),
            models.CheckConstraint(
                condition=Q(green_from__gte=F("yellow_from"), yellow_from__gt=0), name="campaign_lamps_in_order"
            ),
            models.CheckConstraint(
                condition=Q(limit_near_from__gt=0, limit_near_from__lte=1), name="campaign_cap_warns_below_it"
            ),
        ]

    TREES = "campaign-trees"  # cache key of what the pages remember for some seconds

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        cache.delete(self.TREES)

    @property
    def total_days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    def get_absolute_url(self) -> str:
        return address_of("campaigns:campaign-detail", self.pk)

    def journal_relations(self):
        return [*self.sub_actions.all(), *self.phases.all()]

    def phase_on(self, day: dt.date) -> "Phase | None":
        """阶段: the last that began by then; none outside the campaign's days. One statement."""
        if not self.starts_on <= day <= self.ends_on:
            return None
        return self.phases.filter(starts_on__lte=day).order_by("starts_on").last()

    def day_number(self, on: dt.date) -> int:
        """第几天: 1 on the first day; never above the total, never below 0."""
        return min(max((on - self.starts_on).days + 1, 0), self.total_days)

    def period(self, on: dt.date) -> Period:
        """行动以来: from the first day to `on`, at most to the last day."""
        return Period(self.starts_on, max(min(on, self.ends_on), self.starts_on), name=self.name)

    def reporting_day(self, instant: dt.datetime) -> dt.date:
        """The day that a turn of duty which begins then is reported under: days begin at `day_begins_at`, so what
        begins after midnight still belongs to the evening before.
        """
        local = localtime(instant)
        return local.date() if local.time() >= self.day_begins_at else local.date() - dt.timedelta(days=1)

    def week_of(self, day: dt.date) -> Week:
        return week_of(day, first_weekday=self.week_starts_on)

    def weeks(self, *, since: dt.date | None = None, until: dt.date | None = None) -> list[Week]:
        """The weeks that touch its days, in order; those that touch the days from `since` to `until`."""
        first, last = max(self.starts_on, since or self.starts_on), min(self.ends_on, until or self.ends_on)
        week, found = self.week_of(first), []
        while week.starts_on <= last:
            found.append(week)
            week = week.next
        return found


class Phase(Journaled):
    """A phase (阶段) of a campaign, from its first day until the next one begins."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, verbose_name="专项行动", related_name="phases")
    name = models.CharField("阶段", max_length=20)
    starts_on = models.DateField("阶段开始日")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "行动阶段"
        verbose_name_plural = "行动阶段"
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "starts_on"], name="phase_once_a_day"),
            models.UniqueConstraint(fields=["campaign", "name"], name="phase_once_per_campaign"),
        ]

    def __str__(self) -> str:
        return self.name


class SubAction(Journaled):
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
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="分管领导", related_name="+", null=True, blank=True
    )
    lead_unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, verbose_name="牵头单位", related_name="+", null=True, blank=True
    )
    carriers = models.CharField("抓手载体", max_length=200, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "子行动"
        verbose_name_plural = "子行动"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["campaign", "code"], name="sub_action_once_per_campaign")]

    def __str__(self) -> str:
        return self.get_code_display()

    def get_absolute_url(self) -> str:
        return address_of("campaigns:campaign-detail", self.campaign_id)

    @property
    def unit_id(self) -> int:
        """Whoever manages at the campaign's unit manages it."""
        return self.campaign.unit_id


class OperationQuerySet(ScopedQuerySet):
    def lent_to(self, user) -> Q:
        """What a unit above organises is known to those who take part in it."""
        return Q(unit__in=user.unit_ids_above())


class Operation(Record):
    """A joint operation (集中统一行动) with exact hours; it may run past midnight."""

    name = models.CharField("集中行动名称", max_length=60)
    search_key = SearchKeyField("检索键", names=["name"])
    wave = models.PositiveSmallIntegerField("波次", null=True, blank=True)
    starts_at = models.DateTimeField("开始时刻")
    ends_at = models.DateTimeField("结束时刻")
    reports_due_at = models.DateTimeField("战报截止时刻", null=True, blank=True)
    commander = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="指挥长", related_name="+", null=True, blank=True
    )
    plan_number = models.CharField("方案文号", max_length=40, blank=True)
    plan_title = models.CharField("方案标题", max_length=80, blank=True)

    objects = OperationQuerySet.as_manager()

    class Meta:
        verbose_name = "集中统一行动"
        verbose_name_plural = "集中统一行动"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="operation_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("campaigns:operation-detail", self.pk)

    def is_running(self, at: dt.datetime) -> bool:
        return self.starts_at <= at < self.ends_at
