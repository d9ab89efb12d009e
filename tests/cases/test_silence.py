"""停滞 told once a silence, and 进展报告 period by period."""

import datetime as dt

import pytest
from django.utils import timezone

from baiyi.accounts.models import User
from baiyi.deadlines import periods
from baiyi.deadlines.models import Deadline
from baiyi.jobs.schedules import Slot
from baiyi.notifications.models import Notification
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from cases import services
from cases.kinds import REPORT
from cases.models import Case, ProgressReport
from cases.schedules import tell_silence
from tests.cases.samples import make_case, make_filed, make_led, make_suspended
from tests.deadlines.steps import Steps

FIRST = dt.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def on_day(settings):
    """on_day(15) is 15 days after the first, which it is in the beginning."""

    def move_clock(number: int) -> dt.date:
        day = FIRST + dt.timedelta(days=number)
        settings.BAIYI_TODAY = f"{day}T10:00:00+08:00"
        return day

    move_clock(0)
    return move_clock


@pytest.fixture
def office(force) -> User:
    return force.people["office"]


def slot() -> Slot:
    return Slot("test", timezone.localtime(clock.now()))


def told(kind: str = "case_silent") -> list[str]:
    rows = Notification.objects.filter(kind=kind).order_by("pk")
    return list(rows.values_list("recipient__username", flat=True))


def open_periods() -> None:
    periods.open_periods(slot(), Steps())


def reports_owed(case) -> list[tuple]:
    """Period, first and last day, and whether it is open, of those that bind."""
    rows = Deadline.objects.of(case).filter(kind=REPORT, voided_at=None).order_by("pk")
    return [(each.period, each.starts_on, each.effective_due_on, each.closed_on is None) for each in rows]


def report(case, force, content: str = "已锁定嫌疑人") -> Case:
    fresh = Case.objects.get(pk=case.pk)
    return services.report_progress(fresh, by=force.alice, version=fresh.version, content=content)


@pytest.mark.parametrize(("day", "silent"), [(14, False), (15, True), (40, True)])
def test_case_stands_still_from_the_fifteenth_day_on(day, silent, force, on_day, sign_in, office):
    case, today = make_case(force), on_day(day)
    fresh = Case.objects.silent(today).filter(pk=case.pk)
    assert (fresh.exists(), Case.objects.get(pk=case.pk).is_silent) == (silent, silent)
    listed = sign_in(office).get("/cases/?tab=silent").content.decode()
    assert (str(case) in listed) == silent
    assert (f"停滞 {day} 天" in listed) == silent


def test_silence_counts_though_nothing_is_late(force, on_day):
    case, today = make_filed(force), on_day(15)
    assert not Case.objects.overdue(today).filter(pk=case.pk).exists()
    assert Case.objects.silent(today).get() == case


@pytest.mark.parametrize("name", ["prosecute", "withdraw", "void"])
def test_ended_or_voided_case_is_not_silent(name, force, on_day, office):
    case = make_filed(force)
    move(case, name, by=office, reason="x", **({} if name == "void" else {"on": FIRST}))
    on_day(30)
    tell_silence(slot(), Steps())
    assert (list(Case.objects.silent(clock.today())), told()) == ([], [])


def test_who_leads_is_told_once_a_silence(force, on_day):
    case = make_led(force)
    for day in (14, 15, 15, 16, 30):
        on_day(day)
        tell_silence(slot(), Steps())
    assert told() == ["leader"]
    report(case, force)
    for day in (30, 44, 45, 45, 46):
        on_day(day)
        tell_silence(slot(), Steps())
    assert told() == ["leader", "leader"]


def test_without_a_leader_the_head_of_the_unit_is_told(force, on_day):
    make_case(force)
    on_day(15)
    for _ in range(2):
        tell_silence(slot(), Steps())
    assert told() == ["chief"]


@pytest.mark.parametrize("what", ["bail", "detention", "outcome", "administrative"])
def test_what_is_recorded_ends_the_silence(what, force, on_day, office):
    case = make_case(force) if what == "administrative" else make_filed(force)
    today = on_day(15)
    if what == "outcome":
        services.record_outcome(case, by=office, unit=force.station, measure="caught", persons=1)
    else:
        services.take_measure(case, by=office, version=case.version, measure=what, persons=1)
    assert not Case.objects.silent(today).exists()


def test_another_measure_for_a_person_ends_the_silence(force, on_day, office):
    case = make_filed(force)
    services.take_measure(case, by=office, version=case.version, measure="detention", persons=1)
    line, today = case.custody_lines.get(), on_day(15)
    services.change_measure(line, by=office, version=line.version, measure="bail")
    assert not Case.objects.silent(today).exists()


