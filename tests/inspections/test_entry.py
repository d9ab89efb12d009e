"""The phone entry page: from the empty form to the numbered notice, and everything that can be wrong on the way."""

import datetime as dt
import uuid

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baiyi.accounts.roles import Role
from baiyi.accounts.services import post
from baiyi.deadlines.models import Deadline
from baiyi.exchange.models import DocumentNumber, Photo
from baiyi.records import clock
from inspections.models import Answer, ChecklistItem, Hazard, HazardPhrase, Inspection, RectificationNotice
from tests.exchange.pictures import jpeg
from tests.factories import make_force, make_inspection, make_user, make_venue
from tests.faults.test_concurrency import at_once
from tests.inspections.entry_form import ENTRY, hazard_at, notice_words, typed_for

MOST_STATEMENTS = 26  # one of them holds the venue: nothing is recorded at one that is being merged


@pytest.fixture
def venue(force):
    return make_venue(force.station, force.alice)


@pytest.fixture
def client(force, sign_in):
    return sign_in(force.alice)


@pytest.fixture
def typed(force, venue):
    return typed_for(venue, [force.alice, force.amy])


@pytest.fixture
def with_hazard(typed, venue):
    return typed | hazard_at(venue)


def errors_of(response) -> str:
    assert response.status_code == 422
    page = response.content.decode()
    assert "<title>错误：" in page
    assert 'class="error-summary"' in page
    return page


def test_normal_visit_is_recorded_with_all_answers(client, typed, venue):
    done = client.post(ENTRY, typed)
    inspection = Inspection.objects.get()
    assert done.url == f"/inspections/entry/{inspection.pk}/result/"
    assert (inspection.outcome, inspection.venue, inspection.inspectors.count()) == ("normal", venue, 2)
    assert set(inspection.answers.values_list("result", flat=True)) == {"normal"}
    assert "已登记" in client.get(done.url).content.decode()


def test_item_that_was_not_answered_is_kept_as_unchecked(client, typed, venue):
    last = ChecklistItem.objects.filter(category=venue.category).last()
    del typed[f"item-{last.pk}"]
    client.post(ENTRY, typed)
    assert Answer.objects.get(item=last).result == "unchecked"


def test_hazard_leads_over_the_notice_check_to_a_numbered_served_notice(client, with_hazard):
    review = client.post(ENTRY, with_hazard).url
    assert review == f"/inspections/entry/{with_hazard['client_uuid']}/review/"
    assert not Inspection.objects.exists()
    shown = client.get(review).content.decode()
    words = notice_words(client, review)
    done = client.post(review, words | {"notice-content": "录像留存不足"})
    notice = RectificationNotice.objects.get()
    assert notice.number.text in shown
    assert (notice.state, notice.content, notice.number.state) == ("served", "录像留存不足", "used")
    assert str(notice.deadlines.get(kind="rectify").due_on) == str(words["notice-due_on"])
    assert "看通知书" in client.get(done.url).content.decode()


def test_paper_shown_before_the_issue_is_the_paper_that_is_kept(client, force, venue):
    helper = make_user("helper", force.station, police_status="auxiliary", name="辅警甲")
    yesterday = clock.now() - dt.timedelta(hours=23)
    form = typed_for(venue, [force.alice, helper, force.amy], inspected_at=f"{yesterday:%Y-%m-%dT%H:%M}") | hazard_at(
        venue
    )
    review = client.post(ENTRY, form).url
    shown = client.get(review).context["sheet"]
    client.post(review, notice_words(client, review))
    kept = RectificationNotice.objects.get().sheet()
    assert (shown.inspected_on, shown.inspector_names) == (yesterday.date(), "人员alice、人员amy")
    assert (kept.inspected_on, kept.inspector_names) == (shown.inspected_on, shown.inspector_names)


def test_preview_claims_no_number_of_pages(client, with_hazard):
    review = client.post(ENTRY, with_hazard).url
    assert "共 1 页" not in client.get(review).content.decode()


def test_number_of_last_year_is_voided_when_the_paper_gets_one_of_this_year(client, with_hazard, settings):
    settings.BAIYI_TODAY = "2022-12-31T22:00:00+08:00"
    with_hazard["inspected_at"] = "2022-12-31T21:00"
    review = client.post(ENTRY, with_hazard).url
    words = notice_words(client, review)
    settings.BAIYI_TODAY = "2023-01-01T09:00:00+08:00"
    entry = client.post(review, words).url
    assert entry == client.get(review).url == f"{ENTRY}?draft={with_hazard['client_uuid']}"
    assert not Inspection.objects.exists()
    assert client.post(ENTRY, with_hazard).url == review
    client.post(review, notice_words(client, review))
    assert list(DocumentNumber.objects.order_by("pk").values_list("series__year", "state")) == [
        (2022, "voided"),
        (2023, "used"),
    ]


def test_notice_served_later_stays_issued(client, with_hazard):
    review = client.post(ENTRY, with_hazard).url
    client.post(review, notice_words(client, review) | {"notice-later": "on"})
    assert RectificationNotice.objects.get().state == "issued"


