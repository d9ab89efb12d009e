"""Every state × every move of notices and hazards: what is offered is what is possible, and nothing else is."""

import datetime as dt

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.timezone import localtime
from django_fsm import TransitionNotAllowed

from baiyi.accounts.roles import Role
from baiyi.deadlines.services import void_deadlines
from baiyi.exchange.numbers import reserve_number
from baiyi.records import clock
from baiyi.records.moves import (
    MoveRefused,
    StaleRecord,
    Step,
    available_moves,
    move,
    steps_of,
    verb_of,
    void_step,
)
from baiyi.records.signals import moved
from baiyi.transfers.models import Transfer
from inspections.models import Hazard, RectificationNotice
from tests.factories import make_hazard, make_inspection, make_user, make_venue
from tests.transfers.samples import make_transfer

N, H = RectificationNotice.State, Hazard.State
DAY = dt.date(2022, 7, 6)
NOTICE_MOVES = {
    "issue": {N.DRAFT: N.ISSUED},
    "serve": {N.ISSUED: N.SERVED},
    "request_reinspection": {N.SERVED: N.AWAITING},
    "fail_reinspection": {N.SERVED: N.SERVED, N.AWAITING: N.SERVED},
    "close": {N.SERVED: N.CLOSED, N.AWAITING: N.CLOSED},
    "void": {N.DRAFT: N.VOIDED, N.ISSUED: N.VOIDED, N.SERVED: N.VOIDED, N.AWAITING: N.VOIDED},
    "reopen": {N.SERVED: N.SERVED, N.CLOSED: N.SERVED},  # with the round that was taken back
    "await_again": {N.SERVED: N.AWAITING, N.CLOSED: N.AWAITING},
}
HAZARD_MOVES = {
    "rectify": {H.PENDING: H.CLOSED},
    "reopen": {H.CLOSED: H.PENDING},
    "refer": {H.PENDING: H.REFERRED},
    "void": {H.PENDING: H.VOIDED, H.CLOSED: H.VOIDED, H.REFERRED: H.VOIDED},
}


@pytest.fixture(autouse=True)
def article_time(settings):
    settings.BAIYI_TODAY = "2022-07-06"


@pytest.fixture
def chief(force):
    """Holds every right there is on notices and hazards of the station."""
    return make_user("boss", force.station, Role.CHIEF)


@pytest.fixture
def inspection(force):
    venue = make_venue(force.station, force.alice)
    return make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()])


def in_state(record, state: str, **facts):
    """Put the row there past every rule, as no code of the product can."""
    table = connection.ops.quote_name(record._meta.db_table)
    with connection.cursor() as cursor:
        for name, value in ({"state": state} | facts).items():
            cursor.execute(
                f"UPDATE {table} SET {connection.ops.quote_name(name)} = %s WHERE id = %s", [value, record.pk]
            )
    return type(record).objects.get(pk=record.pk)


@pytest.fixture
def notice_in(inspection, chief):
    """A draft owes nothing yet."""

    def make(state):
        notice = inspection.notices.get()
        if state == N.DRAFT:
            void_deadlines(notice, by=chief, reason="回到草拟")
        return in_state(notice, state)

    return make


@pytest.fixture
def hazard_in(inspection, force):
    facts = {H.CLOSED: {"rectified_on": DAY}, H.REFERRED: {"referred_to_id": force.partner_body.pk}}
    return lambda state: (
        in_state(inspection.hazards.get(), H.PENDING, **facts.get(state, {}))
        and in_state(inspection.hazards.get(), state)
    )


def facts_of(record, name: str, force) -> dict:
    """What the step's method needs."""
    given = {
        "issue": {"organ_name": "x", "on": DAY},
        "serve": {"on": DAY, "delivery": "in_person"},
        "refer": {"to": force.partner_body, "on": DAY},
        "void": {"at": clock.now()},
        "fail_reinspection": {},
        "reopen": {},
        "await_again": {"requested_on": DAY},
    }.get(name, {"on": DAY})
    if name == "issue":
        asked = {
            "document_type": "by_date",
            "character": "限",
            "on": DAY,
            "by": force.alice,
            "reserved_for": record.inspection.client_uuid,
        }
        given["number"] = record.number or reserve_number(organ=force.station, **asked)
    return given


@pytest.mark.parametrize("name", NOTICE_MOVES)
@pytest.mark.parametrize("state", N)
def test_notice_moves_from_the_states_it_may_and_from_no_other(notice_in, force, chief, state, name):
    check(notice_in(state), name, NOTICE_MOVES[name], force, chief)