def test_being_urged_is_no_progress(force, on_day, office):
    case, today = make_led(force), on_day(15)
    services.chase_case(case, by=office, version=case.version)
    assert Case.objects.silent(today).get() == case


def test_suspended_case_that_is_resumed_counts_from_then(force, on_day, office):
    case = make_suspended(force)
    day = on_day(10)
    move(case, "resume", by=office, on=day, reason="已有结论")
    assert not Case.objects.silent(on_day(24)).exists()
    assert Case.objects.silent(on_day(25)).get() == case


def test_next_period_of_reports_begins_the_day_the_last_one_was_met(force, on_day):
    case = make_led(force)
    first = ("1", FIRST, dt.date(2026, 6, 16))
    open_periods()
    assert reports_owed(case) == [(*first, True)]
    on_day(12)
    report(case, force)
    on_day(13)
    for _ in range(2):
        open_periods()
    second = ("2", dt.date(2026, 6, 13), dt.date(2026, 6, 29))  # the 28th is a Sunday
    assert reports_owed(case) == [(*first, False), (*second, True)]


def test_last_day_of_a_report_is_in_time_and_the_next_is_late(force, on_day, office):
    in_time, late = make_led(force), make_led(force)
    on_day(15)
    report(in_time, force)
    today = on_day(16)
    assert Case.objects.overdue(today, kind=REPORT).get() == late
    report(late, force)
    met = [Deadline.objects.of(case).get(kind=REPORT).is_within_limit for case in (in_time, late)]
    assert met == [True, False]
    assert [each.days_late for each in ProgressReport.objects.order_by("pk")] == [0, 1]


def test_report_begins_the_count_of_chases_anew_and_keeps_the_old_one(force, on_day, office):
    case = make_led(force)
    for day in (16, 17, 18):
        on_day(day)
        case = services.chase_case(case, by=office, version=case.version)
    assert (case.chases, case.chase_lamp.tone) == (3, "red")
    with pytest.raises(MoveRefused, match="今天已经催办过"):
        services.chase_case(case, by=office, version=case.version)
    case = report(case, force)
    assert (case.chases, case.reports.get().chases) == (0, 3)
    with pytest.raises(MoveRefused, match="今天已经报告过进展"):
        report(case, force)


def test_each_chase_is_told_also_when_the_count_began_anew(force, on_day, office):
    """The first chase of a new period is another message than the first of the last one."""
    case = make_led(force)
    case = report(services.chase_case(case, by=office, version=case.version), force)
    on_day(1)
    services.chase_case(case, by=office, version=case.version)
    assert told("case_chased") == ["alice", "alice"]


def test_changed_leader_keeps_the_period_and_the_chases(force, on_day, office):
    case = make_led(force)
    on_day(5)
    case = services.chase_case(case, by=office, version=case.version)
    before = reports_owed(case)
    facts = {"leader": office, "reason": "分工调整", "task": "限期攻坚"}
    case = services.change_leader(case, by=office, version=case.version, **facts)
    assert (reports_owed(case), case.chases) == (before, 1)
    held = case.leads.order_by("pk").values_list("leader__username", "starts_on", "ends_on")
    assert list(held) == [("leader", FIRST, dt.date(2026, 6, 6)), ("office", dt.date(2026, 6, 6), None)]


@pytest.mark.parametrize("name", ["prosecute", "withdraw", "refer"])
def test_ended_case_owes_no_report_and_its_lead_is_over(name, force, on_day, office):
    case, today = make_led(force), on_day(3)
    case = move(case, name, by=office, on=today, reason="x")
    on_day(30)
    open_periods()
    assert reports_owed(case) == []
    assert case.leads.get().ends_on == today
    assert not Case.objects.overdue(clock.today()).exists()
    with pytest.raises(MoveRefused, match="不能“报告进展”"):
        report(case, force)


def test_ended_case_whose_last_report_was_met_gets_no_further_period(force, on_day, office):
    case = report(make_led(force), force)
    move(case, "prosecute", by=office, on=FIRST)
    on_day(1)
    open_periods()
    assert [each[0] for each in reports_owed(case)] == ["1"]


def test_case_led_again_owes_from_then_on(force, on_day, office):
    case = make_led(force)
    on_day(2)
    case = services.end_lead(case, by=office, version=case.version, reason="分工调整")
    open_periods()
    assert reports_owed(case) == []
    on_day(4)
    facts = {"leader": force.people["leader"], "every": 7, "task": "限期攻坚"}
    case = services.lead_case(case, by=office, version=case.version, **facts)
    open_periods()
    assert reports_owed(case) == [("2", dt.date(2026, 6, 5), dt.date(2026, 6, 12), True)]
