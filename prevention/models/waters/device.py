"""Devices (防溺水智慧影像预警系统, 套): when they were in use, when the server last heard of them, what was broken."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django_fsm import FSMField

from baiyi.deadlines.subjects import BEGIN, HasDeadlines, Obligation, SubjectQuerySet
from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.moves import MoveRefused, step, void_step
from baiyi.records.search import SearchKeyField
from prevention import rights
from prevention.kinds import DEVICE_REPAIR
from prevention.models.beats import Dated, DatedQuerySet, dated
from prevention.models.turn import just_now
from prevention.models.waters.water import Water

REPAIR_RULE = "device_repair"
DAY_MINUTES = 24 * 60
LATELY = 30  # full days that availability is told for


def lately(on: dt.date) -> tuple[dt.date, dt.date]:
    """The last full days: today is not over."""
    return on - dt.timedelta(days=LATELY), on - dt.timedelta(days=1)


def share(part: int, whole: int) -> str:
    """A share is never told without its base."""
    return f"{part}/{whole} 天 {100 * part // whole}%" if whole else "没有在用的整天"


class DeviceQuerySet(DatedQuerySet):
    def hangs_on(self, on):
        return just_now()

    def with_availability(self, on: dt.date):
        """Adds seen_days: on how many of the last full days the server heard of it."""
        mine = DeviceDay.objects.filter(device=OuterRef("pk"), seen_on__range=lately(on)).order_by().values("device")
        return self.annotate(seen_days=Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0))

    def in_tab(self, tab, on):
        heard = Q(pk__in=DeviceLink.objects.filter(online_until__gte=just_now()).order_by().values("device"))
        chosen = {
            "online": lambda: self.in_force(on).filter(heard),
            "offline": lambda: self.in_force(on).exclude(heard),
            "repair": lambda: self.in_force(on).filter(
                pk__in=DeviceRepair.objects.current().filter(state=RepairState.OPEN).order_by().values("device")
            ),
        }
        return chosen[tab]() if tab in chosen else super().in_tab(tab, on)


class Device(Dated):
    """预警设备 (套): watches one point of a water. In use from `starts_on` to `in_use_until`, so that any past day is
    known; one that is set up again is a new row.
    """

    class Kind(models.TextChoices):
        CAMERA = "camera", "AI摄像"
        SPEAKER = "speaker", "语音喇叭"
        LIGHT = "light", "声光报警"
        WHOLE = "whole", "一体机"

    class Power(models.TextChoices):
        MAINS = "mains", "市电"
        SOLAR = "solar", "太阳能"
        BATTERY = "battery", "蓄电池"

    number = models.CharField("设备编号", max_length=20)
    water = models.ForeignKey(Water, models.PROTECT, verbose_name="设备水域", related_name="devices")
    point = models.CharField("设备点位", max_length=60, help_text="如 东门桥北侧灯杆")
    kind = models.CharField("设备类型", max_length=7, choices=Kind.choices)
    power = models.CharField("供电方式", max_length=7, choices=Power.choices, default=Power.MAINS)
    installed_on = models.DateField("设备安装日")
    offline_after = models.PositiveSmallIntegerField(
        "离线判定",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(DAY_MINUTES)],
        help_text="多少分钟没有心跳算离线",
    )
    search_key = SearchKeyField("检索键", names=["point"], numbers=["number"])

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = "预警设备"
        verbose_name_plural = "预警设备"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(voided_at=None), name="device_number_once"),
            *dated("device"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.point}"

    def get_absolute_url(self) -> str:
        return address_of("prevention:device-detail", self.pk)

    def online_until(self, seen: dt.datetime) -> dt.datetime:
        """When nothing more is heard."""
        return seen + dt.timedelta(minutes=self.offline_after)

    def is_in_use(self, on: dt.date) -> bool:
        return self.voided_at is None and self.starts_on <= on <= (self.in_use_until or on)

    def days_in_use(self, since: dt.date, until: dt.date) -> int:
        first, last = max(self.starts_on, since), min(self.in_use_until or until, until)
        return max((last - first).days + 1, 0)

    @property
    def available_words(self) -> str:
        """27/30 天 90%, of rows `with_availability`: days it was heard of ÷ days in use, without today."""
        return share(self.seen_days, self.days_in_use(*lately(clock.today())))

    @property
    def last_seen_at(self) -> dt.datetime | None:
        link = getattr(self, "link", None)
        return link and link.last_seen_at

    @property
    def seen_lamp(self) -> Lamp:
        """Of rows read with `link`."""
        if not self.is_in_use(clock.today()):
            return lamps.no_data("停用")
        if self.last_seen_at is None:
            return lamps.no_data("从未上线")
        is_online = self.link.online_until >= just_now()
        if is_online and self.link.is_faulty:
            return lamps.near("故障")
        return lamps.good("在线") if is_online else lamps.overdue("离线")


class DeviceLink(models.Model):
    """How a device reports: its token and what was last heard, by the server's clock. No line of the journal: a
    heartbeat is no change anybody made.
    """

    device = models.OneToOneField(Device, models.PROTECT, verbose_name="预警设备", related_name="link")
    selector = models.CharField("令牌编号", max_length=16, unique=True)
    secret_hash = models.CharField("令牌摘要", max_length=64)
    issued_at = models.DateTimeField("令牌发放时间")
    revoked_at = models.DateTimeField("令牌收回时间", null=True, blank=True)
    last_seen_at = models.DateTimeField("最近在线", null=True, blank=True)
    online_until = models.DateTimeField("在线至", null=True, blank=True, help_text="此后没有心跳算离线")
    clock_skew = models.BigIntegerField(
        "设备时钟偏差", null=True, blank=True, help_text="秒；只供检修，不作任何期限的依据"
    )
    is_faulty = models.BooleanField("设备报故障", default=False)
    fault_code = models.CharField("设备故障码", max_length=20, blank=True)

    class Meta:
        verbose_name = "设备联网"
        verbose_name_plural = "设备联网"

    def __str__(self) -> str:
        return str(self.device)


class DeviceDay(models.Model):
    """A day on which the server heard of a device. One row a day, whatever the number of heartbeats."""

    device = models.ForeignKey(Device, models.PROTECT, verbose_name="预警设备", related_name="days")
    seen_on = models.DateField("设备在线日")

    class Meta:
        verbose_name = "设备在线日"
        verbose_name_plural = "设备在线日"
        constraints = [models.UniqueConstraint(fields=["device", "seen_on"], name="device_day_once")]

    def __str__(self) -> str:
        return f"{self.device} {self.seen_on}"


class RepairState(models.TextChoices):
    OPEN = "open", "待维修"
    DONE = "done", "已修复"


class DeviceRepair(HasDeadlines, Record):
    """设备报修 (次): one open order a device, by a person or by the device itself."""

    State = RepairState

    class Source(models.TextChoices):
        PERSON = "person", "人工报修"
        DEVICE = "device", "设备上报"

    OBLIGATIONS = (
        Obligation(
            kind=DEVICE_REPAIR,
            rule=lambda repair: REPAIR_RULE,
            opened_by=(BEGIN,),
            starts_on=lambda repair, due: repair.reported_on,
            closed_by=("finish",),
        ),
    )

    device = models.ForeignKey(Device, models.PROTECT, verbose_name="报修设备", related_name="repairs")
    source = models.CharField("报修来源", max_length=6, choices=Source.choices, default=Source.PERSON, editable=False)
    fault = models.CharField("故障情况", max_length=200)
    reported_on = models.DateField("报修日", default=clock.today, editable=False)
    state = FSMField("维修状态", max_length=4, choices=RepairState.choices, default=RepairState.OPEN, protected=True)
    fixed_on = models.DateField("修复日", null=True, blank=True, editable=False)
    result = models.CharField("维修结果", max_length=200, blank=True, editable=False)

    void = void_step(rights.KEEP_WATERS)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = "设备报修"
        verbose_name_plural = "设备报修"
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(voided_at=None, state="open"), name="device_repair_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.reported_on} 报修"

    def get_absolute_url(self) -> str:
        return address_of("prevention:device_repair-detail", self.pk)

    @property
    def state_lamp(self) -> Lamp:
        return lamps.tag(self.get_state_display(), "green" if self.state == RepairState.DONE else "yellow")

    @step("state", RepairState.OPEN, RepairState.DONE, label="修复", right=rights.TEND_WATERS)
    def finish(self, *, on: dt.date, result: str) -> None:
        if on < self.reported_on:
            raise MoveRefused(f"修复日不能早于报修日（{self.reported_on}）")
        self.fixed_on, self.result = on, result
