"""Notification (消息): what a person was told, when, and when he read it. Written once and never changed but for
`read_at`.
"""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from baiyi.notifications import kinds, rights
from baiyi.records.derived import Derived
from baiyi.records.querysets import ScopedQuerySet
from baiyi.records.search import SearchKeyField


class NotificationQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """A message is for its recipient alone."""
        return self.filter(recipient=user) if user.is_authenticated else self.none()

    def in_ledger_of(self, user):
        """Messages about records of the units at which the user may see who was told; none about the machine."""
        return self.filter(unit__in=user.unit_ids(rights.VIEW_LEDGER)) if user.is_authenticated else self.none()

    def unread(self):
        return self.filter(read_at=None)


class Notification(Derived):
    """One row a recipient, kind, subject and period: the same thing is never said twice. It is its own record of having
    been said.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="接收人", related_name="notifications"
    )
    unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, verbose_name="所属单位", related_name="+", null=True, blank=True
    )
    kind = models.CharField("消息种类", max_length=30)
    content_type = models.ForeignKey(ContentType, models.PROTECT, verbose_name="事项类别", related_name="+")
    object_id = models.PositiveBigIntegerField("事项编号")
    subject = GenericForeignKey()
    period = models.CharField("提醒期次", max_length=60, blank=True)
    text = models.CharField("消息内容", max_length=300)
    search_key = SearchKeyField("检索键", texts=["text"])
    url = models.CharField("打开位置", max_length=200)
    is_late = models.BooleanField("补发", default=False)
    is_urgent = models.BooleanField("紧急", default=False)
    sent_at = models.DateTimeField("发送时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    batch = models.UUIDField("发送批次", editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "content_type", "object_id", "period"], name="notification_said_once"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-sent_at"], name="notification_newest"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=["unit", "-sent_at"], name="notification_ledger"),
            models.Index(fields=["content_type", "object_id"], name="notification_subject"),
            models.Index(fields=["batch"], name="notification_batch"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def kind_label(self) -> str:
        return kinds.label_of(self.kind)