def test_notice_not_issued_now_is_a_draft_without_number(client, with_hazard):
    del with_hazard["issue_now"]
    client.post(ENTRY, with_hazard)
    notice = RectificationNotice.objects.get()
    assert (notice.state, notice.number) == ("draft", None)


def test_clerk_may_not_issue_and_leaves_a_draft(force, sign_in, with_hazard):
    clerk = sign_in(force.people["clerk"])
    assert clerk.post(ENTRY, with_hazard).url.endswith("/result/")
    assert RectificationNotice.objects.get().state == "draft"
    assert clerk.get(f"/inspections/entry/{uuid.uuid4()}/review/").status_code == 403


def test_other_hazard_and_every_disposal_add_up(client, force, typed, venue):
    referred = hazard_at(venue, 1, disposal="referral", referred_to=str(force.partner_body.pk))
    other = {"item-other": "hazard", "item-other-description": "门口堆放煤气罐", "item-other-disposal": "on_site"}
    client.post(ENTRY, typed | hazard_at(venue, 0, disposal="on_site") | referred | other)
    assert sorted(Hazard.objects.values_list("disposal", "state")) == [
        ("on_site", "closed"),
        ("on_site", "closed"),
        ("referral", "referred"),
    ]


def test_tapped_phrase_is_the_description_without_a_script(client, typed, venue):
    phrase = HazardPhrase.objects.create(
        item=ChecklistItem.objects.filter(category=venue.category)[0], text="录像不足", measure="补足"
    )
    client.post(ENTRY, typed | hazard_at(venue, description="", phrase=str(phrase.pk), disposal="on_site"))
    assert Hazard.objects.values_list("description", "measure").get() == ("录像不足", "补足")


