"""Drafts of inspections: kept while somebody types, set aside when submitted, brought back when withdrawn."""

import datetime as dt
import uuid
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.dispatch import receiver

from baiyi.exchange import numbers
from baiyi.exchange.models import DocumentNumber, Photo
from baiyi.records import clock
from baiyi.records.drafts import (
    MAX_LABEL,
    check_length,
    check_seen,
    claim,
    draft_of,
    drafts_of,
    drop_draft,
    give_up,
    is_same,
    save_draft,
    seen_by,
)
from baiyi.records.form_payload import last
from baiyi.records.forms import MAX_DIGITS
from baiyi.records.models import Draft
from baiyi.records.moves import MoveRefused
from baiyi.records.once import AlreadySent, SentOtherwise
from baiyi.records.signals import draft_given_up
from baiyi.records.tickets import Ticket
from inspections import rights
from inspections.models import Hazard, Inspection, RectificationNotice, Venue
from inspections.services.notices import reserve_notice_number
from inspections.services.recording import InspectionFacts, record_locked, submitted_with, withdraw_inspection

DRAFT = "inspection"
SUBMITTED = "inspection-submitted"  # kept for withdrawal only
REVIEW_PREFIX = (
    "notice-"  # what is typed at the notice check lies in the same draft as the entry page, under these names
)
TEAM = "inspectors"
FOLLOWS_ENTRY = {
    f"{REVIEW_PREFIX}{name}" for name in ("content", "due_on", "shown_on", "offered_due", TEAM)
}  # of the notice check: what the entry page decides anew

Payload = dict[str, list[str]]


def keep_draft(
    *, by, client_uuid: UUID, venue: Venue, typed: Payload, is_review: bool = False, ticket: Ticket | None = None
) -> Draft | None:
    """Keep what was typed on the entry page, or with `is_review` at the notice check, beside what the other page typed.

    None when the form was submitted already: a late autosave does not bring it back. Raises MoveRefused when far too
    long, ChangedElsewhere.
    """
    check_length(typed)
    if Inspection.objects.filter(created_by=by, client_uuid=client_uuid).exists():
        return None
    kept = find_draft(by, client_uuid)
    before = kept.payload if kept else {}
    payload = with_review(before, typed) if is_review else with_entry(before, typed)
    facts = {"kind": DRAFT, "payload": payload, "label": venue.name, "subject_id": venue.pk}
    return save_draft(by=by, client_uuid=client_uuid, ticket=ticket, **facts)


def keep_sent(*, by, client_uuid: UUID, typed: Payload, ticket: Ticket | None, part: str = "") -> Draft | None:
    """The same for what one of the two pages sent, also when its session had ended; `part` says which page it was.

    Raises MoveRefused, also for a venue where this person does not record; ChangedElsewhere.
    """
    number = last(typed, "venue")
    rows = Venue.objects.visible_to(by).current()
    venue = rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < MAX_DIGITS else None
    if venue is None or not by.has_perm(rights.RECORD, venue):
        raise MoveRefused("草稿没有保存，请重新打开页面")
    facts = {"typed": typed, "is_review": part == "review", "ticket": ticket}
    return keep_draft(by=by, client_uuid=client_uuid, venue=venue, **facts)


def with_entry(kept: Payload, typed: Payload) -> Payload:
    """A new entry page over what was kept: recipient, measures and delivery stay, the words and the day of the hazards
    do not.
    """
    return {
        name: each for name, each in kept.items() if name.startswith(REVIEW_PREFIX) and name not in FOLLOWS_ENTRY
    } | typed


def with_review(kept: Payload, typed: Payload) -> Payload:
    """A new notice check over what was kept; a switch that is off left no trace. Who inspected is one and the same on
    both pages: the last choice holds.
    """
    entry = {name: each for name, each in kept.items() if not name.startswith(REVIEW_PREFIX)}
    team = typed.get(f"{REVIEW_PREFIX}{TEAM}")
    return (
        entry
        | ({TEAM: team} if team else {})
        | {name: each for name, each in typed.items() if name.startswith(REVIEW_PREFIX)}
    )


