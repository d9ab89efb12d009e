"""PatrolPlan (固定排班): what is asked of a beat on which weekdays."""

import datetime as dt

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from baiyi.records.addresses import address_of
from campaigns.models.campaign import Weekday
from prevention.models.beats import Dated, PatrolBeat, dated


class PatrolKind(models.TextChoices):
    """Two patrols of different kinds may walk one beat at once."""

    ARMED = "armed", "武装联勤"
    STATION = "station", "派出所"
    ORGAN = "organ", "机关叠加"
    MASS = "mass", "群防群治"


class PatrolPlan(Dated):
    """固定排班: on some weekdays, from one hour to another, a beat is patrolled by a patrol of one kind.

    Its patrols are laid as rows some days ahead (`laid_until`), so that a plan that changes changes no past night.
    """

    beat = models.ForeignKey(PatrolBeat, models.PROTECT, verbose_name="排班巡区", related_name="plans")
    kind = models.CharField("勤务类型", max_length=7, choices=PatrolKind.choices, default=PatrolKind.STATION)
    team = models.CharField("巡组", max_length=40, blank=True, help_text="如 一组、武警二中队")
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="排定带班", related_name="+", null=True, blank=True
    )
    weekdays = models.CharField("每周哪几天", max_length=7, default="0123456")
    begins = models.TimeField("排定开始", default=dt.time(20))
    ends = models.TimeField("排定结束", default=dt.time(2))
    force = models.PositiveSmallIntegerField("排定人数", default=2, validators=[MinValueValidator(1)], help_text="人")
    laid_until = models.DateField("已排至", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "固定排班"
        verbose_name_plural = "固定排班"
        constraints = dated("patrol_plan")

    def __str__(self) -> str:
        return f"{self.beat} {self.get_kind_display()} {self.hours}"

    def get_absolute_url(self) -> str:
        return address_of("prevention:plan-detail", self.pk)

    @property
    def hours(self) -> str:
        """20:00—次日 02:00."""
        return f"{self.begins:%H:%M}—{'次日 ' if self.ends <= self.begins else ''}{self.ends:%H:%M}"

    @property
    def days(self) -> str:
        """每天, or 周五、周六."""
        if len(self.weekdays) == len(Weekday.choices):
            return "每天"
        return "、".join(Weekday(int(each)).label for each in self.weekdays)

    def asks_for(self, day: dt.date) -> bool:
        """Whether a patrol begins on that day, as far as the plan says."""
        return str(day.weekday()) in self.weekdays and self.starts_on <= day <= (self.in_use_until or day)