def test_same_form_twice_is_one_inspection(client, with_hazard, typed):
    first = client.post(ENTRY, typed).url
    assert client.post(ENTRY, typed).url == first
    form = with_hazard | {"client_uuid": str(uuid.uuid4())}
    review = client.post(ENTRY, form).url
    assert client.post(ENTRY, form).url == review
    words = notice_words(client, review)
    assert client.post(review, words).url == client.post(review, words).url
    assert [model.objects.count() for model in (Inspection, RectificationNotice, DocumentNumber)] == [2, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_five_identical_submissions_at_once_are_one_inspection_and_one_number(sign_in):
    force = make_force()
    venue = make_venue(force.station, force.alice)
    clients = [sign_in(force.alice) for _ in range(5)]
    form = typed_for(venue, [force.alice, force.amy]) | hazard_at(venue)
    reviews = at_once([lambda client=client: client.post(ENTRY, form).url for client in clients])
    assert len(set(map(str, reviews))) == 1, reviews
    words = notice_words(clients[0], reviews[0])
    results = at_once([lambda client=client: client.post(reviews[0], words).url for client in clients])
    assert len(set(map(str, results))) == 1, results
    counts = [model.objects.count() for model in (Inspection, Hazard, RectificationNotice, DocumentNumber, Answer)]
    assert counts == [1, 1, 1, 1, 2]
    assert Deadline.objects.count() == 2


def test_saving_one_hazard_and_one_notice_takes_few_statements(client, with_hazard, venue):
    ContentType.objects.get_for_models(Inspection, Hazard, RectificationNotice, Deadline)  # kept by a running process
    slot = next(name for name, value in with_hazard.items() if value == "hazard")
    form = {"client_uuid": with_hazard["client_uuid"], "slot": slot, "kind": "before"}
    client.post("/files/photos/", form | {"photo": SimpleUploadedFile("a.jpg", jpeg())})
    review = client.post(ENTRY, with_hazard).url
    words = notice_words(client, review)
    with CaptureQueriesContext(connection) as captured:
        assert client.post(review, words).status_code == 302
    assert len(captured) <= MOST_STATEMENTS, "\n".join(query["sql"][:120] for query in captured)
    assert Photo.objects.get().subject == Hazard.objects.get()


def bad_inputs():
    tomorrow = f"{clock.now() + dt.timedelta(days=1):%Y-%m-%dT%H:%M}"
    return [
        ("inspected_at", tomorrow, "检查时间不能晚于现在"),
        ("inspected_at", "2020-01-01T10:00", "请填写补录原因"),
        ("inspected_at", "0001-01-01T00:00", "请核对年份"),
        ("inspected_at", "9999-12-31T23:59", "检查时间不能晚于现在"),
        ("inspected_at", "昨天", "有效的日期"),
        ("inspectors", [], "请选择检查人"),
        ("inspectors", ["9" * 40], "有效的选项"),
        ("note", "长" * 10_000, "最多"),
        ("note", "空\0字符", "含有不能保存的字符"),
        ("operation", "99999999999999999999", "有效的选项"),
        ("client_uuid", "x", "请重新打开页面"),
        ("due_on", "2100-01-01", ""),
        ("due_on", "9999-12-31", "超过上限"),
        ("due_on", "2020-01-01", "期满日须晚于起算日"),
        ("hazard-description", "", "请选择标准描述或填写隐患内容"),
        ("hazard-description", "长" * 10_000, "最多"),
        ("hazard-disposal", "burn", "有效的选项"),
        ("hazard-disposal", "referral", "请选择移送单位"),
    ]


@pytest.mark.parametrize(("name", "value", "message"), bad_inputs(), ids=lambda value: str(value)[:20])
def test_bad_input_is_refused_at_field_and_top_and_everything_is_kept(client, with_hazard, name, value, message):
    slot = next(field for field, given in with_hazard.items() if given == "hazard")
    form = with_hazard | {"note": "记在备注里𠮷😀", name.replace("hazard", slot): value}
    page = errors_of(client.post(ENTRY, form))
    assert message in page
    assert page.count("错误：") >= 3  # the title, the summary, the field
    if name != "note":
        assert "记在备注里𠮷😀" in page
    assert not Inspection.objects.exists()
    assert not DocumentNumber.objects.exists()


def test_empty_form_asks_for_the_venue_then_for_everything_else(client, venue):
    assert "请先选择要检查的场所" in errors_of(client.post(ENTRY, {}))
    page = errors_of(client.post(ENTRY, {"venue": venue.pk}))
    for message in ("请填写检查时间", "请选择检查人", "全部正常"):
        assert message in page


def test_due_day_beyond_the_legal_maximum_is_refused_at_the_notice_check(client, with_hazard):
    review = client.post(ENTRY, with_hazard).url
    far = clock.today() + dt.timedelta(days=400)
    page = errors_of(
        client.post(review, notice_words(client, review) | {"notice-due_on": f"{far}", "notice-content": "保留这句话"})
    )
    assert "id_notice-due_on_error" in page
    assert "保留这句话" in page
    assert not Inspection.objects.exists()


@pytest.mark.parametrize(
    "field", ["notice-recipient_name", "notice-content", "notice-basis", "notice-due_on", "notice-receiver_name"]
)
@pytest.mark.parametrize("value", ["长" * 10_000, "\0", "99999999999999999999"])
def test_bad_words_at_the_notice_check_are_refused_or_taken_never_an_error(client, with_hazard, field, value):
    review = client.post(ENTRY, with_hazard).url
    answer = client.post(review, notice_words(client, review) | {field: value})
    assert answer.status_code in {302, 422}
    assert Inspection.objects.exists() == (answer.status_code == 302)


@pytest.mark.parametrize(
    "asked",
    [
        "venue=0",
        "venue=x",
        f"venue={'9' * 30}",
        "venue=",
        "draft=x",
        "draft=00000000-0000-4000-8000-000000000000",
        "venue=１",
    ],
)
def test_what_does_not_exist_is_404(client, force, asked):
    assert client.get(f"{ENTRY}?{asked}").status_code == 404


def test_venue_of_another_station_does_not_exist(force, sign_in, typed):
    bob = sign_in(force.bob)
    assert bob.get(f"{ENTRY}?venue={typed['venue']}").status_code == 404
    assert bob.post(ENTRY, typed).status_code == 404
    assert bob.post(f"{ENTRY}draft/", typed).status_code == 422
    assert not Inspection.objects.exists()


def test_venue_he_may_only_look_at_is_403_and_not_offered(force, sign_in, typed, venue):
    post(user=force.bob, unit=force.branch, role=Role.SUPERVISOR, starts_on=dt.date(2020, 1, 1))
    bob = sign_in(force.bob)
    assert bob.get(f"/inspections/venues/{venue.pk}/").status_code == 200
    assert bob.get(f"{ENTRY}?venue={venue.pk}").status_code == 403
    assert bob.post(ENTRY, typed).status_code == 403
    assert bob.post(f"{ENTRY}draft/", typed).status_code == 422
    assert f"?venue={venue.pk}" not in bob.get(ENTRY, {"q": venue.name}).content.decode()
    assert not Inspection.objects.exists()


def test_items_of_other_categories_are_ignored(client, typed):
    client.post(ENTRY, typed | {"item-99999": "hazard", "item-99999-description": "不存在"})
    assert Inspection.objects.get().outcome == "normal"


def test_session_that_ended_answers_the_script_with_401(client, typed):
    client.logout()
    answer = client.post(f"{ENTRY}draft/", typed, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.json()["error"]) == (401, "登录已过期，请重新登录")


def test_somebody_elses_recent_visit_is_a_hint_and_no_obstacle(client, force, venue, typed):
    make_inspection(venue, [force.amy, force.alice])
    assert f"{force.amy.name} " in client.get(f"{ENTRY}?venue={venue.pk}").content.decode()
    assert client.post(ENTRY, typed).status_code == 302


def test_venue_is_found_by_name_and_by_initials(client, venue):
    venue.name = "金帆歌厅"
    venue.save()
    for wanted in ("金帆", "jfgt", venue.address):
        assert "金帆歌厅" in client.get(ENTRY, {"q": wanted}).content.decode()
    assert "没有名称" in client.get(ENTRY, {"q": "没有这家"}).content.decode()
