"""Drafts of the entry page: kept, resumed, given up, submitted, brought back."""

import datetime as dt
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baiyi.exchange.models import DocumentNumber, Photo
from baiyi.records import clock
from baiyi.records.models import Draft
from inspections import services
from inspections.models import Hazard, Inspection, RectificationNotice
from tests.exchange.pictures import jpeg
from tests.factories import make_user, make_venue
from tests.inspections.entry_form import ENTRY, hazard_at, notice_words, typed_for

DRAFT = f"{ENTRY}draft/"


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice, name="金帆歌厅")


@pytest.fixture
def client(force, sign_in):
    return sign_in(force.alice)


@pytest.fixture
def typed(force, venue):
    return typed_for(venue, [force.alice, force.amy], note="后门未锁") | hazard_at(venue)


def slot_of(typed) -> str:
    return next(name for name, value in typed.items() if value == "hazard")


def upload(client, typed, slot="", kind="before"):
    facts = {"client_uuid": typed["client_uuid"], "slot": slot or slot_of(typed), "kind": kind}
    assert client.post("/files/photos/", facts | {"photo": SimpleUploadedFile("a.jpg", jpeg())}).status_code == 201


def test_draft_is_saved_shown_at_home_and_resumed_with_all_fields(client, typed):
    assert client.post(DRAFT, typed, headers={"X-Requested-With": "fetch"}).json()["saved_at"]
    upload(client, typed)
    home = client.get("/").content.decode()
    assert "有 1 份未提交草稿" in home
    assert "金帆歌厅" in home
    page = client.get(f"{ENTRY}?draft={typed['client_uuid']}")
    form = page.context["form"]
    assert (form["note"].value(), form[slot_of(typed)].value()) == ("后门未锁", "hazard")
    assert sorted(form["inspectors"].value()) == sorted(typed["inspectors"])
    assert page.content.decode().count("photo-thumb") == 1


def test_draft_is_ciphertext_and_nobody_elses(client, force, sign_in, typed):
    client.post(DRAFT, typed)
    assert "后门未锁" not in str(list(Draft.objects.extra(select={"raw": "payload"}).values("raw")))
    assert sign_in(force.amy).get(f"{ENTRY}?draft={typed['client_uuid']}").status_code == 404


def test_button_keeps_a_draft_without_a_script_whatever_is_wrong_in_it(client, typed):
    photo = SimpleUploadedFile("a.jpg", jpeg())
    answer = client.post(ENTRY, typed | {"inspected_at": "昨天", "action": "draft", f"{slot_of(typed)}-photo": photo})
    assert answer.url == "/"
    assert Draft.objects.get().payload["inspected_at"] == ["昨天"]
    assert Photo.objects.count() == 1


def test_all_normal_without_a_script_checks_every_item_on_the_page(client, typed):
    untouched = {name: value for name, value in typed.items() if not name.startswith("item-")}
    page = client.post(ENTRY, untouched | {"action": "all_normal"}).content.decode()
    assert len(re.findall(r'type="radio" name="item-\d+" value="normal"[^>]* checked', page)) == 2


def test_all_normal_without_a_script_fills_the_rest_and_leaves_the_hazard(client, typed):
    form = client.post(ENTRY, typed | {"action": "all_normal"}).context["form"]
    assert sorted(form[row.slot].value() or "" for row in form.rows) == ["", "hazard", "normal"]
    assert form["note"].value() == "后门未锁"
    assert not Inspection.objects.exists()


