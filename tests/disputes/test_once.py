"""At once, twice, and killed half way: one form is one dispute, one number is one matter, one relapse is one row.

Real threads and connections; what is decided by locks is decided on PostgreSQL.
"""

import os
import signal
import uuid

import pytest
from django.db import connections

from baiyi.exchange.models import DocumentNumber
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord
from baiyi.transfers.models import Transfer
from disputes import services
from disputes.models import Dispute, Paper, PaperKind
from disputes.services import disputes as registering
from disputes.views.disputes import DISPUTES
from tests.conftest import REPEAT
from tests.disputes.made import make_dispute, make_resolved
from tests.disputes.samples import dispute_words
from tests.disputes.situations import fresh, join, relapse
from tests.factories import Force, make_force
from tests.faults.test_concurrency import at_once
from tests.samples import shown_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.one_day("waits for locks; on SQLite nothing is at once"),
]
several = pytest.mark.parametrize("run", range(REPEAT))


def refused(found: list) -> list:
    return [each for each in found if isinstance(each, MoveRefused | StaleRecord)]


def called_in(force: Force, place: str) -> Dispute:
    """The same 110 call, heard of at both stations."""
    unit, officer = {"东街": (force.station, force.alice), "西街": (force.other_station, force.bob)}[place]
    facts = {"source": "alarm", "source_number": "JJ0610001", "unit": unit, "officer": officer}
    return make_dispute(force, by=officer, place=place, **facts)


def test_same_form_twice_is_one_dispute_sent_once(sign_in):
    force = make_force()
    client = sign_in(force.alice)
    words = shown_in(client.get(DISPUTES.url("add")).context["form"]) | dispute_words(force)
    words |= {"to_unit": force.partner_body.pk, "first_name": "张三丰"}
    first, second = (client.post(DISPUTES.url("add"), words) for _ in range(2))
    assert (first.status_code, first.url) == (302, second.url)
    assert (Dispute.objects.count(), Transfer.objects.count(), DocumentNumber.objects.count()) == (1, 1, 1)
    assert Dispute.objects.get().parties.count() == 1


@several
def test_five_identical_forms_at_once_are_one_dispute_and_one_number(run):
    force, form = make_force(), uuid.uuid4()
    facts = {"by": force.alice, "client_uuid": form, "to_unit": force.partner_body, "names": [("first", "张三丰")]}
    found = at_once([lambda: make_dispute(force, **facts).pk] * 5)
    assert len(set(found)) == 1, found
    assert isinstance(found[0], int), found
    assert (Dispute.objects.count(), Transfer.objects.count(), DocumentNumber.objects.count()) == (1, 1, 1)


@several
def test_two_stations_with_one_number_at_once_make_one_and_the_other_is_told_whose(run):
    force = make_force()
    found = at_once([lambda place=place: called_in(force, place) for place in ("东街", "西街")])
    [refusal], kept = refused(found), Dispute.objects.get()
    assert all(words in str(refusal) for words in ("JJ0610001", kept.number, str(kept.unit))), refusal
    assert [each for each in found if isinstance(each, Dispute)] == [kept]


def test_number_registered_before_is_refused_with_whose_it_is_and_free_once_voided(sign_in):
    force = make_force()
    first = called_in(force, "东街")
    client = sign_in(force.bob)
    words = shown_in(client.get(DISPUTES.url("add")).context["form"]) | dispute_words(force)
    words |= {"unit": force.other_station.pk, "source": "alarm", "source_number": " jj0610001 "}
    page = client.post(DISPUTES.url("add"), words)
    said = page.content.decode()
    assert (page.status_code, Dispute.objects.count()) == (422, 1)
    assert f"110单号 JJ0610001已登记：{first.number}（{first.unit}）" in said
    services.void_dispute(first, by=force.people["chief"], version=first.version, reason="重复登记")
    assert client.post(DISPUTES.url("add"), words).status_code == 302


def test_number_that_another_dispute_has_is_refused_when_it_is_changed_too():
    force = make_force()
    first, second = called_in(force, "东街"), make_dispute(force, source="alarm")
    with pytest.raises(MoveRefused, match=first.number):
        services.change_dispute(second, by=force.alice, version=second.version, source_number="JJ0610001")
    assert make_dispute(force, source="hotline", source_number="JJ0610001")  # of another source it is another number


