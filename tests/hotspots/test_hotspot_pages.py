"""Pages of hotspots: handing over, recording a visit, the matrix, chasing."""

import datetime as dt
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baiyi.exchange.models import Photo
from baiyi.jobs.models import BackgroundJob
from baiyi.records.drafts import forget_drafts
from baiyi.records.models import Draft
from hotspots import services
from hotspots.models import Hotspot, HotspotAssignment, Supervision, WeeklyDuty
from hotspots.week_cells import rows_of, shown_weeks
from tests.exchange.pictures import jpeg
from tests.factories import make_assignment, make_campaign, make_hotspot, make_supervision, make_user
from tests.test_forms_once import marks_of

TODAY = dt.date(2022, 7, 21)


@pytest.fixture
def campaign(force, settings):
    settings.BAIYI_TODAY = "2022-07-21T10:00:00+08:00"
    return make_campaign(force.branch, starts_on=dt.date(2022, 7, 4))


@pytest.fixture
def hotspot(force, campaign):
    return make_hotspot(force.station, force.people["office"], owner=force.alice, name="夜市周边")


def page_of(name: str, *args) -> str:
    return reverse(f"hotspots:{name}", args=args)


@pytest.fixture
def assign_page(hotspot, force, sign_in):
    """Posts the assign page of the hotspot with its version."""
    client, address = sign_in(force.people["office"]), page_of("hotspot-assign", hotspot.pk)

    def post(**typed):
        shown = client.get(address).context["form"]
        return client.post(address, {"version": shown["version"].value(), "reason": "工作调整"} | typed)

    return post


def owner(hotspot):
    return hotspot.assignments.current().get(post="owner").person


def test_assign_page_tells_what_moves_along(force, hotspot, sign_in):
    page = sign_in(force.people["office"]).get(page_of("hotspot-assign", hotspot.pk)).content.decode()
    assert "人员alice" in page
    assert "本周（7月18日—7月24日）的督导还没有做，由新责任人完成" in page
    assert "人员alice还没有签收" in page
    assert "人员amy（东街派出所）" in page


def test_person_is_picked(assign_page, hotspot, force):
    assert assign_page(picked=str(force.amy.pk)).url == hotspot.get_absolute_url()
    assert owner(hotspot) == force.amy


@pytest.mark.parametrize("typed", ["人员bob", "人员bob（西街派出所）", " 人员bob "])
def test_person_is_typed(assign_page, hotspot, force, typed):
    assert assign_page(typed=typed).status_code == 302
    assert owner(hotspot) == force.bob


def test_name_of_two_people_asks_which(assign_page, hotspot, force):
    first, second = (
        make_user(f"w{n}", unit, name="王志远") for n, unit in enumerate((force.station, force.other_station))
    )
    answer = assign_page(typed="王志远")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“王志远”有 2 人，请选择是哪一位" in page
    assert {pk for pk, _ in answer.context["form"].fields["picked"].choices} == {str(first.pk), str(second.pk)}
    assert owner(hotspot) == force.alice


@pytest.mark.parametrize("typed", ["wzy", "志远", "王志"])
def test_person_who_is_only_suggested_is_shown_and_asked_for_once_more(assign_page, hotspot, force, typed):
    person = make_user("w0", force.other_station, name="王志远")
    answer = assign_page(typed=typed)
    assert answer.status_code == 422
    assert f"按“{typed}”找到王志远（西街派出所）" in answer.content.decode()
    assert [pk for pk, _ in answer.context["form"].fields["picked"].choices] == [str(person.pk)]
    assert owner(hotspot) == force.alice
    assert assign_page(typed=typed, picked=str(person.pk)).status_code == 302
    assert owner(hotspot) == person


