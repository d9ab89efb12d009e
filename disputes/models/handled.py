"""How a dispute is handled: graded, mediated or kept under control, settled or punished, called on again, closed."""

import datetime as dt
from functools import partial

from django.conf import settings
from django.db import models
from django_fsm import FSMField

from baiyi.records import clock
from baiyi.records.moves import Condition, MoveRefused, step
from disputes import rights


class State(models.TextChoices):
    REGISTERED = "registered", "待研判"
    HANDLING = "handling", "调处中"
    CONTROLLED = "controlled", "稳控中"
    LITIGATING = "litigating", "诉讼中"
    RESOLVED = "resolved", "已化解"
    CLOSED = "closed", "已办结"
    PENALISED = "penalised", "已转处罚"
    RELAPSED = "relapsed", "已反弹"
    MERGED = "merged", "已并入"


OPEN = (State.REGISTERED, State.HANDLING, State.CONTROLLED, State.LITIGATING)
WAITING = (State.CONTROLLED, State.LITIGATING)
FOLLOWED = (*WAITING, State.RESOLVED)  # called on by cycle


class Way(models.TextChoices):
    MEDIATION = "mediation", "调解"
    COORDINATION = "coordination", "协调"
    HELP = "help", "帮扶"
    TRANSFER = "transfer", "流转单位化解"
    SELF = "self", "自行和解"
    COURT = "court", "诉讼"


class Mood(models.TextChoices):
    KEPT = "kept", "履行到位，双方平稳"
    PARTLY = "partly", "部分履行"
    UNSTABLE = "unstable", "情绪不稳，需再访"
    REGRETTED = "regretted", "反悔或不履行"


class Visit(models.TextChoices):
    DOOR = "door", "上门"
    PHONE = "phone", "电话"
    STATION = "station", "约见"


IS_LED = Condition("纠纷还没有包案领导", lambda dispute: dispute.leader_id is not None)
IS_UNLINKED = Condition("这起纠纷已关联到主记录，请在主记录上办理", lambda dispute: dispute.main_id is None)
WAS_REVISITED = Condition("化解后还没有回访，不能办结", lambda dispute: dispute.revisits_since_resolved > 0)

recorded = partial(step, "state", right=rights.RECORD)
decided = partial(step, "state", right=rights.DECIDE, at="unit")
led = partial(step, "state", OPEN, None, right=rights.LEAD, at="unit")


