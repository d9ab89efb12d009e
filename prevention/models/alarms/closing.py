"""Until when alarms are reported: AlarmRule (报送规则), AlarmClosing (封账) and AlarmException (补报许可)."""

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Journaled, Record
from baiyi.records.querysets import ScopedQuerySet
from prevention.models.turn import just_now

ONE_DAY = dt.timedelta(days=1)


class AlarmRuleQuerySet(models.QuerySet):
    def of_day(self, day: dt.date) -> "AlarmRule":
        """The one that a reporting day is reported under."""
        return self.filter(effective_from__lte=day).order_by("-effective_from").first() or AlarmRule()


class AlarmRule(Journaled):
    """报送规则: hours after the end of a reporting day until it is due, days until it closes by itself. A row is never
    changed: another one begins on its day.
    """

    effective_from = models.DateField("规则启用日", unique=True)
    due_hours = models.PositiveSmallIntegerField(
        "报送时限",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
        help_text="报告日结束后几小时内",
    )
    closes_after = models.PositiveSmallIntegerField(
        "自动封账", default=3, validators=[MinValueValidator(1), MaxValueValidator(60)], help_text="报告日结束后几天"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="制定人", related_name="+", null=True, editable=False
    )

    objects = AlarmRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "报送规则"
        verbose_name_plural = "报送规则"
        ordering = ["-effective_from"]

    def __str__(self) -> str:
        return f"报告日结束后 {self.due_hours} 小时内报送，{self.closes_after} 天后封账"

    def due_at(self, ends_at: dt.datetime) -> dt.datetime:
        return ends_at + dt.timedelta(hours=self.due_hours)

    def closes_at(self, ends_at: dt.datetime) -> dt.datetime:
        return ends_at + self.closes_after * ONE_DAY


class OfBranchQuerySet(ScopedQuerySet):
    def lent_to(self, user) -> Q:
        """What a unit above decided is known to those it binds."""
        return Q(unit__in=user.unit_ids_above())


class AlarmClosing(Record):
    """封账 by hand: nothing up to that reporting day is added or corrected any more, at the unit and below it."""

    until = models.DateField("封账至报告日")
    reason = models.CharField("封账理由", max_length=200)

    objects = OfBranchQuerySet.as_manager()

    class Meta:
        verbose_name = "封账"
        verbose_name_plural = "封账"
        indexes = [models.Index(fields=["until"], name="alarm_closing_until")]

    def __str__(self) -> str:
        return f"{self.unit} 封账至 {self.until}"

    def get_absolute_url(self) -> str:
        return address_of("prevention:alarm_closing-detail", self.pk)


class AlarmExceptionQuerySet(OfBranchQuerySet):
    def open(self, at: dt.datetime):
        return self.current().filter(open_until__gt=at)

    def hangs_on(self, on: dt.date) -> dt.datetime:
        return just_now()

    def in_tab(self, tab: str, on: dt.date):
        is_open = Q(open_until__gt=just_now())
        return self.current().filter(is_open if tab == "open" else ~is_open)


class AlarmException(Record):
    """补报许可: some closed days of a unit may be reported or corrected until an instant, for a reason."""

    since = models.DateField("补报起始日")
    until = models.DateField("补报截止日")
    open_until = models.DateTimeField("许可有效至")
    reason = models.CharField("许可理由", max_length=200)

    objects = AlarmExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = "补报许可"
        verbose_name_plural = "补报许可"
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="alarm_exception_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.unit} 补报 {self.since} 至 {self.until}"

    def get_absolute_url(self) -> str:
        return address_of("prevention:alarm_exception-detail", self.pk)

    @property
    def open_lamp(self) -> Lamp:
        if self.voided_at:
            return lamps.no_data("已收回")
        return lamps.near("有效") if self.open_until > clock.now() else lamps.no_data("已到期")
