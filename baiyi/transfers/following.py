"""What a move of the record itself means for its transfers: solved by another road, or taken up again by its unit."""

from django.dispatch import receiver

from baiyi.notifications.services import send
from baiyi.records import clock
from baiyi.records.moves import move
from baiyi.records.signals import moved
from baiyi.transfers import kinds
from baiyi.transfers.models import Transfer
from baiyi.transfers.sendable import of_label
from baiyi.transfers.services.sending import receivers_of, see_to


@receiver(moved, dispatch_uid="transfers.following")
def follow_record(sender, *, record, name: str, label: str, **kwargs) -> None:
    """In the transaction of the move. One statement where nothing is open or waits."""
    declared = of_label(record._meta.label_lower)
    if declared is None or name not in declared.ended_by + declared.resumed_by:
        return
    for transfer in Transfer.objects.about(record).unfinished():
        if transfer.state not in Transfer.OPEN:
            see_to(transfer)
        elif name in declared.ended_by:
            _overtake(transfer, f"流转单位已{label}")


def _overtake(transfer: Transfer, reason: str) -> None:
    """Nobody owes anything on it any more; who had it is told."""
    over = move(transfer, "overtake", by=None, reason=reason, on=clock.today())
    if over.sent_on:
        facts = {"title": over.title, "reason": reason}
        send(receivers_of(over), kind=kinds.OVERTAKEN, subject=over, period="overtaken", facts=facts)
