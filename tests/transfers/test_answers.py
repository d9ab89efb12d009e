"""What the two sides ask of one another: kinds of returns, 延期, the sender's verdict, 发回重办."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from baiyi.notifications.models import Notification
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from baiyi.transfers import services
from baiyi.transfers.kinds import HANDLE
from baiyi.transfers.models import Transfer
from tests.transfers.situations import again, asked_of, make_accepted, make_sent, make_settled, todos_of

State = Transfer.State


@pytest.fixture(autouse=True)
def monday(settings):
    def at(text: str) -> dt.date:
        settings.BAIYI_TODAY = f"{text}T10:00:00+08:00"
        return dt.date.fromisoformat(text)

    at("2026-07-06")
    return at


@pytest.fixture
def partner(force):
    return force.people["partner"]


def term(transfer):
    return transfer.deadlines.filter(kind=HANDLE).latest("pk")


def address(transfer, move: str) -> str:
    return f"{transfer.get_absolute_url()}{move}/"


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        ("not_ours", "", "不属本单位职责"),
        ("incomplete", "缺鉴定意见", "材料不全：缺鉴定意见"),
        ("in_hand", "街道已受理", "已有单位在办：街道已受理"),
        ("other", "线索重复", "其他：线索重复"),
    ],
)
def test_return_says_its_kind_and_words(force, sign_in, partner, kind, words, said):
    transfer, client = make_sent(force), sign_in(partner)
    payload = {"version": 1, "return_kind": kind, "reason": words}
    assert client.post(address(transfer, "send-back"), payload).status_code == 302
    assert again(transfer).end_words == said
    assert said in Notification.objects.get(kind="transfer_sent_back").text
    assert said in client.get(transfer.get_absolute_url()).content.decode()


@pytest.mark.parametrize("payload", [{"return_kind": "other"}, {"reason": "x"}, {"return_kind": "nonsense"}])
def test_return_without_a_kind_or_other_without_words_is_refused(force, sign_in, partner, payload):
    transfer = make_sent(force)
    response = sign_in(partner).post(address(transfer, "send-back"), {"version": 1} | payload)
    assert (response.status_code, again(transfer).state) == (422, State.SENT)


def test_extension_asked_for_by_the_receiver_and_approved_by_the_sender(force, partner):
    transfer = make_accepted(force)
    assert term(transfer).effective_due_on == dt.date(2026, 7, 13)
    services.ask_transfer_extension(transfer, by=partner, days=3, reason="须现场勘验")
    assert asked_of(force.alice) == ["延期待批准"]
    assert Notification.objects.filter(kind="transfer_extension", recipient=force.alice).exists()
    assert term(transfer).effective_due_on == dt.date(2026, 7, 13)
    done = services.approve_transfer_extension(again(transfer), by=force.alice)
    assert term(transfer).effective_due_on == dt.date(2026, 7, 16)
    assert (done.extension_asked_on, asked_of(force.alice)) == (None, [])
    assert "2026-07-16" in Notification.objects.get(kind="transfer_extension", recipient=partner).text


def test_extension_that_is_refused_leaves_the_term(force, partner):
    transfer = make_accepted(force)
    services.ask_transfer_extension(transfer, by=partner, days=3, reason="须现场勘验")
    services.refuse_transfer_extension(again(transfer), by=force.alice, reason="情况紧急")
    assert term(transfer).effective_due_on == dt.date(2026, 7, 13)
    assert "情况紧急" in Notification.objects.get(kind="transfer_extension", recipient=partner).text
    assert services.ask_transfer_extension(again(transfer), by=partner, days=2, reason="再请").extension_days == 2


def test_extension_is_limited_by_the_rule_and_asked_for_in_time(force, partner, monday):
    transfer = make_accepted(force)
    with pytest.raises(MoveRefused, match="不得超过 30"):
        services.ask_transfer_extension(transfer, by=partner, days=26, reason="太久")
    services.ask_transfer_extension(transfer, by=partner, days=3, reason="须现场勘验")
    with pytest.raises(MoveRefused, match="等待批准"):
        services.ask_transfer_extension(again(transfer), by=partner, days=3, reason="再请")
    services.approve_transfer_extension(again(transfer), by=force.alice)
    with pytest.raises(MoveRefused, match="以 1 次为限"):
        services.ask_transfer_extension(again(transfer), by=partner, days=3, reason="再请")
    late = make_accepted(force)
    monday("2026-07-20")
    with pytest.raises(MoveRefused, match="已届满"):
        services.ask_transfer_extension(late, by=partner, days=3, reason="晚了")


def test_each_side_of_an_extension_has_its_own_moves(force, partner):
    transfer = make_accepted(force)
    with pytest.raises(PermissionDenied):
        services.ask_transfer_extension(transfer, by=force.alice, days=3, reason="x")
    asked = services.ask_transfer_extension(transfer, by=partner, days=3, reason="须现场勘验")
    with pytest.raises(PermissionDenied):
        services.approve_transfer_extension(asked, by=partner)


def test_answer_ends_what_was_asked(force, partner):
    transfer = make_accepted(force)
    asked = services.ask_transfer_extension(transfer, by=partner, days=3, reason="须现场勘验")
    settled = services.settle_transfer(asked, by=partner, result="已查清")
    assert (settled.extension_asked_on, asked_of(force.alice)) == (None, [])


def test_answer_that_leaves_something_to_do_waits_for_the_sender(force):
    transfer = make_settled(force, asks_action=True)
    (todo,) = todos_of(force.alice)
    assert (todo.label, todo.url, "已查清" in todo.note) == ("流转待处理", transfer.get_absolute_url(), True)
    services.rate_transfer(transfer, by=force.alice, satisfaction="satisfied")
    assert asked_of(force.alice) == []


def test_plain_answer_is_a_message_and_no_todo(force):
    make_settled(force)
    assert asked_of(force.alice) == []
    assert "已查清" in Notification.objects.get(kind="transfer_settled", recipient=force.alice).text


def test_verdict_is_the_senders_given_once_and_optional(force, sign_in, partner):
    transfer = make_settled(force)
    with pytest.raises(PermissionDenied):
        services.rate_transfer(transfer, by=partner, satisfaction="satisfied")
    payload = {"version": transfer.version, "satisfaction": "mostly"}
    assert sign_in(force.alice).post(address(transfer, "rate"), payload).status_code == 302
    rated = again(transfer)
    assert rated.get_satisfaction_display() == "基本满意"
    assert "基本满意" in sign_in(partner).get(transfer.get_absolute_url()).content.decode()
    with pytest.raises(MoveRefused, match="已经评价过"):
        services.rate_transfer(rated, by=force.alice, satisfaction="unsatisfied")


def test_answer_that_is_not_enough_goes_back_once_with_a_new_term(force, partner, monday):
    transfer = make_settled(force)
    monday("2026-07-09")
    redone = services.redo_transfer(transfer, by=force.alice, reason="没有附检查记录")
    assert (redone.state, redone.redo_reason) == (State.ACCEPTED, "没有附检查记录")
    assert asked_of(partner) == ["待办理"]
    assert "没有附检查记录" in Notification.objects.get(kind="transfer_redone", recipient=partner).text
    first, second = redone.deadlines.filter(kind=HANDLE).order_by("pk")
    assert (first.closed_on, second.due_on) == (dt.date(2026, 7, 6), dt.date(2026, 7, 16))
    settled = services.settle_transfer(redone, by=partner, result="已补检查记录")
    assert Notification.objects.filter(kind="transfer_settled", recipient=force.alice).count() == 2
    with pytest.raises(MoveRefused, match="已经发回重办过"):
        services.redo_transfer(settled, by=force.alice, reason="再来")


def test_not_redone_once_the_record_has_ended(force):
    transfer = make_settled(force)
    case = transfer.subject
    type(case).objects.filter(pk=case.pk).update(voided_at=clock.now())
    with pytest.raises(MoveRefused, match="不再流转"):
        services.redo_transfer(again(transfer), by=force.alice, reason="再查")