@pytest.mark.parametrize("name", HAZARD_MOVES)
@pytest.mark.parametrize("state", H)
def test_hazard_moves_from_the_states_it_may_and_from_no_other(hazard_in, force, chief, state, name):
    check(hazard_in(state), name, HAZARD_MOVES[name], force, chief)


def check(record, name, targets, force, chief):
    """The button, the move and the table agree; a refused move leaves row and journal alone."""
    state, version, lines = record.state, record.version, LogEntry.objects.count()
    is_offered = name in {each.name for each in available_moves(record, chief)}
    assert is_offered == (state in targets)
    facts = facts_of(record, name, force)
    if state in targets:
        assert move(record, name, by=chief, **facts).state == targets[state]
        assert type(record).objects.get(pk=record.pk).version == version + 1
        return
    lines = LogEntry.objects.count()
    with pytest.raises(MoveRefused, match=f"当前状态为“{record.get_state_display()}”，不能"):
        move(record, name, by=chief, **facts)
    row = type(record).objects.get(pk=record.pk)
    assert (row.state, row.version, LogEntry.objects.count()) == (state, version, lines)


def test_every_move_of_the_models_stands_in_the_tables():
    for model, table in ((RectificationNotice, NOTICE_MOVES), (Hazard, HAZARD_MOVES)):
        declared = {each.name for each in model._meta.get_field("state").get_all_transitions(model)}
        assert declared == set(table)


def test_move_that_does_not_exist_is_refused(notice_in, chief):
    for name in ("delete", "save", "__init__", "state", ""):
        with pytest.raises(MoveRefused, match="没有这个操作"):
            move(notice_in(N.ISSUED), name, by=chief)


def test_state_cannot_be_assigned(notice_in):
    notice = notice_in(N.ISSUED)
    with pytest.raises(AttributeError):
        notice.state = N.CLOSED
    with pytest.raises(TransitionNotAllowed):
        notice.close(on=DAY)


def test_condition_that_does_not_hold_is_named(notice_in, force, chief):
    """An imported notice without a number cannot be served here."""
    notice = notice_in(N.ISSUED)
    in_state(notice, N.DRAFT)
    bare = in_state(notice, N.ISSUED, is_imported=True, number_id=None)
    assert "serve" not in {each.name for each in available_moves(bare, chief)}
    with pytest.raises(MoveRefused, match="通知书还没有编号"):
        move(bare, "serve", by=chief, on=DAY, delivery="in_person")


@pytest.mark.parametrize("who", ["bob", "clerk", "leader", "office", "supervisor", "partner", "sysadmin", "auditadmin"])
def test_right_missing_at_the_unit_of_the_record_is_refused_with_its_name(notice_in, force, who):
    notice, person = notice_in(N.ISSUED), force.people[who]
    assert "serve" not in {each.name for each in available_moves(notice, person)}
    with pytest.raises(PermissionDenied, match=r"inspections\.issue"):
        move(notice, "serve", by=person, on=DAY, delivery="in_person")
    assert RectificationNotice.objects.get(pk=notice.pk).state == N.ISSUED


def test_older_version_is_refused_and_the_current_one_accepted(notice_in, chief):
    notice = notice_in(N.ISSUED)
    for version in (notice.version - 1, notice.version + 1, 0):
        with pytest.raises(StaleRecord):
            move(notice, "serve", by=chief, version=version, on=DAY, delivery="in_person")
    assert move(notice, "serve", by=chief, version=notice.version, on=DAY, delivery="in_person").state == N.SERVED


def test_object_read_before_a_move_cannot_move_from_its_old_state(notice_in, chief):
    """move() looks at the locked row, not at the object in hand."""
    old = notice_in(N.ISSUED)
    move(old, "serve", by=chief, on=DAY, delivery="in_person")
    assert old.state == N.ISSUED
    with pytest.raises(MoveRefused, match="待整改"):
        move(old, "serve", by=chief, on=DAY, delivery="in_person")


def test_receiver_that_fails_takes_the_move_back(notice_in, chief):
    notice, lines = notice_in(N.ISSUED), LogEntry.objects.count()

    def fail(**kwargs):
        raise RuntimeError("the receiver failed")

    moved.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            move(notice, "serve", by=chief, on=DAY, delivery="in_person")
    finally:
        moved.disconnect(fail)
    row = RectificationNotice.objects.get(pk=notice.pk)
    assert (row.state, row.version, row.served_on) == (N.ISSUED, notice.version, None)
    assert LogEntry.objects.count() == lines


