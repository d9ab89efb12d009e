"""Whose todo it is: what came back lies with who sent it, what was sent up has left the desk below."""

import datetime as dt

import pytest
from django.db import transaction

from baiyi.accounts.models import Posting
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.moves import move
from baiyi.transfers import services
from baiyi.transfers.models import Transfer
from baiyi.transfers.models.rows import TransferQuerySet
from cases.at_hand import CasesAtHand
from cases.services import lead_case
from tests.cases.samples import make_case
from tests.factories import make_unit
from tests.transfers.samples import make_referral
from tests.transfers.situations import again, asked_of, fresh, make_accepted, make_returned, people_of, todos_of

State = Transfer.State


def test_returned_item_goes_to_who_sent_it_and_to_nobody_else(force):
    back = make_returned(force, reason="属街道职责")
    (todo,) = todos_of(force.alice)
    assert todo.title == f"退回 {back.title}，请重新流转或办理"
    assert (todo.label, todo.url) == ("流转退回", back.get_absolute_url())
    assert "不属本单位职责：属街道职责" in todo.note
    for who in ("amy", "chief", "clerk", "office", "partner", "bob"):
        assert asked_of(force.people[who]) == []


def test_it_is_seen_to_once_it_is_sent_again(force):
    back = make_returned(force)
    services.send_transfer(back.subject, by=force.people["clerk"], task="请协助", to_unit=force.other_station)
    assert asked_of(force.alice) == []
    assert again(back).dealt_on == clock.today()


@pytest.mark.parametrize(
    ("name", "facts"), [("penalise", {}), ("suspend", {"ground": "expertise", "reason": "伤情鉴定"})]
)
def test_it_is_seen_to_once_the_record_ended_or_its_unit_works_on_it(force, name, facts):
    back = make_returned(force)
    move(again(back.subject), name, by=force.people["office"], on=clock.today(), **facts)
    assert asked_of(force.alice) == []
    assert again(back).state == State.RETURNED


def test_move_that_is_no_work_on_it_leaves_it_there(force):
    back = make_returned(force)
    case, words = again(back.subject), {"leader": force.people["leader"], "every": 15, "task": "限期攻坚"}
    lead_case(case, by=force.people["office"], version=case.version, **words)
    assert asked_of(force.alice) == ["流转退回"]


def test_unit_keeps_it_with_one_press(force, sign_in):
    back = make_returned(force)
    client, url = sign_in(force.alice), f"{back.get_absolute_url()}keep/"
    assert f'href="{url}"' in client.get(back.get_absolute_url()).content.decode()
    assert client.post(url, {"version": back.version}).status_code == 302
    assert asked_of(force.alice) == []
    assert f'href="{url}"' not in client.get(back.get_absolute_url()).content.decode()


def test_heads_see_to_it_when_who_sent_it_is_gone(force):
    back = make_returned(force)
    Posting.objects.filter(user=force.alice).update(unit=force.other_station)
    assert asked_of(force.alice) == []
    assert asked_of(force.people["chief"]) == ["流转退回"]
    assert todos_of(force.people["chief"])[0].url == back.get_absolute_url()


def test_what_was_recalled_waits_for_nobody(force):
    transfer = services.send_transfer(make_case(force), by=force.alice, task="x", to_unit=force.partner_body)
    services.recall_transfer(transfer, by=force.alice, reason="送错了")
    assert [asked_of(force.people[who]) for who in ("alice", "partner", "chief")] == [[], [], []]


def test_withdrawn_record_takes_what_came_back_with_it(force):
    hazard = make_referral(force)
    transfer = Transfer.objects.about(hazard).get()
    services.send_back_transfer(transfer, by=force.people["partner"], return_kind="not_ours")
    assert asked_of(force.alice) == ["流转退回"]
    move(hazard, "void", by=None, reason="撤回修改", at=clock.now())
    assert asked_of(force.alice) == []


def owed_by(user) -> list[str]:
    """Cases among his todos."""
    return [each.title for each in todo_sources.of(fresh(user), clock.today()) if each.label == "案件"]


@pytest.fixture
def owed(force):
    """A case of alice's whose term ends soon."""
    case = make_case(force, accepted_on=clock.today() - dt.timedelta(days=27))
    assert case.deadlines.open().filter(effective_due_on__lte=clock.today() + CasesAtHand.NEAR).exists()
    return case


@pytest.mark.one_day("a term of 30 natural days")
def test_what_was_sent_up_leaves_the_queue_below_until_it_comes_back(force, owed):
    assert owed_by(force.alice) == [owed.name]
    transfer = services.send_transfer(owed, by=force.alice, task="请分局办理", to_unit=force.branch)
    assert (owed_by(force.alice), asked_of(force.alice)) == ([], [])
    assert asked_of(force.people["office"]) == ["待签收"]
    services.accept_transfer(transfer, by=people_of(transfer)[0])
    assert owed_by(force.alice) == []
    services.send_back_transfer(again(transfer), by=force.people["office"], return_kind="not_ours")
    assert owed_by(force.alice) == [owed.name]
    assert (asked_of(force.alice), asked_of(force.people["office"])) == (["流转退回"], [])


@pytest.mark.one_day("a term of 30 natural days")
@pytest.mark.parametrize("kind", ["squad", "partner"])
def test_what_was_sent_aside_stays_with_who_answers_for_its_term(force, owed, kind):
    aside = make_unit("协助单位", kind=kind, parent=force.branch if kind == "squad" else None)
    services.send_transfer(owed, by=force.alice, task="协助查证", to_unit=aside)
    assert owed_by(force.alice) == [owed.name]


@pytest.mark.one_day("a term of 30 natural days")
def test_what_a_post_sent_to_the_branch_left_its_queue_too(force, owed):
    post = make_unit("夜市警务室", kind="post", parent=force.station)
    type(owed).objects.filter(pk=owed.pk).update(unit=post)
    services.send_transfer(again(owed), by=force.people["chief"], task="请分局办理", to_unit=force.branch)
    assert owed_by(force.alice) == []


@pytest.mark.django_db(transaction=True)
def test_who_looks_before_the_commit_hides_nothing_after_it(force, monkeypatch):
    """Another page is open meanwhile: what it read of before is not kept beyond the commit."""
    transfer = make_accepted(force)
    assert asked_of(force.alice) == []
    with transaction.atomic():
        settled = services.settle_transfer(transfer, by=people_of(transfer)[0], result="已查清", asks_action=True)
        nothing = {"work": set(), "approve": set(), "sender": set()}
        monkeypatch.setattr(TransferQuerySet, "_units_waiting", lambda rows: nothing)
        Transfer.objects.waiting_lately()  # as a connection that does not see it yet
        monkeypatch.undo()
    assert settled.asks_action
    assert asked_of(force.alice) == ["流转待处理"]
