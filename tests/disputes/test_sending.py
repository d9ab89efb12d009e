"""流转 of disputes: the day of the first one, what comes back, what is overtaken, what is sent while registering."""

import datetime as dt

import pytest

from baiyi.accounts.models import User
from baiyi.accounts.roles import Role
from baiyi.deadlines.models import Deadline
from baiyi.notifications.models import Notification
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from baiyi.transfers import services as transfers
from baiyi.transfers.models import Transfer
from disputes.models import Dispute
from disputes.services import merge_dispute
from disputes.views.disputes import DISPUTES
from tests.disputes.made import make_controlled, make_dispute, make_graded
from tests.disputes.samples import dispute_words
from tests.disputes.situations import fresh, join
from tests.factories import make_user
from tests.samples import shown_in
from tests.world import days_ago

State = Transfer.State


def send(dispute, force, **to) -> Transfer:
    return transfers.send_transfer(
        fresh(dispute), by=force.alice, task="请调处", **to or {"to_unit": force.partner_body}
    )


def in_tab(tab: str) -> list[int]:
    return list(Dispute.objects.in_tab(tab, clock.today()).values_list("pk", flat=True))


def resolve(dispute) -> Dispute:
    return move(fresh(dispute), "resolve", by=None, on=clock.today(), way="transfer", words="谅解")


def test_day_of_the_first_sending_stays_whatever_follows(force):
    with days_ago(5) as first:
        transfer = send(dispute := make_graded(force), force)
    with days_ago(3):
        transfers.send_back_transfer(transfer, by=force.people["partner"], return_kind="not_ours")
        assert (fresh(dispute).transferred_on, in_tab("away")) == (first, [])
    again = send(dispute, force, to_unit=force.other_station)
    assert (fresh(dispute).transferred_on, in_tab("away")) == (first, [dispute.pk])
    transfers.accept_transfer(again, by=force.bob)
    resolve(dispute)
    assert (fresh(dispute).transferred_on, in_tab("away")) == (first, [])


def test_day_is_cleared_when_it_was_called_back_unsigned_and_is_that_of_the_next(force):
    with days_ago(5):
        transfers.recall_transfer(send(dispute := make_graded(force), force), by=force.alice, reason="发错了")
    assert fresh(dispute).transferred_on is None
    send(dispute, force)
    assert fresh(dispute).transferred_on == clock.today()


def test_what_was_sent_back_is_with_its_unit_again_and_with_nobody_else(force, sign_in):
    transfer = send(dispute := make_graded(force), force)
    client = sign_in(force.people["partner"])
    assert client.get(dispute.get_absolute_url()).status_code == 200
    transfers.send_back_transfer(transfer, by=force.people["partner"], return_kind="not_ours")
    assert client.get(dispute.get_absolute_url()).status_code == 404
    assert "退回" in sign_in(force.alice).get(dispute.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["resolve", "penalise", "void", "merge"])
@pytest.mark.parametrize("is_signed", [False, True])
def test_end_of_the_dispute_overtakes_what_is_on_its_way(name, is_signed, force):
    transfer = send(dispute := make_graded(force), force)
    if is_signed:
        transfers.accept_transfer(transfer, by=force.people["partner"])
    if name == "merge":
        join(fresh(dispute), make_dispute(force), force, verb=merge_dispute)
    else:
        facts = {"way": "transfer", "words": "x"} if name == "resolve" else {}
        day = {} if name == "void" else {"on": clock.today()}
        move(fresh(dispute), name, by=None, reason="x", **facts, **day)
    assert fresh(transfer).state == State.OVERTAKEN
    assert not Deadline.objects.of(transfer).open().exists()
    assert Notification.objects.filter(kind="transfer_overtaken", recipient=force.people["partner"]).exists()


def test_answer_that_came_before_stays_when_the_dispute_is_settled(force):
    transfer = transfers.accept_transfer(send(dispute := make_graded(force), force), by=force.people["partner"])
    transfers.settle_transfer(transfer, by=force.people["partner"], result="已调处")
    assert in_tab("away") == [dispute.pk]
    resolve(dispute)
    assert (fresh(transfer).state, in_tab("away")) == (State.SETTLED, [])