def test_one_of_two_people_of_a_name_is_picked_and_taken(assign_page, hotspot, force):
    make_user("w0", force.station, name="王志远")
    second = make_user("w1", force.other_station, name="王志远")
    assert assign_page(typed="王志远", picked=str(second.pk)).status_code == 302
    assert owner(hotspot) == second


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"typed": "查无此人"}, "没有找到“查无此人”"),
        ({}, "请选择一个人"),
        ({"picked": "999999"}, "picked"),
        ({"typed": "人员alice"}, "已经是这里的整治责任人"),
        ({"typed": "人员bob", "picked": "amy"}, "请只留一个"),
    ],
)
def test_wrong_choice_is_refused_and_what_was_typed_stays(assign_page, hotspot, force, typed, words):
    typed = {name: str(force.amy.pk) if value == "amy" else value for name, value in typed.items()}
    answer = assign_page(reason="岗位轮换", **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "岗位轮换" in page
    assert typed.get("typed", "") in page
    assert owner(hotspot) == force.alice


def test_old_assign_page_is_refused(assign_page, hotspot, force):
    answer = assign_page(picked=str(force.amy.pk), version="999")
    assert answer.status_code == 409
    assert owner(hotspot) == force.alice


def test_made_up_post_is_404(hotspot, force, sign_in):
    address = page_of("hotspot-assign", hotspot.pk)
    assert sign_in(force.people["office"]).get(f"{address}?post=king").status_code == 404


def test_person_signs_on_the_page_of_the_hotspot(hotspot, force, sign_in):
    mine = hotspot.assignments.get()
    alice, amy = sign_in(force.alice), sign_in(force.amy)
    assert page_of("hotspot-sign", mine.pk) in alice.get(hotspot.get_absolute_url()).content.decode()
    assert page_of("hotspot-sign", mine.pk) not in amy.get(hotspot.get_absolute_url()).content.decode()
    assert amy.post(page_of("hotspot-sign", mine.pk)).status_code == 404
    assert alice.post(page_of("hotspot-sign", mine.pk)).url == hotspot.get_absolute_url()
    assert HotspotAssignment.objects.get().signed_at is not None
    assert "你已经签收过了" in alice.post(page_of("hotspot-sign", mine.pk), follow=True).content.decode()


def visit_form(**typed) -> dict:
    return {
        "client_uuid": str(uuid.uuid4()),
        "outcome": "normal",
        "method": "unannounced",
        "supervised_on": f"{TODAY}",
    } | typed


def test_visit_with_a_photo_is_recorded_without_a_script(hotspot, force, sign_in):
    typed = visit_form(outcome="problem", problem_count="2", findings="固定岗空岗")
    files = {"scene-photo": SimpleUploadedFile("a.jpg", jpeg())}
    answer = sign_in(force.alice).post(page_of("supervision-record", hotspot.pk), typed | files, follow=True)
    visit = Supervision.objects.get()
    assert "已登记，本周督导完成" in answer.content.decode()
    assert (visit.problem_count, visit.duty.starts_on, visit.unit) == (2, dt.date(2022, 7, 18), force.station)
    assert Photo.objects.get().subject == visit


@pytest.mark.parametrize(
    ("before", "day", "words"),
    [
        ([], "2022-07-21", "已登记，本周督导完成"),
        (["2022-07-18"], "2022-07-21", "已登记；本周此前已经督导过"),
        (["2022-07-12"], "2022-07-21", "已登记，本周督导完成"),
        ([], "2022-07-13", "已补录；7月11日—7月17日 仍记漏督，注明已补"),
        (["2022-07-12"], "2022-07-13", "已登记；7月11日—7月17日 此前已经督导过"),
    ],
)
def test_answer_says_whether_the_week_was_done_before(hotspot, force, sign_in, before, day, words):
    for each in before:
        make_supervision(hotspot, force.alice, on=dt.date.fromisoformat(each))
    voided = make_supervision(hotspot, force.alice, on=dt.date.fromisoformat(day))
    services.void_supervision(voided, by=force.people["office"], reason="记错")
    typed = visit_form(supervised_on=day, late_reason="在外办案")
    for said in (words, "这张表单已经提交过，没有重复登记"):
        answer = sign_in(force.alice).post(page_of("supervision-record", hotspot.pk), typed, follow=True)
        assert str(next(iter(answer.context["messages"]))) == said


def test_todo_of_the_signature_leads_to_the_people(hotspot, force, sign_in):
    client = sign_in(force.alice)
    address = f"{hotspot.get_absolute_url()}#assignments"
    assert f'href="{address}"' in client.get(reverse("notifications:inbox")).content.decode()
    assert 'id="assignments"' in client.get(address).content.decode()


def test_timeline_names_what_was_empty_in_full_width(hotspot, force, sign_in):
    make_assignment(hotspot, force.amy, force.people["office"])
    page = sign_in(force.people["office"]).get(hotspot.get_absolute_url()).content.decode()
    assert "责任止：未填写 → 2022-07-21" in page


def test_refused_visit_keeps_text_and_photo(hotspot, force, sign_in):
    typed = visit_form(outcome="problem", findings="固定岗空岗", next_step="约谈")
    files = {"scene-photo": SimpleUploadedFile("a.jpg", jpeg())}
    answer = sign_in(force.alice).post(page_of("supervision-record", hotspot.pk), typed | files)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写问题数" in page
    assert "固定岗空岗" in page
    assert "约谈" in page
    assert str(Photo.objects.get().uuid) in page
    assert not Supervision.objects.exists()


def test_draft_is_kept_found_again_and_gone_after_the_submission(hotspot, force, sign_in):
    client, typed = sign_in(force.alice), visit_form(next_step="约谈经营者")
    answer = client.post(page_of("supervision-draft", hotspot.pk), typed)
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["saved_at"])
    address = page_of("supervision-record", hotspot.pk)
    assert f"?draft={typed['client_uuid']}" in client.get(address).content.decode()
    assert "约谈经营者" in client.get(f"{address}?draft={typed['client_uuid']}").content.decode()
    assert "督导登记" in client.get(reverse("accounts:me")).content.decode()
    client.post(address, typed)
    assert not Draft.objects.open().exists()
    client.post(page_of("supervision-draft", hotspot.pk), typed)
    assert not Draft.objects.open().exists()
    assert client.get(f"{address}?draft={typed['client_uuid']}").url == hotspot.get_absolute_url()


