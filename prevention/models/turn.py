"""What every turn of duty says: hours across midnight, who stood there, and how it came to the next one."""

import datetime as dt

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.timezone import localtime
from django_fsm import FSMField

from baiyi.records import clock, lamps
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.moves import Condition, MoveRefused, step, void_step
from baiyi.records.querysets import ScopedQuerySet
from campaigns.models import Operation
from prevention import rights

LONGEST = dt.timedelta(hours=24)  # one turn
EVERY = 5  # minutes: how often lists look for gaps
LATELY = dt.timedelta(days=30)
AHEAD = dt.timedelta(minutes=30)  # a turn may end so much later than it is handed over


def just_now() -> dt.datetime:
    """The instant that lists are read for, so that their statement is written once in EVERY minutes."""
    now = clock.now()
    return now.replace(minute=now.minute - now.minute % EVERY, second=0, microsecond=0)


def hours_of(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    """7月21日 20:00—次日 02:00."""
    begin, end = localtime(starts_at), localtime(ends_at)
    next_day = "" if begin.date() == end.date() else "次日 "
    return f"{begin.month}月{begin.day}日 {begin:%H:%M}—{next_day}{end:%H:%M}"


class OnDuty(Record):
    """Duty from one instant to another, reported under the day it began on (报告日), maybe in a joint operation."""

    operation = models.ForeignKey(
        Operation, models.PROTECT, verbose_name="所属集中行动", related_name="%(class)ss", null=True, blank=True
    )
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="带班", related_name="+")
    starts_at = models.DateTimeField("勤务开始")
    ends_at = models.DateTimeField("勤务结束")
    reported_on = models.DateField("报告日", editable=False)
    police = models.PositiveSmallIntegerField("出勤民警", default=2, validators=[MinValueValidator(1)])
    auxiliaries = models.PositiveSmallIntegerField("出勤辅警", default=0)
    cars = models.PositiveSmallIntegerField("警车", default=1)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="%(class)s_ends_after_start")
        ]
        indexes = [models.Index(fields=["unit", "reported_on"], name="%(class)s_unit_day")]

    @property
    def hours(self) -> str:
        return hours_of(self.starts_at, self.ends_at)

    @property
    def force(self) -> str:
        return f"民警 {self.police} 人、辅警 {self.auxiliaries} 人、警车 {self.cars} 台"


class TurnQuerySet(ScopedQuerySet):
    """Whether the next turn signed for one is asked of the turns, never stored."""

    def hangs_on(self, on: dt.date):
        return just_now()

    def _followers(self):
        return self.model._default_manager.filter(voided_at=None, previous=OuterRef("pk"))

    def with_follower(self):
        """Adds when the next turn began, and who leads it."""
        followers = self._followers()
        return self.annotate(
            followed_at=Subquery(followers.values("starts_at")[:1]),
            followed_by=Subquery(followers.values("leader__name")[:1]),
        )

    def unsigned(self):
        """Handed over, and nobody signed for it."""
        return self.current().filter(~Exists(self._followers()), state=Turn.State.HANDED)

    def unmanned(self, at: dt.datetime):
        """断档 that lasts: its hours are over, and it was neither relieved nor stood down."""
        return self.current().filter(self._lasts(at))

    def with_gap(self, at: dt.datetime):
        """断档 after it: one that lasts, or the next one came later than it ended."""
        came_late = Exists(self._followers().filter(starts_at__gt=OuterRef("ends_at")))
        return self.current().filter(came_late | self._lasts(at))

    def _lasts(self, at: dt.datetime) -> Q:
        waits = Q(state__in=[Turn.State.ON, Turn.State.HANDED], ends_at__lt=at)
        return waits & ~Exists(self._followers())

    def to_relieve(self, at: dt.datetime):
        """Handed over and unsigned, or still on duty over its hours. What is older asks nobody any more."""
        waits = Q(state=Turn.State.HANDED) | Q(state=Turn.State.ON, ends_at__lt=at)
        return self.current().filter(waits, ~Exists(self._followers()), ends_at__gte=at - LATELY)

    def in_tab(self, tab: str, on: dt.date):
        if tab == "gap":
            return self.with_gap(just_now())
        return self.current() if tab == "all" else self.current().filter(state=tab)


NOT_SIGNED = Condition("下一班已经接班，不能再撤岗", lambda turn: not turn.is_signed)


