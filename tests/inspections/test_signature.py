"""签收签名: who received a notice signs on the screen; the picture is proof like the photo of the signed copy."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageDraw

from baiyi.exchange.models import Photo
from baiyi.exchange.photos import add_photo, find_visible
from baiyi.exchange.refusals import BLANK, NOT_A_PHOTO, TOO_HEAVY
from baiyi.records import clock
from inspections import services
from inspections.models import Inspection, RectificationNotice
from inspections.services.delivery import Unproven
from tests.factories import make_issued_notice, make_venue
from tests.inspections.entry_form import ENTRY, hazard_at, notice_words, typed_for

SIGNATURE = Photo.Kind.SIGNATURE
UPLOAD = reverse("exchange:photo-upload")


def drawn(*, is_blank: bool = False) -> bytes:
    """PNG of a canvas: black ink on nothing."""
    sheet, buffer = Image.new("RGBA", (900, 450), (0, 0, 0, 0)), io.BytesIO()
    if not is_blank:
        ImageDraw.Draw(sheet).line([(100, 300), (400, 80), (760, 320)], fill="black", width=7)
    sheet.save(buffer, "PNG")
    return buffer.getvalue()


def png(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("signature.png", content, "image/png")


def sign(form: uuid.UUID, by) -> Photo:
    return add_photo(upload=png(drawn()), client_uuid=form, slot="signature", kind=SIGNATURE, by=by)


@pytest.fixture
def pair(force):
    return [force.alice, force.amy]


@pytest.fixture
def notice(force, pair):
    return make_issued_notice(make_venue(force.station, force.alice), pair)


def serve(notice, by, form, **facts):
    return services.serve_notice(
        notice, by=by, client_uuid=form, **({"on": clock.today(), "delivery": "in_person"} | facts)
    )


@pytest.fixture
def page(notice, force, sign_in):
    """(client, address, what is typed) of the page of the service."""
    typed = {"version": notice.version, "delivery": "in_person", "at": f"{clock.now():%Y-%m-%dT%H:%M}"}
    typed |= {"client_uuid": str(uuid.uuid4())}
    return sign_in(force.alice), reverse("inspections:notice-serve", args=[notice.pk]), typed


def fresh(notice) -> RectificationNotice:
    return RectificationNotice.objects.get(pk=notice.pk)


@pytest.mark.parametrize("delivery", ["in_person", "substitute", "entrusted"])
def test_signature_is_proof_of_a_service_that_is_signed_for(notice, force, delivery):
    form = uuid.uuid4()
    photo = sign(form, force.alice)
    assert serve(notice, force.alice, form, delivery=delivery).state == "served"
    photo.refresh_from_db()
    assert photo.subject == notice


@pytest.mark.parametrize(
    ("delivery", "field"), [("left", "witness_name"), ("electronic", "receipt_number"), ("post", "receipt_number")]
)
def test_signature_proves_no_other_way_and_does_not_stay_with_it(notice, force, delivery, field):
    form = uuid.uuid4()
    sign(form, force.alice)
    with pytest.raises(Unproven):
        serve(notice, force.alice, form, delivery=delivery)
    assert Photo.objects.get().object_id is None
    serve(notice, force.alice, form, delivery=delivery, **{field: "李见证"})
    assert not Photo.objects.exists()


def test_signature_on_the_form_of_somebody_else_is_no_proof(notice, force):
    form = uuid.uuid4()
    sign(form, force.amy)
    with pytest.raises(Unproven, match="须填写签收人，或拍下签收联、请对方签名"):
        serve(notice, force.alice, form)
    assert Photo.objects.get().object_id is None


def test_signature_is_kept_on_white_ground(force):
    photo = sign(uuid.uuid4(), force.alice)
    with photo.file.open() as file, Image.open(file) as kept:
        assert (kept.format, kept.size) == ("JPEG", (900, 450))
        assert kept.getpixel((5, 5)) == (255, 255, 255)
        assert max(kept.getpixel((400, 80))) < 60


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (drawn(is_blank=True), BLANK),
        (b"no picture at all", NOT_A_PHOTO),
        (b"\x89PNG" + bytes(12 * 1024 * 1024), TOO_HEAVY),
    ],
    ids=["blank", "no picture", "huge"],
)
def test_what_is_no_signature_is_refused_with_a_sentence_and_everything_typed_stays(page, notice, content, words):
    client, address, typed = page
    facts = {"client_uuid": typed["client_uuid"], "slot": "signature", "kind": SIGNATURE}
    one = client.post(UPLOAD, facts | {"photo": png(content)})
    assert (one.status_code, one.json()["error"]) == (422, words)
    answer = client.post(address, typed | {"receiver_name": "王签收", "signature-photo": png(content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert answer.context["form"]["receiver_name"].value() == "王签收"
    assert fresh(notice).state == "issued"
    assert not Photo.objects.exists()


def test_blank_photo_of_the_signed_copy_is_still_taken(force):
    """A camera in a pocket: only what is drawn must show something."""
    facts = {"client_uuid": uuid.uuid4(), "slot": "receipt", "kind": Photo.Kind.RECEIPT, "by": force.alice}
    assert add_photo(upload=png(drawn(is_blank=True)), **facts).pk


def test_signature_survives_a_page_that_comes_back(page, force):
    client, address, typed = page
    photo = sign(uuid.UUID(typed["client_uuid"]), force.alice)
    answer = client.post(address, typed | {"at": "昨天"})
    assert answer.status_code == 422
    assert answer.context["signatures"] == [photo]
    assert answer.context["receipts"] == []
    assert str(photo.uuid) in answer.content.decode()
    assert client.post(address, typed).status_code == 302


def test_signature_stands_on_the_page_and_on_the_paper_with_its_moment(page, notice, force, sign_in):
    client, address, typed = page
    photo = sign(uuid.UUID(typed["client_uuid"]), force.alice)
    assert client.post(address, typed).status_code == 302
    shown = client.get(notice.get_absolute_url()).content.decode()
    assert f"签收签名 {clock.now():%Y-%m-%d %H:%M}" in shown
    assert "凭证未登记" not in shown
    image = f'<img src="{photo.get_absolute_url()}"'
    assert shown.count(image) == 2  # on the paper and among the proof, not among other photos
    paper = client.get(reverse("inspections:notice-print", args=[notice.pk])).content.decode()
    assert paper.count(image) == 2  # on each copy
    today = clock.today()
    assert paper.count(f"{today.year}年{today.month}月{today.day}日</p>") == 4  # on each copy: issued, and signed for
    assert find_visible(force.amy, photo.uuid) == photo
    assert sign_in(force.bob).get(photo.get_absolute_url()).status_code == 404


def test_paper_of_a_notice_without_signature_has_its_empty_line(notice, force, sign_in):
    paper = sign_in(force.alice).get(reverse("inspections:notice-print", args=[notice.pk])).content.decode()
    assert "a4-ink" not in paper
    assert "年　　月　　日" in paper


def test_signature_is_added_later_and_stands_in_the_journal(notice, force, sign_in):
    serve(notice, force.alice, None, receiver_name="王签收")
    form, client = uuid.uuid4(), sign_in(force.alice)
    address = reverse("inspections:notice-add-proof", args=[notice.pk])
    assert "data-signature" in client.get(address).content.decode()
    photo = sign(form, force.alice)
    assert client.post(address, {"version": fresh(notice).version, "client_uuid": str(form)}).status_code == 302
    photo.refresh_from_db()
    assert photo.subject == notice
    assert "补充签名" in client.get(notice.get_absolute_url()).content.decode()


def test_what_was_left_is_not_signed_for_later(notice, force, sign_in):
    serve(notice, force.alice, None, delivery="left", witness_name="李见证")
    form, client = uuid.uuid4(), sign_in(force.alice)
    address = reverse("inspections:notice-add-proof", args=[notice.pk])
    assert "data-signature" not in client.get(address).content.decode()
    sign(form, force.alice)
    answer = client.post(address, {"version": fresh(notice).version, "client_uuid": str(form)})
    assert "请填写送达凭证" in answer.content.decode()
    assert Photo.objects.get().object_id is None


@pytest.fixture
def review(force, pair, sign_in):
    """(client, address, number of the form) of the notice check."""
    venue, client = make_venue(force.station, force.alice), sign_in(force.alice)
    address = client.post(ENTRY, typed_for(venue, pair) | hazard_at(venue)).url
    return client, address, uuid.UUID(address.split("/")[3])


def test_signature_at_the_notice_check_is_proof_and_belongs_to_the_notice(review, force):
    client, address, form = review
    photo = sign(form, force.alice)
    assert client.get(address).context["signatures"] == [photo]
    assert client.post(address, notice_words(client, address) | {"notice-receiver_name": ""}).status_code == 302
    photo.refresh_from_db()
    assert photo.subject == RectificationNotice.objects.get(state="served")


def test_blank_signature_at_the_notice_check_is_said_there(review):
    client, address, _ = review
    words = notice_words(client, address) | {"notice-receiver_name": ""}
    answer = client.post(address, words | {"signature-photo": png(drawn(is_blank=True))})
    assert answer.status_code == 422
    assert BLANK in answer.content.decode()
    assert not Inspection.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"notice-later": "on"}, {"notice-delivery": "left", "notice-witness_name": "李见证"}]
)
def test_signature_at_the_notice_check_goes_when_nobody_signs_for_it(review, force, changes):
    client, address, form = review
    sign(form, force.alice)
    assert client.post(address, notice_words(client, address) | changes).status_code == 302
    assert not Photo.objects.exists()


def test_signature_stays_with_the_paper_that_was_withdrawn(review, force):
    """The new one carries another number: it is signed for anew."""
    client, address, form = review
    photo = sign(form, force.alice)
    client.post(address, notice_words(client, address))
    assert client.post(f"{ENTRY}{Inspection.objects.get().pk}/withdraw/").status_code == 302
    photo.refresh_from_db()
    assert photo.subject == RectificationNotice.objects.get(state="voided")
