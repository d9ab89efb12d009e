"""Transfer (流转): one record, sent by its unit to another unit, to a partner body, or to a body outside the system."""

import datetime as dt

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django_fsm import FSMField

from baiyi.accounts.models import Unit
from baiyi.deadlines.subjects import BEGIN, HasDeadlines, Obligation
from baiyi.records import lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.moves import step
from baiyi.records.search import SearchKeyField
from baiyi.transfers import rights
from baiyi.transfers.kinds import HANDLE, SIGN
from baiyi.transfers.models import rows
from baiyi.transfers.models.answered import Answered
from baiyi.transfers.models.rows import State, TransferQuerySet, at_home

SIGN_RULE, HANDLE_RULE = "transfer_sign_1d", "transfer_handle_5wd"
OVER = ("send_back", "overtake")  # moves after which nothing is owed any more


class Transfer(Answered, HasDeadlines, Record):
    """流转: `unit` sent it. Signed for and settled at `to_unit`; a body outside has no account, so the sender reports
    for it. A record has at most one that is open, and a new one only after the last came back or was overtaken.
    One that waits for approval has no `sent_on`, owes nothing, and its receiver does not see it.
    """

    State = State
    LIVE, OPEN, BACK, HOLDS = rows.LIVE, rows.OPEN, rows.BACK, rows.HOLDS

    class ReturnKind(models.TextChoices):
        NOT_OURS = "not_ours", "不属本单位职责"
        INCOMPLETE = "incomplete", "材料不全"
        IN_HAND = "in_hand", "已有单位在办"
        OTHER = "other", "其他"

    OBLIGATIONS = (
        Obligation(
            kind=SIGN,
            rule=lambda transfer: SIGN_RULE if transfer.sent_on else None,
            opened_by=(BEGIN, "approve"),
            starts_on=lambda transfer, due: transfer.sent_on,
            closed_by=("accept", "send_back"),
            voided_by=("recall", "overtake"),
        ),
        Obligation(
            kind=HANDLE,
            rule=lambda transfer: HANDLE_RULE,
            opened_by=("accept", "redo"),
            closed_by=("settle",),
            voided_by=OVER,
            period=lambda transfer: "2" if transfer.redone_on else "",
        ),
    )

    content_type = models.ForeignKey(ContentType, models.PROTECT, verbose_name="事项类别", related_name="+")
    object_id = models.PositiveBigIntegerField("事项编号")
    subject = GenericForeignKey()
    title = models.CharField("流转事项", max_length=120)
    search_key = SearchKeyField("检索键", names=["title"])
    task = models.CharField("办理要求", max_length=500)
    to_unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="接收单位", related_name="+", null=True, blank=True)
    outside_body = models.CharField("系统外单位", max_length=60, blank=True)
    state = FSMField("流转状态", max_length=10, choices=State.choices, default=State.SENT, protected=True)
    sent_on = models.DateField("流转日", null=True, blank=True)
    accepted_on = models.DateField("签收日", null=True, blank=True)
    settled_on = models.DateField("反馈日", null=True, blank=True)
    ended_on = models.DateField("流转终止日", null=True, blank=True)
    result = models.CharField("办理结果", max_length=500, blank=True)
    return_kind = models.CharField("退回原因", max_length=10, choices=ReturnKind.choices, blank=True)
    end_reason = models.CharField("流转终止说明", max_length=200, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = "流转"
        verbose_name_plural = "流转"
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=Q(state__in=["proposed", "sent", "accepted"], voided_at=None),
                name="one_live_transfer_a_record",
            ),
            models.CheckConstraint(
                condition=Q(to_unit__isnull=False, outside_body="") | (Q(to_unit=None) & ~Q(outside_body="")),
                name="transfer_has_one_receiver",
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=False) | Q(state__in=["proposed", "refused", "recalled", "overtaken"]),
                name="transfer_let_go_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="transfer_subject"),
            models.Index(fields=["to_unit", "state"], name="transfer_receiver"),
        ]

    def __str__(self) -> str:
        return f"{self.title} → {self.receiver}"

    def get_absolute_url(self) -> str:
        return address_of("transfers:transfer-detail", self.pk)

    def is_lent_to(self, user) -> bool:
        return self.sent_on is not None and self.to_unit_id in at_home(user)

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        rows.forget_waiting()

    @property
    def receiver(self) -> str:
        return self.to_unit.short_name if self.to_unit_id else f"{self.outside_body}（系统外）"

    @property
    def acting_unit_id(self) -> int:
        """Where it is signed for and settled: of a body outside, the sender's unit."""
        return self.to_unit_id or self.unit_id

    @property
    def end_words(self) -> str:
        """Why it came back, or how else it ended: the kind of return, and the words."""
        return "：".join(filter(None, [self.get_return_kind_display(), self.end_reason]))

    @property
    def state_lamp(self) -> Lamp:
        tones = {State.SETTLED: "green", State.RETURNED: "yellow", State.REFUSED: "yellow", State.ACCEPTED: "blue"}
        return lamps.tag(self.get_state_display(), tones.get(self.state, "grey"))

    @step("state", State.PROPOSED, State.SENT, label="批准流转", right=rights.APPROVE, at="unit")
    def approve(self, *, on: dt.date) -> None:
        """It is on its way: only now is it to be signed for."""
        self.sent_on = on

    @step("state", State.PROPOSED, State.REFUSED, label="不批准流转", right=rights.APPROVE, at="unit", is_danger=True)
    def refuse(self, *, on: dt.date, reason: str) -> None:
        """Back to who asked, with the reason."""
        self.ended_on, self.end_reason = on, reason

    @step("state", State.SENT, State.ACCEPTED, label="签收", right=rights.HANDLE, at="acting_unit")
    def accept(self, *, on: dt.date) -> None:
        self.accepted_on = on

    @step("state", State.ACCEPTED, State.SETTLED, label="反馈结果", right=rights.HANDLE, at="acting_unit")
    def settle(self, *, on: dt.date, result: str, asks_action: bool = False) -> None:
        self.settled_on, self.result, self.asks_action = on, result, asks_action
        self._decided()

    @step("state", rows.LIVE, State.RETURNED, label="退回", right=rights.HANDLE, at="acting_unit", is_danger=True)
    def send_back(self, *, on: dt.date, return_kind: str, reason: str) -> None:
        """To whoever sent it, with the reason; it can be sent again, also to another."""
        self.ended_on, self.return_kind, self.end_reason = on, return_kind, reason
        self._decided()

    @step(
        "state",
        (State.PROPOSED, State.SENT),
        State.RECALLED,
        label="撤回",
        right=rights.SEND,
        at="unit",
        is_danger=True,
    )
    def recall(self, *, on: dt.date, reason: str) -> None:
        """By the sender, before it was signed for."""
        self.ended_on, self.end_reason = on, reason

    @step("state", rows.OPEN, State.OVERTAKEN, label="了结", right=rights.BY_THE_RECORD, at="unit")
    def overtake(self, *, on: dt.date, reason: str) -> None:
        """The record ended by another road: nobody owes anything any more, the days stay. Made by that move."""
        self.ended_on, self.end_reason = on, reason
        self._decided()