def test_receiver_learns_who_moved_what_and_why(notice_in, chief):
    heard = []

    def hear(sender, record, name, label, by, reason, facts, **kwargs):
        heard.append((sender, record.state, name, label, by, reason, set(facts)))

    moved.connect(hear)
    try:
        move(notice_in(N.SERVED), "void", by=chief, reason="写错单位", at=clock.now())
    finally:
        moved.disconnect(hear)
    assert heard == [(RectificationNotice, N.VOIDED, "void", "作废", chief, "写错单位", {"at"})]


@pytest.fixture
def transfer(force, monkeypatch):
    """With the void of the platform, as a record declares it; alice sent it."""
    states = Transfer._meta.get_field("state")
    with monkeypatch.context() as patch:
        patch.setattr(Transfer, "void", void_step("transfers.send"), raising=False)
        states._collect_transitions(sender=Transfer)
        yield make_transfer(force)
    states._collect_transitions(sender=Transfer)


@pytest.mark.parametrize("state", Transfer.State)
def test_void_step_keeps_the_state_and_nothing_moves_after_it(transfer, force, state):
    row = in_state(transfer, state)
    voided = move(row, "void", by=force.alice, reason="重复登记")
    assert (voided.state, localtime(voided.voided_at).date(), voided.void_reason) == (state, DAY, "重复登记")
    assert LogEntry.objects.get_for_object(voided).first().additional_data == {"verb": "作废", "reason": "重复登记"}
    assert not Transfer.objects.current().exists()
    for name in steps_of(Transfer):
        with pytest.raises(MoveRefused, match=f"已作废，不能再“{steps_of(Transfer)[name].label}”"):
            verb_of(name)(voided, by=None)
    assert available_moves(voided, force.alice) == available_moves(voided, force.people["partner"]) == []


def test_void_step_is_offered_to_whoever_holds_its_right(transfer, force):
    offered = {
        who: [each for each in available_moves(transfer, force.people[who]) if each.name == "void"]
        for who in ("alice", "bob", "partner", "leader")
    }
    assert offered == {
        "alice": [Step("void", "作废", "transfers.send", is_danger=True)],
        "bob": [],
        "partner": [],
        "leader": [],
    }
    with pytest.raises(PermissionDenied, match=r"transfers\.send"):
        move(transfer, "void", by=force.people["partner"], reason="不归我管")


def test_verb_of_a_step_says_today_unless_the_form_has_a_day(transfer, force):
    partner = force.people["partner"]
    assert verb_of("accept")(transfer, by=partner, on=dt.date(2022, 7, 5)).accepted_on == dt.date(2022, 7, 5)
    settled = verb_of("settle")(transfer, by=partner, result="已拆除")
    assert (settled.settled_on, settled.result) == (DAY, "已拆除")


def test_verb_of_a_step_without_a_day_is_given_none(transfer, force):
    assert verb_of("void")(transfer, by=force.alice, reason="重复登记").void_reason == "重复登记"


def test_verb_of_a_step_refuses_an_older_version_and_whoever_may_not(transfer, force):
    with pytest.raises(StaleRecord):
        verb_of("accept")(transfer, by=force.people["partner"], version=transfer.version + 1)
    with pytest.raises(PermissionDenied, match=r"transfers\.handle"):
        verb_of("accept")(transfer, by=force.alice, version=transfer.version)


PAGES = {"issue": "issue", "serve": "serve", "request_reinspection": "request-reinspection", "void": "void"}


@pytest.mark.parametrize(
    ("state", "name"), [(state, name) for state in N for name in PAGES if (state, name) != (N.DRAFT, "issue")]
)
def test_crafted_post_moves_no_notice_that_may_not_move(notice_in, sign_in, chief, state, name):
    notice = notice_in(state)
    facts = {"version": notice.version, "on": "2022-07-06", "delivery": "in_person", "reason": "强行操作", "due_on": ""}
    facts |= {"at": "2022-07-06T00:00", "receiver_name": "王签收"}
    address = f"/inspections/notices/{notice.pk}/{PAGES[name]}/"
    response = sign_in(chief).post(address, facts)
    row = RectificationNotice.objects.get(pk=notice.pk)
    if state in NOTICE_MOVES[name] and state != N.DRAFT:
        assert (response.status_code, row.state) == (302, NOTICE_MOVES[name][state])
    else:  # a page voids no draft: that is withdrawn with its inspection
        assert (response.status_code, row.state, row.version) == (422, state, notice.version)
        assert "<title>错误：" in response.content.decode()


def test_withdrawal_of_somebody_elses_inspection_is_a_page_not_an_error(inspection, force, sign_in):
    response = sign_in(force.amy).post(f"/inspections/entry/{inspection.pk}/withdraw/")
    assert response.status_code == 409
    assert "只有登记人在 10 分钟内可以撤回" in response.content.decode()
