"""AlarmCategory (警情类别): what alarms are counted by. Every alarm is one of them; a group is the sum of its own."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from baiyi.records.models import Journaled


class AlarmCategoryQuerySet(models.QuerySet):
    def in_force(self, on: dt.date):
        """Those that alarms of that reporting day are counted by."""
        still = Q(in_use_until=None) | Q(in_use_until__gte=on)
        return self.filter(still, starts_on__lte=on)


class AlarmCategory(Journaled):
    """A leaf, exclusive of the others. What it counts as (`is_effective`, `is_street_theft`) and its group stay: old
    numbers would change with them. It is ended instead, and another one begun.
    """

    code = models.SlugField("类别代码", max_length=30, unique=True)
    name = models.CharField("类别名称", max_length=20)
    group = models.CharField("类别组", max_length=20)
    position = models.PositiveSmallIntegerField("类别排序", default=50)
    is_effective = models.BooleanField("计入有效警情", default=True, help_text="骚扰、无效报警不计")
    is_street_theft = models.BooleanField("计入街面盗窃", default=False)
    starts_on = models.DateField("启用日")
    in_use_until = models.DateField("停用日", null=True, blank=True, help_text="留空为在用")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = AlarmCategoryQuerySet.as_manager()

    class Meta:
        verbose_name = "警情类别"
        verbose_name_plural = "警情类别"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_street_theft=False) | Q(is_effective=True), name="alarm_street_theft_is_effective"
            ),
            models.UniqueConstraint(fields=["name"], condition=Q(in_use_until=None), name="alarm_category_name_once"),
            models.CheckConstraint(
                condition=Q(in_use_until=None) | Q(in_use_until__gte=F("starts_on")),
                name="alarm_category_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name
