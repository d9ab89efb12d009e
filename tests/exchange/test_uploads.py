"""A picked file becomes one photo or none, whatever is lost, sent again, or withdrawn, in whatever order."""

import fcntl
import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.urls import reverse

from baiyi.exchange import turns
from baiyi.exchange.models import Photo, Upload
from baiyi.exchange.photos import add_photo, attach, withdraw_upload
from baiyi.exchange.refusals import PhotoRefused, PhotoWithdrawn
from baiyi.exchange.uploads import store_files
from tests.conftest import REPEAT
from tests.exchange.pictures import jpeg
from tests.factories import make_force, make_inspection, make_venue
from tests.faults.test_concurrency import at_once

FORM, KEY = uuid.uuid4(), uuid.uuid4()


def picture(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", content or jpeg())


def add(by, **changes) -> Photo:
    return add_photo(
        upload=picture(), by=by, **{"client_uuid": FORM, "slot": "scene", "kind": "scene", "key": KEY} | changes
    )


@pytest.fixture
def client(force, sign_in):
    return sign_in(force.alice)


def send(client, **changes):
    facts = {"key": KEY, "client_uuid": FORM, "slot": "scene", "kind": "scene", "photo": picture()}
    return client.post(reverse("exchange:photo-upload"), facts | changes)


def withdraw(client, key=KEY):
    return client.post(reverse("exchange:photo-withdraw"), {"key": key})


def files(settings) -> list:
    return list((settings.MEDIA_ROOT / "photos").rglob("*.jpg"))


def test_lost_answer_and_two_retries_make_one_photo(client, settings):
    answers = [send(client) for _ in range(3)]
    assert [each.status_code for each in answers] == [201] * 3
    assert len({each.json()["uuid"] for each in answers}) == 1
    assert (Photo.objects.count(), len(files(settings))) == (1, 1)


def test_retry_after_the_submission_answers_with_the_photo_of_the_record(client, force):
    first = send(client).json()["uuid"]
    attach([(Photo.objects.get(), make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy]))])
    assert send(client).json()["uuid"] == first
    assert Photo.objects.count() == 1


def test_same_key_of_another_person_is_another_photo(force):
    assert add(force.alice) != add(force.amy)


def test_two_keys_are_two_photos_of_the_same_picture(force):
    assert add(force.alice) != add(force.alice, key=uuid.uuid4())


def test_page_from_before_the_keys_sends_none(client):
    assert [send(client, key="").status_code for _ in range(2)] == [201, 201]
    assert Photo.objects.count() == 2


def test_database_itself_keeps_a_key_of_a_person_once(force):
    Upload.objects.create(uploaded_by=force.alice, key=KEY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.create(uploaded_by=force.alice, key=KEY)


def test_withdrawn_key_takes_nothing_more(client):
    assert withdraw(client).status_code == 200
    late = send(client)
    assert (late.status_code, late.json()["error"]) == (410, "这张照片已经去掉，没有保存")
    assert Photo.objects.count() == 0


def test_withdrawal_takes_the_photo_whose_answer_was_lost(client, settings, django_capture_on_commit_callbacks):
    send(client)
    with django_capture_on_commit_callbacks(execute=True):
        assert [withdraw(client).status_code for _ in range(2)] == [200, 200]
    assert (Photo.objects.count(), files(settings)) == (0, [])
    assert send(client).status_code == 410


def test_upload_that_was_decoded_when_the_withdrawal_came_keeps_nothing(force, monkeypatch, settings):
    """The withdrawal falls between looking the key up and keeping the photo."""
    from_outside = {}

    def withdraw_meanwhile(upload, **facts):
        from_outside["done"] = withdraw_upload(key=KEY, by=force.alice)
        return jpeg(), (320, 240)

    monkeypatch.setattr("baiyi.exchange.photos.reencode", withdraw_meanwhile)
    with pytest.raises(PhotoWithdrawn):
        add(force.alice)
    assert (from_outside, Photo.objects.count(), files(settings)) == ({"done": True}, 0, [])


def test_removed_photo_does_not_come_back_with_a_late_retry(client):
    number = send(client).json()["uuid"]
    assert client.post(reverse("exchange:photo-remove", args=[number])).status_code == 200
    assert send(client).status_code == 410


def test_photo_of_a_record_is_not_withdrawn(client, force):
    send(client)
    attach([(Photo.objects.get(), make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy]))])
    answer = withdraw(client)
    assert (answer.status_code, answer.json()["error"]) == (409, "记录已提交，照片不能再删除")
    assert Photo.objects.count() == 1


