"""流转 of disputes: which can be sent, and what sending leaves on them."""

from django.db.models import Value
from django.db.models.functions import Greatest
from django.db.models.signals import post_save
from django.dispatch import receiver

from baiyi.records import clock
from baiyi.transfers import sendable
from baiyi.transfers.models import State, Transfer
from disputes.models import Dispute


def refusal_of(dispute: Dispute) -> str:
    if dispute.voided_at is not None or not dispute.is_open:
        return "纠纷已经化解、办结或作废，不再流转"
    return "这起纠纷已关联到主记录，请流转主记录" if dispute.main_id else ""


WORKED_ON = ("work_on", "keep_under_control", "litigate", "take_up")  # by its own unit
sendable.register(
    "disputes.dispute",
    refusal=refusal_of,
    ended_by=("resolve", "penalise", "merge", "void"),
    resumed_by=WORKED_ON,
)


@receiver(post_save, sender=Transfer, dispatch_uid="disputes.sent")
def keep_day(sender, instance: Transfer, **kwargs) -> None:
    """首次流转日: of the first transfer that was not recalled before anybody signed for it. What happens to a
    transfer is progress of its dispute.
    """
    if instance.content_type.model_class() is not Dispute:
        return
    mine = Transfer.objects.about(Dispute(pk=instance.object_id)).current()
    days = (
        mine.exclude(state=State.RECALLED)
        .filter(sent_on__isnull=False)
        .order_by("sent_on")
        .values_list("sent_on", flat=True)
    )
    moved_on = Greatest("progressed_on", Value(clock.today()))
    Dispute.objects.filter(pk=instance.object_id).update(transferred_on=days.first(), progressed_on=moved_on)
