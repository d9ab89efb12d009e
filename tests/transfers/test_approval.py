"""流转审批: off until the office switches it on, with a day; then what officers and clerks send waits for a head."""

import datetime as dt

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from baiyi.accounts.models import Posting
from baiyi.accounts.roles import Role
from baiyi.notifications.models import Notification
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from baiyi.transfers import services
from baiyi.transfers.kinds import SIGN
from baiyi.transfers.models import ApprovalRule, Transfer
from tests.factories import make_unit, make_user
from tests.transfers.samples import make_referral, want_approval
from tests.transfers.situations import again, asked_of, make_case, make_sent, people_of

State = Transfer.State
PAGE = "/transfers/approval/"


@pytest.fixture(autouse=True)
def monday(settings):
    def at(text: str) -> dt.date:
        settings.BAIYI_TODAY = f"{text}T10:00:00+08:00"
        return dt.date.fromisoformat(text)

    at("2026-07-06")
    return at


@pytest.fixture
def proposed(force) -> Transfer:
    want_approval(force)
    return make_sent(force)


def test_without_the_switch_it_is_sent_at_once(force):
    assert make_sent(force).state == State.SENT


@pytest.mark.parametrize("who", ["alice", "clerk"])
def test_with_it_officer_and_clerk_wait(force, who, sign_in):
    want_approval(force)
    transfer = services.send_transfer(make_case(force), by=force.people[who], task="请协助", to_unit=force.partner_body)
    assert (transfer.state, transfer.sent_on) == (State.PROPOSED, None)
    assert not transfer.deadlines.exists()
    assert asked_of(force.people["chief"]) == ["流转待审批"]
    assert Notification.objects.get(kind="transfer_proposed").recipient == force.people["chief"]
    assert not Notification.objects.filter(recipient=force.people["partner"]).exists()


@pytest.mark.parametrize("who", ["chief", "office"])
def test_who_may_approve_himself_sends_at_once(force, who):
    want_approval(force)
    sent = services.send_transfer(make_case(force), by=force.people[who], task="请协助", to_unit=force.partner_body)
    assert sent.state == State.SENT


def test_receiver_sees_nothing_of_what_waits(proposed, force, sign_in):
    client = sign_in(force.people["partner"])
    assert client.get(proposed.get_absolute_url()).status_code == 404
    assert client.get(reverse("transfers:transfer-list")).context["total"] == 0
    assert asked_of(force.people["partner"]) == []


@pytest.mark.parametrize("who", ["chief", "office"])
def test_approved_it_is_on_its_way_and_its_term_begins(proposed, force, monday, who):
    day = monday("2026-07-08")
    sent = services.approve_transfer(proposed, by=force.people[who])
    assert (sent.state, sent.sent_on) == (State.SENT, day)
    assert sent.deadlines.get(kind=SIGN).due_on == dt.date(2026, 7, 9)
    assert Notification.objects.get(kind="transfer_sent").recipient == force.people["partner"]
    assert asked_of(force.people["chief"]) == []
    assert asked_of(force.people["partner"]) == ["待签收"]


def test_refused_it_goes_back_to_who_asked_with_the_reason(proposed, force):
    refused = services.refuse_transfer(proposed, by=force.people["chief"], reason="先自行查证")
    assert (refused.state, refused.end_reason) == (State.REFUSED, "先自行查证")
    told = Notification.objects.get(kind="transfer_refused")
    assert (told.recipient, "先自行查证" in told.text) == (force.alice, True)
    assert asked_of(force.alice) == ["流转未批准"]
    second = services.send_transfer(refused.subject, by=force.alice, task="补充", to_unit=force.partner_body)
    assert (second.state, asked_of(force.alice)) == (State.PROPOSED, [])


def test_nobody_else_approves(proposed, force):
    other = make_user("chief2", force.other_station, Role.CHIEF)
    for user in (force.alice, force.people["clerk"], force.people["partner"], other):
        with pytest.raises(PermissionDenied):
            services.approve_transfer(proposed, by=user)


def test_who_asked_takes_it_back(proposed, force):
    assert services.recall_transfer(proposed, by=force.alice, reason="不必了").state == State.RECALLED
    assert asked_of(force.people["chief"]) == []


def test_only_one_waits_a_record(proposed, force):
    with pytest.raises(MoveRefused, match="待审批"):
        services.send_transfer(proposed.subject, by=force.alice, task="x", to_unit=force.other_station)


