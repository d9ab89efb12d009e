"""流转审批: whether what the people of a branch send waits for a head of their unit; switched with a day."""

import datetime as dt

from django.db import models
from django.db.models import Q

from baiyi.accounts.models import Unit
from baiyi.records.addresses import address_of
from baiyi.records.models import Journaled


class ApprovalRuleQuerySet(models.QuerySet):
    def is_asked_of(self, unit: Unit, on: dt.date) -> bool:
        """By the last one in force on that day of the unit or of one above it; without any, no. One statement."""
        grand = Unit.objects.filter(pk=unit.parent_id).order_by().values("parent")
        line = Q(unit=unit.pk) | Q(unit=unit.parent_id) | Q(unit__in=grand)
        last = self.filter(line, effective_on__lte=on).order_by("-effective_on", "-pk").first()
        return last is not None and last.is_required


class ApprovalRule(Journaled):
    """From `effective_on` on, for the units of a branch, until the next one."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="适用分局", related_name="+")
    effective_on = models.DateField("生效日")
    is_required = models.BooleanField("流转须经审批")

    objects = ApprovalRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "流转审批设置"
        verbose_name_plural = "流转审批设置"
        ordering = ["unit", "-effective_on"]
        constraints = [models.UniqueConstraint(fields=["unit", "effective_on"], name="one_approval_rule_a_day")]

    def __str__(self) -> str:
        return f"{self.effective_on:%Y-%m-%d} 起流转{'须经' if self.is_required else '不经'}审批"

    def get_absolute_url(self) -> str:
        return address_of("transfers:approval")
