"""When 治安调解 is open to a dispute, and what shuts it: the conditions and exclusions with their articles, as data."""

from django.db import models

from baiyi.deadlines.models import ReferenceQuerySet


class MediationGround(models.Model):
    """One line of the checklist. One condition must hold; an exclusion that holds refuses the mediation."""

    class Sort(models.TextChoices):
        CONDITION = "condition", "可以调解情形"
        EXCLUSION = "exclusion", "不适用调解情形"

    code = models.CharField("情形代码", max_length=30, unique=True)
    sort = models.CharField("情形种类", max_length=10, choices=Sort.choices)
    name = models.CharField("情形", max_length=60)
    article = models.CharField("条文", max_length=60)
    position = models.PositiveSmallIntegerField("情形排序", default=0)
    is_offered = models.BooleanField("适用中", default=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "治安调解适用情形"
        verbose_name_plural = "治安调解适用情形"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.name}（{self.article}）"
