"""What a record declares to owe follows its moves: opened, paused, resumed, closed, voided, and opened again."""

import datetime as dt
from dataclasses import replace
from functools import wraps

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baiyi.accounts.answering import answerers
from baiyi.deadlines import kinds, periods
from baiyi.deadlines.checks import problems_of
from baiyi.deadlines.models import Deadline, Pause
from baiyi.deadlines.reminders import remind, remindable
from baiyi.deadlines.services import DeadlineRefused, open_deadline
from baiyi.deadlines.serving import SERVE
from baiyi.deadlines.subjects import Obligation, SubjectQuerySet, rule_of
from baiyi.jobs.schedules import Slot
from baiyi.notifications.models import Notification
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from inspections import services
from inspections.kinds import RECHECK, RECTIFY
from inspections.models import RectificationNotice
from tests.deadlines.steps import Steps
from tests.factories import make_issued_notice, make_venue
from tests.moment import machine_now

DAY = dt.date(2026, 7, 6)
RECT = RectificationNotice.OBLIGATIONS[0]
TABS = ("all", "overdue", "near", "draft", "issued", "served", "closed", "voided")


@pytest.fixture
def at(settings):
    def move_to(day: dt.date | str) -> dt.date:
        settings.BAIYI_TODAY = f"{day}T10:00:00+08:00"
        return day

    move_to(DAY)
    return move_to


@pytest.fixture
def notice(force, at):
    issued = make_issued_notice(make_venue(force.station, force.alice, responsible=force.amy), [force.alice, force.amy])
    return services.serve_notice(issued, by=force.alice, on=DAY, delivery="in_person", receiver_name="王签收")


def owe(monkeypatch, *obligations: Obligation) -> None:
    monkeypatch.setattr(RectificationNotice, "OBLIGATIONS", obligations)


def deadline_of(notice, kind: str = RECTIFY) -> Deadline:
    return notice.deadlines.filter(kind=kind).latest("pk")


def test_move_opens_what_it_says_with_the_second_after_the_first(notice):
    rectify, recheck = deadline_of(notice), deadline_of(notice, RECHECK)
    assert (rectify.starts_on, rectify.due_on) == (DAY, dt.date(2026, 7, 15))
    assert (recheck.starts_on, recheck.period, recheck.unit) == (rectify.due_on, "1", notice.unit)


def test_move_pauses_and_resumes(notice, force, at, monkeypatch):
    owe(monkeypatch, replace(RECT, paused_by={"request_reinspection": "expertise"}, resumed_by=("fail_reinspection",)))
    at("2026-07-08")
    asked = move(notice, "request_reinspection", by=force.alice, reason="送检", on=dt.date(2026, 7, 8))
    pause = Pause.objects.get()
    assert (pause.ground, pause.reason, deadline_of(notice).late_after) == ("expertise", "送检", None)
    at("2026-07-10")
    move(asked, "fail_reinspection", by=force.alice)
    assert deadline_of(notice).effective_due_on == dt.date(2026, 7, 17)


def test_ground_of_a_pause_may_come_from_the_form(notice, force, at, monkeypatch):
    monkeypatch.setattr(
        RectificationNotice, "request_reinspection", step_with_ground(RectificationNotice.request_reinspection)
    )
    owe(monkeypatch, replace(RECT, paused_by={"request_reinspection": "other"}))
    move(notice, "request_reinspection", by=force.alice, on=DAY, ground="hearing")
    assert Pause.objects.get().ground == "hearing"


def step_with_ground(method):
    """The step as it would be declared with the ground among its facts."""

    @wraps(method)
    def taking(self, *, ground: str, **facts):
        return method(self, **facts)

    return taking


def test_record_whose_rule_is_none_owes_nothing(force, at, monkeypatch):
    owe(monkeypatch, replace(RECT, rule=lambda notice: None if notice.created_by == force.amy else "rectify_working"))
    pairs = ([force.amy, force.alice], [force.alice, force.amy])
    rows = [make_issued_notice(make_venue(force.station, pair[0]), pair) for pair in pairs]
    assert [list(each.deadlines.values_list("kind", flat=True)) for each in rows] == [[], [RECTIFY]]
    row = RectificationNotice.objects.with_due().get(pk=rows[0].pk)
    assert (row.effective_due_on, row.due_lamp, row.is_late) == (None, None, False)
    assert move(rows[0], "void", by=None, at=clock.now()).voided_at


