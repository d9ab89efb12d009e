"""State × move × role: from each state each role may make the moves listed in situations.py, and no other."""

import datetime as dt
from inspect import signature

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.accounts.models import User
from baiyi.accounts.roles import Role
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, available_moves, move, steps_of
from baiyi.transfers.services import accept_transfer, recall_transfer, send_transfer
from disputes import services
from disputes.models import Dispute, State
from disputes.views.disputes import DISPUTES
from tests.disputes import samples
from tests.disputes.made import level, make_dispute, make_graded, make_led, make_resolved, make_with_party
from tests.disputes.situations import RECORDED, REFUSED_BY_ITS_STORY, SITUATIONS, WHO, fresh, make_again, make_main
from tests.factories import Force, make_unit, make_user
from tests.samples import filled_in

SHOWN = {"ungraded", "resolved", "closed", "linked", "voided"}
every_situation = pytest.mark.parametrize("situation", SITUATIONS, ids=str)


@pytest.fixture
def main(force) -> Dispute:
    """Another record of the station, to link to."""
    return make_dispute(force, place="别处")


def facts_for(record, name: str, force: Force, main: Dispute) -> dict:
    known = {
        "on": clock.today(),
        "risk": level("red"),
        "words": "社区民警每周上门",
        "way": "mediation",
        "leader": force.people["leader"],
        "main": main,
        "following": None,
    }
    return {key: known[key] for key in signature(getattr(type(record), name)).parameters if key in known}


