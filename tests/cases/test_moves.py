"""State × move × role: from each state each role may make the moves listed in situations.py, and no other."""

import datetime as dt
import re
from inspect import signature

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.accounts.models import User
from baiyi.accounts.roles import Role
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, available_moves, move, steps_of
from baiyi.transfers.services import recall_transfer, send_transfer
from cases import services
from cases.models import Case
from cases.models.stages import State
from cases.views.cases import CASES as PAGES
from cases.views.custody import CUSTODY_LINES
from tests.cases import samples
from tests.cases.samples import (
    make_case,
    make_custody_line,
    make_disputed,
    make_duty,
    make_filed,
    make_led,
    make_outcome,
    make_trip,
)
from tests.cases.situations import CASES, DUTIES, LINES, OUTCOMES, RECORDERS, TRIPS, WHO, fresh
from tests.factories import make_unit, make_user
from tests.samples import filled_in

SHOWN = {"administrative", "filed", "suspended", "release asked", "prosecuted", "voided"}
every_situation = pytest.mark.parametrize("situation", CASES + LINES + OUTCOMES + TRIPS + DUTIES, ids=str)
every_case = pytest.mark.parametrize("situation", CASES, ids=str)


def facts_for(record, name: str, force) -> dict:
    """What the step asks for beside a reason."""
    known = {
        "on": clock.today(),
        "ground": "expertise",
        "days": 30,
        "leader": force.people["office"],
        "every": 15,
        "content": "已锁定嫌疑人",
        "level": "city",
        "due_on": clock.today() + dt.timedelta(days=30),
        "requirement": "限期破案",
        "result": "已破案",
        "rival": record,
        "ruling": "both",
        "number": "",
        "delivery": "left",
        "rule": getattr(record, "rule", None),
    }
    return {key: known[key] for key in signature(getattr(type(record), name)).parameters if key in known}