def begun(client, hotspot, **typed) -> str:
    """The number of a form that was saved as a draft."""
    typed = visit_form(**typed)
    client.post(page_of("supervision-draft", hotspot.pk), typed)
    return typed["client_uuid"]


def test_page_opened_again_on_the_same_day_goes_on_with_the_draft(hotspot, force, sign_in):
    client, address = sign_in(force.alice), page_of("supervision-record", hotspot.pk)
    number = begun(client, hotspot, next_step="约谈经营者")
    for _ in range(2):
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.context["form"]["client_uuid"].value() == number
        assert "约谈经营者" in page
        assert "接着填写" in page
        client.post(page_of("supervision-draft", hotspot.pk), visit_form(client_uuid=number, next_step="约谈经营者"))
    assert Draft.objects.count() == 1


def test_draft_gone_on_with_by_its_day_is_saved_again(hotspot, force, sign_in):
    """The page has shown what was saved before: it is no other phone's."""
    client, address = sign_in(force.alice), page_of("supervision-record", hotspot.pk)
    first = marks_of(client.get(address).content.decode())
    client.post(page_of("supervision-draft", hotspot.pk), visit_form(next_step="约谈经营者") | first)
    again = marks_of(client.get(address).content.decode())
    assert again["client_uuid"] == first["client_uuid"]
    answer = client.post(page_of("supervision-draft", hotspot.pk), visit_form(next_step="约谈两家") | again)
    assert answer.status_code == 200, answer.content.decode()
    assert Draft.objects.get().payload["next_step"] == ["约谈两家"]