def test_photo_that_is_none_is_refused_and_the_rest_is_kept(client, typed):
    good, bad = SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("b.jpg", b"not a photo")
    answer = client.post(ENTRY, typed | {f"{slot_of(typed)}-photo": [good, bad]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("这不是可用的照片") == 2
    assert page.count("photo-thumb") == 1
    assert "后门未锁" in page


def test_far_too_long_draft_is_refused(client, typed):
    assert client.post(DRAFT, typed | {"note": "长" * 200_000}).status_code == 422
    assert not Draft.objects.exists()


@pytest.mark.parametrize("changes", [{"client_uuid": "x"}, {"venue": "9" * 40}, {"venue": ""}])
def test_draft_that_belongs_nowhere_is_refused(client, typed, changes):
    assert client.post(DRAFT, typed | changes).status_code == 422


def test_words_of_the_notice_check_are_kept_in_the_same_draft(client, typed):
    review = client.post(ENTRY, typed).url
    words = notice_words(client, review) | {"notice-content": "改过的内容"}
    client.post(DRAFT, words | {"part": "review", "client_uuid": typed["client_uuid"], "venue": typed["venue"]})
    assert client.get(review).context["form"]["content"].value() == "改过的内容"
    assert Draft.objects.get().payload["note"] == ["后门未锁"]


def test_number_is_the_same_however_often_the_check_is_opened(client, typed):
    review = client.post(ENTRY, typed).url
    client.post(ENTRY, typed)
    assert client.get(review).context["sheet"].number == client.get(review).context["sheet"].number
    assert DocumentNumber.objects.count() == 1


def test_giving_up_voids_the_number_and_drops_text_and_photos(client, typed):
    upload(client, typed)
    client.post(ENTRY, typed)
    assert client.post(f"{ENTRY}{typed['client_uuid']}/discard/").url == "/"
    assert DocumentNumber.objects.get().state == "voided"
    assert not Draft.objects.exists()
    assert not Photo.objects.exists()


def test_giving_up_what_was_submitted_is_refused(client, typed):
    review = client.post(ENTRY, typed).url
    client.post(review, notice_words(client, review))
    assert client.post(f"{ENTRY}{typed['client_uuid']}/discard/").status_code == 409
    assert DocumentNumber.objects.get().state == "used"


def test_number_that_no_notice_came_to_use_is_voided(client, typed):
    client.post(ENTRY, typed)
    slot = slot_of(typed)
    client.post(ENTRY, typed | {slot: "normal"})
    assert DocumentNumber.objects.get().state == "voided"


def test_number_is_voided_when_the_notice_is_left_for_the_chief(client, typed):
    client.post(ENTRY, typed)
    del typed["issue_now"]
    client.post(ENTRY, typed)
    assert (RectificationNotice.objects.get().state, DocumentNumber.objects.get().state) == ("draft", "voided")


def keep_words(client, typed, review: str, **changes):
    words = notice_words(client, review) | {
        "notice-recipient_name": "金帆歌厅有限公司",
        "notice-interim_measures": "停用后门",
    }
    words |= {"notice-receiver_name": "欧阳测试人", "notice-delivery": "left", "notice-later": "on"} | changes
    client.post(DRAFT, words | {"part": "review", "client_uuid": typed["client_uuid"], "venue": typed["venue"]})
    return words


def test_later_save_of_the_entry_drops_content_and_due_day_of_the_check_and_keeps_the_rest(client, typed, venue):
    review = client.post(ENTRY, typed).url
    keep_words(client, typed, review, **{"notice-content": "改过的内容", "notice-due_on": "2100-01-01"})
    changed = typed | hazard_at(venue, description="后门锁闭")
    client.post(DRAFT, changed)
    client.post(ENTRY, changed)
    form = client.get(review).context["form"]
    kept = [
        form[name].value()
        for name in ("recipient_name", "interim_measures", "receiver_name", "delivery", "later", "content")
    ]
    assert kept == ["金帆歌厅有限公司", "停用后门", "欧阳测试人", "left", "on", "后门锁闭"]
    assert str(form["due_on"].value()) != "2100-01-01"


def test_switch_taken_back_at_the_notice_check_stays_off(client, typed):
    review = client.post(ENTRY, typed).url
    words = keep_words(client, typed, review)
    del words["notice-later"]
    client.post(DRAFT, words | {"part": "review", "client_uuid": typed["client_uuid"], "venue": typed["venue"]})
    assert not client.get(review).context["form"]["later"].value()


def test_withdrawal_brings_back_what_was_typed_at_the_notice_check(client, typed):
    review = client.post(ENTRY, typed).url
    client.post(
        review,
        notice_words(client, review) | {"notice-recipient_name": "金帆歌厅有限公司", "notice-content": "改过的内容"},
    )
    back = client.post(f"{ENTRY}{Inspection.objects.get().pk}/withdraw/").url
    payload = Draft.objects.get(kind="inspection").payload
    assert (payload["notice-recipient_name"], payload["notice-content"]) == (["金帆歌厅有限公司"], ["改过的内容"])
    number = client.get(back).context["form"]["client_uuid"].value()
    assert client.post(ENTRY, typed | {"client_uuid": number}).url == f"{ENTRY}{number}/review/"
    assert client.get(f"{ENTRY}{number}/review/").context["form"]["recipient_name"].value() == "金帆歌厅有限公司"


def test_submission_is_all_or_nothing(client, typed, monkeypatch):
    """A failure while the draft is set aside leaves neither an inspection nor a draft that nobody can reach."""

    def fail(**facts):
        raise OSError("disk")

    review = client.post(ENTRY, typed).url
    words = notice_words(client, review)
    monkeypatch.setattr("inspections.services.drafts.retire_draft", fail)
    for url, form in ((review, words), (ENTRY, typed | {slot_of(typed): "normal"})):
        with pytest.raises(OSError, match="disk"):
            client.post(url, form)
        assert not Inspection.objects.exists()
        assert Draft.objects.get().kind == "inspection"
        assert DocumentNumber.objects.get().state == "reserved"


def test_submitted_draft_is_gone_and_a_late_autosave_does_not_bring_it_back(client, typed):
    review = client.post(ENTRY, typed).url
    done = client.post(review, notice_words(client, review)).url
    assert client.post(DRAFT, typed).status_code == 200
    assert "未提交草稿" not in client.get("/").content.decode()
    assert client.get(review).url == done
    assert client.get(f"{ENTRY}?draft={typed['client_uuid']}").url == done


def test_withdrawal_voids_everything_and_brings_text_and_photos_back(client, typed):
    upload(client, typed)
    review = client.post(ENTRY, typed).url
    upload(client, typed, "receipt", "receipt")
    client.post(review, notice_words(client, review))
    done = Inspection.objects.get()
    back = client.post(f"{ENTRY}{done.pk}/withdraw/").url
    page = client.get(back)
    assert page.context["form"]["note"].value() == "后门未锁"
    assert page.content.decode().count("photo-thumb") == 1
    states = [RectificationNotice.objects.get().state, Hazard.objects.get().state, DocumentNumber.objects.get().state]
    assert states == ["voided"] * 3
    number = page.context["form"]["client_uuid"].value()
    assert client.post(ENTRY, typed | {"client_uuid": number}).url == f"{ENTRY}{number}/review/"
    assert DocumentNumber.objects.count() == 2


def test_withdrawal_after_ten_minutes_or_by_another_is_refused(client, force, sign_in, typed):
    form = typed | {slot_of(typed): "normal"}
    client.post(ENTRY, form)
    done = Inspection.objects.get()
    assert sign_in(force.amy).post(f"{ENTRY}{done.pk}/withdraw/").status_code == 409
    assert sign_in(force.bob).post(f"{ENTRY}{done.pk}/withdraw/").status_code == 404
    done.created_at = clock.now() - dt.timedelta(minutes=11)
    done.save()
    assert "撤回修改" not in client.get(f"{ENTRY}{done.pk}/result/").content.decode()
    assert client.post(f"{ENTRY}{done.pk}/withdraw/").status_code == 409
    assert Inspection.objects.current().exists()


def test_what_was_kept_for_withdrawal_is_forgotten_after_a_day(client, typed):
    client.post(ENTRY, typed | {slot_of(typed): "normal"})
    assert services.forget_submitted() == 0
    assert services.forget_submitted(before=clock.now() + dt.timedelta(seconds=1)) == 1
    client.post(DRAFT, typed | {"client_uuid": str(uuid.uuid4())})
    assert services.forget_submitted(before=clock.now() + dt.timedelta(seconds=1)) == 0


def test_way_back_after_the_submission_leads_to_its_result(client, typed):
    normal = typed | {name: "normal" for name, value in typed.items() if value == "hazard"}
    done = client.post(ENTRY, normal | {"action": "submit"})
    assert "/result/" in done.url
    assert client.get(f"{ENTRY}?draft={typed['client_uuid']}").url == done.url


def issued(client, typed, **changes) -> Inspection:
    review = client.post(ENTRY, typed).url
    client.post(review, notice_words(client, review) | changes)
    return Inspection.objects.get()


def test_withdrawal_says_what_it_undoes_and_asks(client, typed):
    done = issued(client, typed)
    page = client.get(f"{ENTRY}{done.pk}/withdraw/").content.decode()
    number = RectificationNotice.objects.get().number.text
    for words in (f"检查 № {done.reference} 作废", "隐患 1 处 作废", f"通知书 {number} 作废", "当场收回", "当场交付"):
        assert words in page
    assert not Inspection.objects.get().voided_at


def test_withdrawal_of_a_paper_nobody_has_asks_for_none_back(client, typed):
    done = issued(client, typed, **{"notice-later": "on"})
    assert "当场收回" not in client.get(f"{ENTRY}{done.pk}/withdraw/").content.decode()


def test_withdrawal_is_one_press_from_result_record_and_notice_for_ten_minutes(client, force, sign_in, typed):
    done = issued(client, typed)
    notice = RectificationNotice.objects.get()
    pages = [f"{ENTRY}{done.pk}/result/", done.get_absolute_url(), notice.get_absolute_url()]
    way = f'href="{ENTRY}{done.pk}/withdraw/"'
    assert [way in client.get(page).content.decode() for page in pages] == [True] * 3
    assert [way in sign_in(force.amy).get(page).content.decode() for page in pages] == [False] * 3
    for row in (done, notice):
        type(row).objects.filter(pk=row.pk).update(created_at=clock.now() - dt.timedelta(minutes=11))
    assert [way in client.get(page).content.decode() for page in pages] == [False] * 3
    assert client.get(f"{ENTRY}{done.pk}/withdraw/").status_code == 409


def test_second_press_on_withdraw_leads_to_the_same_draft(client, typed):
    done = issued(client, typed)
    first = client.post(f"{ENTRY}{done.pk}/withdraw/").url
    assert client.post(f"{ENTRY}{done.pk}/withdraw/").url == first
    assert client.get(f"{ENTRY}{done.pk}/withdraw/").url == first
    assert Draft.objects.open().count() == 1


def test_team_changed_at_the_notice_check_is_on_the_paper_the_record_and_the_entry_page(client, force, typed):
    other = make_user("other", force.station, name="人员乙")
    review = client.post(ENTRY, typed).url
    assert "人员alice、人员amy" in client.get(review).content.decode()
    team = [str(force.alice.pk), str(other.pk)]
    words = notice_words(client, review) | {"notice-inspectors": team}
    client.post(DRAFT, words | {"part": "review", "client_uuid": typed["client_uuid"], "venue": typed["venue"]})
    assert client.get(review).context["sheet"].inspector_names == "人员alice、人员乙"
    assert client.get(f"{ENTRY}?draft={typed['client_uuid']}").context["form"]["inspectors"].value() == team
    client.post(review, words)
    assert RectificationNotice.objects.get().inspector_names == "人员alice、人员乙"
    assert set(Inspection.objects.get().inspectors.all()) == {force.alice, other}


def test_one_name_alone_is_refused_at_the_notice_check(client, force, typed):
    review = client.post(ENTRY, typed).url
    told = client.post(review, notice_words(client, review) | {"notice-inspectors": [str(force.alice.pk)]})
    assert told.status_code == 422
    assert "检查人须有两名以上民警" in told.content.decode()
    assert not Inspection.objects.exists()


def test_last_partner_is_proposed_and_said_to_be_a_proposal(client, force, typed, venue):
    assert "上次同组" not in client.get(f"{ENTRY}?venue={venue.pk}").content.decode()
    client.post(ENTRY, typed | {slot_of(typed): "normal"})
    page = client.get(f"{ENTRY}?venue={venue.pk}")
    assert "上次同组：人员amy" in page.content.decode()
    assert str(force.amy.pk) in page.context["form"]["inspectors"].value()


def test_of_a_larger_team_only_the_first_partner_is_proposed_and_named_beside_the_button(client, force, typed, venue):
    others = [make_user(f"other{each}", force.station, name=f"人员{each}") for each in ("乙", "丙")]
    team = [str(each.pk) for each in (force.alice, force.amy, *others)]
    client.post(ENTRY, typed | {slot_of(typed): "normal", "inspectors": team})
    page = client.get(f"{ENTRY}?venue={venue.pk}")
    assert page.context["form"]["inspectors"].value() == team[:2]
    bar = page.content.decode().partition('class="submit-bar"')[2]
    assert re.search(r"检查人：<span [^>]*>人员alice、人员amy</span>", bar)
