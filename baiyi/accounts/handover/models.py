"""交接: what one person hands over, a part for each kind of things, each taken by the person it is given to."""

from django.conf import settings
from django.core.cache import cache
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from baiyi.records.derived import DerivedQuerySet
from baiyi.records.models import Journaled

KEEP = 10  # seconds a process remembers who is to take something; it forgets at once what it changes itself
TAKERS = "handover-takers"


class Handover(Journaled):
    """Who hands over, why, and who confirmed it on that side: the person himself, the head of the unit, the office."""

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="交出人", related_name="handovers")
    unit = models.ForeignKey(settings.UNIT_MODEL, models.PROTECT, verbose_name="交出单位", related_name="+")
    reason = models.CharField("交接理由", max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="交接办理人", related_name="+")
    made_at = models.DateTimeField("交出时间")

    class Meta:
        verbose_name = "交接"
        verbose_name_plural = "交接"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.giver}的交接"


class PartQuerySet(DerivedQuerySet):
    def waiting(self):
        return self.filter(state=HandoverPart.State.WAITING)

    def waiting_for(self, user):
        """What the person is to take, with its words; no statement for who is to take nothing."""
        return self.waiting().filter(taker=user).with_words() if user.pk in _takers_lately() else self.none()

    def with_words(self):
        return self.select_related("handover__giver", "handover__made_by", "handover__unit", "taker").order_by("pk")


class HandoverPart(Journaled):
    """The rows of one kind, frozen when it was made; `left` says of each that could not be given why."""

    class State(models.TextChoices):
        WAITING = "waiting", "待接收"
        TAKEN = "taken", "已接收"
        DECLINED = "declined", "不接收"
        WITHDRAWN = "withdrawn", "已收回"

    handover = models.ForeignKey(Handover, models.PROTECT, verbose_name="交接", related_name="parts")
    kind = models.CharField("交接种类", max_length=40)
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="交接接收人", related_name="+")
    rows = models.JSONField("交接事项编号", default=list)
    state = models.CharField("交接状态", max_length=10, choices=State.choices, default=State.WAITING)
    decided_at = models.DateTimeField("接收时间", null=True, blank=True)
    note = models.CharField("接收意见", max_length=200, blank=True)
    given = models.PositiveIntegerField("已交接", default=0)
    left = models.JSONField("未交接", default=list)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "交接事项"
        verbose_name_plural = "交接事项"
        constraints = [models.UniqueConstraint(fields=["handover", "kind"], name="handover_kind_once")]
        indexes = [models.Index(fields=["taker"], condition=Q(state="waiting"), name="handover_waits")]

    def __str__(self) -> str:
        return f"{self.handover.giver}交给{self.taker}的{self.label}"

    @property
    def label(self) -> str:
        from baiyi.accounts.holdings import holdings  # noqa: PLC0415 - it needs the models

        known = holdings.get(self.kind)
        return known.label if known else self.kind

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING


def _takers_lately() -> set[int]:
    """Every first page asks; few people are ever among them."""
    known = cache.get(TAKERS)
    if known is None:
        known = set(HandoverPart.objects.waiting().order_by().values_list("taker", flat=True))
        cache.set(TAKERS, known, KEEP)
    return known


@receiver([post_save, post_delete], sender=HandoverPart)
def forget_takers(**kwargs) -> None:
    """At once, and again after the commit: somebody may have read in between."""
    cache.delete(TAKERS)
    transaction.on_commit(lambda: cache.delete(TAKERS))