def test_another_visit_of_the_day_is_begun_only_when_asked_for(hotspot, force, sign_in):
    client, address = sign_in(force.alice), page_of("supervision-record", hotspot.pk)
    number = begun(client, hotspot, next_step="约谈经营者")
    assert "?new=1" in client.get(address).content.decode()
    answer = client.get(f"{address}?new=1")
    page = answer.content.decode()
    assert answer.context["form"]["client_uuid"].value() != number
    assert "约谈经营者" not in page
    assert f'href="?draft={number}"' in page


@pytest.mark.parametrize("who", ["another day", "another person", "another place"])
def test_draft_of_another_day_person_or_place_is_not_gone_on_with(hotspot, force, sign_in, who):
    client, address = sign_in(force.people["office"]), page_of("supervision-record", hotspot.pk)
    writer = sign_in(force.alice) if who == "another person" else client
    place = make_hotspot(force.station, force.people["office"], name="别处") if who == "another place" else hotspot
    number = begun(
        writer, place, next_step="约谈经营者", **({"supervised_on": "2022-07-18"} if who == "another day" else {})
    )
    answer = client.get(address)
    assert answer.context["form"]["client_uuid"].value() != number
    assert "约谈经营者" not in answer.content.decode()
    assert (f'href="?draft={number}"' in answer.content.decode()) == (who == "another day")
    if who == "another day":
        assert client.get(f"{address}?on=2022-07-18").context["form"]["client_uuid"].value() == number


@pytest.mark.parametrize(("days", "left"), [(179, 1), (181, 0)])
def test_draft_nobody_touched_for_half_a_year_goes_with_its_photos(hotspot, force, sign_in, settings, days, left):
    client, typed = sign_in(force.alice), visit_form(action="draft")
    client.post(page_of("supervision-record", hotspot.pk), typed | {"scene-photo": SimpleUploadedFile("a.jpg", jpeg())})
    settings.BAIYI_TODAY = f"{TODAY + dt.timedelta(days=days)}T10:00:00+08:00"
    assert forget_drafts() == 1 - left
    assert forget_drafts() == 0
    assert Photo.objects.count() == Draft.objects.count() == left


@pytest.mark.parametrize(
    ("typed", "words"), [({"findings": "字" * 20_001}, "过长"), ({"client_uuid": "x"}, "重新打开页面")]
)
def test_autosave_that_keeps_nothing_says_why(hotspot, force, sign_in, typed, words):
    answer = sign_in(force.alice).post(page_of("supervision-draft", hotspot.pk), visit_form(**typed))
    assert answer.status_code == 422
    assert words in answer.json()["error"]
    assert not Draft.objects.exists()


def test_discarded_draft_takes_its_photos_along(hotspot, force, sign_in):
    client, typed = sign_in(force.alice), visit_form(action="draft")
    client.post(page_of("supervision-record", hotspot.pk), typed | {"scene-photo": SimpleUploadedFile("a.jpg", jpeg())})
    assert Photo.objects.count() == Draft.objects.count() == 1
    sign_in(force.amy).post(page_of("supervision-discard", typed["client_uuid"]))
    assert Draft.objects.count() == 1
    client.post(page_of("supervision-discard", typed["client_uuid"]))
    assert Photo.objects.count() == Draft.objects.count() == 0


def test_both_choices_of_the_form_are_headed_by_their_own_names(hotspot, force, sign_in):
    page = sign_in(force.alice).get(page_of("supervision-record", hotspot.pk)).content.decode()
    assert re.findall(r"<legend>(.*?)</legend>", page) == ["督导结果", "督导方式"]


def test_page_says_who_records_this_week_and_never_leads_to_itself(hotspot, force, sign_in):
    """The owner gets to the form from the week too; another officer reads whose it is."""
    here, form = hotspot.get_absolute_url(), page_of("supervision-record", hotspot.pk)
    words = "本周督导待查，由整治责任人人员alice登记"
    own, others = (sign_in(who).get(here).content.decode() for who in (force.alice, force.amy))
    assert (words in own, words in others) == (False, True)
    assert own.count(f'href="{form}"') == 2
    assert form not in others
    for page in (own, others):
        assert f'href="{here}"' not in page.partition("<main")[2]