def is_made(record, name: str, by, force) -> bool:
    """Tried, and taken back. What is refused leaves the row as it was."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                move(record, name, by=by, reason="案情需要", **facts_for(record, name, force))
        except (MoveRefused, PermissionDenied):
            assert fresh(record).version == record.version
            return False
        transaction.set_rollback(True)
    return True


def made_by(record, person, force) -> set[str]:
    return {name for name in steps_of(type(record)) if is_made(record, name, person, force)}


def offered_to(record, person) -> set[str]:
    return {each.name for each in available_moves(record, person)}


def test_every_state_has_a_situation_and_every_move_its_people(force):
    found = {situation.make(force).state for situation in CASES}
    assert found == set(State)
    makers = (make_case, make_custody_line, make_outcome, make_trip, make_duty)
    for record in (make(force) for make in makers):
        assert set(steps_of(type(record))) <= set(WHO)
    assert set().union(*(situation.allowed for situation in CASES)) == set(steps_of(Case))


@every_situation
def test_each_role_makes_and_is_offered_what_the_state_allows(situation, force):
    record = fresh(situation.make(force))
    for who, person in force.people.items():
        assert made_by(record, person, force) == situation.of(who), who
        assert offered_to(record, person) == situation.of(who), who


@pytest.mark.parametrize(
    "sample",
    [each for each in samples.SAMPLES if set(each.moves) & set(each.views.moves)],
    ids=lambda each: "-".join(each.moves),
)
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


@pytest.mark.parametrize("situation", [each for each in CASES if each.name in SHOWN], ids=str)
def test_front_door_refuses_what_the_state_does_not_allow(situation, force, sign_in):
    """The office may everything: what is refused, is refused for the state of the case."""
    case, client = fresh(situation.make(force)), sign_in(force.people["office"])
    words = {name: typed for sample in samples.SAMPLES if sample.views is PAGES for name, typed in sample.moves.items()}
    for name in sorted(set(PAGES.moves) - situation.allowed):
        page = client.get(url := PAGES.url(name.replace("_", "-"), case.pk))
        response = client.post(url, filled_in(page.context["form"], words[name]))
        assert response.status_code == 422, (name, response.status_code)
        assert fresh(case).version == case.version, name


@pytest.mark.parametrize("make", [make_case, make_custody_line, make_outcome, make_disputed])
def test_voided_record_moves_no_more_for_anybody(make, force):
    voided = fresh(move(make(force), "void", by=force.people["office"], reason="录入错误"))
    for person in force.people.values():
        assert (made_by(voided, person, force), offered_to(voided, person)) == (set(), set())


def test_voided_case_takes_no_outcome_measure_or_operation(force):
    office = force.people["office"]
    operation = samples.make_operation(force)
    for code in ("gambling", "theft"):
        case = make_case(force, code) if code == "gambling" else make_filed(force)
        case = move(case, "void", by=office, reason="重复登记")
        for measure in ("administrative", "bail", "detention"):
            with pytest.raises(MoveRefused, match="已作废"):
                services.take_measure(case, by=office, version=case.version, measure=measure, persons=1)
        with pytest.raises(MoveRefused, match="已作废"):
            services.record_outcome(case, by=office, unit=case.unit, measure="caught", persons=1)
        with pytest.raises(MoveRefused, match="作废，不再流转"):
            send_transfer(case, by=office, task="协助查证", to_unit=force.other_station)
        with pytest.raises(MoveRefused, match="办结"):
            services.join_operation(case, by=office, version=case.version, operation=operation)
        with pytest.raises(MoveRefused, match="已作废"):
            services.change_case(case, by=office, version=case.version, place="别处")
        assert not case.custody_lines.exists()
        assert not case.outcomes.exists()


def test_lines_of_a_voided_case_are_voided_with_their_periods(force):
    line, office = make_custody_line(force), force.people["office"]
    move(line.case, "void", by=office, reason="重复登记")
    assert fresh(line).voided_at is not None
    assert not line.deadlines.open().exists()
    with pytest.raises(MoveRefused, match="已作废"):
        services.change_measure(line, by=office, version=line.version + 1, measure="bail")


def test_trips_of_a_voided_case_are_voided_with_it(force):
    trip = make_trip(force)
    move(trip.case, "void", by=force.people["office"], reason="重复登记")
    with pytest.raises(MoveRefused, match="已作废"):
        services.approve_trip(fresh(trip), by=force.people["leader"], version=fresh(trip).version)


def test_assisting_officer_changes_the_words_and_not_who_handles_it(force, sign_in):
    case, client = make_filed(force, assisting=[force.other_station]), sign_in(force.bob)
    url = PAGES.url("change", case.pk)
    typed = filled_in(client.get(url).context["form"], {"place": "西街一带"})
    assert client.post(url, typed).status_code == 302
    assert (fresh(case).place, fresh(case).officer) == ("西街一带", force.alice)


def test_extension_nobody_decided_about_is_wanted_no_more_once_the_case_ends(force):
    ended = move(samples.make_asked(force), "withdraw", by=None, on=clock.today(), reason="没有违法事实")
    assert (ended.extension_asked_on, ended.waits_for_decision) == (None, False)


@pytest.mark.parametrize("name", ["prosecute", "withdraw", "refer"])
def test_case_does_not_end_before_a_stage_it_reached(name, force, settings):
    office = force.people["office"]
    settings.BAIYI_TODAY = "2026-06-10T10:00:00+08:00"
    case = make_filed(force, accepted_on=dt.date(2026, 6, 1))
    case = move(case, "solve", by=office, on=dt.date(2026, 6, 8))
    with pytest.raises(MoveRefused, match="已登记的环节（2026-06-08）"):
        move(case, name, by=office, reason="x", on=dt.date(2026, 6, 7))
    assert move(case, name, by=office, reason="x", on=dt.date(2026, 6, 8)).ended_on == dt.date(2026, 6, 8)


@every_case
def test_no_move_has_a_day_before_the_case_was_accepted_or_to_come(situation, force):
    case, today = fresh(situation.make(force)), clock.today()
    for name in situation.allowed:
        facts = facts_for(case, name, force)
        for day in (case.accepted_on - dt.timedelta(days=1), today + dt.timedelta(days=1)):
            if "on" in facts:
                with pytest.raises(MoveRefused, match=r"日期不能|须在"):
                    move(case, name, by=None, reason="x", **(facts | {"on": day}))


def posted(name: str, unit, role: str) -> User:
    return User.objects.get(pk=make_user(name, unit, role).pk)


@pytest.mark.parametrize("situation", [each for each in CASES if each.name in {"led", "administrative"}], ids=str)
def test_assisting_unit_records_and_decides_nothing(situation, force, sign_in):
    case = fresh(situation.make(force))
    chief = posted("chief2", force.other_station, Role.CHIEF)
    assert sign_in(chief).get(case.get_absolute_url()).status_code == 404
    assert made_by(case, chief, force) == set()
    case.assisting.add(force.other_station)
    records = {name for name in situation.allowed if WHO[name] is RECORDERS}
    for person in (chief, force.bob):
        assert made_by(case, person, force) == offered_to(case, person) == records
    page = sign_in(chief).get(case.get_absolute_url())
    assert page.status_code == 200
    assert str(case) in sign_in(chief).get(PAGES.url("list")).content.decode()


def test_assisting_unit_voids_no_outcome_and_no_line_of_the_handling_unit(force):
    chief = posted("chief2", force.other_station, Role.CHIEF)
    for record in (make_outcome(force), make_custody_line(force), make_trip(force)):
        record.case.assisting.add(force.other_station)
        assert "void" not in made_by(fresh(record), chief, force)


def test_leader_of_elsewhere_sees_the_case_he_leads_and_moves_nothing(force, sign_in):
    branch = make_unit("江北区公安分局", kind="branch")
    leader, case = posted("leader2", branch, Role.LEADER), make_led(force)
    client, url = sign_in(leader), case.get_absolute_url()
    assert client.get(url).status_code == 404
    facts = {"leader": leader, "task": "限期攻坚", "reason": "分工调整"}
    case = services.change_leader(case, by=force.people["office"], version=case.version, **facts)
    assert client.get(url).status_code == 200
    assert str(case) in client.get("/cases/mine/").content.decode()
    assert made_by(case, leader, force) == offered_to(case, leader) == set()
    services.end_lead(case, by=force.people["office"], version=case.version, reason="分工调整")
    assert client.get(url).status_code == 404


def test_unit_it_was_sent_to_records_until_it_is_recalled(force, sign_in):
    case, client = make_filed(force), sign_in(force.bob)
    chief = posted("chief2", force.other_station, Role.CHIEF)
    transfer = send_transfer(case, by=force.alice, task="协助查证", to_unit=force.other_station)
    assert client.get(case.get_absolute_url()).status_code == 200
    assert made_by(case, force.bob, force) == made_by(case, chief, force) == {"solve", "detain", "arrest"}
    recall_transfer(transfer, by=force.alice, reason="发错了")
    assert client.get(case.get_absolute_url()).status_code == 404
    assert made_by(case, force.bob, force) == set()


def test_other_station_sees_nothing_of_a_case(force, sign_in):
    outcome, line, client = make_outcome(force), make_custody_line(force), sign_in(force.bob)
    for record in (outcome, line, outcome.case):
        assert client.get(record.get_absolute_url()).status_code == 404
        assert not type(record).objects.visible_to(force.bob).exists()
        assert made_by(record, force.bob, force) == set()


def test_page_offers_forms_that_are_no_moves_while_the_case_takes_them(force, sign_in):
    """战果, 强制措施 and 集中收网 have a way in of their own; 延长期限 stands on the line."""
    office = sign_in(force.people["office"])

    def ways_in(record, views) -> set[str]:
        page = office.get(record.get_absolute_url()).content.decode()
        return {name for name in views.acts if f'href="{views.url(name, record.pk)}"' in page}

    line, end = make_custody_line(force), {"on": clock.today()}
    assert ways_in(make_filed(force), PAGES) == {"outcome", "measure", "join", "trip"}
    assert ways_in(make_case(force), PAGES) == {"outcome", "measure", "join"}
    assert ways_in(make_case(force, "theft"), PAGES) == {"outcome", "join", "trip"}
    assert ways_in(move(make_filed(force), "prosecute", by=None, **end), PAGES) == {"outcome"}
    assert ways_in(move(make_filed(force), "void", by=None, reason="x"), PAGES) == set()
    assert ways_in(line, CUSTODY_LINES) == {"extend"}
    assert ways_in(move(line, "end", by=None, reason="释放", **end), CUSTODY_LINES) == set()


def test_page_of_an_administrative_case_shows_who_is_detained(force, sign_in):
    case, office = make_case(force), force.people["office"]
    services.take_measure(case, by=office, version=case.version, measure="administrative", persons=1, days=15)
    line = case.custody_lines.get()
    assert line.get_absolute_url() in sign_in(force.alice).get(case.get_absolute_url()).content.decode()


def test_fresh_case_asks_its_officer_for_what_it_yields_and_not_for_more_time(force, sign_in):
    case = make_case(force)
    page = sign_in(force.alice).get(case.get_absolute_url()).content.decode()
    buttons = dict(re.findall(r'<a class="button ?([a-z-]*)" href="([^"]*)">', page.partition("</h1>")[2]))
    assert buttons.get("button-primary") == PAGES.url("outcome", case.pk)
    assert f'<a class="button " href="{PAGES.url("ask-extension", case.pk)}">申请延期</a>' in page


def test_led_case_asks_its_officer_for_the_report(force, sign_in):
    case = make_led(force)
    page = sign_in(force.alice).get(case.get_absolute_url()).content.decode()
    assert f'<a class="button button-primary" href="{PAGES.url("report", case.pk)}">' in page
    assert f'<a class="button button-primary" href="{PAGES.url("outcome", case.pk)}">' not in page.partition("战果")[0]
