"""Verbs on transfers: send, sign for, settle, send back, recall. Callers of other rooms send their own records."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from baiyi.accounts.answering import Part, who
from baiyi.accounts.models import Unit
from baiyi.notifications.services import send
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from baiyi.transfers import kinds, rights
from baiyi.transfers.models import Transfer
from baiyi.transfers.sendable import of_label

MOST_TITLE = Transfer._meta.get_field("title").max_length


@transaction.atomic
def send_transfer(subject, *, by, task: str, to_unit: Unit | None = None, outside_body: str = "") -> Transfer:
    """流转 of a record from its unit to a unit or partner body, or to one outside. The receivers are told.

    Raises PermissionDenied; MoveRefused when its room does not let it go, it is on its way already, was settled, or
    goes nowhere.
    """
    may_send(subject, by=by)
    declared = of_label(subject._meta.label_lower)
    if declared is None or (refusal := declared.refusal(subject)):
        raise MoveRefused(refusal if declared else "这类记录不能流转")
    _refuse_sending(subject, to_unit, outside_body)
    transfer = Transfer(
        subject=subject,
        unit_id=subject.unit_id,
        created_by=by,
        created_at=clock.now(),
        title=declared.words(subject)[:MOST_TITLE],
        task=task,
        to_unit=to_unit,
        outside_body=outside_body,
        sent_on=clock.today(),
    )
    _save(transfer)
    facts = {"by": by.name, "title": transfer.title, "to": transfer.receiver}
    send(receivers_of(transfer), kind=kinds.SENT, subject=transfer, period="sent", facts=facts)
    return transfer


def may_send(subject, *, by) -> None:
    """Raises PermissionDenied for whoever does not hold the right at the unit of the record: what was lent to him
    somebody else sends.
    """
    if not by.holds_at(rights.SEND, subject.unit_id):
        raise PermissionDenied(rights.SEND)


def _refuse_sending(subject, to_unit: Unit | None, outside_body: str) -> None:
    if bool(to_unit) == bool(outside_body):
        raise MoveRefused("请选择接收单位；系统外的单位请填写名称，两者只填一项")
    if to_unit is not None and to_unit.pk == subject.unit_id:
        raise MoveRefused("不能流转给本单位")
    last = Transfer.objects.about(subject).current().first()
    if last is not None and last.state not in Transfer.BACK:
        raise MoveRefused(f"已流转给{last.receiver}（{last.get_state_display()}），退回或撤回后才能再次流转")


def _save(transfer: Transfer) -> None:
    """Two who send at once make one transfer: the database decides."""
    try:
        with transaction.atomic():
            transfer.save(verb=f"流转给{transfer.receiver}", reason=transfer.task)
    except IntegrityError as error:
        raise MoveRefused("这条记录刚刚已被流转，请刷新后再看") from error


def accept_transfer(transfer: Transfer, *, by, version: int | None = None) -> Transfer:
    """签收: from now on its handling is due. Raises PermissionDenied, MoveRefused, StaleRecord."""
    return move(transfer, "accept", by=by, version=version, on=clock.today())


@transaction.atomic
def settle_transfer(transfer: Transfer, *, by, result: str, version: int | None = None) -> Transfer:
    """反馈结果: the sender is told. Raises PermissionDenied, MoveRefused, StaleRecord."""
    settled = move(transfer, "settle", by=by, version=version, on=clock.today(), result=result)
    facts = {"to": settled.receiver, "title": settled.title, "result": result}
    send([settled.created_by], kind=kinds.SETTLED, subject=settled, period="settled", facts=facts)
    return settled


@transaction.atomic
def send_back_transfer(transfer: Transfer, *, by, reason: str, version: int | None = None) -> Transfer:
    """退回 to whoever sent it, who is told why. Raises PermissionDenied, MoveRefused, StaleRecord."""
    back = move(transfer, "send_back", by=by, reason=reason, version=version, on=clock.today())
    facts = {"to": back.receiver, "title": back.title, "reason": reason}
    send([back.created_by], kind=kinds.SENT_BACK, subject=back, period="sent_back", facts=facts)
    return back


def recall_transfer(transfer: Transfer, *, by, reason: str, version: int | None = None) -> Transfer:
    """撤回 before it was signed for. Raises PermissionDenied, MoveRefused, StaleRecord."""
    return move(transfer, "recall", by=by, reason=reason, version=version, on=clock.today())


def receivers_of(transfer: Transfer) -> list:
    """People who sign for it; nobody for a body outside."""
    return who([transfer], Part.RESPONSIBLE, clock.today())[transfer.pk] if transfer.to_unit_id else []