def test_record_that_ends_meanwhile_is_not_sent_any_more(proposed, force):
    case = proposed.subject
    type(case).objects.filter(pk=case.pk).update(voided_at=clock.now())
    with pytest.raises(MoveRefused, match="不再流转"):
        services.approve_transfer(proposed, by=force.people["chief"])


def test_referred_hazard_waits_too(force, sign_in):
    want_approval(force)
    hazard = make_referral(force)
    transfer = Transfer.objects.about(hazard).get()
    assert transfer.state == State.PROPOSED
    client = sign_in(force.people["partner"])
    assert client.get(hazard.get_absolute_url()).status_code == 404
    services.approve_transfer(transfer, by=force.people["chief"])
    assert client.get(hazard.get_absolute_url()).status_code == 200


def test_it_holds_from_its_day_until_the_next_one(force, monday):
    office, day = force.people["office"], clock.today() + dt.timedelta(days=2)
    services.switch_approval(by=office, unit=force.branch, is_required=True, effective_on=day)
    services.switch_approval(by=office, unit=force.branch, is_required=False, effective_on=day + dt.timedelta(days=2))
    states = [make_sent(force).state]
    for text in ("2026-07-08", "2026-07-09", "2026-07-10"):
        monday(text)
        states.append(make_sent(force).state)
    assert states == [State.SENT, State.PROPOSED, State.PROPOSED, State.SENT]


def test_other_branch_is_not_concerned(force):
    elsewhere = make_unit("南山区公安分局", kind="branch")
    office = make_user("office2", elsewhere, Role.OFFICE)
    services.switch_approval(by=office, unit=elsewhere, is_required=True, effective_on=clock.today())
    assert make_sent(force).state == State.SENT
    with pytest.raises(PermissionDenied):
        services.switch_approval(by=office, unit=force.branch, is_required=True, effective_on=clock.today())


def test_post_below_a_station_waits_for_its_chief(force):
    post = make_unit("夜市警务室", kind="post", parent=force.station)
    officer = make_user("post-officer", post)
    want_approval(force)
    case = make_case(force, unit=post, officer=officer)
    transfer = services.send_transfer(case, by=officer, task="请协助", to_unit=force.partner_body)
    assert transfer.state == State.PROPOSED
    assert Notification.objects.get(kind="transfer_proposed").recipient == force.people["chief"]
    assert services.approve_transfer(transfer, by=force.people["chief"]).state == State.SENT


def test_unit_without_a_head_waits_for_the_office(force):
    Posting.objects.filter(user=force.people["chief"]).delete()
    want_approval(force)
    make_sent(force)
    assert Notification.objects.get(kind="transfer_proposed").recipient == force.people["office"]
    assert asked_of(force.people["office"]) == ["流转待审批"]


def test_office_switches_it_on_the_page_and_the_journal_says_so(force, sign_in):
    client, lines = sign_in(force.people["office"]), LogEntry.objects.count()
    page = client.get(reverse("transfers:transfer-list")).content.decode()
    assert f'href="{PAGE}"' in page
    payload = {"unit": force.branch.pk, "is_required": "yes", "effective_on": f"{clock.today()}"}
    assert client.post(PAGE, payload).status_code == 302
    assert ApprovalRule.objects.get().is_required
    line = LogEntry.objects.order_by("pk").last()
    assert (LogEntry.objects.count(), line.actor) == (lines + 1, force.people["office"])
    assert "须经审批" in line.additional_data["verb"]
    assert "2026-07-06 起流转须经审批" in client.get(PAGE).content.decode()
    client.post(PAGE, payload | {"is_required": "no"})
    assert not ApprovalRule.objects.get().is_required


def test_yesterday_and_foreign_branches_are_refused(force, sign_in):
    client = sign_in(force.people["office"])
    elsewhere = make_unit("南山区公安分局", kind="branch")
    words = {"is_required": "yes", "effective_on": f"{clock.today()}", "unit": force.branch.pk}
    for wrong in ({"effective_on": "2026-07-05"}, {"unit": elsewhere.pk}, {"unit": force.station.pk}):
        assert client.post(PAGE, words | wrong).status_code == 422
    assert not ApprovalRule.objects.exists()


@pytest.mark.parametrize("who", ["chief", "alice", "leader", "partner"])
def test_others_cannot_switch(force, sign_in, who):
    client = sign_in(force.people[who])
    assert client.get(PAGE).status_code == 403
    assert f'href="{PAGE}"' not in client.get(reverse("transfers:transfer-list")).content.decode()


def test_approved_transfer_reaches_its_people_alone(proposed, force):
    """The messages of the rest of its life go to the same people as ever."""
    assert people_of(again(proposed)) == [force.people["partner"]]
