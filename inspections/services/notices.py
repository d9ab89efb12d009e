"""Verbs on rectification notices: draft, number, issue, serve, extend, void."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from baiyi.accounts.services import issuing_organ
from baiyi.deadlines import services as deadlines
from baiyi.deadlines.models import Deadline, LegalBasis, Rule
from baiyi.exchange import numbers
from baiyi.exchange.models import DocumentNumber
from baiyi.journal.services import log_bulk
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, begin, lock, move, move_locked
from inspections.kinds import RECHECK, RECTIFY
from inspections.models import Inspection, RectificationNotice
from inspections.models.notice import RECHECK_RULE
from inspections.models.venue import DocumentType

SHORT_TERM = 2  # natural days left at service that call for a warning


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
    receiver_name: str = ""
    inspector_names: str = ""


def planned_due(rule: Rule, *, on: dt.date, due_on: dt.date | None = None):
    """The computation as it would be frozen if the notice were issued on that day. Raises LengthRefused."""
    return deadlines.compute_due(rule, on, due_on=due_on)


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
        steps.append(("serve", {"on": on, "delivery": facts.delivery, "receiver_name": facts.receiver_name}))
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
def serve_notice(
    notice: RectificationNotice, *, by, on: dt.date, delivery: str, receiver_name: str = "", version: int | None = None
) -> RectificationNotice:
    """Hand the notice over on `on`. Refused after the due day, before the issue, or in the future."""
    check_service(on, issued_on=notice.issued_on, due_on=rectify_deadline(notice).effective_due_on)
    return move(notice, "serve", by=by, version=version, on=on, delivery=delivery, receiver_name=receiver_name)


def check_service(on: dt.date, *, issued_on: dt.date, due_on: dt.date) -> None:
    """Raises MoveRefused with the sentence for the user."""
    if on > clock.today():
        raise MoveRefused("送达日不能晚于今天")
    if on < issued_on:
        raise MoveRefused("送达日不能早于签发日")
    if on > due_on:
        raise MoveRefused(f"整改期限已于{due_on.month}月{due_on.day}日届满，届满后不能送达；请作废后重新开具")


def short_term_warning(*, on: dt.date, due_on: dt.date) -> str:
    """What to tell the officer when little of the term is left at service; empty when there is enough."""
    left = (due_on - on).days
    return f"送达后距期满日只有 {left} 天，请提醒被检查单位抓紧整改" if left <= SHORT_TERM else ""


@transaction.atomic
def extend_notice(notice: RectificationNotice, *, length: int, reason: str, by, version: int | None = None):
    """同意延期: before expiry, once, within the legal maximum (93号令第九条 for 内保单位). The printed day stays."""
    locked = lock(notice, version=version)
    if locked.state not in RectificationNotice.OPEN:
        raise MoveRefused(f"当前状态为“{locked.get_state_display()}”，不能延期")
    extension = deadlines.extend_deadline(rectify_deadline(locked), length=length, reason=reason, by=by)
    if locked.state != RectificationNotice.State.AWAITING:
        restart_recheck(locked, starts_on=extension.new_due_on, period=_round(locked), by=by)
    locked.save()  # its version: a page opened before this is stale
    said = f"同意延期至{extension.new_due_on.month}月{extension.new_due_on.day}日"
    log_bulk([locked], verb=said, by=by, reason=reason)  # no field of the notice changed, so that save() writes no line
    return extension


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
        restart_recheck(asked, starts_on=on, period=_round(asked), by=by)
    return asked


def _round(notice: RectificationNotice) -> str:
    return str(notice.reinspections.count() + 1)


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


def rectify_deadline(notice: RectificationNotice) -> Deadline:
    """Raises MoveRefused for a notice whose deadline was not computed yet."""
    found = notice.deadlines.filter(kind=RECTIFY, voided_at=None).select_related("rule").order_by("-pk").first()
    if found is None:
        raise MoveRefused("整改期限尚未计算，请稍后再试")
    return found


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


def _recheck(notice: RectificationNotice, starts_on: dt.date, period: str) -> deadlines.NewDeadline:
    return deadlines.NewDeadline(
        notice, RECHECK, unit=notice.unit, rule=Rule.objects.get(code=RECHECK_RULE), starts_on=starts_on, period=period
    )


def restart_recheck(notice: RectificationNotice, *, starts_on: dt.date, period: str, by) -> None:
    """The reinspection counts from another day now (asked for early, term extended, next round): a new deadline takes
    over.
    """
    for waiting in notice.deadlines.open().filter(kind=RECHECK):
        deadlines.void_deadline(waiting, by=by, reason="复查起算日改变")
    deadlines.open_deadlines([_recheck(notice, starts_on, period)], by=by)