def test_week_that_was_supervised_names_nobody(hotspot, force, sign_in):
    make_supervision(hotspot, force.alice, on=TODAY)
    assert "本周督导待查" not in sign_in(force.amy).get(hotspot.get_absolute_url()).content.decode()


def test_officer_who_is_not_the_owner_is_led_back_with_the_reason(hotspot, force, sign_in):
    answer = sign_in(force.amy).get(page_of("supervision-record", hotspot.pk), follow=True)
    assert "你不是“夜市周边”的整治责任人" in answer.content.decode()
    answer = sign_in(force.amy).post(page_of("supervision-record", hotspot.pk), visit_form())
    assert answer.status_code == 422
    assert not Supervision.objects.exists()


def test_owner_of_another_station_records(hotspot, force, sign_in):
    make_assignment(hotspot, force.bob, force.people["office"])
    assert sign_in(force.bob).post(page_of("supervision-record", hotspot.pk), visit_form()).status_code == 302
    assert Supervision.objects.get().created_by == force.bob


def test_cells_say_what_was_and_what_is_missing(force, campaign):
    office = force.people["office"]
    first = make_hotspot(force.station, office, owner=force.alice, name="甲")
    second = make_hotspot(force.station, office, owner=force.alice, name="乙", listed_on=dt.date(2022, 7, 18))
    for starts_on in ("2022-07-04", "2022-07-11"):
        ends_on = dt.date.fromisoformat(starts_on) + dt.timedelta(days=6)
        WeeklyDuty.objects.create(
            hotspot=first, unit=first.unit, starts_on=starts_on, ends_on=ends_on, opened_at=f"{starts_on}T08:00+08:00"
        )
    make_supervision(first, force.alice, on=dt.date(2022, 7, 12))
    make_supervision(second, force.alice, problems=2)
    make_supervision(second, force.alice, problems=1)
    weeks = campaign.weeks()[:4]
    shown = Hotspot.objects.with_week(TODAY).order_by("pk")
    rows = rows_of(list(shown), weeks, on=TODAY, recordable={first.pk})
    assert [[cell.kind for cell in row.cells] for row in rows] == [
        ["missed", "missed", "open", "ahead"],
        ["none", "none", "problem", "ahead"],
    ]
    assert [(row.done, row.due, row.missed) for row in rows] == [(0, 2, 2), (1, 1, 0)]
    assert (rows[0].cells[1].is_made_up, rows[1].cells[2].count) == (True, 3)
    assert rows[0].missed_words == "漏督 2 周（已补 1）"
    assert rows[0].cells[0].url == f"{page_of('supervision-record', first.pk)}?on=2022-07-10"
    assert rows[0].cells[2].url == page_of("supervision-record", first.pk)
    assert rows[1].cells[2].url.startswith("/campaign/supervisions/")
    assert [cell.words for cell in rows[0].cells] == ["漏督", "漏督（已补）", "待查", "未到"]
    assert rows[1].cells[0].words == "不要求督导"


def test_cell_of_two_visits_opens_the_list_of_that_week(hotspot, force, sign_in):
    other = make_hotspot(
        force.station, force.people["office"], owner=force.alice, name="夜市周边东"
    )  # its name holds the other's
    first, *_ = [make_supervision(hotspot, force.alice, on=dt.date(2022, 7, day)) for day in (18, 20, 15)]
    make_supervision(other, force.alice)
    client = sign_in(force.people["leader"])
    rows = client.get(page_of("supervision-matrix")).context["rows"]
    cells = {row.hotspot.name: row.cells[2] for row in rows}
    answer = client.get(cells["夜市周边"].url)
    assert [row.record.supervised_on.day for row in answer.context["table"].rows] == [20, 18]
    assert "只列一处区域的督导" in answer.content.decode()
    assert client.get(cells["夜市周边东"].url).context["object"].hotspot == other
    assert "只列一处区域的督导" not in client.get(page_of("supervision-list")).content.decode()
    assert first.hotspot == hotspot