@transaction.atomic
def prepare_notice(
    *, by, client_uuid: UUID, venue: Venue, typed: Payload, on: dt.date, ticket: Ticket | None = None
) -> None:
    """Keep the draft and take the number its paper will carry; the number of another year is voided.

    Raises MoveRefused when no organ may issue, ChangedElsewhere, and when the form was submitted already AlreadySent or
    SentOtherwise.
    """
    if keep_draft(by=by, client_uuid=client_uuid, venue=venue, typed=typed, ticket=ticket) is None:
        raise why_not_again(find_draft(by, client_uuid), typed)
    document_type = venue.category.document_type
    number = reserve_notice_number(unit=venue.unit, document_type=document_type, reserved_for=client_uuid, on=on, by=by)
    numbers.void_reserved(reserved_for=client_uuid, by=by, reason="跨年未使用", but=number)


@transaction.atomic
def submit_inspection(
    facts: InspectionFacts, *, by, client_uuid: UUID, payload: Payload, label: str, ticket: Ticket | None = None
) -> Inspection:
    """Record the visit, void a number that no notice came to use, set what was typed aside: all of it in one
    transaction.

    Raises PermissionDenied, InspectionRefused, LengthRefused, MoveRefused; ChangedElsewhere, AlreadySent,
    SentOtherwise.
    """
    retire_draft(by=by, client_uuid=client_uuid, payload=payload, label=label, subject_id=facts.venue.pk, ticket=ticket)
    done = record_locked(facts, by=by, client_uuid=client_uuid)
    if facts.notice is None or not facts.notice.issue_now:
        numbers.void_reserved(reserved_for=client_uuid, by=by, reason="未开具通知书")
    return done


def why_not_again(form: Draft, typed: Payload) -> AlreadySent:
    """What was submitted under this number says the same as what is typed now, or something else. The entry page knows
    nothing of the notice check.
    """
    if not any(name.startswith(REVIEW_PREFIX) for name in typed):
        typed = with_review(typed, form.payload)
    return AlreadySent(form) if is_same(form, typed) else SentOtherwise(form)


def drafts_at(user, venue: Venue) -> list[Draft]:
    """What the person began at this venue and has not submitted, the newest first."""
    return list(drafts_of(user, DRAFT).filter(subject_id=venue.pk).defer("payload"))


def find_draft(user, client_uuid: UUID) -> Draft | None:
    """What is typed under this form number, submitted or not."""
    return Draft.objects.filter(user=user, client_uuid=client_uuid, kind__in=[DRAFT, SUBMITTED]).first()


def find_paper(user, client_uuid: UUID, *, on: dt.date) -> Draft | None:
    """The same with `number_text`: what its notice carries when it is issued on that day, nothing of another year."""
    mine = DocumentNumber.objects.filter(reserved_for=OuterRef("client_uuid"), reserved_by=user, series__year=on.year)
    number = mine.exclude(state=DocumentNumber.State.VOIDED).order_by("-pk").values("text")[:1]
    drafts = Draft.objects.filter(user=user, client_uuid=client_uuid, kind__in=[DRAFT, SUBMITTED])
    return drafts.annotate(number_text=Subquery(number)).first()


def retire_draft(
    *, by, client_uuid: UUID, payload: Payload, label: str, subject_id: int, ticket: Ticket | None = None
) -> None:
    """What was typed, set aside for a withdrawal before anything is recorded: one statement for a form that was kept
    before. Raises AlreadySent, SentOtherwise, ChangedElsewhere.
    """
    values = {"kind": SUBMITTED, "payload": payload, "updated_at": clock.now()}
    if seen_by(ticket).filter(user=by, client_uuid=client_uuid, kind=DRAFT).update(**values):
        return
    form = claim(by=by, client_uuid=client_uuid, kind=DRAFT, ticket=ticket)
    if form.kind == SUBMITTED or submitted_with(by, client_uuid):
        raise why_not_again(form, payload)
    check_seen(form, payload, ticket)
    form.kind, form.payload, form.label, form.subject_id = SUBMITTED, payload, label[:MAX_LABEL], subject_id
    form.save()


