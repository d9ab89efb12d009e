"""Transfer (流转): one record, sent by its unit to another unit, to a partner body, or to a body outside the system."""

import datetime as dt

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import models
from django.db.models import Q
from django_fsm import FSMField

from baiyi.accounts.models import Unit
from baiyi.deadlines.subjects import BEGIN, HasDeadlines, Obligation, SubjectQuerySet
from baiyi.records import lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.models import Record
from baiyi.records.moves import step
from baiyi.transfers import rights
from baiyi.transfers.kinds import HANDLE, SIGN

KEEP = 30  # seconds a process remembers where something waits
WAITING = "transfers-waiting"
NEWEST_FIRST = ("-pk",)
SIGN_RULE, HANDLE_RULE = "transfer_sign_1d", "transfer_handle_5wd"


class TransferQuerySet(SubjectQuerySet):
    def lent_to(self, user) -> Q:
        """Sent to a unit or body the person is posted at, or to one below his own."""
        return Q(to_unit__in=_at_home(user))

    def live(self):
        """Sent, and neither settled nor back."""
        return self.filter(state__in=Transfer.LIVE)

    def units_lately(self) -> set[int]:
        """Units where something live waits, as known within the last `KEEP` seconds: no statement for most pages."""
        return cache.get_or_set(WAITING, self._units_waiting, KEEP)

    def _units_waiting(self) -> set[int]:
        rows = self.model.objects.live().order_by().values_list("to_unit", "unit").distinct()
        return {to_unit or unit for to_unit, unit in rows}

    def about(self, subject: models.Model):
        """All transfers of one record, the newest first."""
        kind = ContentType.objects.get_for_model(subject)
        return self.filter(content_type=kind, object_id=subject.pk).order_by(*NEWEST_FIRST)

    def sent_to(self, user, model: type[models.Model]):
        """Keys of the model's records that are with the person's units: what a room lends to him."""
        kind = ContentType.objects.get_for_model(model)
        rows = self.filter(content_type=kind, to_unit__in=_at_home(user)).exclude(state__in=Transfer.BACK)
        return rows.order_by().values("object_id")

    def in_tab(self, tab: str, on: dt.date):
        chosen = {
            "all": self.current,
            "unsigned": lambda: self.overdue(on, kind=SIGN),
            "overdue": lambda: self.overdue(on, kind=HANDLE),
        }
        return chosen[tab]() if tab in chosen else self.filter(state=tab)


def _at_home(user) -> list[int]:
    """Units where the person works on what comes in: his postings', and those below them."""
    posted = {posting.unit_id for posting in user.current_postings}
    return sorted(posted | set(user.unit_ids()))


class Transfer(HasDeadlines, Record):
    """流转: `unit` sent it. Signed for and settled at `to_unit`; a body outside has no account, so the sender reports
    for it. A record has at most one that is live, and a new one only after the last came back.
    """

    class State(models.TextChoices):
        SENT = "sent", "待签收"
        ACCEPTED = "accepted", "办理中"
        SETTLED = "settled", "已办结"
        RETURNED = "returned", "已退回"
        RECALLED = "recalled", "已撤回"

    LIVE = (State.SENT, State.ACCEPTED)
    BACK = (State.RETURNED, State.RECALLED)
    OBLIGATIONS = (
        Obligation(
            kind=SIGN,
            rule=lambda transfer: SIGN_RULE,
            opened_by=(BEGIN,),
            starts_on=lambda transfer, due: transfer.sent_on,
            closed_by=("accept", "send_back"),
            voided_by=("recall",),
        ),
        Obligation(
            kind=HANDLE,
            rule=lambda transfer: HANDLE_RULE,
            opened_by=("accept",),
            closed_by=("settle",),
            voided_by=("send_back",),
        ),
    )

    content_type = models.ForeignKey(ContentType, models.PROTECT, verbose_name="事项类别", related_name="+")
    object_id = models.PositiveBigIntegerField("事项编号")
    subject = GenericForeignKey()
    title = models.CharField("流转事项", max_length=120)
    task = models.CharField("办理要求", max_length=500)
    to_unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="接收单位", related_name="+", null=True, blank=True)
    outside_body = models.CharField("系统外单位", max_length=60, blank=True)
    state = FSMField("流转状态", max_length=10, choices=State.choices, default=State.SENT, protected=True)
    sent_on = models.DateField("流转日")
    accepted_on = models.DateField("签收日", null=True, blank=True)
    settled_on = models.DateField("反馈日", null=True, blank=True)
    ended_on = models.DateField("退回或撤回日", null=True, blank=True)
    result = models.CharField("办理结果", max_length=500, blank=True)
    end_reason = models.CharField("退回或撤回原因", max_length=200, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = "流转"
        verbose_name_plural = "流转"
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=Q(state__in=["sent", "accepted"], voided_at=None),
                name="one_live_transfer_a_record",
            ),
            models.CheckConstraint(
                condition=Q(to_unit__isnull=False, outside_body="") | (Q(to_unit=None) & ~Q(outside_body="")),
                name="transfer_has_one_receiver",
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
        return self.to_unit_id in _at_home(user)

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        cache.delete(WAITING)

    @property
    def receiver(self) -> str:
        return self.to_unit.short_name if self.to_unit_id else f"{self.outside_body}（系统外）"

    @property
    def acting_unit_id(self) -> int:
        """Where it is signed for and settled: of a body outside, the sender's unit."""
        return self.to_unit_id or self.unit_id

    @property
    def state_lamp(self) -> Lamp:
        tones = {self.State.SETTLED: "green", self.State.RETURNED: "yellow", self.State.ACCEPTED: "blue"}
        return lamps.tag(self.get_state_display(), tones.get(self.state, "grey"))

    @step("state", State.SENT, State.ACCEPTED, label="签收", right=rights.HANDLE, at="acting_unit")
    def accept(self, *, on: dt.date) -> None:
        self.accepted_on = on

    @step("state", State.ACCEPTED, State.SETTLED, label="反馈结果", right=rights.HANDLE, at="acting_unit")
    def settle(self, *, on: dt.date, result: str) -> None:
        self.settled_on, self.result = on, result

    @step("state", LIVE, State.RETURNED, label="退回", right=rights.HANDLE, at="acting_unit", is_danger=True)
    def send_back(self, *, on: dt.date, reason: str) -> None:
        """To whoever sent it, with the reason; it can be sent again, also to another."""
        self.ended_on, self.end_reason = on, reason

    @step("state", State.SENT, State.RECALLED, label="撤回", right=rights.SEND, at="unit", is_danger=True)
    def recall(self, *, on: dt.date, reason: str) -> None:
        """By the sender, before it was signed for."""
        self.ended_on, self.end_reason = on, reason