@pytest.mark.parametrize("asked", ["0", "x", "9" * 30, "-1"])
def test_list_of_a_made_up_hotspot_is_no_error(hotspot, force, sign_in, asked):
    assert sign_in(force.alice).get(page_of("supervision-list"), {"hotspot": asked}).status_code == 200


@pytest.mark.parametrize("word", ["缺", "应督未督", "连缺"])
def test_missed_week_has_one_word(hotspot, force, campaign, sign_in, word):
    week = campaign.weeks()[0]
    hotspot.duties.create(
        unit=hotspot.unit, starts_on=week.starts_on, ends_on=week.ends_on, opened_at="2022-07-04T08:00+08:00"
    )
    for url in (page_of("supervision-matrix"), hotspot.get_absolute_url(), "/"):
        page = sign_in(force.people["leader"]).get(url).content.decode().partition("<main")[2]
        assert "漏督" in page
        assert word not in page


def test_gap_leads_to_the_record_page_while_it_can_be_recorded(force, campaign):
    hotspot = make_hotspot(force.station, force.people["office"], owner=force.alice)
    week = campaign.weeks()[0]
    hotspot.duties.create(
        unit=hotspot.unit, starts_on=week.starts_on, ends_on=week.ends_on, opened_at="2022-07-04T08:00+08:00"
    )
    for on, url in (
        ("2022-07-24", f"{page_of('supervision-record', hotspot.pk)}?on=2022-07-10"),
        ("2022-07-25", hotspot.get_absolute_url()),
    ):
        day = dt.date.fromisoformat(on)
        [row] = rows_of(list(Hotspot.objects.with_week(day)), [week], on=day, recordable={hotspot.pk})
        assert (row.cells[0].kind, row.cells[0].url) == ("missed", url)


def test_matrix_that_is_cut_says_so_and_counts_all(force, campaign, sign_in, monkeypatch):
    monkeypatch.setattr("hotspots.views.weeks.MOST_ROWS", 1)
    for name in ("甲", "乙"):
        make_hotspot(force.station, force.people["office"], name=name)
    answer = sign_in(force.people["office"]).get(page_of("supervision-matrix"))
    assert "共 2 个区域，只列出前 1 个" in answer.content.decode()
    assert (len(answer.context["rows"]), answer.context["summary"]["now_due"]) == (1, 2)


