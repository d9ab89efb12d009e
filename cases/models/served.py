"""送达处罚决定书: announced and handed over at once, else within two days (治安管理处罚法第一百一十六条)."""

import datetime as dt

from django.db import models

from baiyi.deadlines.serving import Way
from baiyi.records.moves import Condition, MoveRefused, step
from cases import rights
from cases.models.stages import State

NEW_LAW_FROM = dt.date(2026, 1, 1)
IS_UNSERVED = Condition("处罚决定书已经登记送达", lambda case: case.decision_served_on is None)


def serve_rule(case) -> str | None:
    """By the text in force on the day of the decision; None for one that was handed over as it was announced."""
    if case.decision_served_on is not None:
        return None
    return "serve_2wd" if case.ended_on >= NEW_LAW_FROM else "serve_2wd_2012"


class ServedDecision(models.Model):
    """The service of 处罚决定书 on everybody who was penalised. Cases of before say nothing of it."""

    decision_served_on = models.DateField("决定书送达日", null=True, blank=True, editable=False)
    decision_delivery = models.CharField(
        "决定书送达方式", max_length=12, choices=Way.choices, blank=True, editable=False
    )

    class Meta:
        abstract = True

    @step("state", State.PENALISED, None, label="登记决定书送达", right=rights.RECORD, conditions=[IS_UNSERVED])
    def serve_decision(self, *, on: dt.date, delivery: str) -> None:
        """On the day the last of them got it; late is late, and is kept."""
        self.progress(on)
        if on < self.ended_on:
            raise MoveRefused(f"日期不能早于处罚决定日（{self.ended_on}）")
        self._note_service(on, delivery)

    def _note_service(self, on: dt.date, delivery: str) -> None:
        self.decision_served_on, self.decision_delivery = on, delivery
