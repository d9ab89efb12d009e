"""延期 of the term of handling: asked for by the receiver, decided by the sender; its rule says how often and far."""

from django.db import transaction

from baiyi.deadlines.models import Deadline
from baiyi.deadlines.services import check_extension, extend_deadline
from baiyi.notifications.services import send
from baiyi.records.moves import MoveRefused, lock, move, move_locked
from baiyi.transfers import kinds
from baiyi.transfers.kinds import HANDLE
from baiyi.transfers.models import Transfer
from baiyi.transfers.services.sending import receivers_of


@transaction.atomic
def ask_transfer_extension(transfer: Transfer, *, by, days: int, reason: str, version: int | None = None) -> Transfer:
    """申请延期 by days of the rule's measure. The sender is told.

    Raises PermissionDenied, StaleRecord; MoveRefused also for what could not be approved: too late, too often, too far.
    """
    asked = move(transfer, "ask_extension", by=by, reason=reason, version=version, days=days)
    check_extension(_term(asked), length=days)
    facts = {"by": asked.receiver, "did": "申请", "title": asked.title, "words": f"{days} 天，{reason}"}
    _tell(asked, [asked.created_by], facts)
    return asked


@transaction.atomic
def approve_transfer_extension(transfer: Transfer, *, by, version: int | None = None) -> Transfer:
    """批准延期: the term grows. Raises PermissionDenied, MoveRefused, StaleRecord."""
    locked = lock(transfer, version=version)
    days, reason = locked.extension_days, locked.extension_reason
    approved = move_locked(locked, "approve_extension", by=by)
    term = _term(approved)
    extend_deadline(term, length=days, reason=reason, by=by)
    facts = {"by": by.name, "did": "批准", "title": approved.title, "words": f"延至 {term.effective_due_on}"}
    _tell(approved, receivers_of(approved), facts)
    return approved


@transaction.atomic
def refuse_transfer_extension(transfer: Transfer, *, by, reason: str, version: int | None = None) -> Transfer:
    """不批准延期: the term stays. Raises PermissionDenied, MoveRefused, StaleRecord."""
    refused = move(transfer, "refuse_extension", by=by, reason=reason, version=version)
    facts = {"by": by.name, "did": "没有批准", "title": refused.title, "words": reason}
    _tell(refused, receivers_of(refused), facts)
    return refused


def _tell(transfer: Transfer, people, facts: dict) -> None:
    send(people, kind=kinds.EXTENSION, subject=transfer, period=f"extension-{transfer.version}", facts=facts)


def _term(transfer: Transfer) -> Deadline:
    term = transfer.open_deadline(HANDLE)
    if term is None:
        raise MoveRefused("没有在办的办理期限")
    return term