class Handled(models.Model):
    """The state of a dispute with the day of each step: local dates from 发现日 to today.

    What is recorded, a unit it was sent to may record too; what is decided is decided at its own unit or above.
    """

    state = FSMField("纠纷状态", max_length=10, choices=State.choices, default=State.REGISTERED, protected=True)
    found_on = models.DateField("发现日", default=clock.today)
    graded_on = models.DateField("研判日", null=True, blank=True, editable=False)
    transferred_on = models.DateField("首次流转日", null=True, blank=True, editable=False)
    resolved_on = models.DateField("化解日", null=True, blank=True, editable=False)
    way = models.CharField("化解方式", max_length=12, choices=Way.choices, blank=True, editable=False)
    end_words = models.CharField("化解情况", max_length=300, blank=True, editable=False)
    ended_on = models.DateField("调处结束日", null=True, blank=True, editable=False)
    closed_on = models.DateField("办结日", null=True, blank=True, editable=False)
    relapsed_on = models.DateField("反弹日", null=True, blank=True, editable=False)
    revisited_on = models.DateField("最近回访日", null=True, blank=True, editable=False)
    revisits_since_resolved = models.PositiveSmallIntegerField("化解后回访次数", default=0, editable=False)
    control = models.CharField("稳控或诉讼情况", max_length=200, blank=True, editable=False)
    progressed_on = models.DateField("最近进展日", editable=False)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="包案领导",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    led_since = models.DateField("包案日", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def progress(self, on: dt.date) -> None:
        """Something happened then: it is not silent. Raises MoveRefused for a day before 发现日, or to come."""
        if on > clock.today():
            raise MoveRefused("日期不能晚于今天")
        if on < self.found_on:
            raise MoveRefused(f"日期不能早于发现日（{self.found_on}）")
        self.progressed_on = max(self.progressed_on, on)

    def _end(self, on: dt.date, words: str) -> None:
        self.progress(on)
        for word, day in (("研判日", self.graded_on), ("首次流转日", self.transferred_on)):
            if day and on < day:
                raise MoveRefused(f"日期不能早于{word}（{day}）")
        self.ended_on, self.end_words = on, words

    @decided(State.REGISTERED, State.HANDLING, label="研判分级", conditions=[IS_UNLINKED])
    @decided((State.HANDLING, *WAITING), None, label="研判分级", conditions=[IS_UNLINKED])
    def grade(self, *, on: dt.date, risk, words: str = "") -> None:
        """The level decides within how many days it is to be settled, counted anew from this day."""
        self.progress(on)
        if self.graded_on and on < self.graded_on:
            raise MoveRefused(f"日期不能早于上次研判（{self.graded_on}）")
        self.risk, self.graded_on = risk, on

    @recorded((State.HANDLING, State.LITIGATING), State.CONTROLLED, label="稳控", conditions=[IS_UNLINKED])
    def keep_under_control(self, *, on: dt.date, words: str) -> None:
        """It cannot be settled now: who keeps an eye on it, and how. It is called on by cycle."""
        self.progress(on)
        self.control = words

    @recorded((State.HANDLING, State.CONTROLLED), State.LITIGATING, label="引导诉讼", conditions=[IS_UNLINKED])
    def litigate(self, *, on: dt.date, words: str) -> None:
        """The parties go to court; it stays in hand until the matter is settled."""
        self.progress(on)
        self.control = words

    @recorded(WAITING, State.HANDLING, label="恢复调处", conditions=[IS_UNLINKED])
    def take_up(self, *, on: dt.date, reason: str) -> None:
        self.progress(on)

    @recorded((State.HANDLING, *WAITING), State.RESOLVED, label="化解", conditions=[IS_UNLINKED])
    def resolve(self, *, on: dt.date, way: str, words: str) -> None:
        """Settled; from now on it is called on until it is closed."""
        self._end(on, words)
        self.resolved_on, self.way, self.revisits_since_resolved = on, way, 0

    @decided((State.HANDLING, *WAITING), State.PENALISED, label="转处罚", conditions=[IS_UNLINKED], is_danger=True)
    def penalise(self, *, on: dt.date, reason: str) -> None:
        """Dealt with as a violation instead of being settled."""
        self._end(on, reason)

    @recorded(OPEN, None, label="登记进展", conditions=[IS_UNLINKED])
    def work_on(self, *, on: dt.date) -> None:
        """Somebody did something about it; what, is a row of its own."""
        self.progress(on)

    @recorded(FOLLOWED, None, label="回访", conditions=[IS_UNLINKED])
    def revisit(self, *, on: dt.date) -> None:
        """Called on; what was found is a follow-up of its own."""
        self.progress(on)
        last = max(filter(None, (self.resolved_on, self.revisited_on)), default=on)
        if on < last:
            raise MoveRefused(f"回访日不能早于化解或上次回访（{last}）")
        self.revisited_on = on
        self.revisits_since_resolved += self.state == State.RESOLVED

    @decided(State.RESOLVED, State.CLOSED, label="办结", conditions=[WAS_REVISITED])
    def close(self, *, on: dt.date) -> None:
        """Kept, called on, and its file complete: nothing more is owed."""
        self.progress(on)
        if self.revisited_on and on < self.revisited_on:
            raise MoveRefused(f"办结日不能早于最近回访（{self.revisited_on}）")
        self.closed_on = on

    @recorded((State.RESOLVED, State.CLOSED), State.RELAPSED, label="反弹")
    def relapse(self, *, on: dt.date, reason: str) -> None:
        """It broke out again: what was settled stays on record, and the matter goes on under the same number, -1."""
        self.progress(on)
        if on < self.ended_on:
            raise MoveRefused(f"反弹日不能早于化解日（{self.ended_on}）")
        self.relapsed_on = on

    @decided(OPEN, State.MERGED, label="并入主记录", is_danger=True)
    def merge(self, *, main, reason: str) -> None:
        """A second record of the same matter ends here; the main one goes on, and counts."""
        self._link(main)
        self.ended_on = max(clock.today(), self.found_on)

    @decided(OPEN, None, label="关联主记录", conditions=[IS_UNLINKED])
    def link(self, *, main, reason: str) -> None:
        """The same matter as another record, which counts; this one stays beside it."""
        self._link(main)

    @decided(
        OPEN, None, label="取消关联", conditions=[Condition("没有关联主记录", lambda each: each.main_id is not None)]
    )
    def unlink(self, *, reason: str) -> None:
        self.main = None

    @led(
        label="领导包案",
        conditions=[
            IS_UNLINKED,
            Condition("纠纷已有包案领导，请先结束", lambda dispute: dispute.leader_id is None),
        ],
    )
    def lead(self, *, leader, on: dt.date) -> None:
        self.progress(on)
        self.leader, self.led_since = leader, on

    @led(label="结束包案", conditions=[IS_LED], is_danger=True)
    def end_lead(self, *, reason: str) -> None:
        self.leader, self.led_since = None, None

    @recorded(
        (*OPEN, State.RESOLVED, State.CLOSED),
        None,
        label="完成本环节",
        conditions=[
            IS_UNLINKED,
            Condition(
                "这起纠纷没有在办的环节", lambda dispute: dispute.stage_id is not None and not dispute.stages_done
            ),
        ],
    )
    def advance(self, *, on: dt.date, following) -> None:
        """The stage of the mechanism it stands in is done; `following` is the next one, None after the last."""
        self.progress(on)
        self.stage, self.stages_done, self.stage_since = following or self.stage, following is None, on

    def _link(self, main) -> None:
        if main.pk == self.pk or main.main_id is not None or main.voided_at is not None:
            raise MoveRefused("主记录须是另一起有效的纠纷，且自己没有并入或关联到别的记录")
        if self.shadows.current().exists():
            raise MoveRefused("已有别的记录关联到这起纠纷，它就是主记录")
        if self.relapse_of_id is not None:  # who was counted when it was found would speak for nobody
            raise MoveRefused("这是反弹后的记录，它就是主记录，请把另一条并入或关联到它")
        self.main = main
