"""Drafts of visits: kept while somebody types, and taken up again on the same day."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied

from baiyi.records.drafts import Payload, check_length, drafts_of, save_draft
from baiyi.records.form_payload import last
from baiyi.records.models import Draft
from baiyi.records.moves import MoveRefused
from baiyi.records.tickets import Ticket
from hotspots import rights
from hotspots.models import Hotspot
from hotspots.services.supervisions import recorded_with

DRAFT = "supervision"
MAX_TYPED = 20_000  # characters of one draft


def keep_draft(
    *, by, client_uuid: UUID, hotspot: Hotspot, typed: Payload, ticket: Ticket | None = None
) -> Draft | None:
    """Keep what was typed on the page of a visit. None when the form was submitted already: a late autosave does not
    bring it back.

    Raises MoveRefused when far too long, and for a form whose visit was voided since; ChangedElsewhere.
    """
    check_length(typed, MAX_TYPED)
    recorded = recorded_with(by, client_uuid)
    if recorded is None:
        facts = {"kind": DRAFT, "payload": typed, "label": hotspot.name, "subject_id": hotspot.pk}
        return save_draft(by=by, client_uuid=client_uuid, ticket=ticket, **facts)
    if recorded.voided_at is not None:
        raise MoveRefused("这张表单登记的督导已经作废，草稿没有保存，请重新打开登记页再填写")
    return None


def keep_sent(
    *, by, client_uuid: UUID, typed: Payload, ticket: Ticket | None, part: str = "", hotspot_id: int | None = None
) -> Draft | None:
    """The same for what the page sent, also when its session had ended: the hotspot is the one of the ticket.

    Raises PermissionDenied, MoveRefused, ChangedElsewhere.
    """
    hotspot = Hotspot.objects.visible_to(by).filter(pk=hotspot_id or ticket.subject_id).first()
    if hotspot is None or not by.has_perm(rights.SUPERVISE, hotspot):
        raise PermissionDenied(rights.SUPERVISE)
    return keep_draft(by=by, client_uuid=client_uuid, hotspot=hotspot, typed=typed, ticket=ticket)


def drafts_at(hotspot: Hotspot, by) -> list[Draft]:
    """What this person began here and has not submitted, the newest first."""
    return list(drafts_of(by, DRAFT).filter(subject_id=hotspot.pk))


def draft_of_day(drafts: list[Draft], day: dt.date) -> Draft | None:
    """The newest of the drafts of a visit on that day: opening the page again goes on with it."""
    return next((draft for draft in drafts if last(draft.payload, "supervised_on") == f"{day}"), None)