def is_made(record, name: str, by, force: Force, main: Dispute) -> bool:
    """Tried, and taken back. What is refused leaves the row as it was."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                move(record, name, by=by, reason="情况需要", **facts_for(record, name, force, main))
        except (MoveRefused, PermissionDenied):
            assert fresh(record).version == record.version
            return False
        transaction.set_rollback(True)
    return True


def made_by(record, person, force: Force, main: Dispute) -> set[str]:
    return {name for name in steps_of(Dispute) if is_made(record, name, person, force, main)}


def offered_to(record, person) -> set[str]:
    return {each.name for each in available_moves(record, person)}


def posted(name: str, unit, role: str) -> User:
    return User.objects.get(pk=make_user(name, unit, role).pk)


def test_every_state_has_a_situation_and_every_move_its_people(force):
    found = set()
    for situation in SITUATIONS:
        with transaction.atomic():
            found.add(situation.make(force).state)
            transaction.set_rollback(True)
    assert found == set(State)
    assert set(steps_of(Dispute)) == set(WHO)
    assert set().union(*(situation.allowed for situation in SITUATIONS)) == set(WHO)


@every_situation
def test_each_role_makes_and_is_offered_what_the_state_allows(situation, force, main):
    record = fresh(situation.make(force))
    for who, person in force.people.items():
        assert made_by(record, person, force, main) == situation.of(who), who
        assert offered_to(record, person) == situation.of(who), who


@pytest.mark.parametrize("situation", REFUSED_BY_ITS_STORY, ids=str)
def test_what_another_row_hangs_on_becomes_no_second_record(situation, force, main):
    record = fresh(situation.make(force))
    assert made_by(record, force.people["office"], force, main) == situation.allowed


SAMPLES = [each for each in samples.SAMPLES if each.views is DISPUTES and set(each.moves) & set(DISPUTES.moves)]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda each: "-".join(each.moves)[:40])
def test_front_door_takes_what_the_role_may_and_nothing_else(sample, force, sign_in):
    """Each form, sent by each role as the office would fill it in."""
    record = fresh(sample.make(force))
    moves = set(sample.moves) & offered_to(record, force.people["office"])
    clients = {who: sign_in(person) for who, person in force.people.items()}
    for name in sorted(moves):
        url = sample.address(name, record)
        typed = filled_in(clients["office"].get(url).context["form"], sample.moves[name])
        for who, client in clients.items():
            with transaction.atomic():
                status = client.post(url, typed).status_code
                changed = fresh(record).version != record.version
                transaction.set_rollback(True)
            assert (status == 302, changed) == (who in WHO[name],) * 2, (name, who, status)
            assert status in {302, 403, 404}, (name, who, status)


@pytest.mark.parametrize("situation", [each for each in SITUATIONS if each.name in SHOWN], ids=str)
def test_front_door_refuses_what_the_state_does_not_allow(situation, force, main, sign_in):
    """The office may everything: what is refused, is refused for the state of the dispute."""
    dispute, client = fresh(situation.make(force)), sign_in(force.people["office"])
    words = {name: typed for sample in SAMPLES for name, typed in sample.moves.items()}
    for name in sorted(set(DISPUTES.moves) - situation.allowed):
        page = client.get(url := DISPUTES.url(name.replace("_", "-"), dispute.pk))
        response = client.post(url, filled_in(page.context["form"], words[name]))
        assert response.status_code == 422, (name, response.status_code)
        assert fresh(dispute).version == dispute.version, name


@every_situation
def test_no_move_has_a_day_before_it_was_found_or_to_come(situation, force, main):
    dispute, today = fresh(situation.make(force)), clock.today()
    for name in situation.allowed:
        facts = facts_for(dispute, name, force, main)
        for day in (dispute.found_on - dt.timedelta(days=1), today + dt.timedelta(days=1)):
            if "on" in facts:
                with pytest.raises(MoveRefused, match="日期不能"):
                    move(dispute, name, by=None, reason="x", **(facts | {"on": day}))


@pytest.mark.parametrize("name", ["resolve", "penalise"])
def test_dispute_does_not_end_before_it_was_graded_or_sent(name, force, main, settings):
    settings.BAIYI_TODAY = "2026-06-08T10:00:00+08:00"
    graded = move(
        make_dispute(force, found_on=dt.date(2026, 6, 1)),
        "grade",
        by=force.people["office"],
        on=dt.date(2026, 6, 4),
        risk=level("blue"),
    )
    with pytest.raises(MoveRefused, match="研判日（2026-06-04）"):
        move(graded, name, by=None, reason="x", **(facts_for(graded, name, force, main) | {"on": dt.date(2026, 6, 3)}))
    send_transfer(graded, by=force.alice, task="请调处", to_unit=force.partner_body)
    day = {"on": dt.date(2026, 6, 7)}
    with pytest.raises(MoveRefused, match="首次流转日（2026-06-08）"):
        move(fresh(graded), name, by=None, reason="x", **(facts_for(graded, name, force, main) | day))


def test_grading_again_is_never_before_the_last_time(force, settings):
    settings.BAIYI_TODAY = "2026-06-08T10:00:00+08:00"
    dispute = make_dispute(force, found_on=dt.date(2026, 6, 1))
    graded = move(dispute, "grade", by=None, on=dt.date(2026, 6, 4), risk=level("blue"))
    with pytest.raises(MoveRefused, match="上次研判（2026-06-04）"):
        move(graded, "grade", by=None, on=dt.date(2026, 6, 3), risk=level("red"))


def test_station_it_was_sent_to_records_until_it_is_recalled(force, main, sign_in):
    dispute, client = make_graded(force), sign_in(force.bob)
    chief = posted("chief2", force.other_station, Role.CHIEF)
    transfer = send_transfer(dispute, by=force.alice, task="请联合调处", to_unit=force.other_station)
    dispute = fresh(dispute)
    assert client.get(dispute.get_absolute_url()).status_code == 200
    recorded = {"keep_under_control", "litigate", "resolve", "work_on"}
    for person in (force.bob, chief):
        assert made_by(dispute, person, force, main) == offered_to(dispute, person) == recorded <= set(RECORDED)
    recall_transfer(transfer, by=force.alice, reason="发错了")
    dispute = fresh(dispute)
    assert client.get(dispute.get_absolute_url()).status_code == 404
    assert made_by(dispute, force.bob, force, main) == set()


@pytest.mark.parametrize("situation", SITUATIONS[:6], ids=str)
def test_partner_reads_what_was_sent_to_it_and_moves_nothing(situation, force, main, sign_in):
    dispute, partner = fresh(situation.make(force)), force.people["partner"]
    client = sign_in(partner)
    assert client.get(dispute.get_absolute_url()).status_code == 404
    if dispute.is_open:
        accept_transfer(
            send_transfer(dispute, by=force.people["office"], task="请调处", to_unit=force.partner_body), by=partner
        )
        assert client.get(dispute.get_absolute_url()).status_code == 200
    dispute = fresh(dispute)
    assert made_by(dispute, partner, force, main) == offered_to(dispute, partner) == set()
    for page in (*DISPUTES.moves, *DISPUTES.acts, "change"):
        assert client.get(DISPUTES.url(page.replace("_", "-"), dispute.pk)).status_code in {403, 404}, page


def test_leader_of_elsewhere_sees_the_dispute_he_leads_and_moves_nothing(force, main, sign_in):
    leader = posted("leader2", make_unit("江北区公安分局", kind="branch"), Role.LEADER)
    dispute, client = make_graded(force), sign_in(leader)
    assert client.get(dispute.get_absolute_url()).status_code == 404
    facts = {"leader": leader, "on": clock.today()}
    led = services.lead_dispute(dispute, by=force.people["office"], version=dispute.version, **facts)
    assert client.get(led.get_absolute_url()).status_code == 200
    assert made_by(led, leader, force, main) == offered_to(led, leader) == set()
    move(led, "end_lead", by=None, reason="分工调整")
    assert client.get(led.get_absolute_url()).status_code == 404


def test_other_station_sees_nothing_of_it(force, main, sign_in):
    dispute, client = make_led(force), sign_in(force.bob)
    assert client.get(dispute.get_absolute_url()).status_code == 404
    assert not Dispute.objects.visible_to(force.bob).exists()
    assert made_by(dispute, force.bob, force, main) == set()


def test_rows_that_others_hang_on_are_not_voided(force):
    office, again, main = force.people["office"], make_again(force), make_main(force)
    for dispute, words in ((again, "不能作废"), (again.relapse_of, "已经反弹"), (main, "请先取消")):
        dispute = fresh(dispute)
        with pytest.raises(MoveRefused, match=words):
            services.void_dispute(dispute, by=office, version=dispute.version, reason="重复登记")
    shadow = main.shadows.get()
    services.void_dispute(shadow, by=office, version=shadow.version, reason="重复登记")
    assert services.void_dispute(main, by=office, version=fresh(main).version, reason="重复登记").voided_at


def test_voided_dispute_takes_nothing_more(force):
    office = force.people["office"]
    dispute = move(make_with_party(force), "void", by=office, reason="重复登记")
    by, party = {"by": office, "version": dispute.version}, dispute.parties.get()
    for refused in (
        lambda: services.change_dispute(dispute, **by, place="别处"),
        lambda: services.add_party(dispute, **by, side="first", name="李四"),
        lambda: services.remove_party(dispute, **by, party=party, reason="x"),
        lambda: services.file_papers(dispute, **by, kinds=[]),
        lambda: services.complete_stage(dispute, **by, on=clock.today()),
        lambda: services.close_dispute(dispute, **by, on=clock.today()),
    ):
        with pytest.raises(MoveRefused, match="已作废"):
            refused()
    with pytest.raises(MoveRefused, match="不再流转"):
        send_transfer(dispute, by=office, task="x", to_unit=force.other_station)
    assert dispute.parties.count() == 1


def test_page_offers_the_acts_beside_its_sections_to_who_records(force, sign_in):
    dispute = make_with_party(force)

    def ways_in(who: str) -> set[str]:
        page = sign_in(force.people[who]).get(dispute.get_absolute_url()).content.decode()
        pages = ("party", "remove-party", "papers", "reveal", "change")
        return {name for name in pages if f'href="{DISPUTES.url(name, dispute.pk)}"' in page}

    everything = {"party", "remove-party", "papers", "reveal", "change"}
    assert ways_in("alice") == ways_in("chief") == everything
    assert ways_in("clerk") == ways_in("office") == everything - {"reveal"}
    assert ways_in("leader") == ways_in("supervisor") == set()


def test_resolved_dispute_is_not_sent(force):
    with pytest.raises(MoveRefused, match="不再流转"):
        send_transfer(make_resolved(force), by=force.alice, task="x", to_unit=force.other_station)
