"""Drafts of visits: kept while somebody types, taken up again on the same day, gone with the submission or when given
up.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction

from baiyi.exchange import photos as photo_store
from baiyi.records import clock
from baiyi.records.drafts import draft_of, drafts_of, drop_draft, save_draft
from baiyi.records.form_payload import last
from baiyi.records.models import Draft
from baiyi.records.moves import MoveRefused
from hotspots.models import Hotspot
from hotspots.services.supervisions import recorded_with

DRAFT = "supervision"
MAX_TYPED = 20_000  # characters of one draft
KEEP = dt.timedelta(days=180)  # after the last save

Payload = dict[str, list[str]]


def keep_draft(*, by, client_uuid: UUID, hotspot: Hotspot, typed: Payload) -> Draft | None:
    """Keep what was typed on the page of a visit. None when the form was submitted already: a late autosave does not
    bring it back.

    Raises MoveRefused when far too long, and for a form whose visit was voided since.
    """
    if sum(len(value) for values in typed.values() for value in values) > MAX_TYPED:
        raise MoveRefused("填写的内容过长，草稿没有保存")
    recorded = recorded_with(by, client_uuid)
    if recorded is None:
        return save_draft(
            by=by, client_uuid=client_uuid, kind=DRAFT, payload=typed, label=hotspot.name, subject_id=hotspot.pk
        )
    if recorded.voided_at is not None:
        raise MoveRefused("这张表单登记的督导已经作废，草稿没有保存，请重新打开登记页再填写")
    return None


def drafts_at(hotspot: Hotspot, by) -> list[Draft]:
    """What this person began here and has not submitted, the newest first."""
    return list(drafts_of(by, DRAFT).filter(subject_id=hotspot.pk))


def draft_of_day(drafts: list[Draft], day: dt.date) -> Draft | None:
    """The newest of the drafts of a visit on that day: opening the page again goes on with it."""
    return next((draft for draft in drafts if last(draft.payload, "supervised_on") == f"{day}"), None)


@transaction.atomic
def discard_draft(*, by, client_uuid: UUID) -> None:
    """放弃: what was typed and the photos of the form go; nothing when it was submitted."""
    if recorded_with(by, client_uuid) is not None or draft_of(by, client_uuid, DRAFT) is None:
        return
    for photo in photo_store.photos_of_form(client_uuid, by=by):
        photo_store.remove_unattached(photo)
    drop_draft(by=by, client_uuid=client_uuid)


def forget_drafts() -> int:
    """Remove drafts nobody touched for `KEEP`, with the photos of their forms; returns how many. Safe to repeat."""
    old = Draft.objects.filter(kind=DRAFT, updated_at__lt=clock.now() - KEEP).select_related("user")
    forgotten = list(old.order_by("pk"))
    for draft in forgotten:
        discard_draft(by=draft.user, client_uuid=draft.client_uuid)
    return len(forgotten)
