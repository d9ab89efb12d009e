"""Photos: decoded under limits, encoded anew, shown only to those who may see the record."""

import io
import struct
import uuid
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from baiyi.exchange.decoding import MAX_STORED, reencode
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import add_photo, attach, remove_unattached
from baiyi.exchange.refusals import PhotoRefused
from tests.exchange.pictures import jpeg
from tests.factories import make_inspection, make_venue


def upload(content: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def png(width: int, height: int, mode: str = "1") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


def declared_png(edge: int) -> bytes:
    """A few bytes that claim to be a picture of edge × edge pixels."""
    small, header = png(1, 1), 16  # IHDR data begins after signature, length and type
    data = struct.pack(">II", edge, edge) + small[header + 8 : header + 13]
    crc = struct.pack(">I", zlib.crc32(b"IHDR" + data))
    return small[:header] + data + crc + small[header + 17 :]


def stored(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def noisy(edge: int) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((edge, edge), 90).convert("RGB").save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def test_large_photo_is_shrunk_to_1600_px_and_400_kb():
    assert max(reencode(upload(jpeg(4000, 3000)))[1]) == 1600
    content, size = reencode(upload(noisy(2400)))
    assert len(content) <= MAX_STORED
    assert stored(content).size == size


def test_place_and_camera_are_taken_out_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: rotate
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    content, size = reencode(upload(jpeg(400, 200, exif=exif)))
    assert size == (200, 400)
    assert not stored(content).getexif()
    assert b"CameraMaker" not in content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"GIF89a" + b"\0" * 50,
        jpeg()[:200],
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
        declared_png(13_000),
        declared_png(30_000),
    ],
    ids=["empty", "text", "svg", "html", "gif", "truncated", "header-only", "bomb-13000", "bomb-30000"],
)
def test_what_is_no_photo_is_refused_in_chinese(content):
    with pytest.raises(PhotoRefused, match="照片"):
        reencode(upload(content))


def test_script_behind_a_real_photo_does_not_survive():
    content, _ = reencode(upload(jpeg() + b"<script>alert(1)</script>"))
    assert b"<script>" not in content


def test_transparent_png_lands_on_white():
    content, _ = reencode(upload(png(20, 20, "RGBA"), "a.png"))
    assert stored(content).getpixel((5, 5)) == (255, 255, 255)


def send(client, content: bytes, form=None, slot: str = "item-1"):
    facts = {"client_uuid": str(form or uuid.uuid4()), "slot": slot, "kind": "before", "photo": upload(content)}
    return client.post(reverse("exchange:photo-upload"), facts)


def test_upload_answers_the_address_and_serves_it_safely(force, sign_in):
    client = sign_in(force.alice)
    answer = send(client, jpeg())
    assert answer.status_code == 201
    shown = client.get(answer.json()["url"])
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert stored(b"".join(shown)).size == (320, 240)


def test_upload_of_rubbish_answers_422_with_the_sentence(force, sign_in):
    answer = send(sign_in(force.alice), b"rubbish")
    assert answer.status_code == 422
    assert "不是可用的照片" in answer.json()["error"]
    assert Photo.objects.count() == 0


@pytest.mark.parametrize("slot", ["", "../../etc", "Item 1", "x" * 41])
def test_upload_with_a_made_up_slot_is_refused(force, sign_in, slot):
    assert send(sign_in(force.alice), jpeg(), slot=slot).status_code == 422


def test_tenth_photo_of_a_slot_is_refused(force, sign_in):
    client, form = sign_in(force.alice), uuid.uuid4()
    codes = [send(client, jpeg(), form).status_code for _ in range(10)]
    assert codes == [201] * 9 + [422]


def test_photo_of_a_record_is_seen_by_the_station_only_and_never_removed(force, sign_in):
    form = uuid.uuid4()
    photo = add_photo(upload=upload(jpeg()), client_uuid=form, slot="scene", kind="scene", by=force.alice)
    address = reverse("exchange:photo", args=[photo.uuid])
    assert sign_in(force.amy).get(address).status_code == 404  # not submitted yet: only who took it
    inspection = make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy])
    attach([(photo, inspection)])
    b"".join(sign_in(force.amy).get(address))
    assert sign_in(force.bob).get(address).status_code == 404
    assert sign_in(force.alice).post(reverse("exchange:photo-remove", args=[photo.uuid])).status_code == 409


def test_photo_can_be_taken_back_before_submission(force, sign_in):
    client = sign_in(force.alice)
    address = send(client, jpeg()).json()["uuid"]
    assert client.post(reverse("exchange:photo-remove", args=[address])).status_code == 200
    assert Photo.objects.count() == 0


@pytest.fixture
def photo(force):
    return add_photo(upload=upload(jpeg()), client_uuid=uuid.uuid4(), slot="scene", kind="scene", by=force.alice)


def test_photo_that_became_part_of_a_record_meanwhile_is_not_removed(photo, force, django_capture_on_commit_callbacks):
    seen_before = Photo.objects.get()
    attach([(photo, make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy]))])
    with django_capture_on_commit_callbacks(execute=True):
        assert not remove_unattached(seen_before)
    assert Photo.objects.get().file.storage.exists(photo.file.name)


def test_page_that_removes_a_photo_attached_meanwhile_says_so(photo, force, sign_in, monkeypatch):
    monkeypatch.setattr("baiyi.exchange.views.remove_unattached", lambda photo: False)
    answer = sign_in(force.alice).post(reverse("exchange:photo-remove", args=[photo.uuid]))
    assert (answer.status_code, answer.json()["error"]) == (409, "记录已提交，照片不能再删除")


def test_file_goes_only_after_the_commit(photo, django_capture_on_commit_callbacks, django_assert_num_queries):
    storage, name = photo.file.storage, photo.file.name
    with django_capture_on_commit_callbacks() as waiting:
        with django_assert_num_queries(5):  # savepoint, lock, one conditional delete, what it was, release
            assert remove_unattached(photo)
        assert storage.exists(name)
    waiting[0]()
    assert not storage.exists(name)


def test_photo_whose_file_is_gone_is_404(photo, force, sign_in):
    photo.file.storage.delete(photo.file.name)
    assert sign_in(force.alice).get(reverse("exchange:photo", args=[photo.uuid])).status_code == 404


def test_no_cache_keeps_a_photo(photo, force, sign_in):
    shown = sign_in(force.alice).get(reverse("exchange:photo", args=[photo.uuid]))
    b"".join(shown)
    assert shown["Cache-Control"] == "private, no-store"
