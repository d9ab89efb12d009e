"""What follows a move of a dispute or of a mediation, in the same transaction."""

from django.dispatch import receiver

from baiyi.records.moves import MoveRefused, move
from baiyi.records.signals import moved
from disputes.models import Dispute, Mediation, MediationState

UNFINISHED = "还有一次调解没有结果，请先登记达成协议或者终止调解"
UNKEPT = "调解协议正在履行，请先登记履行或者未履行"


@receiver(moved, sender=Dispute, dispatch_uid="disputes.mediations")
def follow_dispute(sender, *, record: Dispute, name: str, **kwargs) -> None:
    """Voided with it; nothing is settled, merged or penalised over a mediation that goes on.

    Raises MoveRefused, which takes the move back.
    """
    if name == "void":
        _void_all(record)
    if name in {"resolve", "merge", "penalise"}:
        live = record.mediations.live().first()
        if live and live.state == MediationState.OPEN:
            raise MoveRefused(UNFINISHED)
        if live and name != "resolve":
            raise MoveRefused(UNKEPT)


def _void_all(dispute: Dispute) -> None:
    for each in (*dispute.mediations.current(), *dispute.warnings.current()):
        move(each, "void", by=None, reason=f"纠纷作废：{dispute.void_reason}"[:200])


@receiver(moved, sender=Mediation, dispatch_uid="disputes.instalments")
def follow_mediation(sender, *, record: Mediation, name: str, **kwargs) -> None:
    """Parts of a mediation that should not be there bind nobody."""
    if name == "void":
        for each in record.instalments.current():
            move(each, "void", by=None, reason=f"调解作废：{record.void_reason}"[:200])