def test_key_of_somebody_else_withdraws_nothing_of_theirs(force, sign_in):
    photo = add(force.alice)
    assert withdraw(sign_in(force.amy)).status_code == 200
    assert Photo.objects.get() == photo


def test_withdrawal_without_a_key_is_refused(client):
    assert withdraw(client, "x").status_code == 422


@pytest.fixture
def post_form(force):
    """A form with photos, as it comes without a script."""

    def _post(*contents: bytes, number=FORM, **fields) -> list:
        photos = {"scene-photo": [picture(content) for content in contents]} if contents else {}
        request = RequestFactory().post("/", fields | photos)
        request.user = force.alice
        return store_files(request, {"scene": "scene"}, number)

    return _post


def test_same_form_twice_without_a_script_does_not_double_its_photos(post_form):
    one, other = jpeg(), jpeg(colour="maroon")
    assert [post_form(one, other), post_form(one, other)] == [[], []]
    assert Photo.objects.count() == 2
    post_form(one, number=uuid.uuid4())
    assert Photo.objects.count() == 3


def test_form_says_what_was_dropped_while_the_server_was_out_of_reach(post_form, force):
    add(force.alice)
    post_form(**{"withdrawn-photo": [str(KEY), "no key"]})
    assert Photo.objects.count() == 0


@pytest.fixture
def somebody_decodes(monkeypatch, settings):
    """For longer than one waits."""
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    path = settings.VAR_DIR / "photos.lock"
    path.touch()
    with path.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_photo_whose_turn_does_not_come_is_asked_for_again(client, somebody_decodes):
    answer = send(client)
    assert (answer.status_code, answer.json()["error"]) == (503, "服务器正忙，请稍后重传这张照片")
    assert Photo.objects.count() == 0


def test_form_whose_photo_finds_no_turn_says_so(post_form, somebody_decodes):
    assert post_form(jpeg()) == [("scene", "服务器正忙，请稍后重传这张照片")]


def photos_and_rest(found: list) -> tuple[set, list]:
    return {each.pk for each in found if isinstance(each, Photo)}, [
        each for each in found if not isinstance(each, Photo)
    ]


@pytest.fixture
def decoded_together(monkeypatch):
    """The upload is known, and all who send it have decoded it when the first one goes on."""

    def _together(by, senders: int) -> None:
        Upload.objects.create(uploaded_by=by, key=KEY)
        gate = threading.Barrier(senders)

        def reencode(upload, **facts):
            gate.wait(30)
            return jpeg(), (320, 240)

        monkeypatch.setattr("baiyi.exchange.photos.reencode", reencode)

    return _together


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.one_day("waits for locks; on SQLite nothing is at once")
@pytest.mark.parametrize("run", range(REPEAT))
def test_one_key_four_times_at_once_makes_one_photo(run, decoded_together):
    force = make_force()
    decoded_together(force.alice, 4)
    photos, rest = photos_and_rest(at_once([lambda: add(force.alice)] * 4))
    assert (len(photos), rest, Photo.objects.count(), Upload.objects.count()) == (1, [], 1, 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.one_day("waits for locks; on SQLite nothing is at once")
@pytest.mark.parametrize("run", range(REPEAT))
def test_upload_and_withdrawal_at_once_leave_no_photo(run, monkeypatch):
    force = make_force()
    monkeypatch.setattr("baiyi.exchange.photos.reencode", lambda upload, **facts: (jpeg(), (320, 240)))
    acts = [lambda: add(force.alice), lambda: withdraw_upload(key=KEY, by=force.alice)] * 2
    _, rest = photos_and_rest(at_once(acts))
    assert [each for each in rest if each is not True and not isinstance(each, PhotoRefused)] == []
    assert Photo.objects.count() == 0
    assert Upload.objects.get().withdrawn_at is not None