@transaction.atomic
def discard_draft(*, by, client_uuid: UUID) -> None:
    """Given up: text and photos go, a reserved number stays in the register as 作废. Raises MoveRefused when it was
    submitted.
    """
    if Inspection.objects.filter(created_by=by, client_uuid=client_uuid).exists():
        raise MoveRefused("这份登记已经提交，不能放弃；10 分钟内可以撤回修改")
    give_up(by=by, client_uuid=client_uuid)


@receiver(draft_given_up, sender=Draft, dispatch_uid="inspections.numbers_of_given_up")
def void_number(sender, *, draft: Draft, by, **kwargs) -> None:
    if draft.kind == DRAFT:
        numbers.void_reserved(reserved_for=draft.client_uuid, by=by, reason="登记人放弃，未使用")


@transaction.atomic
def reopen_inspection(inspection: Inspection, *, by) -> UUID | None:
    """撤回修改: withdraw, and give back what was typed with its photos under a new form number. Raises MoveRefused.

    None when nothing that was typed is left.
    """
    served = inspection.notices.current().exclude(served_on=None).first()
    withdraw_inspection(inspection, by=by)
    numbers.void_reserved(reserved_for=inspection.client_uuid, by=by, reason="登记人撤回修改")
    kept = draft_of(by, inspection.client_uuid, SUBMITTED)
    if kept is None:
        return None
    new = reopened_number(inspection)
    payload = _with_service(kept.payload, served) | {"client_uuid": [str(new)]}
    save_draft(by=by, client_uuid=new, kind=DRAFT, payload=payload, label=kept.label, subject_id=kept.subject_id)
    drop_draft(by=by, client_uuid=inspection.client_uuid)
    _photos_of(inspection).update(client_uuid=new, content_type=None, object_id=None)
    return new


def _with_service(payload: Payload, served: RectificationNotice | None) -> Payload:
    """How it was served in the end, also when that was registered on the page of the notice (稍后送达 before)."""
    if served is None:
        return payload
    told = {"delivery": served.delivery} | served.proof.given
    rest = {name: each for name, each in payload.items() if name != f"{REVIEW_PREFIX}later"}
    return rest | {f"{REVIEW_PREFIX}{name}": [value] for name, value in told.items()}


def reopened_number(inspection: Inspection) -> UUID:
    """Of the form that a withdrawn inspection becomes: a second press finds it."""
    return uuid.uuid5(inspection.client_uuid, "withdrawn")


def forget_submitted(*, before: dt.datetime | None = None) -> int:
    """Drop what was kept for withdrawal and can no longer be withdrawn; returns how many. Safe to repeat."""
    before = before or clock.now() - dt.timedelta(days=1)
    return Draft.objects.filter(kind=SUBMITTED, updated_at__lt=before).delete()[0]


def _photos_of(inspection: Inspection):
    """Photos this form brought in, whatever of the inspection they hang on. Not the signature: it is of the paper that
    was withdrawn, and another one is to be signed anew.
    """
    subjects = Q()
    for model, pks in (
        (Inspection, [inspection.pk]),
        (Hazard, list(inspection.hazards.values_list("pk", flat=True))),
        (RectificationNotice, list(inspection.notices.values_list("pk", flat=True))),
    ):
        subjects |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=pks)
    taken = Photo.objects.filter(subjects, client_uuid=inspection.client_uuid, uploaded_by_id=inspection.created_by_id)
    return taken.exclude(kind=Photo.Kind.SIGNATURE)
