"""复查 by HTTP: hazard by hazard, with photos of what was done, and what follows where nothing was."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baiyi.exchange.models import Photo
from baiyi.notifications.models import Notification
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from inspections import services
from inspections.models import Hazard, RectificationNotice
from inspections.services.evidence import slot_of
from tests.exchange.pictures import another_jpeg
from tests.factories import make_hazard, make_inspection, make_round, make_venue

NEEDS_PHOTO, USED = "销号须有整改后照片", "此前已经用过"


@pytest.fixture(autouse=True)
def article_time(settings):
    settings.BAIYI_TODAY = "2022-07-06T10:00:00+08:00"


def make_served(force, *, hazards: int = 1) -> RectificationNotice:
    place = make_venue(force.station, force.alice)
    found = [make_hazard(description=f"第{number}处隐患") for number in range(hazards)]
    made = make_inspection(place, [force.alice, force.amy], hazards=found).notices.get()
    return services.serve_notice(made, by=force.alice, on=clock.today(), delivery="in_person", receiver_name="王签收")


@pytest.fixture
def notice(force):
    return make_served(force)


@pytest.fixture
def send(force, sign_in):
    """Posts a round: `found` of each open hazard, and the pictures taken of those with one."""

    def _send(notice, found: list[str], pictures: list[bytes | None] = (), **changes):
        slots = [slot_of(hazard) for hazard in notice.hazards.open().order_by("pk")]
        shown = {
            f"{slot}-photo": SimpleUploadedFile("after.jpg", picture)
            for slot, picture in zip(slots, pictures, strict=False)
            if picture
        }
        typed = {"client_uuid": str(uuid.uuid4()), "inspectors": [force.alice.pk, force.amy.pk]}
        typed |= dict(zip(slots, found, strict=True)) | shown | changes
        return sign_in(force.alice).post(reverse("inspections:notice-reinspect", args=[notice.pk]), typed)

    return _send


def states(notice) -> list[str]:
    return list(notice.hazards.order_by("pk").values_list("state", flat=True))


def test_rectified_hazard_with_its_photo_closes_the_notice(notice, send):
    answer = send(notice, ["yes"], [another_jpeg()])
    assert answer.status_code == 302
    assert RectificationNotice.objects.get(pk=notice.pk).state == "closed"
    assert Photo.objects.get(kind="after").subject == notice.hazards.get()
    page = answer.client.get(answer.url).content.decode()
    assert f"第1次复查已登记，已全部整改，{notice.number.text} 销号" in page
    assert "整改后照片" in page


@pytest.mark.parametrize("found", [["yes"], ["yes", "no"]])
def test_nothing_is_closed_without_a_photo_of_it(force, send, found):
    notice = make_served(force, hazards=len(found))
    answer = send(notice, found)
    assert answer.status_code == 422
    assert NEEDS_PHOTO in answer.content.decode()
    assert set(states(notice)) == {"pending"}
    assert notice.reinspections.count() == 0


def test_photo_of_another_hazard_closes_nothing(force, send):
    notice = make_served(force, hazards=2)
    answer = send(notice, ["yes", "yes"], [another_jpeg(), None])
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [slot_of(notice.hazards.order_by("pk").last())]


def test_picture_that_was_shown_before_is_no_evidence(force, send):
    """The one taken when the hazard was found, one of another venue, and one of the other hazard in the same round."""
    picture = another_jpeg()
    first, second = make_served(force), make_served(force, hazards=2)
    assert send(first, ["yes"], [picture]).status_code == 302
    answer = send(second, ["yes", "no"], [picture])
    assert answer.status_code == 422
    assert USED in answer.content.decode()
    fresh = another_jpeg()
    answer = send(second, ["yes", "yes"], [fresh, fresh])
    assert list(answer.context["form"].errors) == [slot_of(second.hazards.order_by("pk").last())]
    assert states(second) == ["pending", "pending"]


def test_imported_history_is_closed_without_a_photo(notice, force, send):
    RectificationNotice.objects.filter(pk=notice.pk).update(is_imported=True)
    assert send(notice, ["yes"]).status_code == 302
    assert states(notice) == ["closed"]


def test_service_asks_for_the_photo_too(notice, force):
    facts = {"results": dict.fromkeys(notice.hazards.open(), True), "inspectors": [force.alice, force.amy]}
    with pytest.raises(MoveRefused, match=NEEDS_PHOTO):
        services.record_reinspection(notice, by=force.alice, client_uuid=uuid.uuid4(), on=clock.today(), **facts)


def test_rubbish_photo_is_refused_and_nothing_is_written(notice, send):
    answer = send(notice, ["yes"], [b"no picture"])
    assert answer.status_code == 422
    assert "不是可用的照片" in answer.content.decode()
    assert notice.reinspections.count() == 0


def test_photo_stays_when_another_field_must_be_mended(notice, send):
    page = send(notice, ["yes"], [another_jpeg()], on="昨天").content.decode()
    assert "复查日" in page
    assert "整改后 <span data-count>1</span>" in page


def test_day_nobody_chose_is_the_day_it_is_sent(notice, force, sign_in, send, settings):
    """Opened at 23:40, sent at 00:20."""
    settings.BAIYI_TODAY = "2022-07-07T23:40:00+08:00"
    page = sign_in(force.alice).get(reverse("inspections:notice-reinspect", args=[notice.pk]))
    assert page.context["form"]["on"].value() is None
    settings.BAIYI_TODAY = "2022-07-08T00:20:00+08:00"
    assert send(notice, ["no"], on="").status_code == 302
    assert notice.reinspections.get().reinspected_on == dt.date(2022, 7, 8)


def test_last_partner_is_chosen_and_shown(notice, force, sign_in):
    make_round(make_served(force), [force.alice, force.amy], False)
    page = sign_in(force.alice).get(reverse("inspections:notice-reinspect", args=[notice.pk]))
    assert page.context["form"].team == [force.alice, force.amy]
    assert f"{force.alice.name}、{force.amy.name}" in page.content.decode()


def test_page_shows_the_hazard_as_it_was_found(notice, force, sign_in):
    page = sign_in(force.alice).get(reverse("inspections:notice-reinspect", args=[notice.pk])).content.decode()
    assert "检查时没有拍照" in page
    assert str(notice) in page


# 后续处理


def test_referral_hands_the_hazard_over_and_closes_what_is_left_of_nothing(force, sign_in, send):
    notice = make_served(force, hazards=2)
    body = force.partner_body
    answer = send(notice, ["yes", "no"], [another_jpeg()], follow_up="refer", referred_to=body.pk)
    assert answer.status_code == 302
    assert states(notice) == ["closed", "referred"]
    assert Hazard.objects.get(state="referred").referred_to == body
    assert RectificationNotice.objects.get(pk=notice.pk).state == "closed"


@pytest.mark.parametrize(("follow_up", "field"), [("refer", "referred_to"), ("interview", "follow_up_on")])
def test_follow_up_asks_for_what_it_needs(notice, send, follow_up, field):
    answer = send(notice, ["no"], follow_up=follow_up)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert notice.reinspections.count() == 0


@pytest.mark.parametrize("day", ["2022-07-05", "2022-10-05"])
def test_interview_is_within_ninety_days(notice, send, day):
    answer = send(notice, ["no"], follow_up="interview", follow_up_on=day)
    assert "约谈日须在今天起 90 天以内" in str(answer.context["form"].errors)


def test_day_of_the_interview_stands_on_the_notice(notice, force, sign_in, send):
    send(notice, ["no"], follow_up="interview", follow_up_on="2022-07-12")
    page = sign_in(force.alice).get(notice.get_absolute_url()).content.decode()
    assert "约谈（2022-07-12）" in page


def test_asking_for_a_listing_tells_the_task_force_once(notice, force, send):
    send(notice, ["no"], follow_up="list")
    told = Notification.objects.get(kind="hazards_to_be_listed")
    assert (told.recipient, told.subject) == (force.people["office"], notice)
    assert "第0处隐患" in told.text


def test_penalty_goes_on_to_the_form_of_a_case(notice, send):
    answer = send(notice, ["no"], follow_up="penalty")
    assert answer.url == f"{reverse('cases:case-add')}?origin=inspections.rectificationnotice&of={notice.pk}"


def test_extension_goes_on_to_its_request(notice, send):
    assert send(notice, ["no"], follow_up="extend").url == reverse("inspections:notice-ask-extension", args=[notice.pk])


def test_extension_is_no_follow_up_once_the_term_is_over(notice, send, settings):
    settings.BAIYI_TODAY = "2022-07-29T10:00:00+08:00"
    answer = send(notice, ["no"], follow_up="extend")
    assert answer.status_code == 422
    assert "整改期限已届满，不能再申请延期" in answer.content.decode()


def test_follow_up_of_a_round_that_passed_is_none(notice, send):
    send(notice, ["yes"], [another_jpeg()], follow_up="penalty")
    assert notice.reinspections.get().follow_up == "none"
