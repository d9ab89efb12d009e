"""整改延期: asked for in time, decided by somebody else, one at a time, and kept whatever was decided."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localtime

from baiyi.accounts.models import User
from baiyi.accounts.roles import Role
from baiyi.notifications.models import Notification
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from inspections import services
from inspections.kinds import RECTIFY
from inspections.models import ExtensionRequest
from tests.factories import make_issued_notice, make_user, make_venue

ISSUED_ON = "2022-07-06"  # a Wednesday; 7 working days end on 2022-07-15, the 30 of the law on 2022-08-17
R = ExtensionRequest.State


@pytest.fixture
def at(settings):
    def move(day: str) -> None:
        settings.BAIYI_TODAY = day

    move(ISSUED_ON)
    return move


@pytest.fixture
def notice(force, at):
    issued = make_issued_notice(make_venue(force.station, force.alice), [force.alice, force.amy])
    facts = {"on": clock.today(), "delivery": "in_person", "receiver_name": "王签收"}
    return services.serve_notice(issued, by=force.alice, **facts)


@pytest.fixture
def chief(force):
    return force.people["chief"]


def ask(notice, by, **facts) -> ExtensionRequest:
    return services.ask_notice_extension(
        notice, by=by, **({"length": 3, "reason": "配件未到", "applicant": "venue"} | facts)
    )


def due(notice) -> dt.date:
    return notice.deadlines.get(kind=RECTIFY).effective_due_on


def waiting_for(user) -> list:
    rows = todo_sources.of(User.objects.get(pk=user.pk), clock.today())
    return [row for row in rows if row.label == "待批延期"]


def test_request_reaches_the_chief_with_days_and_reason(notice, force, chief):
    ask(notice, force.alice)
    (row,) = waiting_for(chief)
    assert row.title == f"审批延期 {notice.venue}"
    assert row.note == f"{notice} · 现期限7月15日，申请延至7月20日，最晚可延至8月17日 · 配件未到"
    assert (row.due_on, row.url) == (
        dt.date(2022, 7, 15),
        reverse("inspections:notice-extend", args=[notice.pk]),
    )
    assert due(notice) == dt.date(2022, 7, 15)
    assert waiting_for(force.alice) == []


def test_approval_moves_the_term_tells_who_asked_and_keeps_the_day_of_asking(notice, force, chief, at):
    ask(notice, force.alice)
    at("2022-07-08")
    services.approve_notice_extension(notice, by=chief, opinion="情况属实")
    assert due(notice) == dt.date(2022, 7, 20)
    extension = notice.deadlines.get(kind=RECTIFY).extensions.get()
    assert (extension.requested_on, extension.approved_by) == (dt.date(2022, 7, 6), chief)
    assert waiting_for(chief) == []
    (told,) = Notification.objects.filter(recipient=force.alice, kind="notice_extension")
    assert "延至7月20日" in told.text


def test_refusal_is_a_record_and_the_term_stays(notice, force, chief, sign_in):
    ask(notice, force.alice)
    services.refuse_notice_extension(notice, by=chief, reason="可以按期整改")
    kept = ExtensionRequest.objects.get()
    assert (kept.state, kept.opinion, kept.decided_by) == (R.REFUSED, "可以按期整改", chief)
    assert localtime(kept.decided_at).date() == clock.today()
    assert due(notice) == dt.date(2022, 7, 15)
    shown = sign_in(force.alice).get(notice.get_absolute_url()).content.decode()
    for words in ("不同意延期", "可以按期整改", chief.name, "配件未到"):
        assert words in shown
    assert ask(notice, force.alice).state == R.ASKED  # another may be made


def test_who_asked_decides_nothing_of_it(notice, force, chief, sign_in):
    ask(notice, chief)
    for decide in (
        lambda: services.approve_notice_extension(notice, by=chief),
        lambda: services.refuse_notice_extension(notice, by=chief, reason="不准"),
    ):
        with pytest.raises(MoveRefused, match="申请人不能审批自己的延期申请"):
            decide()
    assert waiting_for(chief) == []
    shown = sign_in(chief).get(notice.get_absolute_url()).content.decode()
    assert "/extend/" not in shown
    assert "/withdraw-extension/" in shown
    deputy = make_user("dora", force.station, Role.CHIEF)
    services.approve_notice_extension(notice, by=deputy)
    assert due(notice) == dt.date(2022, 7, 20)


def test_database_holds_that_another_decides_and_one_waits(notice, force):
    asked = ask(notice, force.alice)
    rows = ExtensionRequest.objects.filter(pk=asked.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state=R.APPROVED, decided_by=force.alice, decided_at=clock.now())
    asked.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        ExtensionRequest.objects.bulk_create([asked])


def test_one_request_waits_at_a_time(notice, force):
    ask(notice, force.alice)
    with pytest.raises(MoveRefused, match="已有一份延期申请等待批准"):
        ask(notice, force.amy)
    assert ExtensionRequest.objects.count() == 1


def test_who_asked_withdraws_and_nobody_else(notice, force, chief):
    ask(notice, force.alice)
    with pytest.raises(MoveRefused, match="只有申请人可以撤回"):
        services.withdraw_notice_extension(notice, by=force.amy)
    services.withdraw_notice_extension(notice, by=force.alice)
    assert ExtensionRequest.objects.get().state == R.WITHDRAWN
    assert waiting_for(chief) == []
    with pytest.raises(MoveRefused, match="没有待批准的延期申请"):
        services.approve_notice_extension(notice, by=chief)


def test_officer_decides_nothing(notice, force):
    ask(notice, force.alice)
    with pytest.raises(PermissionDenied):
        services.approve_notice_extension(notice, by=force.amy)


@pytest.mark.parametrize(
    ("day", "length", "words"), [("2022-07-06", 24, "期限不得超过 30"), ("2022-07-16", 3, "期限已届满，不能延期")]
)
def test_what_could_not_be_granted_is_not_asked_for(notice, force, at, day, length, words):
    at(day)
    with pytest.raises(MoveRefused, match=words):
        ask(notice, force.alice, length=length)
    assert not ExtensionRequest.objects.exists()


def test_latest_lawful_day_can_be_asked_for(notice, force):
    asked = ask(notice, force.alice, length=23)
    assert asked.wanted_on == asked.latest_on == dt.date(2022, 8, 17)


def test_page_of_asking_says_after_the_due_day_what_is_lawful_instead(notice, force, sign_in, at):
    at("2022-07-18")
    shown = sign_in(force.alice).get(reverse("inspections:notice-ask-extension", args=[notice.pk])).content.decode()
    assert "期限已届满，不能再延期；复查仍未整改的，依法立案处罚、移送、约谈或提请挂牌督办" in shown
    assert reverse("inspections:notice-reinspect", args=[notice.pk]) in shown


def test_request_ends_with_its_notice(notice, force, chief):
    ask(notice, force.alice)
    services.void_notice(notice, by=chief, reason="写错单位")
    ended = ExtensionRequest.objects.get()
    assert (ended.state, ended.opinion) == (R.WITHDRAWN, "通知书已作废")
    assert waiting_for(chief) == []


@pytest.mark.parametrize(
    ("act", "typed", "words"),
    [
        (
            "ask-extension",
            {"length": "3", "reason": "配件未到", "applicant": "venue"},
            "申请延期：由7月15日延至7月20日。下一步：等待所领导审批，批准前仍以7月15日为准。",
        ),
        ("void", {"reason": "写错单位"}, "已作废。下一步：文号不再使用；待整改的隐患已转入重新草拟的通知书。"),
        (
            "request-reinspection",
            {"on": ISSUED_ON},
            "已申请复查，整改期限7月15日。下一步：督促整改，7月11日前复查。",
        ),
    ],
)
def test_after_an_act_the_page_says_number_day_and_what_comes_next(notice, chief, sign_in, act, typed, words):
    address = reverse(f"inspections:notice-{act}", args=[notice.pk])
    answer = sign_in(chief).post(address, typed | {"version": notice.version}, follow=True)
    said = [str(each) for each in answer.context["messages"]]
    assert any(str(notice) in each and words in each for each in said), said


def test_what_may_still_be_asked_for_is_said_without_a_foreign_law(notice, force, sign_in):
    address = reverse("inspections:notice-ask-extension", args=[notice.pk])
    client = sign_in(force.alice)
    assert "最多还可申请 23 个工作日" in client.get(address).content.decode()
    typed = {"length": "50", "reason": "配件未到", "applicant": "venue", "version": notice.version}
    told = client.post(address, typed).content.decode()
    term = notice.deadlines.get(kind=RECTIFY)
    assert f"按“{term.rule.label}”，期限不得超过 30 个工作日，最多还可申请 23 个工作日" in told
    assert "内部治安保卫条例" not in told


def test_words_of_the_decision_go_with_either_button(notice, force, chief, sign_in):
    ask(notice, force.alice)
    client, pages = sign_in(chief), [f"inspections:notice-{act}" for act in ("extend", "refuse-extension")]
    extend, refuse = (reverse(page, args=[notice.pk]) for page in pages)
    shown = client.get(extend)
    assert "<h1>审批延期申请</h1>" in shown.content.decode()
    assert f'formaction="{refuse}">不同意延期</button>' in shown.content.decode()
    assert "被查单位提出，人员alice代为申请延长 3 个工作日" in shown.content.decode()
    version = shown.context["form"]["version"].value()
    empty = client.post(refuse, {"version": version, "opinion": ""})
    assert empty.status_code == 422
    client.post(refuse, {"version": version, "opinion": "可以按期整改"})
    kept = ExtensionRequest.objects.get()
    assert (kept.state, kept.opinion) == (R.REFUSED, "可以按期整改")


def test_officer_who_asks_of_himself_is_named_as_such(notice, force, sign_in):
    ask(notice, force.alice, applicant="officer")
    assert "办案民警人员alice申请延长 3 天" in sign_in(force.alice).get(notice.get_absolute_url()).content.decode()