class Turn(OnDuty):
    """A turn at a post that is handed over to the next one, or stood down. POST names the field of the post.

    The next turn at the post signs for the one before it (`previous`); it may begin earlier than that ends.
    """

    class State(models.TextChoices):
        ON = "on", "在岗"
        HANDED = "handed", "已交班"
        CLOSED = "closed", "已撤岗"

    POST = ""
    planned_until: dt.datetime | None = None  # what stood as its end before it was ended just now

    state = FSMField("勤务状态", max_length=8, choices=State.choices, default=State.ON, protected=True)
    unfinished = models.CharField("未办结事项", max_length=300, blank=True)
    equipment = models.CharField("移交装备", max_length=200, blank=True)
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="接班人", related_name="+", null=True, blank=True
    )
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="上一班",
        related_name="followers",
        null=True,
        blank=True,
        editable=False,
    )

    void = void_step(rights.DECIDE)

    objects = TurnQuerySet.as_manager()

    class Meta(OnDuty.Meta):
        abstract = True
        constraints = [
            *OnDuty.Meta.constraints,
            models.UniqueConstraint(
                fields=["previous"], condition=Q(voided_at=None), name="%(class)s_is_signed_for_once"
            ),
        ]
        indexes = [*OnDuty.Meta.indexes, models.Index(fields=["ends_at"], name="%(class)s_ends")]

    @step("state", State.ON, State.HANDED, label="交接", right=rights.RECORD)
    def hand_over(self, *, ends_at: dt.datetime, **facts) -> None:
        """What is left to do and what is handed on stays with it; the next turn signs for both."""
        self._end(ends_at, facts)

    @step("state", [State.ON, State.HANDED], State.CLOSED, label="撤岗", right=rights.RECORD, conditions=[NOT_SIGNED])
    def stand_down(self, *, ends_at: dt.datetime, **facts) -> None:
        """The last turn: nobody follows."""
        self._end(ends_at, facts)

    def _end(self, ends_at: dt.datetime, facts: dict) -> None:
        if ends_at > clock.now() + AHEAD:
            raise MoveRefused("交接、撤岗的时刻不能晚于现在")
        self.planned_until, self.ends_at = self.ends_at, ends_at
        for name, value in facts.items():
            setattr(self, name, value)

    @property
    def minutes_on_duty(self) -> int:
        """Of one that has ended."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def length(self) -> str:
        """在岗 of one that has ended: 5 小时 30 分钟."""
        hours, minutes = divmod(self.minutes_on_duty, 60)
        words = (f"{hours} 小时" if hours else "", f"{minutes} 分钟" if minutes or not hours else "")
        return " ".join(filter(None, words))

    @property
    def is_cut_short(self) -> bool:
        """Whether it was ended just now, well before the hour that was planned."""
        return self.planned_until is not None and self.ends_at + AHEAD < self.planned_until

    def shortfalls(self) -> list[str]:
        """What was to be done on it, and how much of it was; empty when all was."""
        return []

    @property
    def post(self):
        return getattr(self, self.POST)

    @property
    def chain(self) -> dict:
        """What turns have in common that follow each other."""
        return {self.POST: self.post}

    @property
    def chain_name(self) -> str:
        return str(self.post)

    @property
    def state_lamp(self) -> Lamp:
        tones = {self.State.ON: "green", self.State.HANDED: "blue"}
        return lamps.tag(self.get_state_display(), tones.get(self.state, "grey"))

    @property
    def is_signed(self) -> bool:
        """Whether the next turn began. A statement, none for rows `with_follower`."""
        if "followed_at" in self.__dict__:
            return self.followed_at is not None
        return self.followers.current().exists()

    @property
    def gap_lamp(self) -> Lamp | None:
        """断档, for how long, of rows `with_follower`; None while there is none."""
        if self.voided_at is not None or self.state == self.State.CLOSED:
            return None
        return gap_lamp(self.ends_at, self.followed_at or just_now())


def gap_lamp(ends_at: dt.datetime, until: dt.datetime) -> Lamp | None:
    """断档, for how long; None while there is none."""
    return lamps.overdue(f"断档 {_length(until - ends_at)}") if until > ends_at else None


def _length(gap: dt.timedelta) -> str:
    minutes = max(int(gap.total_seconds()) // 60, 1)
    if minutes < 60:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 60 * 24 else f"{minutes // 60 // 24} 天"
