"""Referred hazards (移送): the receipt and the answer stand on the hazard's page, and reach the station."""

import pytest

from baiyi.notifications.models import Notification
from baiyi.transfers import services
from baiyi.transfers.models import Transfer
from inspections.models import Hazard
from tests.factories import make_unit, make_user
from tests.transfers.samples import make_referral
from tests.transfers.situations import again, asked_of, todos_of


@pytest.fixture
def hazard(force) -> Hazard:
    return make_referral(force)


@pytest.fixture
def transfer(hazard) -> Transfer:
    return Transfer.objects.about(hazard).get()


@pytest.fixture
def partner(force):
    return force.people["partner"]


def page(client, record) -> str:
    return client.get(record.get_absolute_url()).content.decode()


def test_page_of_the_hazard_shows_receipt_and_answer(hazard, transfer, force, partner, sign_in):
    client = sign_in(force.alice)
    assert "待签收" in page(client, hazard)
    services.accept_transfer(transfer, by=partner)
    assert "6月10日签收" in page(client, hazard)
    services.settle_transfer(again(transfer), by=partner, result="已责令拆除")
    shown = page(client, hazard)
    assert "6月10日反馈" in shown
    assert "结果：已责令拆除" in shown


def test_answer_reaches_the_station_and_waits_there_when_it_asks_for_something(transfer, force, partner):
    services.accept_transfer(transfer, by=partner)
    services.settle_transfer(again(transfer), by=partner, result="请派出所复核", asks_action=True)
    assert "请派出所复核" in Notification.objects.get(kind="transfer_settled", recipient=force.alice).text
    (todo,) = todos_of(force.alice)
    assert (todo.label, todo.url) == ("流转待处理", transfer.get_absolute_url())


def test_returned_hazard_goes_to_the_next_body_which_then_has_it(hazard, transfer, force, partner):
    services.send_back_transfer(transfer, by=partner, return_kind="not_ours")
    assert asked_of(force.alice) == ["流转退回"]
    body = make_unit("区消防救援大队", kind="partner")
    fire = make_user("fire", body, "partner")
    services.send_transfer(hazard, by=force.alice, task="请处置", to_unit=body)
    assert again(hazard).referred_to == body
    assert set(Hazard.objects.visible_to(fire)) == {hazard}
    assert not Hazard.objects.visible_to(partner).exists()


def referred_before(hazard: Hazard) -> Hazard:
    """As it stands where it was referred before there were transfers."""
    Transfer.objects.about(hazard).delete()
    return hazard


def test_hazard_referred_before_there_were_transfers_is_shown_as_before(hazard, force, partner, sign_in):
    referred_before(hazard)
    client = sign_in(partner)
    assert "没有流转过" in page(client, hazard)
    assert hazard.description in client.get("/inspections/hazards/").content.decode()
    assert hazard.get_absolute_url() in client.get("/").content.decode()
    other = make_user("fire", make_unit("区消防救援大队", kind="partner"), "partner")
    assert not Hazard.objects.visible_to(other).exists()


def test_it_can_be_sent_with_receipt_now(hazard, force, sign_in):
    referred_before(hazard)
    assert f'href="/transfers/send/inspections.hazard/{hazard.pk}/"' in page(sign_in(force.alice), hazard)
    services.send_transfer(hazard, by=force.alice, task="请处置", to_unit=force.partner_body)
    assert asked_of(force.people["partner"]) == ["待签收"]
