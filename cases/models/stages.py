"""The stages of a case (受案 / 立案 / 破案 / 刑拘 / 逮捕 / 移送起诉 / 处罚, and how it ends) as moves with days."""

import datetime as dt
from functools import partial

from django.db import models
from django_fsm import FSMField

from baiyi.deadlines.serving import Way
from baiyi.records import clock
from baiyi.records.moves import Condition, MoveRefused, step
from cases import rights
from cases.models.category import Nature


class State(models.TextChoices):
    ACCEPTED = "accepted", "受案"
    FILED = "filed", "立案"
    SOLVED = "solved", "破案"
    DETAINED = "detained", "刑拘"
    ARRESTED = "arrested", "逮捕"
    PROSECUTED = "prosecuted", "移送起诉"
    PENALISED = "penalised", "已处罚"
    MEDIATED = "mediated", "调解结案"
    WITHDRAWN = "withdrawn", "撤案"
    REFERRED = "referred", "移送其他机关"
    NOT_FILED = "not_filed", "不予立案"


OPEN = (State.ACCEPTED, State.FILED, State.SOLVED, State.DETAINED, State.ARRESTED)
UNDER_INVESTIGATION = (State.FILED, State.SOLVED, State.DETAINED, State.ARRESTED)
ENDED = tuple(state for state in State if state not in OPEN)

IS_CRIMINAL = Condition("行政案件没有这个环节", lambda case: case.nature == Nature.CRIMINAL)
IS_ADMINISTRATIVE = Condition("刑事案件没有这个环节", lambda case: case.nature == Nature.ADMINISTRATIVE)
IS_RUNNING = Condition("办案期限正在中止，请先恢复", lambda case: case.suspended_on is None)
IS_SUSPENDED = Condition("办案期限没有中止", lambda case: case.suspended_on is not None)
IS_UNSOLVED = Condition("这个案件已经破案", lambda case: case.solved_on is None)
IS_UNLISTED = Condition("案件正在挂牌督办，请先申请解除督办", lambda case: not case.listing_level)
MAY_END = [IS_RUNNING, IS_UNLISTED]


decided = partial(step, "state", right=rights.DECIDE, at="unit")
recorded = partial(step, "state", right=rights.RECORD)


