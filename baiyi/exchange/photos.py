"""Photos: nothing a client sends is stored as it came. Everything is decoded under limits and encoded anew."""

import hashlib
import io
import uuid
import warnings
from collections import defaultdict
from collections.abc import Iterable
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model, QuerySet
from PIL import Image, ImageOps, UnidentifiedImageError

from baiyi.exchange.models import Photo
from baiyi.records import clock
from baiyi.records.querysets import About
from baiyi.records.written import written

MAX_UPLOAD = 12 * 1024 * 1024  # bytes
MAX_PIXELS = 40_000_000
MAX_EDGE = 1600  # px
MAX_STORED = 400 * 1024  # bytes
MAX_PER_SLOT = 9
FORMATS = ("JPEG", "PNG", "WEBP")
EDGES = (MAX_EDGE, 1200, 900, 600)  # px
QUALITIES = (82, 70, 55)


class PhotoRefused(Exception):
    """The upload is not a usable photo; the text is shown to the user."""


def add_photo(*, upload, client_uuid: uuid.UUID, slot: str, kind: str, by) -> Photo:
    """Re-encode and keep one photo of a form. Raises PhotoRefused."""
    jpeg, size = reencode(upload)
    name = uuid.uuid4()
    with transaction.atomic():
        if (
            Photo.objects.filter(client_uuid=client_uuid, slot=slot, uploaded_by=by, object_id=None).count()
            >= MAX_PER_SLOT
        ):
            raise PhotoRefused(f"每处最多 {MAX_PER_SLOT} 张照片")
        photo = Photo(uuid=name, client_uuid=client_uuid, slot=slot, kind=kind, uploaded_by=by, uploaded_at=clock.now())
        photo.width, photo.height = size
        photo.size, photo.sha256 = len(jpeg), hashlib.sha256(jpeg).hexdigest()
        photo.file.save(f"{name}.jpg", ContentFile(jpeg), save=False)
        photo.save()
    return photo


def reencode(upload) -> tuple[bytes, tuple[int, int]]:
    """(JPEG bytes, (width, height)):
    upright, long edge ≤ 1600 px, ≤ 400 KB, without EXIF (no GPS, no serial numbers).
    """
    if upload.size > MAX_UPLOAD:
        raise PhotoRefused("照片超过 12 MB，请用手机默认画质重拍")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = _upright(upload)
    except PhotoRefused:
        raise
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise PhotoRefused("这不是可用的照片，请重新拍照或选择 JPG、PNG 图片") from error
    return _shrink(image)


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


def attach(owners: list[tuple[Photo, Model]]) -> None:
    """The form became records: each photo belongs to its own now. One statement, none without photos."""
    for photo, subject in owners:
        photo.subject = subject
    Photo.objects.bulk_update([photo for photo, _ in owners], ["content_type", "object_id"])


@transaction.atomic
def remove_unattached(photo: Photo) -> bool:
    """Take a photo out of a form that is not submitted yet; False when it belongs to a record by now: it stays.

    The file goes after the commit, so that a rolled back transaction loses none.
    """
    removed, _ = Photo.objects.filter(pk=photo.pk, object_id=None).delete()
    if removed:
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


def _upright(upload) -> Image.Image:
    upload.seek(0)
    image = Image.open(upload, formats=FORMATS)
    if image.width * image.height > MAX_PIXELS:
        raise PhotoRefused("照片的像素过大（超过 4000 万），请用手机默认画质重拍")
    image.draft("RGB", (MAX_EDGE, MAX_EDGE))
    image.load()
    image = ImageOps.exif_transpose(image)
    image.thumbnail((MAX_EDGE, MAX_EDGE))
    return _on_white(image)


def _on_white(image: Image.Image) -> Image.Image:
    """RGB without transparency, in a new image that carries no metadata."""
    sheet = Image.new("RGB", image.size, "white")
    sheet.paste(image, mask=image.getchannel("A") if image.mode in {"RGBA", "LA"} else None)
    return sheet


def _shrink(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    """Lower the quality first, then the size, until it fits: a busy picture is still a photo."""
    for edge in EDGES:
        image.thumbnail((edge, edge))
        for quality in QUALITIES:
            buffer = io.BytesIO()
            image.save(buffer, "JPEG", quality=quality, optimize=True)
            if buffer.tell() <= MAX_STORED:
                return buffer.getvalue(), image.size
    raise PhotoRefused("照片压缩后仍超过 400 KB，请重拍")