def test_form_of_a_voided_visit_keeps_what_was_typed(hotspot, force, sign_in):
    client, typed = sign_in(force.alice), visit_form(next_step="约谈经营者")
    client.post(page_of("supervision-record", hotspot.pk), typed)
    services.void_supervision(Supervision.objects.get(), by=force.alice, reason="记错")
    client.get(hotspot.get_absolute_url())
    answer = client.post(page_of("supervision-record", hotspot.pk), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "这张表单登记的督导已经作废" in page
    assert "约谈经营者" in page
    assert "本周督导完成" not in page
    answer = client.post(page_of("supervision-record", hotspot.pk), typed | {"action": "draft"}, follow=True)
    assert "草稿没有保存" in answer.content.decode()


@pytest.mark.parametrize(
    ("visits", "today", "words"),
    [(1, "2022-07-21", "这一周的督导重新待办"), (2, "2022-07-21", "已作废"), (1, "2022-07-25", "这一周记为漏督")],
)
def test_taking_back_says_what_becomes_of_the_week(hotspot, force, sign_in, settings, visits, today, words):
    [visit, *_] = [make_supervision(hotspot, force.alice) for _ in range(visits)]
    settings.BAIYI_TODAY = f"{today}T11:00:00+08:00"
    typed = {"version": visit.version, "reason": "记错了区域"}
    answer = sign_in(force.people["office"]).post(page_of("supervision-void", visit.pk), typed, follow=True)
    [said] = answer.context["messages"]
    assert str(said).endswith(words)


@pytest.mark.parametrize(("is_held", "words"), [(True, "工作调整"), (False, None)])
def test_reason_is_proposed_when_somebody_held_the_post(hotspot, force, sign_in, is_held, words):
    place = hotspot if is_held else make_hotspot(force.station, force.people["office"], name="无主")
    assert (
        sign_in(force.people["office"]).get(page_of("hotspot-assign", place.pk)).context["form"]["reason"].value()
        == words
    )


def test_long_campaign_shows_fourteen_weeks_with_one_to_come(force, settings):
    settings.BAIYI_TODAY = "2022-07-21"
    campaign = make_campaign(force.branch, starts_on=dt.date(2022, 1, 3), days=364)
    weeks = shown_weeks(campaign, TODAY)
    assert len(weeks) == 14
    assert weeks[-2].starts_on == dt.date(2022, 7, 18)


def test_matrix_without_a_campaign_says_so(force, sign_in):
    assert "还没有要督导的周" in sign_in(force.people["leader"]).get(page_of("supervision-matrix")).content.decode()


@pytest.mark.parametrize(("who", "seen"), [("leader", True), ("alice", True), ("bob", False)])
def test_matrix_shows_the_own_units(hotspot, force, sign_in, who, seen):
    assert ("夜市周边" in sign_in(force.people[who]).get(page_of("supervision-matrix")).content.decode()) == seen


def test_chase_page_says_whom_it_tells_and_leads_to_its_job(hotspot, force, sign_in):
    make_hotspot(force.other_station, force.people["office"], name="无主")
    client = sign_in(force.people["office"])
    page = client.get(page_of("supervision-chase")).content.decode()
    assert "本周还有 2 处未督导，将提醒 1 人" in page
    assert "另有 1 处没有责任人" in page
    typed = {"client_uuid": str(uuid.uuid4())}
    for _ in range(2):
        answer = client.post(page_of("supervision-chase"), typed)
    job = BackgroundJob.objects.get()
    assert answer.url == job.get_absolute_url()


@pytest.mark.parametrize(
    ("tab", "count"),
    [("", 2), ("todo", 2), ("unowned", 1), ("delisted", 1), ("all", 3), ("voided", 0), ("nonsense", 2)],
)
def test_tabs_of_the_list(hotspot, force, sign_in, tab, count):
    office = force.people["office"]
    make_hotspot(force.other_station, office, name="无主")
    services.delist(make_hotspot(force.station, office, name="摘了"), by=office, reason="整治完成", on=TODAY)
    assert sign_in(office).get(page_of("hotspot-list"), {"tab": tab}).context["total"] == count


def test_listing_page_lists_with_owner_and_leader(campaign, force, sign_in):
    typed = {
        "name": "车站周边",
        "unit": force.station.pk,
        "reason": "alarms",
        "level": "city",
        "listed_on": "2022-07-19",
    }
    typed |= {"rectify_by": "2022-10-01", "owner": force.bob.pk, "leader": force.people["leader"].pk}
    answer = sign_in(force.people["office"]).post(page_of("hotspot-add"), typed, follow=True)
    page = answer.content.decode()
    assert "已挂牌" in page
    assert "人员bob" in page
    assert HotspotAssignment.objects.count() == 2


def test_taking_back_a_visit_opens_the_week_again(hotspot, force, sign_in):
    visit = make_supervision(hotspot, force.alice)
    client = sign_in(force.alice)
    assert page_of("supervision-void", visit.pk) in client.get(visit.get_absolute_url()).content.decode()
    client.post(page_of("supervision-void", visit.pk), {"version": visit.version, "reason": "记错了区域"})
    assert "（已作废）" in client.get(visit.get_absolute_url()).content.decode()
    assert Hotspot.objects.to_supervise(TODAY).count() == 1
