"""Keeping drafts: one row a form, the last save wins."""

from uuid import UUID

from django.db import transaction

from baiyi.records import clock
from baiyi.records.models import Draft


@transaction.atomic
def save_draft(
    *, by, client_uuid: UUID, kind: str, payload: dict, label: str = "", subject_id: int | None = None
) -> Draft:
    """`subject_id` is the row the form is about, e.g. the venue."""
    values = {
        "kind": kind,
        "payload": payload,
        "label": label[:100],
        "subject_id": subject_id,
        "updated_at": clock.now(),
    }
    draft, _ = Draft.objects.update_or_create(user=by, client_uuid=client_uuid, defaults=values)
    return draft


def draft_of(user, client_uuid: UUID, kind: str) -> Draft | None:
    return Draft.objects.filter(user=user, client_uuid=client_uuid, kind=kind).first()


def drafts_of(user, kind: str):
    return Draft.objects.filter(user=user, kind=kind).order_by("-updated_at", "-pk")


def drop_draft(*, by, client_uuid: UUID) -> None:
    Draft.objects.filter(user=by, client_uuid=client_uuid).delete()
