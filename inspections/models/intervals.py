"""How often a venue is inspected for what it is and what was found there: rows that a branch changes, not constants."""

from django.db import models


class IntervalRule(models.Model):
    """On a ground that holds for a venue, it is inspected at least every so many natural days; the shortest interval of
    its category and of all its grounds binds.
    """

    class Ground(models.TextChoices):
        HAZMAT = "hazmat", "涉危"
        HIGH_RISK = "high_risk", "高风险场所"
        MAJOR = "major", "有重大隐患未销号"
        OVERDUE = "overdue", "有隐患整改超期"
        REPEAT = "repeat", "12个月内隐患重复出现"

    ground = models.CharField("加密检查事由", max_length=10, choices=Ground.choices, unique=True)
    inspect_every = models.PositiveSmallIntegerField("检查间隔（自然日）")
    is_example = models.BooleanField("示例间隔", default=True)
    note = models.CharField("间隔依据", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "加密检查规则"
        verbose_name_plural = "加密检查规则"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(inspect_every__gte=1), name="interval_rule_at_least_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.get_ground_display()}：每 {self.inspect_every} 天一查"
