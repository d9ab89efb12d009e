"""Keeping drafts: one row a form and person. Another page of the same form saves only over what it has seen."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from baiyi.records import clock
from baiyi.records.hooks import DraftKind, draft_kinds
from baiyi.records.models import Draft
from baiyi.records.moves import MoveRefused
from baiyi.records.signals import draft_given_up
from baiyi.records.tickets import Ticket

FORM = "form"  # kind of the drafts that FormPage keeps
MAX_TYPED = 100_000  # characters of one draft
MAX_LABEL = 100  # characters
KEEP = dt.timedelta(days=180)  # after the last save, or after it was submitted

Payload = dict[str, list[str]]


class ChangedElsewhere(Exception):
    """The draft was saved by another page since this one was opened; `draft` is what that one says."""

    def __init__(self, draft: Draft):
        super().__init__("这份草稿在另一处改过")
        self.draft = draft


@transaction.atomic
def save_draft(
    *,
    by,
    client_uuid: UUID,
    kind: str,
    payload: Payload,
    label: str = "",
    subject_id: int | None = None,
    ticket: Ticket | None = None,
) -> Draft | None:
    """`subject_id` is the row the form is about, e.g. the venue. None when the form was submitted already: a late
    autosave does not bring it back.

    Raises MoveRefused when far too long, and, for a page that says its ticket, ChangedElsewhere.
    """
    check_length(payload)
    draft = claim(by=by, client_uuid=client_uuid, kind=kind, ticket=ticket)
    if draft.submitted_at is not None:
        return None
    check_seen(draft, payload, ticket)
    draft.kind, draft.payload, draft.label, draft.subject_id = kind, payload, label[:MAX_LABEL], subject_id
    draft.updated_at = clock.now()
    if ticket is not None:
        draft.address, draft.writer, draft.version = ticket.address, _next_writer(draft, ticket), draft.version + 1
    draft.save()
    return draft


def keep_form(*, by, client_uuid: UUID, payload: Payload, ticket: Ticket) -> Draft | None:
    """What was typed into a FormPage. See save_draft."""
    return save_draft(by=by, client_uuid=client_uuid, kind=FORM, payload=payload, label=ticket.label, ticket=ticket)


def claim(*, by, client_uuid: UUID, kind: str, ticket: Ticket | None = None) -> Draft:
    """The row of this form, locked until the transaction ends; made when there is none."""
    made = Draft(user=by, client_uuid=client_uuid, kind=kind, updated_at=clock.now())
    if ticket is not None:
        made.address, made.label, made.writer = ticket.address, ticket.label[:MAX_LABEL], ticket.writer
    Draft.objects.bulk_create([made], ignore_conflicts=True)
    return Draft.objects.select_for_update().get(user=by, client_uuid=client_uuid)


def check_seen(draft: Draft, payload: Payload, ticket: Ticket | None) -> None:
    """Raises ChangedElsewhere when another page saved something else since the page with this ticket was opened."""
    if ticket is not None and not _has_seen(draft, ticket) and not is_same(draft, payload):
        raise ChangedElsewhere(draft)


def _has_seen(draft: Draft, ticket: Ticket) -> bool:
    """The page with this ticket made its last save, or was opened on it."""
    return draft.writer in {"", ticket.writer} or draft.version == ticket.version


def _next_writer(draft: Draft, ticket: Ticket) -> str:
    """Two pages that saved the same show the same: whichever changes it next goes on. A page that was closed saves
    once more, and late on a slow network.
    """
    return ticket.writer if _has_seen(draft, ticket) else ""


def seen_by(ticket: Ticket | None):
    """Drafts whose last save the page with this ticket made or has shown."""
    if ticket is None:
        return Draft.objects.open()
    return Draft.objects.open().filter(Q(writer__in=["", ticket.writer]) | Q(version=ticket.version))


def check_length(payload: Payload, most: int = MAX_TYPED) -> None:
    """`most` in characters. Raises MoveRefused."""
    if sum(len(value) for values in payload.values() for value in values) > most:
        raise MoveRefused("填写的内容过长，草稿没有保存")


def is_same(draft: Draft, payload: Payload) -> bool:
    """Whether the same is typed there. What was submitted is forgotten after a while; then it is the same form."""
    return not draft.payload or _typed(draft.payload) == _typed(payload)


def _typed(payload: Payload) -> Payload:
    """Without the number of the form and what was left empty."""
    return {name: values for name, values in payload.items() if name != "client_uuid" and any(values)}


def form_of(user, client_uuid: UUID | None) -> Draft | None:
    """A form of this person by its number, submitted or not."""
    return Draft.objects.filter(user=user, client_uuid=client_uuid).first() if client_uuid else None


def draft_of(user, client_uuid: UUID, kind: str) -> Draft | None:
    return Draft.objects.open().filter(user=user, client_uuid=client_uuid, kind=kind).first()


def drafts_of(user, kind: str):
    return Draft.objects.open().filter(user=user, kind=kind).order_by("-updated_at", "-pk")


def open_drafts(user):
    """Everything the person typed and did not submit, of the kinds a room declares, the newest first."""
    kinds = list(draft_kinds)
    return Draft.objects.open().filter(user=user, kind__in=kinds).defer("payload").order_by("-updated_at", "-pk")


def drafts_at(user, address: str):
    """What the person began on the form at this address and has not submitted, the newest first."""
    return drafts_of(user, FORM).filter(address=address)


def resume_url(draft: Draft) -> str:
    """The form with what was typed."""
    return f"{draft.address}{'&' if '?' in draft.address else '?'}draft={draft.client_uuid}"


def drop_draft(*, by, client_uuid: UUID) -> None:
    """The row alone: its record took over what hangs on it."""
    Draft.objects.filter(user=by, client_uuid=client_uuid).delete()


draft_kinds[FORM] = DraftKind("表单", resume_url)


@transaction.atomic
def give_up(*, by, client_uuid: UUID) -> None:
    """放弃: gone with what hangs on it (`draft_given_up`); nothing when it was submitted."""
    draft = Draft.objects.open().select_for_update().filter(user=by, client_uuid=client_uuid).first()
    if draft is not None:
        draft_given_up.send(Draft, draft=draft, by=by)
        draft.delete()


def forget_drafts() -> int:
    """Give up drafts nobody touched for `KEEP`, and forget what was submitted that long ago; returns how many. Safe to
    repeat.
    """
    old = Draft.objects.filter(updated_at__lt=clock.now() - KEEP)
    forgotten = list(old.open().select_related("user").order_by("pk"))
    for draft in forgotten:
        give_up(by=draft.user, client_uuid=draft.client_uuid)
    sent, _ = old.exclude(submitted_at=None).delete()
    return len(forgotten) + sent
