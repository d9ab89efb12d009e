"""A notice by HTTP, from the draft to the closing: issue, serve, request, extend, reinspect, void, print."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baiyi.accounts.roles import Role
from inspections.kinds import RECTIFY
from inspections.models import Answer, ChecklistItem, Hazard, RectificationNotice, Reinspection
from tests.exchange.pictures import another_jpeg
from tests.factories import make_hazard, make_inspection, make_user, make_venue

State = RectificationNotice.State


@pytest.fixture(autouse=True)
def article_time(settings):
    settings.BAIYI_TODAY = "2022-07-06"


@pytest.fixture
def at(settings):
    """Move the clock."""

    def move(day: str) -> None:
        settings.BAIYI_TODAY = day

    return move


@pytest.fixture
def alice(force, sign_in):
    return sign_in(force.alice)


@pytest.fixture
def chief(force, sign_in):
    return sign_in(force.people["chief"])


@pytest.fixture
def inspect(force):
    venue = make_venue(force.station, force.alice)

    def make(hazards: int = 1, **facts) -> RectificationNotice:
        found = [make_hazard() for _ in range(hazards)]
        return make_inspection(venue, [force.alice, force.amy], hazards=found, **facts).notices.get()

    return make


def fresh(notice) -> RectificationNotice:
    return RectificationNotice.objects.get(pk=notice.pk)


def do(client, notice, name: str, **facts):
    """Post a move page with the version the page shows now."""
    address = reverse(f"inspections:notice-{name}", args=[notice.pk])
    return client.post(address, {"version": fresh(notice).version} | facts)


def serve(client, notice, **facts):
    day = facts.pop("on", "2022-07-06")
    return do(
        client, notice, "serve", **({"at": f"{day}T00:00", "delivery": "in_person", "receiver_name": "王签收"} | facts)
    )


def reinspect(client, notice, people, found: list[str], **facts):
    answers = {
        f"hazard-{hazard.pk}": each for hazard, each in zip(notice.hazards.open().order_by("pk"), found, strict=True)
    }
    first = {
        "client_uuid": str(uuid.uuid4()),
        "inspectors": [person.pk for person in people],
        "follow_up": "none",
        "on": "2022-07-08",
    }
    shown = {f"{slot}-photo": a_photo() for slot, each in answers.items() if each == "yes"}
    return client.post(reverse("inspections:notice-reinspect", args=[notice.pk]), first | answers | shown | facts)


def a_photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("after.jpg", another_jpeg())


def refusal(response) -> str:
    """The words at the top of a page that was refused."""
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>错误：" in page
    return page[page.index('class="error-summary"') :].split("</ul>")[0]


def test_draft_is_issued_with_number_frozen_day_and_trace(inspect, chief, at):
    notice = inspect(issue_now=False)
    at("2022-07-08")
    page = chief.post(
        reverse("inspections:notice-issue", args=[notice.pk]), {"version": notice.version}, follow=True
    ).content.decode()
    assert fresh(notice).state == State.ISSUED
    assert "云公（东）限字〔2022〕第001号" in page
    assert "7月19日届满" in page


def test_term_may_be_shortened_at_issue_and_not_lengthened_beyond_the_law(inspect, chief):
    notice = inspect(issue_now=False)
    for day in ("2022-12-30", "2022-07-16", "2022-07-05", "9999-12-31"):
        refusal(do(chief, notice, "issue", due_on=day))
        assert (fresh(notice).state, fresh(notice).number_id) == (State.DRAFT, None)
    assert do(chief, notice, "issue", due_on="2022-07-11").status_code == 302
    assert fresh(notice).deadlines.get(kind=RECTIFY).due_on == dt.date(2022, 7, 11)


def test_service_warns_when_little_of_the_term_is_left(inspect, alice, at):
    early, late = inspect(), inspect()
    assert "请提醒被检查单位抓紧整改" not in alice.get(serve(alice, early).url).content.decode()
    at("2022-07-14")
    page = alice.get(serve(alice, late, on="2022-07-14").url).content.decode()
    assert "送达后距期满日只有 1 天" in page
    assert fresh(late).state == State.SERVED


@pytest.mark.parametrize(
    ("today", "on", "words"),
    [
        ("2022-07-16", "2022-07-16", "届满后不能送达"),
        ("2022-08-30", "2022-08-01", "届满后不能送达"),
        ("2022-07-06", "2022-07-07", "不能晚于今天"),
        ("2022-07-06", "2022-07-05", "不能早于签发日"),
    ],
)
def test_service_on_an_impossible_day_is_refused_at_the_top_with_everything_typed(inspect, alice, at, today, on, words):
    notice = inspect()
    at(today)
    response = serve(alice, notice, on=on, receiver_name="签收的人")
    assert words in refusal(response)
    assert "签收的人" in response.content.decode()
    assert f'value="{on}T00:00"' in response.content.decode()
    assert (fresh(notice).state, fresh(notice).served_on) == (State.ISSUED, None)


def test_service_on_the_due_day_is_accepted(inspect, alice, at):
    notice = inspect()
    at("2022-07-15")
    assert serve(alice, notice, on="2022-07-15").status_code == 302


def test_second_service_is_refused_in_words(inspect, alice):
    notice = inspect()
    serve(alice, notice)
    assert "不能“送达”" in refusal(serve(alice, notice))


@pytest.mark.parametrize(("on", "words"), [("2022-07-05", "不能早于送达日"), ("2022-07-07", "不能晚于今天")])
def test_reinspection_is_asked_for_on_no_impossible_day(inspect, alice, on, words):
    notice = inspect()
    serve(alice, notice)
    assert words in refusal(do(alice, notice, "request-reinspection", on=on))
    assert do(alice, notice, "request-reinspection", on="2022-07-06").status_code == 302
    assert fresh(notice).state == State.AWAITING


def ask(client, notice, **facts):
    return do(client, notice, "ask-extension", **({"length": 3, "reason": "配件未到", "applicant": "venue"} | facts))


def test_extension_is_the_chiefs_once_and_moves_only_the_effective_day(inspect, alice, chief):
    notice = inspect()
    assert ask(alice, notice).status_code == 302
    assert do(alice, notice, "extend").status_code == 403
    assert do(chief, notice, "extend").status_code == 302
    deadline = notice.deadlines.get(kind=RECTIFY)
    assert (deadline.due_on, deadline.effective_due_on) == (dt.date(2022, 7, 15), dt.date(2022, 7, 20))
    assert "1 次" in refusal(ask(alice, notice, length=1, reason="再延"))


def test_extension_after_expiry_is_refused(inspect, alice, chief, at):
    notice, late = inspect(), inspect()
    ask(alice, notice)
    at("2022-07-16")
    assert "期限已届满" in refusal(do(chief, notice, "extend"))
    assert "期限已届满" in refusal(ask(alice, late))


def test_reinspection_closes_hazards_and_notice(inspect, alice, force, at):
    notice = inspect(hazards=2)
    serve(alice, notice)
    at("2022-07-08")
    page = alice.get(reverse("inspections:notice-reinspect", args=[notice.pk])).content.decode()
    assert page.count("监控录像仅留存18日") >= 2
    first = reinspect(alice, notice, [force.alice, force.amy], ["yes", "no"], opinion="一处未改")
    assert first.status_code == 302
    assert fresh(notice).state == State.SERVED
    second = reinspect(alice, notice, [force.alice, force.amy], ["yes"])
    assert second.status_code == 302
    assert fresh(notice).state == State.CLOSED
    assert set(notice.hazards.values_list("state", "rectified_on")) == {(Hazard.State.CLOSED, dt.date(2022, 7, 8))}
    assert notice.deadlines.get(kind=RECTIFY).is_within_limit
    assert list(Reinspection.objects.values_list("round", "conclusion")) == [(1, "partial"), (2, "passed")]
    shown = alice.get(second.url).content.decode()
    assert "第 2 次复查" in shown
    found = ("：已整改</div>", "：未整改</div>")
    assert [shown.count(each) for each in found] == [2, 1]  # both of the first round, one of the second


def test_same_reinspection_twice_is_one_round(inspect, alice, force, at):
    notice = inspect(hazards=2)
    serve(alice, notice)
    at("2022-07-08")
    form = str(uuid.uuid4())
    for _ in range(2):
        assert reinspect(alice, notice, [force.alice, force.amy], ["no", "no"], client_uuid=form).status_code == 302
    assert Reinspection.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"on": "2022-07-09"}, "复查日不能晚于今天"),
        ({"on": "2022-07-05"}, "须在"),
        ({"rectified_on": "2022-07-05"}, "须在"),
        ({"rectified_on": "2022-07-09"}, "须在"),
    ],
)
def test_reinspection_on_an_impossible_day_changes_nothing(inspect, alice, force, at, facts, words):
    notice = inspect()
    serve(alice, notice)
    at("2022-07-08")
    assert words in refusal(reinspect(alice, notice, [force.alice, force.amy], ["yes"], **facts))
    assert (fresh(notice).state, Reinspection.objects.count()) == (State.SERVED, 0)
    assert notice.hazards.get().state == Hazard.State.PENDING


def test_reinspection_needs_two_police_officers_and_an_answer_for_every_hazard(inspect, alice, force, at):
    notice = inspect(hazards=2)
    serve(alice, notice)
    at("2022-07-08")
    helper = make_user("helper", force.station, police_status="auxiliary")
    assert "两名以上民警" in refusal(reinspect(alice, notice, [force.alice, helper], ["yes", "yes"]))
    left = notice.hazards.first()
    response = reinspect(alice, notice, [force.alice, force.amy], ["yes", "yes"], **{f"hazard-{left.pk}": ""})
    assert f"hazard-{left.pk}" in response.context["form"].errors
    assert Reinspection.objects.count() == 0


@pytest.mark.parametrize("state", ["draft", "issued"])
def test_notice_that_was_not_served_takes_no_reinspection(inspect, alice, force, at, state):
    notice = inspect(issue_now=state == "issued")
    at("2022-07-08")
    assert "不能复查" in refusal(reinspect(alice, notice, [force.alice, force.amy], ["yes"]))


def test_void_keeps_the_number_in_the_register_and_frees_nothing(inspect, chief, alice):
    notice = inspect()
    text = notice.number.text
    assert do(alice, notice, "void", reason="写错单位").status_code == 403
    refusal(do(chief, notice, "void", reason=""))
    assert do(chief, notice, "void", reason="写错单位").status_code == 302
    voided = fresh(notice)
    assert (voided.state, voided.void_reason, voided.number.state) == (State.VOIDED, "写错单位", "voided")
    assert notice.deadlines.filter(kind=RECTIFY, voided_at=None).count() == 0
    assert inspect().number.text != text


def test_print_shows_what_was_issued_and_nothing_to_press(inspect, alice, chief):
    notice = inspect()
    ask(alice, notice)
    do(chief, notice, "extend")
    alice.get(notice.get_absolute_url())  # says what was done; the paper says nothing of it
    page = alice.get(reverse("inspections:notice-print", args=[notice.pk])).content.decode()
    for words in (notice.number.text, "云溪区公安分局", notice.recipient_name, "7月15日"):
        assert words in page, words
    assert "7月20日" not in page[page.index('id="main"') :].split("print-foot")[0]


def test_pages_of_a_voided_notice_still_open(inspect, chief, alice):
    notice = inspect()
    do(chief, notice, "void", reason="写错单位")
    for name in ("detail", "print"):
        assert alice.get(reverse(f"inspections:notice-{name}", args=[notice.pk])).status_code == 200


def test_buttons_are_those_the_person_may_press(inspect, alice, chief, force, sign_in):
    notice = inspect()
    pages = {
        name: client.get(notice.get_absolute_url()).content.decode()
        for name, client in (("alice", alice), ("chief", chief))
    }
    clerk = sign_in(make_user("carl", force.station, Role.CLERK)).get(notice.get_absolute_url()).content.decode()
    moves = {
        name: reverse(f"inspections:notice-{name}", args=[notice.pk])
        for name in ("serve", "void", "ask-extension", "issue")
    }
    assert [moves[name] in pages["alice"] for name in moves] == [True, False, True, False]
    assert [moves[name] in pages["chief"] for name in moves] == [True, True, True, False]
    assert [moves[name] in clerk for name in moves] == [False, False, True, False]


def test_every_step_of_a_notice_stands_in_its_history(inspect, alice, chief):
    notice = inspect(issue_now=False)
    do(chief, notice, "issue")
    serve(alice, notice)
    ask(alice, notice)
    do(chief, notice, "extend")
    do(alice, notice, "request-reinspection", on="2022-07-06")
    do(chief, notice, "void", reason="写错单位")
    page = alice.get(notice.get_absolute_url()).content.decode()
    for words in ("草拟", "签发", "送达", "同意延期至", "配件未到", "申请延期", "申请复查", "作废", "写错单位"):
        assert words in page, words


def test_page_of_an_inspection_says_who_looked_at_what(inspect, alice, force):
    """People by account, items in the order of the form, the notice that came of it."""
    notice = inspect()
    inspection = notice.inspection
    items = list(ChecklistItem.objects.order_by("pk")[:2])
    for item, result in zip(items, ("unchecked", "hazard"), strict=True):
        Answer.objects.create(inspection=inspection, item=item, result=result)
    page = alice.get(inspection.get_absolute_url())
    facts, answers, _ = (section.rows for section in page.context["sections"])
    people = [f"{each.name}({each.get_police_status_display()})" for each in (force.alice, force.amy)]
    assert dict(facts)["检查人"].split("、") == people
    assert answers[-2:] == [(items[0].name, "未查"), (items[1].name, "有隐患")]
    assert str(notice) in page.content.decode()


def test_page_of_an_inspection_without_hazards_asks_for_no_notices(force, alice, django_assert_max_num_queries):
    inspection = make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy])
    alice.get(inspection.get_absolute_url())
    with django_assert_max_num_queries(10):
        page = alice.get(inspection.get_absolute_url())
    assert "没有发现隐患" in page.content.decode()
