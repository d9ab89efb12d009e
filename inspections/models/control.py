"""HazardControl (临时管控): what cannot be rectified yet is made safe until a day."""

import datetime as dt

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from baiyi.records import clock, lamps
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.querysets import ScopedQuerySet
from inspections.models.inspection import Hazard


class HazardControlQuerySet(ScopedQuerySet):
    def in_force(self, on: dt.date):
        """Over hazards that are not done with, and not over yet. The last day counts."""
        return self.current().filter(hazard__state=Hazard.State.PENDING, until__gte=on)

    def lapsed(self, on: dt.date, *, since: dt.date):
        """Over by that day, since the other at the earliest, and the hazard neither done with nor under another one."""
        other = HazardControl.objects.in_force(on).filter(hazard=OuterRef("hazard"))
        open_still = self.current().filter(hazard__state=Hazard.State.PENDING)
        return open_still.filter(~Exists(other), until__gte=since, until__lt=on)


class HazardControl(Record):
    """Approved for a hazard by somebody who did not find it, with proof. It closes nothing: the term of the notice runs
    on, and after `until` the hazard stands in 待整改 again.
    """

    hazard = models.ForeignKey(Hazard, models.PROTECT, verbose_name="安全隐患", related_name="controls")
    measure = models.CharField("管控措施", max_length=200)
    starts_on = models.DateField("管控自")
    until = models.DateField("管控至")
    proof = models.CharField("管控凭证", max_length=100, blank=True)

    objects = HazardControlQuerySet.as_manager()

    class Meta:
        verbose_name = "临时管控"
        verbose_name_plural = "临时管控"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("starts_on")), name="hazard_control_ends_after_it_begins"),
            models.UniqueConstraint(fields=["hazard", "until"], name="one_hazard_control_until_a_day"),
        ]

    def __str__(self) -> str:
        return f"临时管控至{self.until.month}月{self.until.day}日"

    @property
    def lamp(self) -> Lamp:
        """Of a hazard that is still open or not: the control itself, by its last day."""
        return lamps.near(f"{self}") if self.until >= clock.today() else lamps.tag("已到期")

    def get_absolute_url(self) -> str:
        return self.hazard.get_absolute_url()
