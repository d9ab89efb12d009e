"""PatrolShift (巡逻勤务) and the must-pass points (必巡点) it passed."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime

from baiyi.records import lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Journaled
from prevention.models.beats import MustPass, PatrolBeat
from prevention.models.patrols.plans import PatrolKind
from prevention.models.turn import Turn, TurnQuerySet

NIGHT = dt.time(19), dt.time(6)  # a patrol that begins between them is one of the night
FORCE = F("police") + F("auxiliaries") + F("armed") + F("volunteers") + F("cadres")


class PatrolQuerySet(TurnQuerySet):
    def in_tab(self, tab: str, on: dt.date):
        return self.current().filter(entered_late=True) if tab == "late" else super().in_tab(tab, on)


class PatrolShift(Turn):
    """巡逻勤务 (班次): one turn on a beat: who walked it, what it passed and found. Counts, no names.

    `entered_late` is stamped when it is entered after its reporting day was over. The points that were due are those
    of the beat when it began; no track is kept.
    """

    POST = "beat"

    class Weather(models.TextChoices):
        FAIR = "fair", "晴好"
        RAIN = "rain", "下雨"
        STORM = "storm", "大风暴雨"
        HEAT = "heat", "高温"

    beat = models.ForeignKey(PatrolBeat, models.PROTECT, verbose_name="巡逻巡区", related_name="shifts")
    kind = models.CharField("勤务类型", max_length=7, choices=PatrolKind.choices, default=PatrolKind.STATION)
    team = models.CharField("巡组", max_length=40, blank=True)
    police = models.PositiveSmallIntegerField("出勤民警", default=2)
    armed = models.PositiveSmallIntegerField("出勤武警", default=0)
    volunteers = models.PositiveSmallIntegerField("群防群治力量", default=0)
    cadres = models.PositiveSmallIntegerField("机关干部", default=0)
    vehicles_checked = models.PositiveIntegerField("盘查车辆", default=0, help_text="辆次")
    people_checked = models.PositiveIntegerField("盘查人员", default=0, help_text="人次")
    suspicious_items = models.PositiveSmallIntegerField("可疑物品", default=0, help_text="件")
    brought_in = models.PositiveSmallIntegerField("带回审查", default=0, help_text="人")
    captured = models.PositiveSmallIntegerField("现行抓获", default=0, help_text="人")
    helped = models.PositiveSmallIntegerField("服务求助", default=0, help_text="起")
    disputes_settled = models.PositiveSmallIntegerField("先期处置纠纷", default=0, help_text="起")
    weather = models.CharField("天气", max_length=5, choices=Weather.choices, blank=True)
    findings = models.CharField("巡逻情况", max_length=300, blank=True, help_text="不写姓名、证件号")
    is_night = models.BooleanField("夜间巡逻", default=False, editable=False)
    entered_late = models.BooleanField("补录", default=False, editable=False)
    minutes = models.PositiveSmallIntegerField("巡逻分钟", default=0, editable=False)
    points_due = models.PositiveSmallIntegerField("应过必巡点", default=0, editable=False)
    points_passed = models.PositiveSmallIntegerField("已过必巡点", default=0, editable=False)

    objects = PatrolQuerySet.as_manager()

    class Meta(Turn.Meta):
        verbose_name = "巡逻勤务"
        verbose_name_plural = "巡逻勤务"
        constraints = [
            *Turn.Meta.constraints,
            models.UniqueConstraint(
                fields=["beat", "kind"], condition=Q(state="on", voided_at=None), name="beat_patrolled_once_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(police__gt=0)
                | Q(auxiliaries__gt=0)
                | Q(armed__gt=0)
                | Q(volunteers__gt=0)
                | Q(cadres__gt=0),
                name="patrol_has_somebody",
            ),
            models.CheckConstraint(condition=Q(points_passed__lte=F("points_due")), name="patrol_points_within"),
        ]
        indexes = [*Turn.Meta.indexes, models.Index(fields=["beat", "-starts_at"], name="patrol_of_beat")]

    def __str__(self) -> str:
        return f"{self.beat} {self.get_kind_display()} {self.hours}"

    def save(self, *args, **kwargs):
        """Minutes are counted once it has ended."""
        self.minutes = 0 if self.state == self.State.ON else self.minutes_on_duty
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address_of("prevention:patrol-detail", self.pk)

    @property
    def chain(self) -> dict:
        return super().chain | {"kind": self.kind}

    @property
    def chain_name(self) -> str:
        return f"{self.beat}（{self.get_kind_display()}）"

    @property
    def force(self) -> str:
        known = (
            ("民警", self.police),
            ("辅警", self.auxiliaries),
            ("武警", self.armed),
            ("群防群治", self.volunteers),
            ("机关干部", self.cadres),
        )
        people = [f"{word} {number} 人" for word, number in known if number]
        return "、".join(people + ([f"警车 {self.cars} 台"] if self.cars else []))

    @property
    def points(self) -> str:
        """5/6 处."""
        return f"{self.points_passed}/{self.points_due} 处" if self.points_due else "没有必巡点"

    def shortfalls(self) -> list[str]:
        short = self.points_passed < self.points_due
        return [f"必巡点到 {self.points_passed}/{self.points_due}"] if short else []

    @property
    def entry_lamp(self) -> Lamp | None:
        return lamps.near("补录") if self.entered_late else None


def is_night(instant: dt.datetime) -> bool:
    time = localtime(instant).time()
    return time >= NIGHT[0] or time < NIGHT[1]


class ShiftPoint(Journaled):
    """必巡打点: a point or line that was due on a shift, and when somebody said it was passed."""

    shift = models.ForeignKey(PatrolShift, models.CASCADE, verbose_name="所属巡逻勤务", related_name="due_points")
    point = models.ForeignKey(MustPass, models.PROTECT, verbose_name="应过点位", related_name="+")
    passed_at = models.DateTimeField("打点时刻", null=True, blank=True)
    passed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="打点人", related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "必巡打点"
        verbose_name_plural = "必巡打点"
        ordering = ["point__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["shift", "point"], name="point_due_once_a_shift")]

    def __str__(self) -> str:
        return f"{self.shift} {self.point}"