class Staged(models.Model):
    """The state of a case, and the day each stage was reached. Days are local dates between 受案 and today.

    What is recorded, an assisting unit may record too; what is decided is decided at the unit of the case or above it.
    """

    state = FSMField("案件阶段", max_length=10, choices=State.choices, default=State.ACCEPTED, protected=True)
    accepted_on = models.DateField("受案日", default=clock.today)
    filed_on = models.DateField("立案日", null=True, blank=True, editable=False)
    solved_on = models.DateField("破案日", null=True, blank=True, editable=False)
    detained_on = models.DateField("首次刑拘日", null=True, blank=True, editable=False)
    arrested_on = models.DateField("首次逮捕日", null=True, blank=True, editable=False)
    ended_on = models.DateField("案件办结日", null=True, blank=True, editable=False)
    end_words = models.CharField("办结说明", max_length=200, blank=True, editable=False)
    suspended_on = models.DateField("办案中止日", null=True, blank=True, editable=False)
    clock_from = models.DateField("办案期限起算日", null=True, blank=True, editable=False)
    progressed_on = models.DateField("最近进展日", editable=False)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def progress(self, on: dt.date) -> None:
        """Something happened then: the case is not silent. Raises MoveRefused for a day before 受案, or to come."""
        if on > clock.today():
            raise MoveRefused("日期不能晚于今天")
        if on < self.accepted_on:
            raise MoveRefused(f"日期不能早于受案日（{self.accepted_on}）")
        self.progressed_on = max(self.progressed_on, on)

    def _end(self, on: dt.date, words: str) -> None:
        self.progress(on)
        reached = max(filter(None, (self.filed_on, self.solved_on, self.detained_on, self.arrested_on)), default=on)
        if on < reached:
            raise MoveRefused(f"办结日不能早于已登记的环节（{reached}）")
        self.ended_on, self.end_words = on, words

    @decided(
        State.ACCEPTED,
        State.FILED,
        label="立案",
        conditions=[IS_CRIMINAL, IS_RUNNING],
    )
    def file(self, *, on: dt.date) -> None:
        self.progress(on)
        self.filed_on = on

    @decided(
        State.ACCEPTED,
        State.NOT_FILED,
        label="不予立案",
        conditions=[IS_CRIMINAL, *MAY_END],
        is_danger=True,
    )
    def decline(self, *, on: dt.date, reason: str) -> None:
        self._end(on, reason)

    @recorded(State.FILED, State.SOLVED, label="破案", conditions=[IS_UNSOLVED])
    @recorded((State.DETAINED, State.ARRESTED), None, label="破案", conditions=[IS_UNSOLVED])
    def solve(self, *, on: dt.date) -> None:
        """A case with people detained or arrested keeps that stage."""
        self.progress(on)
        self._not_before_filing(on)
        self.solved_on = on

    @recorded((State.FILED, State.SOLVED), State.DETAINED, label="刑拘")
    @recorded((State.DETAINED, State.ARRESTED), None, label="刑拘")
    def detain(self, *, on: dt.date) -> None:
        """The first one counts; later ones are lines of the case."""
        self.progress(on)
        self._not_before_filing(on)
        self.detained_on = self.detained_on or on

    @recorded(UNDER_INVESTIGATION, State.ARRESTED, label="逮捕")
    def arrest(self, *, on: dt.date) -> None:
        self.progress(on)
        self._not_before_filing(on)
        self.arrested_on = self.arrested_on or on

    @decided(
        UNDER_INVESTIGATION,
        State.PROSECUTED,
        label="移送起诉",
        conditions=MAY_END,
    )
    def prosecute(self, *, on: dt.date) -> None:
        """Its being solved is part of it."""
        self._end(on, "")
        self.solved_on = self.solved_on or on

    @decided(
        State.ACCEPTED,
        State.PENALISED,
        label="处罚",
        conditions=[IS_ADMINISTRATIVE, *MAY_END],
    )
    def penalise(self, *, on: dt.date, is_announced: bool = False) -> None:
        """行政处罚决定; how many people is an outcome of its own. `is_announced`: 宣告后当场交付."""
        self._end(on, "")
        if is_announced:
            self._note_service(on, Way.IN_PERSON)

    @decided(
        State.ACCEPTED,
        State.MEDIATED,
        label="调解结案",
        conditions=[IS_ADMINISTRATIVE, *MAY_END],
    )
    def settle(self, *, on: dt.date, reason: str) -> None:
        """The parties agreed and kept to it: no penalty (治安管理处罚法第九条)."""
        self._end(on, reason)

    @decided(
        OPEN,
        State.WITHDRAWN,
        label="撤案",
        conditions=MAY_END,
        is_danger=True,
    )
    def withdraw(self, *, on: dt.date, reason: str) -> None:
        """撤销案件, of an administrative case 终止调查."""
        self._end(on, reason)

    @decided(
        OPEN,
        State.REFERRED,
        label="移送其他机关",
        conditions=MAY_END,
        is_danger=True,
    )
    def refer(self, *, on: dt.date, reason: str) -> None:
        """To the body that has jurisdiction; the case ends here."""
        self._end(on, reason)

    @decided(OPEN, None, label="中止", conditions=[IS_RUNNING])
    def suspend(self, *, on: dt.date, ground: str, reason: str) -> None:
        """鉴定, 听证 …: days that the term does not count; which grounds do so is said by its rule."""
        self.progress(on)
        self.suspended_on = on

    @decided(OPEN, None, label="恢复", conditions=[IS_SUSPENDED])
    def resume(self, *, on: dt.date, reason: str) -> None:
        self.progress(on)
        if on < self.suspended_on:
            raise MoveRefused(f"恢复日不能早于中止日（{self.suspended_on}）")
        self.suspended_on = None

    @decided(OPEN, None, label="办案期限重新计算", conditions=[IS_ADMINISTRATIVE])
    def restart_clock(self, *, on: dt.date, rule, reason: str) -> None:
        """治安调解 failed, or what was agreed is not kept: the term counts anew from that day (程序规定第一百八十五条),
        by the `rule` in force then. What was suspended goes on.
        """
        self.progress(on)
        if self.clock_from and on < self.clock_from:
            raise MoveRefused(f"日期不能早于上次重新计算（{self.clock_from}）")
        self._count_anew(on, rule)

    def _count_anew(self, on: dt.date, rule) -> None:
        self.clock_from, self.rule, self.suspended_on = on, rule, None

    def _not_before_filing(self, on: dt.date) -> None:
        if self.filed_on and on < self.filed_on:
            raise MoveRefused(f"日期不能早于立案日（{self.filed_on}）")
