"""What the two sides ask of one another once it is signed for: more days, another look, and how the answer was."""

import datetime as dt

from django.db import models

from baiyi.records import clock
from baiyi.records.moves import Condition, step
from baiyi.transfers import rights
from baiyi.transfers.models.rows import State

IS_ASKED = Condition("没有待批准的延期申请", lambda transfer: transfer.extension_asked_on is not None)
NOT_ASKED = Condition("已有一份延期申请等待批准", lambda transfer: transfer.extension_asked_on is None)
NOT_RATED = Condition("已经评价过", lambda transfer: not transfer.satisfaction)
NOT_REDONE = Condition("已经发回重办过一次", lambda transfer: transfer.redone_on is None)

IS_TO_SEE_TO = Condition(
    "没有需要本单位处理的",
    lambda transfer: transfer.dealt_on is None and (transfer.state != State.SETTLED or transfer.asks_action),
)


class Satisfaction(models.TextChoices):
    SATISFIED = "satisfied", "满意"
    MOSTLY = "mostly", "基本满意"
    UNSATISFIED = "unsatisfied", "不满意"


class Answered(models.Model):
    """`dealt_on` is the day its sender saw to what came back: sent it again, rated it, kept it, or worked on the record
    or ended it.
    """

    asks_action = models.BooleanField("需流转单位处理", default=False)
    satisfaction = models.CharField("办理评价", max_length=12, choices=Satisfaction.choices, blank=True)
    redone_on = models.DateField("发回重办日", null=True, blank=True)
    redo_reason = models.CharField("重办要求", max_length=200, blank=True)
    dealt_on = models.DateField("后续处理日", null=True, blank=True)
    extension_asked_on = models.DateField("申请延期日", null=True, blank=True, editable=False)
    extension_days = models.PositiveSmallIntegerField("申请延长天数", null=True, blank=True, editable=False)
    extension_reason = models.CharField("申请延期理由", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    @step(
        "state",
        State.ACCEPTED,
        None,
        label="申请延期",
        right=rights.HANDLE,
        at="acting_unit",
        conditions=[NOT_ASKED],
    )
    def ask_extension(self, *, days: int, reason: str) -> None:
        """`days` in the measure of its rule."""
        self.extension_asked_on, self.extension_days, self.extension_reason = clock.today(), days, reason

    @step("state", State.ACCEPTED, None, label="批准延期", right=rights.SEND, at="unit", conditions=[IS_ASKED])
    def approve_extension(self) -> None:
        self._decided()

    @step(
        "state",
        State.ACCEPTED,
        None,
        label="不批准延期",
        right=rights.SEND,
        at="unit",
        conditions=[IS_ASKED],
        is_danger=True,
    )
    def refuse_extension(self, *, reason: str) -> None:
        self._decided()

    def _decided(self) -> None:
        self.extension_asked_on, self.extension_days, self.extension_reason = None, None, ""

    @step("state", State.SETTLED, None, label="评价结果", right=rights.SEND, at="unit", conditions=[NOT_RATED])
    def rate(self, *, on: dt.date, satisfaction: str) -> None:
        self.satisfaction, self.dealt_on = satisfaction, on

    @step(
        "state",
        (State.RETURNED, State.REFUSED, State.SETTLED),
        None,
        label="本单位办理",
        right=rights.SEND,
        at="unit",
        conditions=[IS_TO_SEE_TO],
    )
    def keep(self, *, on: dt.date) -> None:
        """What came back, or what the answer asks for, the sender's unit does itself."""
        self.dealt_on = on

    @step(
        "state",
        State.SETTLED,
        State.ACCEPTED,
        label="发回重办",
        right=rights.SEND,
        at="unit",
        conditions=[NOT_REDONE],
        is_danger=True,
    )
    def redo(self, *, on: dt.date, reason: str) -> None:
        """Once, when the answer is not enough; the term of handling begins anew."""
        self.redone_on, self.redo_reason = on, reason
        self.settled_on, self.satisfaction, self.asks_action, self.dealt_on = None, "", False, None
