"""流转: sent, signed for, settled, sent back, recalled; by whom, until when, and who sees it."""

import datetime as dt
import threading
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from baiyi.accounts.roles import Role
from baiyi.deadlines.models import Deadline
from baiyi.notifications.models import Notification
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, available_moves
from baiyi.transfers import sendable, services
from baiyi.transfers.kinds import HANDLE, SIGN
from baiyi.transfers.models import Transfer
from inspections.models import Hazard
from tests.factories import make_hazard, make_inspection, make_unit, make_user, make_venue
from tests.transfers.samples import make_referral

State = Transfer.State


@pytest.fixture(autouse=True)
def day(settings):
    """at("2026-07-08") moves the clock; a Monday at first."""

    def at(text: str) -> dt.date:
        settings.BAIYI_TODAY = f"{text}T10:00:00+08:00"
        return dt.date.fromisoformat(text)

    at("2026-07-06")
    return at


@pytest.fixture
def hazard(force) -> Hazard:
    return make_referral(force)


@pytest.fixture
def transfer(hazard) -> Transfer:
    return Transfer.objects.about(hazard).get()


@pytest.fixture
def partner(force):
    return force.people["partner"]


def again(transfer) -> Transfer:
    return Transfer.objects.get(pk=transfer.pk)


def due(transfer, kind: str) -> Deadline:
    return transfer.deadlines.filter(kind=kind).latest("pk")


def test_referred_hazard_is_sent_to_the_body_and_its_people_are_told(transfer, force, partner):
    assert (transfer.state, transfer.to_unit, transfer.unit) == (State.SENT, force.partner_body, force.station)
    assert "燃气管道私接" in transfer.title
    assert due(transfer, SIGN).due_on == dt.date(2026, 7, 7)
    assert Notification.objects.get(kind="transfer_sent").recipient == partner


def test_transfer_whose_term_cannot_be_opened_is_not_saved(transfer, hazard, force, monkeypatch):
    services.recall_transfer(transfer, by=force.alice, reason="送错了")
    broken = replace(Transfer.OBLIGATIONS[0], rule=lambda transfer: "no_such_rule")
    monkeypatch.setattr(Transfer, "OBLIGATIONS", (broken, Transfer.OBLIGATIONS[1]))
    second = Transfer(subject=hazard, unit=hazard.unit, created_by=force.alice, created_at=clock.now())
    second.title, second.task, second.to_unit, second.sent_on = "x", "x", force.other_station, clock.today()
    with pytest.raises(LookupError):
        second.save()
    assert Transfer.objects.count() == 1


def test_two_terms_follow_one_another(transfer, partner, day):
    day("2026-07-07")
    services.accept_transfer(transfer, by=partner)
    assert due(transfer, SIGN).is_within_limit
    assert due(transfer, HANDLE).due_on == dt.date(2026, 7, 14)  # five working days
    day("2026-07-15")
    settled = services.settle_transfer(transfer, by=partner, result="已拆除私接管道")
    assert not due(transfer, HANDLE).is_within_limit
    assert (settled.settled_on, settled.result) == (dt.date(2026, 7, 15), "已拆除私接管道")


def test_late_signing_and_late_handling_have_lists_of_their_own(transfer, partner, day):
    late = day("2026-07-08")
    assert set(Transfer.objects.in_tab("unsigned", late)) == {transfer}
    assert not Transfer.objects.in_tab("overdue", late).exists()
    services.accept_transfer(transfer, by=partner)
    late = day("2026-07-20")
    assert not Transfer.objects.in_tab("unsigned", late).exists()
    assert set(Transfer.objects.in_tab("overdue", late)) == {transfer}
    row = Transfer.objects.with_due().get(pk=transfer.pk)
    assert row.due_lamp.text == "办理超期 5 天"


def test_sent_back_with_a_reason_the_sender_hears_and_may_send_again(transfer, hazard, force, partner):
    services.send_back_transfer(transfer, by=partner, reason="不属本单位职责")
    told = Notification.objects.get(kind="transfer_sent_back")
    assert (told.recipient, "不属本单位职责" in told.text) == (force.alice, True)
    second = services.send_transfer(hazard, by=force.alice, outside_body="燃气公司", task="请处置")
    assert again(second).receiver == "燃气公司（系统外）"


