"""Verbs on rectification notices: draft, number, issue, ask for the reinspection, void."""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from baiyi.accounts.services import issuing_organ
from baiyi.deadlines import services as deadlines
from baiyi.deadlines.models import LegalBasis, Rule
from baiyi.exchange import numbers
from baiyi.exchange.document_types import DocumentKind, document_types
from baiyi.exchange.models import DocumentNumber
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, begin, lock, move, move_locked
from inspections.kinds import RECHECK
from inspections.models import Inspection, RectificationNotice
from inspections.models.delivery import Proof
from inspections.models.venue import DocumentType
from inspections.services.delivery import check_proof
from inspections.services.terms import restart_recheck, round_of

document_types |= {kind.value: DocumentKind(kind.label, kind.character) for kind in DocumentType}


@dataclass(frozen=True, kw_only=True)
class NoticeFacts:
    """What the officer decides about a notice. Without `due_on` the rule's own length counts."""

    basis: LegalBasis
    recipient_name: str
    content: str
    due_on: dt.date | None = None
    interim_measures: str = ""
    issue_now: bool = True
    delivery: str = ""
    proof: Proof = field(default_factory=Proof)
    inspector_names: str = ""


def planned_due(rule: Rule, *, on: dt.date, due_on: dt.date | None = None):
    """The computation as it would be frozen if the notice were issued on that day. Raises LengthRefused."""
    return deadlines.compute_due(rule.on(on), on, due_on=due_on)


def reserve_notice_number(*, unit, document_type: str, reserved_for: UUID, on: dt.date, by) -> DocumentNumber:
    """The number this form will carry: the same however often it asks. Raises MoveRefused when no organ may issue."""
    organ, _ = _organs(unit)
    return _reserve(organ, document_type, reserved_for, on, by)


@transaction.atomic(savepoint=False)
def draft_notice(inspection: Inspection, facts: NoticeFacts, *, by, on: dt.date) -> RectificationNotice:
    """A notice to be issued later; its due day is planned as if issued on `on` and planned anew by the worker every
    day.
    """
    notice = _new(inspection, facts, by)
    computed = planned_due(notice.rule, on=on, due_on=facts.due_on)
    notice.planned_from, notice.planned_due_on, notice.planned_trace = on, computed.due_on, computed.trace
    notice.planned_length = computed.length if facts.due_on else None
    notice.save(verb="草拟")
    return notice


def change_draft(notice: RectificationNotice, *, by, version: int, **words) -> RectificationNotice:
    """Put a draft right before it is issued. Raises StaleRecord, MoveRefused."""
    with transaction.atomic():
        locked = lock(notice, version=version)
        if locked.state != RectificationNotice.State.DRAFT:
            raise MoveRefused("已签发的通知书不能修改；写错的请作废，会按原隐患重新草拟")
        for name, value in words.items():
            setattr(locked, name, value)
        locked.save(verb="修改草拟")
        return locked


@transaction.atomic(savepoint=False)
def issue_new_notice(
    inspection: Inspection, facts: NoticeFacts, *, by, on: dt.date, reserved_for: UUID
) -> RectificationNotice:
    """Number, freeze the due day and issue in one go; served on the same day when the delivery is known."""
    notice = _new(inspection, facts, by)
    number, standing = _number(notice, reserved_for, on, by)
    steps = [("issue", {"number": number, "organ_name": standing.name, "on": on, "due_on": facts.due_on})]
    if facts.delivery:
        check_proof(facts.delivery, facts.proof, client_uuid=reserved_for, by=by)
        service = {"on": on, "at": clock.now(), "delivery": facts.delivery}
        steps.append(("serve", service | facts.proof.given))
    return begin(notice, *steps, by=by)


