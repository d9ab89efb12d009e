"""Photos of forms and records: nothing a client sends is stored as it came, and nothing twice."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model, QuerySet

from baiyi.exchange.decoding import reencode
from baiyi.exchange.models import Photo, Upload
from baiyi.exchange.refusals import PhotoRefused, PhotoWithdrawn
from baiyi.records import clock
from baiyi.records.querysets import About
from baiyi.records.written import written

MAX_PER_SLOT = 9


def add_photo(*, upload, client_uuid: uuid.UUID, slot: str, kind: str, by, key: uuid.UUID | None = None) -> Photo:
    """Re-encode and keep one photo of a form; `key` tells the picked file from others, a second time gives the first
    photo.

    Raises PhotoRefused, also when the upload was withdrawn, and PhotoBusy.
    """
    key = key or uuid.uuid4()
    if (known := _photo_of(by, key)) is not None:
        return known
    jpeg, size = reencode(upload, is_drawn=kind == Photo.Kind.SIGNATURE)
    return _keep(jpeg, size, key=key, by=by, client_uuid=client_uuid, slot=slot, kind=kind)


@transaction.atomic
def withdraw_upload(*, key: uuid.UUID, by) -> bool:
    """The picked file is not wanted, whether it came or not: its photo goes, and nothing comes of it later. False when
    the photo belongs to a record by now: it stays. Safe to repeat.
    """
    upload = _locked(by, key)
    photo = Photo.objects.filter(upload=upload).first()
    if photo is not None:
        return remove_unattached(photo)
    if upload.withdrawn_at is None:
        Upload.objects.filter(pk=upload.pk).update(withdrawn_at=clock.now())
    return True


def _photo_of(by, key: uuid.UUID) -> Photo | None:
    """What the key became before, without decoding it again. Raises PhotoWithdrawn."""
    known = Upload.objects.filter(uploaded_by=by, key=key).select_related("photo").first()
    if known is not None and known.withdrawn_at is not None:
        raise PhotoWithdrawn
    return getattr(known, "photo", None)


@transaction.atomic
def _keep(jpeg: bytes, size: tuple[int, int], *, key: uuid.UUID, by, **form) -> Photo:
    """One at a time for a key: who comes second finds what the first one left."""
    upload = _locked(by, key)
    if (known := _photo_of(by, key)) is not None:
        return known
    if Photo.objects.filter(**_place(form), uploaded_by=by, object_id=None).count() >= MAX_PER_SLOT:
        raise PhotoRefused(f"每处最多 {MAX_PER_SLOT} 张照片")
    photo = Photo(uuid=uuid.uuid4(), upload=upload, uploaded_by=by, uploaded_at=clock.now(), **form)
    photo.width, photo.height = size
    photo.size, photo.sha256 = len(jpeg), hashlib.sha256(jpeg).hexdigest()
    photo.file.save(f"{photo.uuid}.jpg", ContentFile(jpeg), save=False)
    photo.save()
    return photo


def _place(form: dict) -> dict:
    return {name: form[name] for name in ("client_uuid", "slot")}


def _locked(by, key: uuid.UUID) -> Upload:
    """Made when it is not there yet: who withdraws before the upload comes leaves the row it will find."""
    upload, _ = Upload.objects.get_or_create(uploaded_by=by, key=key)
    return Upload.objects.select_for_update().get(pk=upload.pk)


def photos_of_form(client_uuid: uuid.UUID, *, by) -> list[Photo]:
    return list(Photo.objects.filter(client_uuid=client_uuid, uploaded_by=by, object_id=None).order_by("pk"))


def show_photos(records: Iterable[Model]) -> None:
    """Give each record, of whatever model, its photos as `shown_photos`: one statement for all."""
    records, found = list(records), defaultdict(list)
    for photo in _in_order(About(records).among(Photo)):
        found[photo.content_type_id, photo.object_id].append(photo)
    for record in records:
        record.shown_photos = found[ContentType.objects.get_for_model(record).pk, record.pk]


@written
def _in_order(photos: QuerySet) -> QuerySet:
    return photos.order_by("pk")


def shown_before(photos: Iterable[Photo]) -> list[Photo]:
    """Those whose very picture was shown before: in the same form, in another, or on any record. One statement, none
    without photos.
    """
    photos = sorted(photos, key=lambda photo: photo.pk)
    if not photos:
        return []
    mine = [photo.pk for photo in photos]
    known = set(
        Photo.objects.filter(sha256__in={each.sha256 for each in photos})
        .exclude(pk__in=mine)
        .values_list("sha256", flat=True)
    )
    found = []
    for photo in photos:
        if photo.sha256 in known:
            found.append(photo)
        known.add(photo.sha256)
    return found


def attach(owners: list[tuple[Photo, Model]]) -> None:
    """The form became records: each photo belongs to its own now. One statement, none without photos."""
    for photo, subject in owners:
        photo.subject = subject
    Photo.objects.bulk_update([photo for photo, _ in owners], ["content_type", "object_id"])


def attach_form(record: Model, client_uuid: uuid.UUID | None, *, by) -> None:
    """All photos of the form belong to the one record it became. Nothing without a form."""
    if client_uuid:
        attach([(photo, record) for photo in photos_of_form(client_uuid, by=by)])


@transaction.atomic
def remove_unattached(photo: Photo) -> bool:
    """Take a photo out of a form that is not submitted yet; False when it belongs to a record by now: it stays.

    The file goes after the commit, so that a rolled back transaction loses none. Its upload takes nothing more.
    """
    Upload.objects.select_for_update().get(pk=photo.upload_id)
    removed, _ = Photo.objects.filter(pk=photo.pk, object_id=None).delete()
    if removed:
        Upload.objects.filter(pk=photo.upload_id).update(withdrawn_at=clock.now())
        transaction.on_commit(partial(photo.file.storage.delete, photo.file.name))
    return bool(removed)


def find_visible(user, number: uuid.UUID) -> Photo | None:
    """For those who may see the record it belongs to; before that, for who took it."""
    photo = Photo.objects.filter(uuid=number).select_related("content_type").first()
    return photo if photo is not None and _may_see(user, photo) else None


def _may_see(user, photo: Photo) -> bool:
    if photo.object_id is None:
        return photo.uploaded_by_id == user.pk
    return photo.content_type.model_class().objects.visible_to(user).filter(pk=photo.object_id).exists()