def test_one_live_transfer_a_record(transfer, hazard, force, partner):
    with pytest.raises(MoveRefused, match="已流转给"):
        services.send_transfer(hazard, by=force.alice, to_unit=force.other_station, task="再送")
    services.accept_transfer(transfer, by=partner)
    services.settle_transfer(transfer, by=partner, result="办结")
    with pytest.raises(MoveRefused, match="已办结"):
        services.send_transfer(hazard, by=force.alice, to_unit=force.other_station, task="再送")


def test_database_holds_one_live_transfer_and_one_receiver(transfer):
    facts = {
        name: getattr(transfer, name) for name in ("content_type", "object_id", "unit", "created_by", "created_at")
    }
    for wrong in ({"to_unit": transfer.to_unit}, {}, {"to_unit": transfer.to_unit, "outside_body": "甲"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Transfer.objects.create(title="x", task="x", sent_on=clock.today(), **facts, **wrong)


def test_recall_only_before_it_was_signed_for(transfer, force, partner):
    services.accept_transfer(transfer, by=partner)
    with pytest.raises(MoveRefused, match="不能“撤回”"):
        services.recall_transfer(transfer, by=force.alice, reason="送错了")


def test_recall_voids_the_term_and_frees_the_record(transfer, hazard, force):
    services.recall_transfer(transfer, by=force.alice, reason="送错了")
    assert not transfer.deadlines.open().exists()
    assert (
        services.send_transfer(hazard, by=force.alice, to_unit=force.other_station, task="请处置").state == State.SENT
    )


def test_each_side_has_its_own_moves(transfer, force, partner):
    def moves(user) -> set[str]:
        return {each.name for each in available_moves(again(transfer), user)}

    assert moves(partner) == {"accept", "send_back"}
    assert moves(force.alice) == {"recall"}
    assert moves(force.bob) == set()


def test_officer_of_the_receiving_station_cannot_recall_and_the_sender_cannot_sign(transfer, hazard, force):
    services.recall_transfer(transfer, by=force.alice, reason="送错了")
    second = services.send_transfer(hazard, by=force.alice, to_unit=force.other_station, task="请处置")
    with pytest.raises(PermissionDenied):
        services.recall_transfer(second, by=force.bob, reason="不要")
    with pytest.raises(PermissionDenied):
        services.accept_transfer(second, by=force.alice)
    assert services.accept_transfer(second, by=force.bob).state == State.ACCEPTED


def test_what_was_lent_is_not_sent_on_by_the_receiver(transfer, hazard, force):
    services.recall_transfer(transfer, by=force.alice, reason="送错了")
    second = services.send_transfer(hazard, by=force.alice, to_unit=force.other_station, task="请处置")
    assert force.bob.has_perm("transfers.send", second)
    with pytest.raises(PermissionDenied):
        services.may_send(second, by=force.bob)


def test_sender_reports_for_a_body_outside(transfer, hazard, force):
    services.recall_transfer(transfer, by=force.alice, reason="送错了")
    second = services.send_transfer(hazard, by=force.alice, outside_body="燃气公司", task="请处置")
    services.accept_transfer(second, by=force.alice)
    assert services.settle_transfer(second, by=force.alice, result="已处置").state == State.SETTLED


def test_body_of_another_matter_sees_nothing(transfer, force, sign_in):
    other = make_user("other-body", make_unit("区卫健局", kind="partner"), Role.PARTNER)
    client = sign_in(other)
    assert client.get(transfer.get_absolute_url()).status_code == 404
    assert transfer.title not in client.get(reverse("transfers:transfer-list")).content.decode()
    assert client.get(reverse("transfers:transfer-list"), {"q": "燃气"}).context["total"] == 0
    assert not [each for each in todo_sources.of(other, clock.today()) if each.label == "待签收"]
    assert client.post(f"{transfer.get_absolute_url()}accept/", {"version": 1}).status_code == 404
    with pytest.raises(PermissionDenied):
        services.accept_transfer(transfer, by=other)


def test_todo_says_which_term_it_means(transfer, force, partner, day):
    on = day("2026-07-09")
    (todo,) = [each for each in todo_sources.of(partner, on) if each.label == "待签收"]
    assert todo.lamp.text == "签收超期 2 天"
    services.accept_transfer(transfer, by=partner)
    (todo,) = [each for each in todo_sources.of(partner, on) if each.label == "待办理"]
    assert (todo.due_on, todo.lamp.text) == (dt.date(2026, 7, 16), "办理剩 7 天")
    assert not [each for each in todo_sources.of(force.alice, on) if each.label in {"待签收", "待办理"}]


def test_page_of_the_record_shows_where_it_is(transfer, hazard, force, sign_in):
    page = sign_in(force.alice).get(hazard.get_absolute_url()).content.decode()
    assert transfer.get_absolute_url() in page
    assert "签收" in page


def test_list_of_what_can_be_sent_leads_to_all_transfers(force, sign_in):
    client = sign_in(force.alice)
    assert "流转台账" in client.get(reverse("inspections:hazard-list")).content.decode()
    assert "流转台账" not in client.get(reverse("inspections:venue-list")).content.decode()


def send_url(hazard) -> str:
    return reverse("transfers:send", args=["inspections.hazard", hazard.pk])


def test_hazard_is_sent_again_through_its_page(transfer, hazard, force, sign_in, partner):
    services.send_back_transfer(transfer, by=partner, reason="不属本单位职责")
    client = sign_in(force.alice)
    assert f'href="{send_url(hazard)}"' in client.get(hazard.get_absolute_url()).content.decode()
    payload = {"to_unit": force.other_station.pk, "task": "请协助处置"}
    response = client.post(send_url(hazard), payload)
    made = Transfer.objects.about(hazard).first()
    assert (response.status_code, response.url) == (302, made.get_absolute_url())
    assert (made.to_unit, made.task) == (force.other_station, "请协助处置")


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"task": "x"}, "请选择接收单位"),
        ({"task": "x", "outside_body": "甲", "to_unit": "own"}, "只填一项"),
        ({"task": ""}, "请填写办理要求"),
    ],
)
def test_wrong_sending_is_refused_in_words_and_kept(transfer, hazard, force, sign_in, partner, payload, words):
    services.send_back_transfer(transfer, by=partner, reason="不属本单位职责")
    payload = payload | ({"to_unit": force.other_station.pk} if "to_unit" in payload else {})
    response = sign_in(force.alice).post(send_url(hazard), payload)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Transfer.objects.count() == 1