def test_rule_that_nobody_planted_says_where_it_belongs(notice, monkeypatch):
    owe(monkeypatch, replace(RECT, rule=lambda notice: "no_such_rule"))
    with pytest.raises(LookupError, match=r"no rule no_such_rule .* rules.csv"):
        rule_of(notice, RectificationNotice.OBLIGATIONS[0], {})


def test_refused_pause_takes_the_move_back(notice, force, at, monkeypatch):
    owe(monkeypatch, replace(RECT, paused_by={"request_reinspection": "expertise"}))
    at("2026-07-20")
    with pytest.raises(MoveRefused, match="届满"):
        move(notice, "request_reinspection", by=force.alice, on=dt.date(2026, 7, 20))
    assert RectificationNotice.objects.get(pk=notice.pk).state == "served"


def test_move_voids_and_closes(notice, force, at):
    services.void_notice(notice, by=force.people["chief"], reason="写错单位")
    assert not notice.deadlines.open().exists()
    assert [each.kind for each in notice.deadlines.filter(voided_at=None)] == [SERVE]  # which was done


def test_open_period_cannot_be_opened_again(notice, force):
    with pytest.raises(DeadlineRefused, match="已经存在"):
        open_deadline(notice, RECTIFY, unit=notice.unit, rule=notice.rule, starts_on=DAY, by=force.alice)


def run_periods() -> int:
    steps = Steps()
    periods.open_periods(Slot(periods.SCHEDULE, machine_now()), steps)
    return sum(steps.counts)


@pytest.fixture
def periodic(monkeypatch):
    owe(monkeypatch, replace(RECT, is_periodic=True, period=lambda notice: "1"))


def test_next_period_is_opened_by_the_schedule_once(notice, force, at, periodic):
    first = deadline_of(notice)
    assert run_periods() == 0
    Deadline.objects.filter(pk=first.pk).update(closed_on="2026-07-09", is_within_limit=True)
    at("2026-07-10")
    assert [run_periods(), run_periods()] == [1, 0]
    second = deadline_of(notice)
    assert (second.starts_on, second.period, second.unit_id) == (dt.date(2026, 7, 9), "2", notice.unit_id)
    assert notice.deadlines.open().filter(kind=RECTIFY).count() == 1


def test_next_periods_cost_the_same_for_one_and_for_many(force, at, monkeypatch):
    owe(monkeypatch, replace(RECT, rule=lambda notice: "rectify_working", is_periodic=True, period=lambda notice: "1"))
    spent = {}
    for count in (1, 6):
        for _ in range(count):
            make_issued_notice(make_venue(force.station, force.alice), [force.alice, force.amy])
        Deadline.objects.filter(kind=RECTIFY, closed_on=None).update(closed_on=DAY + dt.timedelta(days=1))
        with CaptureQueriesContext(connection) as seen:
            assert run_periods() == (1 if count == 1 else 7)
        spent[count] = len(seen)
    assert spent[1] == spent[6]


def test_record_whose_rule_is_none_by_now_gets_no_next_period(notice, force, at, monkeypatch):
    other = make_issued_notice(make_venue(force.station, force.alice), [force.alice, force.amy])
    rule = {notice.pk: None, other.pk: "rectify_working"}
    owe(monkeypatch, replace(RECT, rule=lambda notice: rule[notice.pk], is_periodic=True))
    Deadline.objects.filter(kind=RECTIFY).update(closed_on="2026-07-09", is_within_limit=True)
    assert [run_periods(), run_periods()] == [1, 0]
    assert [each.deadlines.open().filter(kind=RECTIFY).count() for each in (notice, other)] == [0, 1]


def test_record_that_is_void_gets_no_next_period(notice, force, at, periodic):
    Deadline.objects.filter(kind=RECTIFY).update(closed_on="2026-07-09", is_within_limit=True)
    RectificationNotice.objects.filter(pk=notice.pk).update(voided_at=machine_now())
    assert run_periods() == 0


def test_reminder_comes_without_a_source_of_its_own(notice, at, monkeypatch):
    monkeypatch.setattr(remindable, "_sources", {})
    at("2026-07-13")
    remind(Slot("deadlines.remind", machine_now()), Steps())
    told = Notification.objects.get(kind=f"deadline_{RECTIFY}")
    assert (told.recipient.username, told.period) == ("amy", "2026-07-15:soon")