@transaction.atomic
def issue_notice(
    notice: RectificationNotice, *, by, version: int | None = None, due_on: dt.date | None = None
) -> RectificationNotice:
    """Issue a draft today: number, frozen due day with its trace, day of reinspection.
    Raises MoveRefused, StaleRecord.
    """
    locked = lock(notice, version=version)
    on = clock.today()
    if not locked.hazards.open().exists():
        raise MoveRefused("通知书下没有待整改的隐患，不能签发")
    if not locked.basis.is_in_force(on):
        raise MoveRefused(f"依据{locked.basis}在签发日未施行，请先修改草拟的依据条款")
    number, standing = _number(locked, uuid4(), on, by)
    return move_locked(locked, "issue", by=by, number=number, organ_name=standing.name, on=on, due_on=due_on)


@transaction.atomic
def request_reinspection(
    notice: RectificationNotice, *, by, on: dt.date, version: int | None = None
) -> RectificationNotice:
    """The venue says it is done: the reinspection counts from the request when that is earlier than what it counts from
    now.
    """
    if on > clock.today():
        raise MoveRefused("申请复查日不能晚于今天")
    if notice.served_on and on < notice.served_on:
        raise MoveRefused("申请复查日不能早于送达日")
    asked = move(notice, "request_reinspection", by=by, version=version, on=on)
    waiting = notice.open_deadline(RECHECK)
    if waiting is None or on < waiting.starts_on:
        restart_recheck(asked, starts_on=on, period=round_of(asked), by=by)
    return asked


@transaction.atomic
def void_notice(notice: RectificationNotice, *, by, reason: str, version: int | None = None) -> RectificationNotice:
    """Void an issued notice: its number is not given out again; a draft for its open hazards takes its place.

    Raises MoveRefused for a draft: it is issued, or its inspection withdrawn.
    """
    if notice.state == RectificationNotice.State.DRAFT:
        raise MoveRefused("草拟的通知书不能作废：请签发，或由登记人撤回检查")
    voided = move(notice, "void", by=by, reason=reason, version=version, at=clock.now())
    release(voided, reason=reason)
    _replace(voided, by)
    return voided


def _replace(voided: RectificationNotice, by) -> None:
    hazards = list(voided.hazards.open())
    if not hazards:
        return
    words = {
        name: getattr(voided, name)
        for name in ("basis", "recipient_name", "content", "interim_measures", "inspector_names")
    }
    facts = NoticeFacts(**words)
    draft = draft_notice(voided.inspection, facts, by=by, on=clock.today())
    for hazard in hazards:
        hazard.notice = draft
        hazard.save(verb="转入重新草拟的通知书")


def release(voided: RectificationNotice, *, reason: str) -> None:
    """Free what hung on a voided notice beside its deadlines: its number, as 作废."""
    if voided.number_id:
        numbers.void_number(voided.number, reason=reason)


def _new(inspection: Inspection, facts: NoticeFacts, by) -> RectificationNotice:
    category = inspection.venue.category
    return RectificationNotice(
        unit=inspection.venue.unit,
        created_by=by,
        created_at=clock.now(),
        inspection=inspection,
        venue=inspection.venue,
        document_type=category.document_type,
        recipient_name=facts.recipient_name,
        inspector_names=facts.inspector_names,
        content=facts.content,
        interim_measures=facts.interim_measures,
        basis=facts.basis,
        rule=category.rule,
    )


def _organs(unit):
    try:
        return issuing_organ(unit)
    except ValidationError as error:
        raise MoveRefused("".join(error.messages)) from error


def _number(notice, reserved_for: UUID, on: dt.date, by):
    organ, standing = _organs(notice.unit)
    number = _reserve(organ, notice.document_type, reserved_for, on, by)
    if number.state == DocumentNumber.State.VOIDED:
        raise MoveRefused(f"预留的 {number.text} 已作废，请返回重新打开核对页")
    numbers.use_number(number)
    return number, standing


def _reserve(organ, document_type: str, reserved_for: UUID, on: dt.date, by) -> DocumentNumber:
    character = DocumentType(document_type).character
    return numbers.reserve_number(
        organ=organ, document_type=document_type, character=character, on=on, reserved_for=reserved_for, by=by
    )
