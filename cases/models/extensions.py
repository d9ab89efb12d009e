"""延长办案期限: asked for by who handles the case, decided by the branch it belongs to."""

from django.db import models

from baiyi.records import clock
from baiyi.records.moves import Condition, step
from cases import rights
from cases.models.category import Nature
from cases.models.stages import IS_RUNNING, OPEN, State

HAS_TERM = Condition(
    "立案后的刑事案件没有办案期限可延",
    lambda case: case.nature == Nature.ADMINISTRATIVE or case.state == State.ACCEPTED,
)
IS_ASKED = Condition("没有待批准的延期申请", lambda case: case.extension_asked_on is not None)
NOT_ASKED = Condition("已有一份延期申请等待批准", lambda case: case.extension_asked_on is None)


class Extendable(models.Model):
    """An extension that was asked for and is not decided yet; what was approved is kept with the deadline."""

    extension_asked_on = models.DateField("申请延期日", null=True, blank=True, editable=False)
    extension_days = models.PositiveSmallIntegerField("申请延长天数", null=True, blank=True, editable=False)
    extension_reason = models.CharField("申请延期理由", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    @step(
        "state",
        OPEN,
        None,
        label="申请延期",
        right=rights.RECORD,
        conditions=[HAS_TERM, IS_RUNNING, NOT_ASKED],
    )
    def ask_extension(self, *, days: int, reason: str) -> None:
        """`days` natural days."""
        self.extension_asked_on, self.extension_days, self.extension_reason = clock.today(), days, reason

    @step(
        "state", OPEN, None, label="批准延期", right=rights.APPROVE, at="authority", conditions=[IS_ASKED, IS_RUNNING]
    )
    def approve_extension(self, *, number: str = "") -> None:
        """By the branch (治安管理处罚法第一百一十八条); under the text of 2012 with the paper of the body above."""
        self._decided()

    @step(
        "state",
        OPEN,
        None,
        label="不批准延期",
        right=rights.APPROVE,
        at="authority",
        conditions=[IS_ASKED],
        is_danger=True,
    )
    def refuse_extension(self, *, reason: str) -> None:
        self._decided()

    def _decided(self) -> None:
        self.extension_asked_on, self.extension_days, self.extension_reason = None, None, ""
