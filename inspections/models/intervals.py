"""How often a venue is inspected for what it is and what was found there: rows that a branch changes, not constants."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from baiyi.deadlines.models import ReferenceQuerySet
from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Journaled
from inspections.models.venue import VenueCategory


class IntervalRuleQuerySet(ReferenceQuerySet):
    def in_force(self, on: dt.date):
        """Of each ground and category the last one that has begun by that day."""
        same = Q(category=OuterRef("category")) | (Q(ground=OuterRef("ground")) & ~Q(ground=""))
        since = Coalesce(OuterRef("effective_from"), Value(dt.date.min), output_field=models.DateField())
        later = self.model.objects.filter(same, effective_from__gt=since, effective_from__lte=on).order_by()
        return self.filter(Q(effective_from=None) | Q(effective_from__lte=on), ~Exists(later))

    def of_grounds(self):
        return self.filter(category=None)


class IntervalRule(Journaled):
    """On a ground that holds for a venue, or for those of a category, it is inspected at least every so many natural
    days from `effective_from` on, until another row of the same takes over. The shortest interval of its category and
    of all its grounds binds.
    """

    class Ground(models.TextChoices):
        HAZMAT = "hazmat", "涉危"
        HIGH_RISK = "high_risk", "高风险场所"
        MAJOR = "major", "有重大隐患未销号"
        OVERDUE = "overdue", "有隐患整改超期"
        REPEAT = "repeat", "12个月内隐患重复出现"

    ground = models.CharField("加密检查事由", max_length=10, choices=Ground.choices, blank=True)
    category = models.ForeignKey(
        VenueCategory, models.CASCADE, verbose_name="场所类别", related_name="intervals", null=True, blank=True
    )
    effective_from = models.DateField("启用日期", null=True, blank=True)
    inspect_every = models.PositiveSmallIntegerField("检查间隔（自然日）")
    is_example = models.BooleanField("示例间隔", default=True)
    note = models.CharField("间隔依据", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=0)

    objects = IntervalRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "加密检查规则"
        verbose_name_plural = "加密检查规则"
        ordering = ["position", "effective_from", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(inspect_every__gte=1), name="interval_rule_at_least_a_day"),
            models.CheckConstraint(
                condition=Q(ground="", category__isnull=False) | (~Q(ground="") & Q(category=None)),
                name="interval_rule_ground_or_category",
            ),
            models.UniqueConstraint(
                fields=["ground", "effective_from"],
                condition=Q(category=None),
                name="interval_rule_once_a_ground_and_day",
            ),
            models.UniqueConstraint(
                fields=["ground"],
                condition=Q(category=None, effective_from=None),
                name="interval_rule_one_first_a_ground",
            ),
            models.UniqueConstraint(
                fields=["category", "effective_from"], name="interval_rule_once_a_category_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about}：每 {self.inspect_every} 天一查"

    @property
    def about(self) -> str:
        return self.get_ground_display() or str(self.category)

    @property
    def change_url(self) -> str:
        """Where it is followed by another one."""
        if self.category_id:
            return address_of("inspections:category-interval", self.category_id)
        return reverse("inspections:interval-change", args=[self.ground])

    @property
    def standing_lamp(self) -> Lamp:
        """For rows with `is_current`."""
        if self.is_current:
            return lamps.good("现行")
        is_planned = self.effective_from is not None and self.effective_from > clock.today()
        return lamps.near("待启用") if is_planned else lamps.no_data("已替代")
