"""Alerts (预警, 次), each judged true or false; and dissuasions (劝阻, 人次), which every page and figure reads."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime
from django_fsm import FSMField

from baiyi.records import lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.moves import step, void_step
from baiyi.records.querysets import ScopedQuerySet
from prevention import rights
from prevention.models.waters.device import Device
from prevention.models.waters.patrol import WaterPatrol
from prevention.models.waters.water import Water

MOST_PERSONS = 500  # 人次 of one dissuasion


class Way(models.TextChoices):
    SHOUT = "shout", "远程喊话"
    SCENE = "scene", "到场劝离"
    BOTH = "both", "喊话并到场"


class AlertState(models.TextChoices):
    PENDING = "pending", "待核实"
    VALID = "valid", "有效预警"
    FALSE = "false", "误报"


class AlertQuerySet(ScopedQuerySet):
    def in_tab(self, tab, on):
        return self.current() if tab == "all" else self.current().filter(state=tab)


class WaterAlert(Record):
    """水域预警 (次): somebody is at the water. It is 待核实 until it is judged 有效 or 误报.

    What a device says of the time is not believed: `happened_at` is when the server heard of it.
    """

    State = AlertState

    class Source(models.TextChoices):
        DEVICE = "device", "设备推送"
        PERSON = "person", "人工登记"

    water = models.ForeignKey(Water, models.PROTECT, verbose_name="预警水域", related_name="alerts")
    device = models.ForeignKey(
        Device, models.PROTECT, verbose_name="预警的设备", related_name="alerts", null=True, blank=True
    )
    event = models.CharField("设备事件号", max_length=40, blank=True, editable=False)
    source = models.CharField("预警来源", max_length=6, choices=Source.choices, default=Source.PERSON, editable=False)
    point = models.CharField("预警点位", max_length=60, blank=True)
    happened_at = models.DateTimeField("预警时间")
    reported_on = models.DateField("报告日", editable=False)
    state = FSMField("预警研判", max_length=7, choices=AlertState.choices, default=AlertState.PENDING, protected=True)
    way = models.CharField("预警处置方式", max_length=5, choices=Way.choices, blank=True, editable=False)
    rescued = models.PositiveSmallIntegerField("救起人数", default=0, editable=False, help_text="人")
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="预警处置人", related_name="+", null=True, editable=False
    )
    note = models.CharField("预警处置说明", max_length=200, blank=True, editable=False)

    void = void_step(rights.KEEP_WATERS)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "水域预警"
        verbose_name_plural = "水域预警"
        constraints = [
            models.UniqueConstraint(fields=["device", "event"], condition=~Q(event=""), name="alert_event_once"),
        ]
        indexes = [models.Index(fields=["unit", "reported_on"], name="water_alert_unit_day")]

    def __str__(self) -> str:
        return f"{self.water} {self.happened_words}预警"

    @property
    def happened_words(self) -> str:
        return f"{localtime(self.happened_at):%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return address_of("prevention:water_alert-detail", self.pk)

    @property
    def state_lamp(self) -> Lamp:
        tones = {AlertState.PENDING: "yellow", AlertState.VALID: "red"}
        return lamps.tag(self.get_state_display(), tones.get(self.state, "grey"))

    @step("state", AlertState.PENDING, AlertState.VALID, label="核实有效", right=rights.TEND_WATERS)
    def confirm(self, *, way: str, rescued: int, note: str, who) -> None:
        self.way, self.rescued, self.note, self.handled_by = way, rescued, note, who

    @step("state", AlertState.PENDING, AlertState.FALSE, label="判为误报", right=rights.TEND_WATERS)
    def dismiss(self, *, note: str, who) -> None:
        self.note, self.handled_by = note, who

    @step(
        "state",
        [AlertState.VALID, AlertState.FALSE],
        AlertState.PENDING,
        label="退回重判",
        right=rights.KEEP_WATERS,
        is_danger=True,
    )
    def reopen(self, *, reason: str) -> None:
        """What was judged is taken back; the journal keeps it."""
        self.way, self.rescued, self.note, self.handled_by = "", 0, "", None


class DissuasionQuerySet(ScopedQuerySet):
    def in_tab(self, tab, on):
        chosen = {
            "all": Q(),
            "patrol": Q(patrol__isnull=False),
            "alert": Q(alert__isnull=False),
            "alone": Q(patrol=None, alert=None),
            "minors": Q(minors__gt=0),
        }
        return self.current().filter(chosen[tab])


class Dissuasion(Record):
    """水域劝阻 (人次): people talked out of the water and the minors among them, as numbers. The one source of it:
    a patrol and an alert have at most one row each, others stand alone.
    """

    water = models.ForeignKey(Water, models.PROTECT, verbose_name="劝阻水域", related_name="dissuasions")
    patrol = models.ForeignKey(
        WaterPatrol,
        models.PROTECT,
        verbose_name="劝阻的巡查",
        related_name="dissuasions",
        null=True,
        blank=True,
        editable=False,
    )
    alert = models.ForeignKey(
        WaterAlert,
        models.PROTECT,
        verbose_name="劝阻的预警",
        related_name="dissuasions",
        null=True,
        blank=True,
        editable=False,
    )
    happened_at = models.DateTimeField("劝阻时间", null=True, blank=True)
    reported_on = models.DateField("报告日", editable=False)
    way = models.CharField("劝阻方式", max_length=5, choices=Way.choices, default=Way.SCENE)
    persons = models.PositiveSmallIntegerField(
        "劝阻人次", default=1, validators=[MinValueValidator(1)], help_text="人次，不是起数"
    )
    minors = models.PositiveSmallIntegerField("其中未成年人", default=0, help_text="人次，只记数，不记身份")
    note = models.CharField("劝阻备注", max_length=200, blank=True, help_text="不写姓名、学校班级")

    objects = DissuasionQuerySet.as_manager()

    class Meta:
        verbose_name = "水域劝阻"
        verbose_name_plural = "水域劝阻"
        constraints = [
            models.UniqueConstraint(fields=["patrol"], condition=Q(voided_at=None), name="dissuasion_once_a_patrol"),
            models.UniqueConstraint(fields=["alert"], condition=Q(voided_at=None), name="dissuasion_once_an_alert"),
            models.CheckConstraint(
                condition=Q(persons__gte=1, minors__lte=F("persons")), name="dissuasion_minors_among_persons"
            ),
        ]
        indexes = [models.Index(fields=["unit", "reported_on"], name="dissuasion_unit_day")]

    def __str__(self) -> str:
        return f"{self.water} {self.reported_on} 劝阻 {self.persons} 人次"

    def get_absolute_url(self) -> str:
        return address_of("prevention:dissuasion-detail", self.pk)

    @property
    def source_words(self) -> str:
        return "巡查" if self.patrol_id else "预警" if self.alert_id else "单独登记"