@several
def test_two_who_link_to_each_other_at_once_do_not_both_succeed(run):
    force = make_force()
    one, two = make_dispute(force), make_dispute(force)
    found = at_once([lambda: join(one, two, force), lambda: join(two, one, force, who="chief")])
    assert len(refused(found)) == 1, found
    assert sorted(bool(fresh(each).main_id) for each in (one, two)) == [False, True]


@several
def test_record_is_not_voided_while_another_is_merged_into_it(run):
    force = make_force()
    main, dispute = make_dispute(force), make_dispute(force)
    found = at_once(
        [
            lambda: join(dispute, main, force, verb=services.merge_dispute),
            lambda: services.void_dispute(main, by=force.people["chief"], version=main.version, reason="重复登记"),
        ]
    )
    assert len(refused(found)) == 1, found
    assert Dispute.objects.counted().count() == 1


@several
def test_relapse_twice_at_once_makes_one(run):
    force = make_force()
    dispute = make_resolved(force)
    found = at_once([lambda: relapse(dispute, force)] * 2)
    assert len(refused(found)) == 1, found
    assert Dispute.objects.filter(relapse_of=dispute).count() == 1


@several
def test_dispute_is_not_voided_while_it_breaks_out_again(run):
    force = make_force()
    dispute = make_resolved(force)
    void = {"by": force.people["chief"], "reason": "重复登记", "version": None}
    found = at_once([lambda: relapse(dispute, force), lambda: services.void_dispute(dispute, **void)])
    assert len(refused(found)) == 1, found
    old, again = fresh(dispute), Dispute.objects.filter(relapse_of=dispute)
    assert (old.voided_at is None) == again.exists()


@several
def test_two_who_file_papers_at_once_do_not_undo_each_other(run):
    force = make_force()
    dispute, kinds = make_dispute(force), PaperKind.objects.all()[:2]
    found = at_once(
        [
            lambda who=who, kind=kind: services.file_papers(dispute, by=who, version=dispute.version, kinds=[kind])
            for who, kind in zip((force.alice, force.amy), kinds, strict=True)
        ]
    )
    assert len(refused(found)) == 1, found
    assert Paper.objects.count() == 1


@several
def test_two_stages_at_once_are_completed_once(run):
    force = make_force()
    stages = [{"name": "会商"}, {"name": "审核"}]
    services.add_mechanism(by=force.people["office"], name="x", effective_from=clock.today(), stages=stages)
    dispute = make_dispute(force)
    facts = {"version": dispute.version, "on": clock.today()}
    found = at_once(
        [lambda who=who: services.complete_stage(dispute, by=who, **facts) for who in (force.alice, force.amy)]
    )
    assert len(refused(found)) == 1, found
    assert (fresh(dispute).stage.name, dispute.passages.count()) == ("审核", 1)


@pytest.mark.postgres
@pytest.mark.parametrize("at", ["send_transfer", "add_parties"])
def test_kill_between_registering_and_sending_leaves_neither(at):
    """The process dies with the row written and not committed."""
    force = make_force()
    reached, told = os.pipe()
    child = os.fork()
    if not child:
        kept = [(each, each.connection) for each in connections.all()]  # the parent's: neither used nor closed
        for each, _ in kept:
            each.connection = None

        def die(*args, **kwargs):
            os.write(told, f"{Dispute.objects.count()}".encode())
            os.kill(os.getpid(), signal.SIGKILL)

        try:
            setattr(registering, at, die)
            make_dispute(force, by=force.alice, to_unit=force.partner_body, names=[("first", "张三丰")])
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert (os.WTERMSIG(status), os.read(reached, 1)) == (signal.SIGKILL, b"1")
    assert [model.objects.count() for model in (Dispute, Transfer)] == [0, 0]
    assert make_dispute(force, by=force.alice, to_unit=force.partner_body).number


def test_refused_sending_leaves_no_dispute():
    force = make_force()
    with pytest.raises(MoveRefused, match="本单位"):
        make_dispute(force, to_unit=force.station)
    assert not Dispute.objects.exists()
