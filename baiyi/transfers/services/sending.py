"""On its way: send, propose, approve, refuse, recall. A record is locked before its transfers."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from baiyi.accounts.answering import Part, who
from baiyi.accounts.models import Unit
from baiyi.notifications.services import send
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock, move
from baiyi.records.signals import moved
from baiyi.transfers import kinds, rights
from baiyi.transfers.answering import approvers_of
from baiyi.transfers.models import ApprovalRule, State, Transfer
from baiyi.transfers.sendable import Sendable, of_label

MOST_TITLE = Transfer._meta.get_field("title").max_length


@transaction.atomic
def send_transfer(subject, *, by, task: str, to_unit: Unit | None = None, outside_body: str = "") -> Transfer:
    """流转 of a record from its unit to a unit or partner body, or to one outside. The receivers are told; where the
    branch wants approval and the person may not give it himself, a head of the unit is asked first.

    What came back before is seen to. `moved` says `send` once it is on its way, `propose` while it waits.
    Raises PermissionDenied; MoveRefused when its room does not let it go, it is on its way already, was settled, or
    goes nowhere.
    """
    may_send(subject, by=by)
    declared = of_label(subject._meta.label_lower)
    if declared is None:
        raise MoveRefused("这类记录不能流转")
    subject = lock(subject)
    if refusal := declared.refusal(subject):
        raise MoveRefused(refusal)
    _refuse_sending(subject, to_unit, outside_body)
    waits = _must_wait(subject, by)
    transfer = _new(subject, declared, by, waits, task=task, to_unit=to_unit, outside_body=outside_body)
    for back in Transfer.objects.about(subject).to_see_to():
        see_to(back)
    name, label = ("propose", "提请流转") if waits else ("send", "流转")
    _save(transfer, f"{label}给{transfer.receiver}")
    moved.send(Transfer, record=transfer, name=name, label=label, by=by, reason=task, facts={})
    if waits:
        send(approvers_of(transfer), kind=kinds.PROPOSED, subject=transfer, period="proposed", facts=_facts(transfer))
    else:
        _tell_receivers(transfer)
    return transfer


def may_send(subject, *, by) -> None:
    """Raises PermissionDenied for whoever does not hold the right at the unit of the record: what was lent to him
    somebody else sends.
    """
    if not by.holds_at(rights.SEND, subject.unit_id):
        raise PermissionDenied(rights.SEND)


@transaction.atomic
def approve_transfer(transfer: Transfer, *, by, version: int | None = None) -> Transfer:
    """批准流转: it is on its way, and its term of signing begins. Raises PermissionDenied, MoveRefused, StaleRecord."""
    subject = lock(transfer.subject)
    if refusal := of_label(subject._meta.label_lower).refusal(subject):
        raise MoveRefused(refusal)
    approved = move(transfer, "approve", by=by, version=version, on=clock.today())
    _tell_receivers(approved)
    return approved


@transaction.atomic
def refuse_transfer(transfer: Transfer, *, by, reason: str, version: int | None = None) -> Transfer:
    """不批准流转: back to who asked, who is told why. Raises PermissionDenied, MoveRefused, StaleRecord."""
    refused = move(transfer, "refuse", by=by, reason=reason, version=version, on=clock.today())
    facts = _facts(refused) | {"by": by.name, "reason": reason}
    send([refused.created_by], kind=kinds.REFUSED, subject=refused, period="refused", facts=facts)
    return refused


def recall_transfer(transfer: Transfer, *, by, reason: str, version: int | None = None) -> Transfer:
    """撤回 before it was signed for. Raises PermissionDenied, MoveRefused, StaleRecord."""
    return move(transfer, "recall", by=by, reason=reason, version=version, on=clock.today())


def see_to(transfer: Transfer) -> None:
    """What came back, or asks for something, its sender has seen to today."""
    transfer.dealt_on = clock.today()
    transfer.save(update_fields=["dealt_on"])


def receivers_of(transfer: Transfer) -> list:
    """People who sign for it; nobody for a body outside."""
    return who([transfer], Part.RESPONSIBLE, clock.today())[transfer.pk] if transfer.to_unit_id else []


def _refuse_sending(subject, to_unit: Unit | None, outside_body: str) -> None:
    if bool(to_unit) == bool(outside_body):
        raise MoveRefused("请选择接收单位；系统外的单位请填写名称，两者只填一项")
    if to_unit is not None and to_unit.pk == subject.unit_id:
        raise MoveRefused("不能流转给本单位")
    last = Transfer.objects.about(subject).current().first()
    if last is not None and last.state in Transfer.HOLDS:
        raise MoveRefused(f"已流转给{last.receiver}（{last.get_state_display()}），退回或撤回后才能再次流转")


def _must_wait(subject, by) -> bool:
    """Whether a head has to approve; who may approve himself sends at once."""
    return not by.holds_at(rights.APPROVE, subject.unit_id) and ApprovalRule.objects.is_asked_of(
        subject.unit, clock.today()
    )


def _new(subject, declared: Sendable, by, waits: bool, **facts) -> Transfer:
    return Transfer(
        subject=subject,
        unit_id=subject.unit_id,
        created_by=by,
        created_at=clock.now(),
        title=declared.words(subject)[:MOST_TITLE],
        state=State.PROPOSED if waits else State.SENT,
        sent_on=None if waits else clock.today(),
        **facts,
    )


def _save(transfer: Transfer, verb: str) -> None:
    """Two who send at once make one transfer: the database decides."""
    try:
        with transaction.atomic():
            transfer.save(verb=verb, reason=transfer.task)
    except IntegrityError as error:
        raise MoveRefused("这条记录刚刚已被流转，请刷新后再看") from error


def _facts(transfer: Transfer) -> dict:
    return {"by": transfer.created_by.name, "title": transfer.title, "to": transfer.receiver}


def _tell_receivers(transfer: Transfer) -> None:
    send(receivers_of(transfer), kind=kinds.SENT, subject=transfer, period="sent", facts=_facts(transfer))