def test_whoever_cannot_send_gets_no_page(transfer, hazard, force, sign_in):
    assert sign_in(force.bob).get(send_url(hazard)).status_code == 404
    assert sign_in(force.people["partner"]).get(send_url(hazard)).status_code == 403
    assert sign_in(force.alice).get(reverse("transfers:send", args=["inspections.venue", 1])).status_code == 404


def test_what_its_room_does_not_let_go_stays(force):
    inspection = make_inspection(
        make_venue(force.station, force.alice), [force.alice, force.amy], hazards=[make_hazard("on_site")]
    )
    with pytest.raises(MoveRefused, match="只有移送"):
        services.send_transfer(inspection.hazards.get(), by=force.alice, outside_body="甲", task="x")
    with pytest.raises(MoveRefused, match="不能流转"):
        services.send_transfer(inspection, by=force.alice, outside_body="甲", task="x")


def test_model_is_declared_once():
    with pytest.raises(ValueError, match="twice"):
        sendable.register("inspections.hazard")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_make_one_transfer(force):
    hazard = make_referral(force)
    services.recall_transfer(Transfer.objects.about(hazard).get(), by=force.alice, reason="送错了")
    outcomes, start = [], threading.Barrier(2)

    def send() -> None:
        start.wait()
        try:
            services.send_transfer(hazard, by=force.alice, outside_body="燃气公司", task="请处置")
            outcomes.append("sent")
        except MoveRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["refused", "sent"]
    assert Transfer.objects.live().count() == 1
