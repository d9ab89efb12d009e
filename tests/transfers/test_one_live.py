"""One open transfer a record: the button that turns into 查看流转, a new one after it came back, and a record that ends
by another road.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baiyi.notifications.models import Notification
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from baiyi.transfers import checks, sendable, services
from baiyi.transfers.models import Transfer
from cases.models.case import ENDS
from inspections.services import withdraw_inspection
from tests.cases.samples import make_case, make_filed
from tests.transfers.samples import make_referral
from tests.transfers.situations import again, asked_of, make_accepted, make_returned, make_sent, make_settled, people_of

State = Transfer.State


def buttons(client, record) -> dict[str, str]:
    """Of sending, on the page of the record: address by words."""
    context = client.get(record.get_absolute_url()).context
    found = [*context["actions"], *context.get("folded_actions", [])]
    return {each.label: each.url for each in found if "流转" in each.label}


def send_address(record) -> str:
    return f"/transfers/send/{record._meta.label_lower}/{record.pk}/"


@pytest.mark.parametrize("make", [make_sent, make_accepted, make_settled])
def test_button_leads_to_the_transfer_while_it_is_live_or_settled(force, sign_in, make):
    transfer = make(force)
    assert buttons(sign_in(force.alice), transfer.subject) == {"查看流转": transfer.get_absolute_url()}
    with pytest.raises(MoveRefused, match="已流转给"):
        services.send_transfer(transfer.subject, by=force.alice, task="x", outside_body="燃气公司")


def test_button_sends_again_after_it_came_back(force, sign_in):
    transfer, client = make_sent(force), sign_in(force.alice)
    services.recall_transfer(transfer, by=force.alice, reason="送错了")
    assert buttons(client, transfer.subject) == {"流转": send_address(transfer.subject)}
    second = services.send_transfer(transfer.subject, by=force.alice, task="x", to_unit=force.partner_body)
    services.send_back_transfer(second, by=people_of(second)[0], return_kind="in_hand")
    assert buttons(client, transfer.subject) == {"流转": send_address(transfer.subject)}


def test_button_costs_no_statement_beside_the_panel(force, sign_in):
    """A page of a record whose transfers the panel reads."""
    transfer, client = make_sent(force), sign_in(force.alice)
    url = transfer.subject.get_absolute_url()
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    assert len([each for each in seen if each["sql"].startswith('SELECT "transfers_transfer"."id"')]) == 1


def test_who_sees_the_record_and_may_not_send_has_no_button(force, sign_in):
    transfer = make_sent(force, force.other_station)
    assert buttons(sign_in(force.bob), transfer.subject) == {}


def test_new_one_after_rejection(force):
    back = make_returned(force)
    second = services.send_transfer(back.subject, by=force.alice, task="请协助", to_unit=force.other_station)
    assert (second.state, again(back).state) == (State.SENT, State.RETURNED)


def ended(case, name: str, force):
    facts = {"reason": "另案处理"} if name in {"decline", "settle", "withdraw", "refer", "void"} else {}
    day = {} if name == "void" else {"on": clock.today()}
    return move(case, name, by=force.people["office"], **day, **facts)


@pytest.mark.parametrize("name", [*ENDS, "void"])
def test_case_that_ends_closes_its_live_transfer(force, name):
    code = "gambling" if name in {"penalise", "settle", "withdraw", "refer", "void"} else "theft"
    case = make_filed(force, code) if name == "prosecute" else make_case(force, code)
    transfer = services.send_transfer(case, by=force.alice, task="请协助查证", to_unit=force.partner_body)
    transfer = services.accept_transfer(transfer, by=force.people["partner"])
    ended(again(case), name, force)
    over = again(transfer)
    assert (over.state, over.ended_on, over.accepted_on) == (State.OVERTAKEN, clock.today(), transfer.accepted_on)
    assert not over.deadlines.open().exists()
    assert over.deadlines.filter(kind="sign", closed_on__isnull=False).exists()
    assert asked_of(force.people["partner"]) == []
    told = Notification.objects.get(kind="transfer_overtaken")
    assert (told.recipient, over.title in told.text) == (force.people["partner"], True)


def test_move_that_ends_nothing_leaves_the_transfer(force):
    transfer = make_sent(force)
    facts = {"on": clock.today(), "ground": "expertise", "reason": "伤情鉴定"}
    move(again(transfer.subject), "suspend", by=force.people["office"], **facts)
    assert again(transfer).state == State.SENT


def test_withdrawn_inspection_takes_back_the_hazard_it_referred(force):
    """撤回修改 voids the hazard: the body has nothing to sign for any more."""
    hazard = make_referral(force)
    transfer = Transfer.objects.about(hazard).get()
    withdraw_inspection(hazard.inspection, by=force.alice)
    assert again(transfer).state == State.OVERTAKEN
    assert not transfer.deadlines.open().exists()
    assert asked_of(force.people["partner"]) == []
    assert Notification.objects.filter(kind="transfer_overtaken", recipient=force.people["partner"]).exists()


def test_end_that_is_taken_back_leaves_the_transfer_open(force, monkeypatch):
    """All in one transaction."""
    transfer = make_sent(force)

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("baiyi.transfers.following.send", fail)
    with pytest.raises(RuntimeError):
        ended(again(transfer.subject), "penalise", force)
    assert (again(transfer).state, again(transfer.subject).state) == (State.SENT, "accepted")


def test_ended_record_keeps_its_settled_transfer(force):
    transfer = make_settled(force)
    ended(again(transfer.subject), "penalise", force)
    assert again(transfer).state == State.SETTLED


def test_start_fails_for_a_move_that_is_none():
    wrong = sendable.Sendable("cases.case", ended_by=("solve", "explode"), resumed_by=("sleep",))
    assert checks.problems_of(wrong) == ["cases.case: explode is no step", "cases.case: sleep is no step"]
    assert checks.moves_of_sendable_records_are_steps(None) == []
    assert all(each.ended_by for each in sendable.everything()), "a record that cannot end keeps its transfers open"


def test_sender_reports_for_a_body_outside_and_nobody_there_has_an_account(force, sign_in):
    transfer = make_sent(force, outside_body="燃气公司")
    assert (transfer.to_unit, transfer.acting_unit_id) == (None, force.station.pk)
    assert people_of(transfer) == []
    assert "待签收" in asked_of(force.alice)
    services.accept_transfer(transfer, by=force.alice)
    assert services.settle_transfer(transfer, by=force.people["clerk"], result="已关阀").state == State.SETTLED
    page = sign_in(force.alice).get("/transfers/", {"to_unit": "outside"})
    assert [each.record.pk for each in page.context["table"].page] == [transfer.pk]
