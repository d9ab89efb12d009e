"""Signed for, settled, sent back; and what the sender makes of the answer."""

from django.db import transaction

from baiyi.notifications.services import send
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock, move
from baiyi.transfers import kinds
from baiyi.transfers.models import Transfer
from baiyi.transfers.sendable import of_label
from baiyi.transfers.services.sending import receivers_of

ReturnKind = Transfer.ReturnKind


def accept_transfer(transfer: Transfer, *, by, version: int | None = None) -> Transfer:
    """签收: from now on its handling is due. Raises PermissionDenied, MoveRefused, StaleRecord."""
    return move(transfer, "accept", by=by, version=version, on=clock.today())


@transaction.atomic
def settle_transfer(
    transfer: Transfer, *, by, result: str, asks_action: bool = False, version: int | None = None
) -> Transfer:
    """反馈结果: the sender is told, and has something to do when the answer `asks_action` of him.

    Raises PermissionDenied, MoveRefused, StaleRecord.
    """
    lock(transfer.subject)  # before the transfer, as everywhere: the record's room may follow
    answer = {"on": clock.today(), "result": result, "asks_action": asks_action}
    settled = move(transfer, "settle", by=by, version=version, **answer)
    facts = {"to": settled.receiver, "title": settled.title, "result": result}
    send([settled.created_by], kind=kinds.SETTLED, subject=settled, period=_round("settled", settled), facts=facts)
    return settled


@transaction.atomic
def send_back_transfer(
    transfer: Transfer, *, by, reason: str = "", return_kind: str = ReturnKind.OTHER, version: int | None = None
) -> Transfer:
    """退回 to whoever sent it, who is told why and has it among his todos. 其他 needs words.

    Raises PermissionDenied, MoveRefused, StaleRecord.
    """
    if return_kind == ReturnKind.OTHER and not reason:
        raise MoveRefused("退回原因选“其他”的，请写明理由")
    lock(transfer.subject)
    back = move(transfer, "send_back", by=by, reason=reason, version=version, on=clock.today(), return_kind=return_kind)
    facts = {"to": back.receiver, "title": back.title, "reason": back.end_words}
    send([back.created_by], kind=kinds.SENT_BACK, subject=back, period="sent_back", facts=facts)
    return back


@transaction.atomic
def redo_transfer(transfer: Transfer, *, by, reason: str, version: int | None = None) -> Transfer:
    """发回重办, once: the receiver is told what is lacking, and has a new term.

    Raises PermissionDenied, StaleRecord; MoveRefused also when the record has ended meanwhile.
    """
    subject = lock(transfer.subject)
    if refusal := of_label(subject._meta.label_lower).refusal(subject):
        raise MoveRefused(refusal)
    again = move(transfer, "redo", by=by, reason=reason, version=version, on=clock.today())
    facts = {"by": by.name, "title": again.title, "reason": reason}
    send(receivers_of(again), kind=kinds.REDONE, subject=again, period="redone", facts=facts)
    return again


def rate_transfer(transfer: Transfer, *, by, satisfaction: str, version: int | None = None) -> Transfer:
    """评价结果 by the sender, once an answer. Raises PermissionDenied, MoveRefused, StaleRecord."""
    return move(transfer, "rate", by=by, version=version, on=clock.today(), satisfaction=satisfaction)


def _round(name: str, transfer: Transfer) -> str:
    """Messages of the second round are others."""
    return f"{name}-2" if transfer.redone_on else name