def test_work_of_its_own_unit_sees_to_what_came_back(force):
    transfer = send(dispute := make_graded(force), force)
    transfers.send_back_transfer(transfer, by=force.people["partner"], return_kind="not_ours")
    move(fresh(dispute), "keep_under_control", by=force.alice, on=clock.today(), words="包户")
    assert fresh(transfer).dealt_on == clock.today()


def test_one_transfer_at_a_time(force):
    send(dispute := make_graded(force), force)
    with pytest.raises(MoveRefused, match="已流转给"):
        send(dispute, force, to_unit=force.other_station)
    assert Transfer.objects.count() == 1


def test_body_outside_is_reported_for_by_the_station(force):
    transfer = send(dispute := make_graded(force), force, outside_body="镇人民调解委员会")
    for who in ("partner", "bob"):
        with pytest.raises(Exception, match="transfers"):
            transfers.accept_transfer(transfer, by=force.people[who])
    transfer = transfers.accept_transfer(transfer, by=force.alice)
    transfers.settle_transfer(transfer, by=force.alice, result="镇调委已调解")
    assert (fresh(dispute).transferred_on, in_tab("away")) == (clock.today(), [dispute.pk])


def test_what_nobody_signed_for_is_late_after_a_day_and_what_was_signed_is_not(force):
    with days_ago(4):
        unsigned, signed = (send(make_graded(force), force) for _ in range(2))
    with days_ago(3):
        transfers.accept_transfer(signed, by=force.people["partner"])
    assert in_tab("unsigned") == [unsigned.object_id]
    transfers.recall_transfer(unsigned, by=force.alice, reason="改由本所调处")
    assert in_tab("unsigned") == []


def test_sending_is_progress(force):
    with days_ago(20):
        dispute = make_graded(force)
    assert in_tab("silent") == [dispute.pk]
    send(dispute, force)
    assert (in_tab("silent"), fresh(dispute).progressed_on) == ([], clock.today())


def test_form_sends_at_once_and_says_what_is_asked(force, sign_in):
    client = sign_in(force.alice)
    words = shown_in(client.get(DISPUTES.url("add")).context["form"]) | dispute_words(force)
    assert client.post(DISPUTES.url("add"), words | {"to_unit": force.station.pk}).status_code == 422
    assert not Dispute.objects.exists()
    assert client.post(DISPUTES.url("add"), words | {"to_unit": force.partner_body.pk}).status_code == 302
    dispute, transfer = Dispute.objects.get(), Transfer.objects.get()
    assert (transfer.subject, transfer.task, transfer.to_unit) == (
        dispute,
        "请依职责调处，并反馈结果。",
        force.partner_body,
    )
    assert (dispute.transferred_on, dispute.title in transfer.title) == (clock.today(), True)
    assert not Transfer.objects.filter(title__contains=force.alice.name).exists()


def test_what_waits_for_approval_is_not_sent_yet(force):
    transfers.switch_approval(
        by=force.people["office"], unit=force.branch, is_required=True, effective_on=clock.today()
    )
    dispute = make_dispute(force, by=force.alice, to_unit=force.partner_body)
    assert (Transfer.objects.get().state, fresh(dispute).transferred_on) == (State.PROPOSED, None)
    assert (in_tab("away"), Dispute.objects.visible_to(force.people["partner"]).exists()) == ([], False)
    transfers.approve_transfer(Transfer.objects.get(), by=force.people["chief"])
    assert (fresh(dispute).transferred_on, in_tab("away")) == (clock.today(), [dispute.pk])


def test_clerk_of_another_station_registers_and_sends_nothing_here(force):
    clerk = User.objects.get(pk=make_user("clerk2", force.other_station, Role.CLERK).pk)
    with pytest.raises(Exception, match=r"disputes\.record"):
        make_dispute(force, by=clerk, to_unit=force.partner_body)
    assert not Dispute.objects.exists()


def test_dispute_kept_under_control_can_still_be_sent(force):
    send(dispute := make_controlled(force), force)
    assert in_tab("away") == [dispute.pk]


def test_late_signing_is_counted_from_the_day_it_was_sent(force, settings):
    settings.BAIYI_TODAY = "2026-06-10T10:00:00+08:00"
    transfer = send(make_graded(force), force)
    assert Deadline.objects.of(transfer).get().due_on == dt.date(2026, 6, 11)