def test_gravest_open_deadline_is_the_lamp(notice, force, at):
    at("2026-07-07")
    services.request_reinspection(notice, by=force.alice, on=dt.date(2026, 7, 7))
    at("2026-07-14")
    row = RectificationNotice.objects.with_due().get(pk=notice.pk)
    assert (row.due_lamp.text, row.is_late) == ("复查超期 4 天", True)
    assert row.effective_due_on == dt.date(2026, 7, 15)
    assert not RectificationNotice.objects.in_tab("overdue", dt.date(2026, 7, 14)).exists()  # 整改超期, nothing else


def test_tabs_are_all_late_near_and_the_states(notice, force, at):
    """Of a queryset that says nothing of its own; voided rows stand in none."""
    venue, both = make_venue(force.station, force.alice), [force.alice, force.amy]
    issued, gone = make_issued_notice(venue, both), make_issued_notice(venue, both)
    services.void_notice(gone, by=force.people["chief"], reason="写错单位")

    def tabs(day: dt.date) -> dict[str, set[int]]:
        rows = SubjectQuerySet(RectificationNotice)
        return {tab: set(rows.in_tab(tab, day).values_list("pk", flat=True)) for tab in TABS}

    open_ones, served, draft = {notice.pk, issued.pk}, {notice.pk}, RectificationNotice.objects.latest("pk").pk
    states = {
        "all": {*open_ones, draft},
        "draft": {draft},
        "issued": {issued.pk},
        "served": served,
        "closed": set(),
        "voided": set(),
    }
    assert tabs(DAY) == states | {"near": set(), "overdue": set()}
    due_on = deadline_of(notice).due_on
    assert tabs(due_on) == states | {"near": open_ones, "overdue": {issued.pk}}  # its service was due before
    assert tabs(due_on + dt.timedelta(days=30)) == states | {"near": set(), "overdue": open_ones}


def test_tab_that_is_no_state_is_no_empty_tab():
    with pytest.raises(LookupError, match=r"servd is no state of inspections\.RectificationNotice"):
        SubjectQuerySet(RectificationNotice).in_tab("servd", DAY)


def test_page_of_a_record_shows_its_receipts(notice, force, sign_in, monkeypatch):
    monkeypatch.setattr(RectificationNotice, "shows_receipts", True)
    page = sign_in(force.alice).get(notice.get_absolute_url()).content.decode()
    assert '<h2 class="card-title">期限</h2>' in page
    assert "复查 · 1" in page


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"kind": "nonsense"}, "nonsense is not registered"),
        ({"opened_by": ("no_such_move",)}, "no_such_move"),
        ({"paused_by": {"nor_this": "expertise"}}, "nor_this"),
        ({"paused_by": {"request_reinspection": "no_ground"}}, "no_ground"),
        ({"paused_by": {"request_reinspection": "expertise"}}, "rectify is paused and no move resumes it"),
        ({"opened_by": ()}, "nothing opens rectify"),
    ],
)
def test_incomplete_obligation_fails_the_start(monkeypatch, changes, problem):
    owe(monkeypatch, replace(RECT, **changes))
    assert any(problem in each for each in problems_of(RectificationNotice))


def test_record_without_anybody_to_remind_fails_the_start(monkeypatch):
    monkeypatch.setattr(remindable, "_sources", {})
    monkeypatch.delitem(answerers, "inspections.rectificationnotice")
    assert any("nobody answers" in each for each in problems_of(RectificationNotice))


def test_record_without_obligations_fails_the_start(monkeypatch):
    owe(monkeypatch)
    assert "declares no obligation" in problems_of(RectificationNotice)[0]


@pytest.mark.parametrize("sentence", ["", "{title}到期", "{title}{due}{left}{more}"])
def test_kind_without_a_whole_sentence_is_refused(sentence):
    with pytest.raises(ValueError, match="needs a label and a sentence"):
        kinds.register("testkind", label="测试", sentence=sentence)


def test_deadline_of_a_kind_nobody_declared_is_refused(notice, monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {})
    with pytest.raises(ValueError, match="nobody would be reminded"):
        open_deadline(notice, RECTIFY, unit=notice.unit, rule=notice.rule, starts_on=DAY, by=None)
