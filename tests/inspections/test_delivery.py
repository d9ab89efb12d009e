"""送达: what proves it, what is not accepted, when it is late, and what was served before proof was asked for."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baiyi.accounts.models import User
from baiyi.deadlines.models import Deadline
from baiyi.deadlines.serving import SERVE
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import add_photo
from baiyi.journal.models import Reading
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from inspections import services
from inspections.models import Inspection, RectificationNotice
from inspections.services.delivery import Unproven
from inspections.services.rectification import watch_services
from tests.exchange.pictures import jpeg
from tests.factories import make_hazard, make_inspection, make_issued_notice, make_venue
from tests.inspections.entry_form import ENTRY, hazard_at, notice_words, typed_for

ISSUED_ON = "2022-07-11"  # a Monday; it is served by Monday 2022-07-18
N = RectificationNotice


@pytest.fixture
def at(settings):
    def move(day: str) -> None:
        settings.BAIYI_TODAY = f"{day}T10:00:00+08:00"

    move(ISSUED_ON)
    return move


@pytest.fixture
def pair(force, at):
    return [force.alice, force.amy]


@pytest.fixture
def notice(force, pair):
    return make_issued_notice(make_venue(force.station, force.alice), pair)


def serve(notice, by, **facts):
    return services.serve_notice(notice, by=by, **({"on": clock.today(), "delivery": "in_person"} | facts))


def fresh(notice) -> RectificationNotice:
    return N.objects.get(pk=notice.pk)


def page(client, notice) -> str:
    return client.get(notice.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "当场交付须填写签收人，或拍下签收联"),
        ({"delivery": "substitute"}, "代收须填写签收人"),
        ({"delivery": "entrusted"}, "委托送达须填写签收人"),
        ({"delivery": "left"}, "留置送达须有见证人"),
        ({"delivery": "left", "refusal_reason": "拒绝签字"}, "留置送达须有见证人"),
        ({"delivery": "left", "recording_number": "4G-0317"}, "请填写录像存放处"),
        ({"delivery": "left", "receiver_name": "王签收"}, "留置送达须有见证人"),
        ({"delivery": "electronic"}, "电子回执须填写回执编号或收件地址"),
        ({"delivery": "post"}, "邮寄须填写回执编号或收件地址"),
    ],
)
def test_service_without_proof_is_not_accepted(notice, force, facts, words):
    with pytest.raises(Unproven, match=words):
        serve(notice, force.alice, **facts)
    assert fresh(notice).state == N.State.ISSUED


@pytest.mark.parametrize(
    "facts",
    [
        {"receiver_name": "王签收"},
        {"delivery": "substitute", "receiver_name": "王签收"},
        {"delivery": "left", "witness_name": "李见证"},
        {"delivery": "left", "recording_number": "4G-0317", "recording_place": "所执法办案区采集站"},
        {"delivery": "electronic", "receipt_number": "回执 20220711001"},
        {"delivery": "post", "receipt_number": "EMS 1234567890123"},
    ],
)
def test_proof_of_each_way_is_kept(notice, force, facts):
    served = serve(notice, force.alice, at=clock.now(), **facts)
    assert served.state == N.State.SERVED
    assert served.served_at == clock.now()
    assert {name: getattr(fresh(notice), name) for name in facts} == facts


def photograph(form: uuid.UUID, by) -> None:
    upload = SimpleUploadedFile("a.jpg", jpeg())
    add_photo(upload=upload, client_uuid=form, slot="receipt", kind="receipt", by=by)


def test_photo_of_the_signed_copy_is_proof_and_stands_on_the_page(notice, force, sign_in):
    form, alice = uuid.uuid4(), sign_in(force.alice)
    photograph(form, force.alice)
    address = reverse("inspections:notice-serve", args=[notice.pk])
    typed = {"version": notice.version, "delivery": "in_person", "at": "2022-07-11T09:30", "client_uuid": str(form)}
    assert alice.post(address, typed).status_code == 302
    (photo,) = Photo.objects.filter(kind="receipt")
    assert photo.object_id == notice.pk
    shown = page(alice, notice)
    assert str(photo.uuid) in shown
    assert "2022-07-11 09:30" in shown
    assert "凭证未登记" not in shown


def test_missing_proof_is_said_at_its_field_with_everything_typed(notice, force, sign_in):
    address = reverse("inspections:notice-serve", args=[notice.pk])
    typed = {"version": notice.version, "delivery": "left", "at": "2022-07-11T09:30", "refusal_reason": "称店主不在"}
    answer = sign_in(force.alice).post(address, typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["witness_name"]
    assert "称店主不在" in answer.content.decode()


def test_words_of_another_way_are_left_out(notice, force, sign_in):
    address = reverse("inspections:notice-serve", args=[notice.pk])
    typed = {"version": notice.version, "delivery": "left", "at": "2022-07-11T09:30", "receiver_name": "王签收"}
    assert sign_in(force.alice).post(address, typed | {"witness_name": "李见证"}).status_code == 302
    assert (fresh(notice).receiver_name, fresh(notice).witness_name) == ("", "李见证")


def test_service_to_come_is_refused(notice, force, sign_in):
    address = reverse("inspections:notice-serve", args=[notice.pk])
    typed = {"version": notice.version, "delivery": "in_person", "receiver_name": "王签收", "at": "2022-07-11T10:01"}
    assert "送达时间不能晚于现在" in sign_in(force.alice).post(address, typed).content.decode()


@pytest.fixture
def review(force, pair, sign_in):
    venue, client = make_venue(force.station, force.alice), sign_in(force.alice)
    return client, client.post(ENTRY, typed_for(venue, pair) | hazard_at(venue)).url


def test_notice_check_asks_for_proof_too(review):
    client, address = review
    words = notice_words(client, address)
    refused = client.post(address, words | {"notice-receiver_name": ""})
    assert refused.status_code == 422
    assert "receiver_name" in refused.context["form"].errors
    assert not Inspection.objects.exists()
    left = {"notice-delivery": "left", "notice-witness_name": "李见证"}
    assert client.post(address, words | left).status_code == 302
    notice = N.objects.get()
    assert (notice.state, notice.delivery, notice.witness_name) == (N.State.SERVED, "left", "李见证")
    assert notice.served_at == clock.now()
    assert not notice.deadlines.filter(kind=SERVE).exists()  # nothing is owed that was done at once


def test_later_service_needs_no_proof_at_the_notice_check(review):
    client, address = review
    words = notice_words(client, address) | {"notice-receiver_name": "", "notice-later": "on"}
    assert client.post(address, words).status_code == 302
    assert N.objects.get().deadlines.get(kind=SERVE).effective_due_on == dt.date(2022, 7, 18)


def test_photo_at_the_notice_check_is_proof(review, force):
    client, address = review
    photograph(uuid.UUID(address.split("/")[3]), force.alice)
    assert client.post(address, notice_words(client, address) | {"notice-receiver_name": ""}).status_code == 302
    assert N.objects.get().state == N.State.SERVED


def test_names_are_masked_and_revealed_through_the_journal_alone(notice, force, sign_in):
    serve(notice, force.alice, delivery="left", witness_name="欧阳见证人")
    alice = sign_in(force.alice)
    assert "欧阳见证人" not in page(alice, notice)
    address = reverse("inspections:notice-reveal", args=[notice.pk])
    assert address in page(alice, notice)
    shown = alice.post(address, {"reason": "核对责令整改通知书见证人身份"}).content.decode()
    assert "欧阳见证人" in shown
    assert Reading.objects.count() == 1


def test_proof_is_added_later_and_what_stood_there_stays(notice, force, sign_in):
    serve(notice, force.alice, delivery="left", witness_name="李见证")
    address, alice = reverse("inspections:notice-add-proof", args=[notice.pk]), sign_in(force.alice)
    nothing = alice.post(address, {"version": fresh(notice).version})
    assert "请填写送达凭证，或拍下签收联" in nothing.content.decode()
    typed = {"version": fresh(notice).version, "recording_number": "4G-0317", "recording_place": "采集站"}
    assert alice.post(address, typed).status_code == 302
    assert fresh(notice).proof.given == {
        "witness_name": "李见证",
        "recording_number": "4G-0317",
        "recording_place": "采集站",
    }
    assert "补充送达凭证" in page(alice, notice)


def test_notice_of_before_shows_that_its_proof_was_not_registered(notice, force, sign_in):
    N.objects.filter(pk=notice.pk).update(state="served", served_on="2022-07-11", delivery="in_person")
    alice = sign_in(force.alice)
    shown = page(alice, notice)
    assert "凭证未登记" in shown
    assert "2022-07-11" in shown
    typed = {"version": fresh(notice).version, "receiver_name": "王签收"}
    assert alice.post(reverse("inspections:notice-add-proof", args=[notice.pk]), typed).status_code == 302
    assert "凭证未登记" not in page(alice, notice)


def test_notice_not_served_in_time_is_red_everywhere(notice, force, sign_in, at):
    alice = sign_in(force.alice)
    assert "须于7月18日前送达并登记" in page(alice, notice)
    at("2022-07-18")
    assert not N.objects.with_due().get(pk=notice.pk).is_late
    at("2022-07-19")
    late = N.objects.with_due().get(pk=notice.pk)
    assert (late.is_late, late.due_lamp.text) == (True, "送达超期 1 天")
    listed = alice.get(reverse("inspections:notice-list") + "?tab=issued").content.decode()
    assert "送达超期 1 天" in listed
    (row,) = (each for each in todo_sources.of(User.objects.get(pk=force.alice.pk), clock.today()) if each.label)
    assert (row.label, row.due_on, row.lamp.tone) == ("待送达", dt.date(2022, 7, 18), "red")
    assert "送达超期 1 天" in page(alice, notice)


def test_service_ends_its_deadline_and_says_whether_it_was_in_time(notice, force, at):
    at("2022-07-18")
    serve(notice, force.alice, receiver_name="王签收")
    assert notice.deadlines.get(kind=SERVE).is_within_limit


def test_notices_issued_before_are_watched_by_the_worker(notice, force):
    Deadline.objects.filter(kind=SERVE).delete()
    drafted = make_inspection(
        make_venue(force.station, force.alice), [force.alice, force.amy], hazards=[make_hazard()], issue_now=False
    )
    assert (watch_services(), watch_services()) == (1, 0)
    assert notice.deadlines.get(kind=SERVE).effective_due_on == dt.date(2022, 7, 18)
    assert not drafted.notices.get().deadlines.exists()
