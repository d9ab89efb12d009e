"""Drafts of inspections: kept while somebody types, set aside when submitted, brought back when withdrawn."""

import datetime as dt
import uuid
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from baiyi.exchange import numbers
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import photos_of_form, remove_unattached
from baiyi.records import clock
from baiyi.records.drafts import draft_of, drop_draft, save_draft
from baiyi.records.models import Draft
from baiyi.records.moves import MoveRefused
from inspections.models import Hazard, Inspection, RectificationNotice
from inspections.services.recording import withdraw_inspection

DRAFT = "inspection"
SUBMITTED = "inspection-submitted"  # kept for withdrawal only
MAX_TYPED = 100_000  # characters of one draft


def keep_draft(*, by, client_uuid: UUID, payload: dict, label: str) -> Draft | None:
    """None when the form was submitted already: a late autosave does not bring it back. Raises MoveRefused when far too long."""
    if sum(len(value) for values in payload.values() for value in values) > MAX_TYPED:
        raise MoveRefused("填写的内容过长，草稿没有保存")
    if Inspection.objects.filter(created_by=by, client_uuid=client_uuid).exists():
        return None
    return save_draft(by=by, client_uuid=client_uuid, kind=DRAFT, payload=payload, label=label)


def find_draft(user, client_uuid: UUID) -> Draft | None:
    """What is typed under this form number, submitted or not."""
    return Draft.objects.filter(user=user, client_uuid=client_uuid, kind__in=[DRAFT, SUBMITTED]).first()


def release_number(client_uuid: UUID) -> None:
    """The form reserved a number and in the end needs no notice: it stays in the register as 作废."""
    numbers.void_reserved(reserved_for=client_uuid, reason="未开具通知书")


def retire_draft(*, by, client_uuid: UUID, payload: dict | None = None, label: str = "") -> None:
    """The form became an inspection; what was typed is set aside for withdrawal. One statement without `payload`."""
    if payload is None:
        Draft.objects.filter(user=by, client_uuid=client_uuid).update(kind=SUBMITTED)
    else:
        save_draft(by=by, client_uuid=client_uuid, kind=SUBMITTED, payload=payload, label=label)


@transaction.atomic
def discard_draft(*, by, client_uuid: UUID) -> None:
    """Given up: text and photos go, a reserved number stays in the register as 作废. Raises MoveRefused when it was submitted."""
    if Inspection.objects.filter(created_by=by, client_uuid=client_uuid).exists():
        raise MoveRefused("这份登记已经提交，不能放弃；10 分钟内可以撤回修改")
    if draft_of(by, client_uuid, DRAFT) is None:
        return
    numbers.void_reserved(reserved_for=client_uuid, reason="登记人放弃，未使用")
    for photo in photos_of_form(client_uuid, by=by):
        remove_unattached(photo)
    drop_draft(by=by, client_uuid=client_uuid)


@transaction.atomic
def reopen_inspection(inspection: Inspection, *, by) -> UUID | None:
    """撤回修改: withdraw, and give back what was typed with its photos under a new form number. Raises MoveRefused.

    None when nothing that was typed is left.
    """
    withdraw_inspection(inspection, by=by)
    numbers.void_reserved(reserved_for=inspection.client_uuid, reason="登记人撤回修改")
    kept = draft_of(by, inspection.client_uuid, SUBMITTED)
    if kept is None:
        return None
    new = uuid.uuid4()
    payload = kept.payload | {"client_uuid": [str(new)]}
    save_draft(by=by, client_uuid=new, kind=DRAFT, payload=payload, label=kept.label)
    drop_draft(by=by, client_uuid=inspection.client_uuid)
    _photos_of(inspection).update(client_uuid=new, content_type=None, object_id=None)
    return new


def forget_submitted(*, before: dt.datetime | None = None) -> int:
    """Drop what was kept for withdrawal and can no longer be withdrawn; returns how many. Safe to repeat."""
    before = before or clock.now() - dt.timedelta(days=1)
    return Draft.objects.filter(kind=SUBMITTED, updated_at__lt=before).delete()[0]


def _photos_of(inspection: Inspection):
    """Photos this form brought in, whatever of the inspection they hang on."""
    subjects = Q()
    for model, pks in (
        (Inspection, [inspection.pk]),
        (Hazard, list(inspection.hazards.values_list("pk", flat=True))),
        (RectificationNotice, list(inspection.notices.values_list("pk", flat=True))),
    ):
        subjects |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=pks)
    return Photo.objects.filter(subjects, client_uuid=inspection.client_uuid, uploaded_by_id=inspection.created_by_id)
