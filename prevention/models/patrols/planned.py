"""PlannedPatrol (应巡班次): what is asked of a beat tonight, and what was asked of a past night."""

import datetime as dt

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from baiyi.records import lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.querysets import ScopedQuerySet
from prevention.models.beats import PatrolBeat
from prevention.models.patrols.plans import PatrolKind, PatrolPlan
from prevention.models.patrols.shifts import PatrolShift
from prevention.models.turn import hours_of, just_now

GRACE = dt.timedelta(minutes=30)  # who begins later is late


class PlannedQuerySet(ScopedQuerySet):
    """Whether a planned patrol was held is asked of the shifts. That it was missed is stamped when its day is over."""

    def hangs_on(self, on: dt.date):
        return just_now()

    def with_shifts(self):
        """Adds whether one was held, whether it began in time, and how many were entered after the day was over."""
        return self.annotate(
            is_held=Exists(_shifts().filter(entered_late=False)),
            is_in_time=Exists(_shifts().filter(entered_late=False, starts_at__lte=OuterRef("late_after"))),
            made_up=_number_of(_shifts().filter(entered_late=True)),
        )

    def held(self):
        return self.current().filter(Exists(_shifts().filter(entered_late=False)), missed_at=None)

    def unheld(self):
        """Nobody came, or nobody had said so when the day was over."""
        nobody = ~Exists(_shifts().filter(entered_late=False))
        return self.current().filter(nobody | Q(missed_at__isnull=False))

    def in_tab(self, tab: str, on: dt.date):
        at = just_now()
        in_time = Exists(_shifts().filter(entered_late=False, starts_at__lte=OuterRef("late_after")))
        chosen = {
            "all": self.current,
            "ahead": lambda: self.unheld().filter(starts_at__gt=at),
            "open": lambda: self.unheld().filter(starts_at__lte=at, ends_at__gt=at),
            "missed": lambda: self.unheld().filter(ends_at__lte=at),
            "late": lambda: self.held().filter(~in_time),
            "held": lambda: self.held().filter(in_time),
            "cancelled": lambda: self.filter(voided_at__isnull=False, plan=None),
        }
        return chosen[tab]()


def _shifts() -> QuerySet:
    """Of a planned patrol: those of its beat and kind that walked more of its hours than the first GRACE."""
    same = {"beat": OuterRef("beat"), "kind": OuterRef("kind")}
    hours = {"starts_at__lt": OuterRef("ends_at"), "ends_at__gt": OuterRef("late_after")}
    return PatrolShift.objects.current().filter(**same, **hours)


def _number_of(rows: QuerySet):
    counted = rows.order_by().values("beat").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


class PlannedPatrol(Record):
    """应巡班次: a patrol that is asked of a beat on one night. Once it has begun it is never taken back.

    `late_after` is stored with it, and so is that it was missed: what is entered later makes up for it, and hides
    nothing.
    """

    plan = models.ForeignKey(
        PatrolPlan,
        models.PROTECT,
        verbose_name="所依排班",
        related_name="planned",
        null=True,
        blank=True,
        editable=False,
    )
    beat = models.ForeignKey(PatrolBeat, models.PROTECT, verbose_name="应巡巡区", related_name="planned")
    kind = models.CharField("勤务类型", max_length=7, choices=PatrolKind.choices, default=PatrolKind.STATION)
    team = models.CharField("巡组", max_length=40, blank=True)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="排定带班", related_name="+", null=True, blank=True
    )
    reported_on = models.DateField("报告日", editable=False)
    starts_at = models.DateTimeField("应巡开始")
    ends_at = models.DateTimeField("应巡结束")
    late_after = models.DateTimeField("迟到界限", editable=False)
    force = models.PositiveSmallIntegerField("排定人数", default=2, validators=[MinValueValidator(1)], help_text="人")
    missed_at = models.DateTimeField("记漏巡时刻", null=True, blank=True, editable=False)

    objects = PlannedQuerySet.as_manager()

    class Meta:
        verbose_name = "应巡班次"
        verbose_name_plural = "应巡班次"
        constraints = [
            models.UniqueConstraint(
                fields=["beat", "kind", "starts_at"], condition=Q(voided_at=None), name="planned_patrol_once"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="planned_patrol_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["unit", "reported_on"], name="planned_patrol_unit_day"),
            models.Index(fields=["ends_at"], condition=Q(voided_at=None, missed_at=None), name="planned_patrol_open"),
        ]

    def __str__(self) -> str:
        return f"{self.beat} {self.hours}"

    def get_absolute_url(self) -> str:
        return address_of("prevention:planned-detail", self.pk)

    @property
    def hours(self) -> str:
        return hours_of(self.starts_at, self.ends_at)

    @property
    def standing(self) -> str:
        """Of rows `with_shifts`, at this moment: the name of the tab it stands in."""
        if self.voided_at is not None:
            return "cancelled"
        if self.is_held and self.missed_at is None:
            return "held" if self.is_in_time else "late"
        at = just_now()
        return "missed" if self.ends_at <= at else "open" if self.starts_at <= at else "ahead"

    @property
    def standing_lamp(self) -> Lamp:
        """Of rows `with_shifts`."""
        made_up = f"（已补 {self.made_up}）" if self.made_up else ""
        return {
            "cancelled": lamps.no_data("已取消"),
            "held": lamps.good("已巡"),
            "late": lamps.near("迟到"),
            "missed": lamps.overdue(f"漏巡{made_up}"),
            "open": lamps.overdue("应巡未到"),
            "ahead": lamps.no_data("待巡"),
        }[self.standing]
