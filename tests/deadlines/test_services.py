from datetime import date

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baiyi.deadlines.models import Deadline, Extension, FrozenDeadline, LegalBasis, Rule
from baiyi.deadlines.receipts import lamp_of, receipt_of, remaining
from baiyi.deadlines.services import (
    DeadlineRefused,
    LengthRefused,
    NewDeadline,
    check_length,
    close_deadline,
    compute_due,
    extend_deadline,
    load_calendar,
    open_deadline,
    open_deadlines,
    void_deadlines,
)
from cases.kinds import CASE
from inspections.kinds import RECTIFY

MONDAY = date(2026, 7, 6)
DUE = date(2026, 7, 15)  # 7 working days later


@pytest.fixture
def opened(station, officer, working_rule):
    """A deadline of 7 working days, on the station itself: any record can be a subject."""
    return open_deadline(station, RECTIFY, unit=station, rule=working_rule, starts_on=MONDAY, by=officer)


def again(deadline):
    return Deadline.objects.get(pk=deadline.pk)


def test_open_deadline_freezes_day_and_trace(opened):
    stored = again(opened)
    assert (stored.due_on, stored.effective_due_on, stored.length, stored.measure) == (DUE, DUE, 7, "working")
    assert stored.trace == "7月6日签发，次日起算，7个工作日，跳过7月11日、12日，7月15日届满"
    assert (stored.calendar_version, stored.is_estimated) == ("2026.1", False)


def test_open_deadline_is_journaled(opened, officer):
    entry = LogEntry.objects.get_for_object(opened).get()
    assert (entry.actor, entry.additional_data["verb"]) == (officer, "起算期限")


def test_open_deadline_refuses_a_second_one_for_the_same_period(opened, station, officer, working_rule):
    with pytest.raises(DeadlineRefused, match="已经存在"):
        open_deadline(station, RECTIFY, unit=station, rule=working_rule, starts_on=MONDAY, by=officer)
    open_deadline(station, RECTIFY, unit=station, rule=working_rule, starts_on=MONDAY, by=officer, period="2")
    assert Deadline.objects.of(station).count() == 2


def test_open_deadlines_costs_the_same_for_one_and_for_forty(station, officer, working_rule):
    load_calendar()

    def statements(periods):
        wanted = [
            NewDeadline(station, RECTIFY, unit=station, rule=working_rule, starts_on=MONDAY, period=str(n))
            for n in periods
        ]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            open_deadlines(wanted, by=officer)
        return len(captured)

    assert statements(range(50, 51)) == statements(range(100, 140))


def test_open_deadline_takes_a_shorter_day_of_the_officers_choice(station, officer, working_rule):
    chosen = open_deadline(
        station, RECTIFY, unit=station, rule=working_rule, starts_on=MONDAY, due_on=date(2026, 7, 10), by=officer
    )
    assert (chosen.due_on, chosen.length) == (date(2026, 7, 10), 4)
    assert "4个工作日" in chosen.trace


def test_open_deadline_refuses_a_day_off(station, officer, working_rule):
    with pytest.raises(LengthRefused, match="非工作日"):
        open_deadline(
            station, RECTIFY, unit=station, rule=working_rule, starts_on=MONDAY, due_on=date(2026, 7, 11), by=officer
        )


def test_open_deadline_refuses_a_day_beyond_the_legal_maximum(station, officer, working_rule):
    with pytest.raises(LengthRefused, match="不得超过 30 个工作日"):
        open_deadline(
            station, RECTIFY, unit=station, rule=working_rule, starts_on=MONDAY, due_on=date(2026, 9, 30), by=officer
        )
    assert not Deadline.objects.exists()


def test_open_deadline_refuses_a_rule_that_is_not_in_force(station, officer):
    shanghai = Rule.objects.get(code="rectify_shanghai_15")
    with pytest.raises(DeadlineRefused, match="未启用"):
        open_deadline(station, RECTIFY, unit=station, rule=shanghai, starts_on=MONDAY, by=officer)


def test_check_length_takes_the_maximum_and_refuses_one_more(working_rule):
    check_length(working_rule, 30)
    with pytest.raises(LengthRefused, match="按“限期整改（工作日）”"):
        check_length(working_rule, 31)
    with pytest.raises(LengthRefused, match="至少"):
        check_length(working_rule, 0)


def test_compute_due_says_what_starts_the_period(db):
    recheck = Rule.objects.get(code="recheck_3wd")
    assert (
        compute_due(recheck, date(2024, 2, 9)).trace
        == "2月9日期满，次日起算，3个工作日，跳过2月10日至17日，2月20日届满"
    )


def test_case_period_extended_twice_ends_as_the_golden_file_says(today, station, officer):
    today("2026-07-31")
    rule = Rule.objects.get(code="case_30d_natural_roll")
    case = open_deadline(station, CASE, unit=station, rule=rule, starts_on=date(2026, 7, 4), by=officer)
    extend_deadline(case, length=30, reason="案情复杂", by=officer)
    extend_deadline(case, length=30, reason="案情复杂", by=officer)
    assert again(case).effective_due_on == date(2026, 10, 8)
    with pytest.raises(DeadlineRefused, match="2 次为限"):
        extend_deadline(case, length=1, reason="再延", by=officer)


@pytest.mark.parametrize("field", ["due_on", "starts_on"])
def test_saving_a_changed_day_raises(opened, field):
    stored = again(opened)
    setattr(stored, field, date(2026, 7, 7))
    with pytest.raises(FrozenDeadline):
        stored.save()
    assert getattr(again(opened), field) == getattr(opened, field)


def test_saving_a_changed_trace_raises(opened):
    opened.trace = "改写"
    with pytest.raises(FrozenDeadline):
        opened.save()


def test_saving_a_row_that_was_built_by_hand_raises(opened):
    copy = Deadline(**{field.attname: getattr(opened, field.attname) for field in Deadline._meta.concrete_fields})
    copy.due_on = copy.effective_due_on = date(2026, 7, 16)
    with pytest.raises(FrozenDeadline):
        copy.save()


def test_update_and_bulk_update_of_a_due_day_raise(opened):
    with pytest.raises(FrozenDeadline):
        Deadline.objects.update(due_on=date(2026, 7, 16))
    opened.due_on = date(2026, 7, 16)
    with pytest.raises(FrozenDeadline):
        Deadline.objects.bulk_update([opened], ["due_on"])


def test_extend_deadline_moves_only_the_effective_day(opened, officer):
    extension = extend_deadline(opened, length=3, reason="设备到货延迟", by=officer)
    stored = again(opened)
    assert (stored.due_on, stored.effective_due_on) == (DUE, date(2026, 7, 20))
    assert (extension.previous_due_on, extension.new_due_on, extension.total_length) == (DUE, date(2026, 7, 20), 10)
    assert "10个工作日" in extension.trace
    assert "延期" in [line.additional_data["verb"] for line in LogEntry.objects.get_for_object(opened)]


def test_extend_deadline_is_refused_a_second_time(opened, officer):
    extend_deadline(opened, length=3, reason="一", by=officer)
    with pytest.raises(DeadlineRefused, match="1 次为限"):
        extend_deadline(opened, length=3, reason="二", by=officer)
    assert Extension.objects.count() == 1


def test_extend_deadline_is_possible_on_the_last_day_and_not_after(opened, officer, today):
    today("2026-07-16")
    with pytest.raises(DeadlineRefused, match="已届满"):
        extend_deadline(opened, length=3, reason="迟", by=officer)
    today("2026-07-15")
    extend_deadline(opened, length=3, reason="当日", by=officer)


def test_extend_deadline_never_passes_the_legal_maximum(opened, officer):
    with pytest.raises(LengthRefused, match="不得超过 30"):
        extend_deadline(opened, length=24, reason="长", by=officer)
    extend_deadline(opened, length=23, reason="长", by=officer)


@pytest.mark.parametrize("length", [0, -3])
def test_extend_deadline_refuses_no_days(opened, officer, length):
    with pytest.raises(LengthRefused, match="至少"):
        extend_deadline(opened, length=length, reason="无", by=officer)


def test_extend_deadline_that_ends_in_the_same_holiday_is_refused(today, station, officer):
    today("2026-09-16")
    rule = Rule.objects.get(code="rectify_natural_roll")
    opened = open_deadline(station, RECTIFY, unit=station, rule=rule, starts_on=date(2026, 9, 16), length=9, by=officer)
    assert opened.due_on == date(2026, 9, 28)  # 25 to 27 September are off
    with pytest.raises(LengthRefused, match="不晚于原期满日"):
        extend_deadline(opened, length=1, reason="短", by=officer)
    assert extend_deadline(opened, length=4, reason="够", by=officer).new_due_on == date(2026, 9, 29)


@pytest.mark.parametrize(("on", "is_within"), [(date(2026, 7, 15), True), (date(2026, 7, 16), False)])
def test_close_deadline_keeps_whether_it_was_within_the_limit(opened, officer, on, is_within):
    close_deadline(opened, on=on, by=officer)
    assert (again(opened).closed_on, again(opened).is_within_limit) == (on, is_within)
    assert (opened.closed_on, opened.is_within_limit) == (on, is_within)


def test_close_deadline_counts_an_extension_as_within(opened, officer):
    extend_deadline(opened, length=3, reason="延", by=officer)
    close_deadline(opened, on=date(2026, 7, 20), by=officer)
    assert again(opened).is_within_limit


def test_close_deadline_twice_is_refused(opened, officer):
    close_deadline(opened, on=MONDAY, by=officer)
    with pytest.raises(DeadlineRefused, match="已办结"):
        close_deadline(opened, on=DUE, by=officer)
    with pytest.raises(DeadlineRefused, match="已办结"):
        extend_deadline(opened, length=1, reason="迟", by=officer)


def test_close_deadline_before_its_start_is_refused(opened, officer):
    with pytest.raises(DeadlineRefused, match="不得早于起算日"):
        close_deadline(opened, on=date(2026, 7, 5), by=officer)


def test_void_deadlines_frees_the_period(opened, station, officer, working_rule):
    assert void_deadlines(station, by=officer, reason="文书作废") == 1
    assert not Deadline.objects.open().exists()
    open_deadline(station, RECTIFY, unit=station, rule=working_rule, starts_on=MONDAY, by=officer)


def test_overdue_begins_the_day_after(opened):
    assert not Deadline.objects.overdue(DUE).exists()
    assert Deadline.objects.overdue(date(2026, 7, 16)).get() == opened


def test_visible_to_shows_own_units_deadlines_only(opened, officer, django_user_model):
    stranger = django_user_model.objects.create(username="stranger", name="外人")
    assert list(Deadline.objects.visible_to(officer)) == [opened]
    assert not Deadline.objects.visible_to(stranger).exists()


def test_load_calendar_costs_one_statement_when_warm(db, django_assert_num_queries):
    load_calendar()
    with django_assert_num_queries(1):
        load_calendar()


def shown(deadline):
    """As a page reads it."""
    return Deadline.objects.with_changes().get(pk=deadline.pk)


def test_receipt_shows_the_days_and_what_is_left(opened, calendar):
    receipt = receipt_of(shown(opened), on=date(2026, 7, 7), calendar=calendar)
    assert [cell.text for cell in receipt.cells][:2] == ["签发", "第1日"]
    assert receipt.remaining == "剩 6 个工作日（8 天）"
    assert (receipt.lamp.text, receipt.lamp.tone) == ("整改剩 8 天", "green")


def test_receipt_of_an_extended_deadline_tells_both_traces(opened, officer, calendar):
    extend_deadline(opened, length=3, reason="延", by=officer)
    receipt = receipt_of(shown(opened), on=MONDAY, calendar=calendar)
    assert (receipt.due_on, receipt.cells[-1].day, len(receipt.traces)) == (date(2026, 7, 20), date(2026, 7, 20), 2)


@pytest.mark.parametrize(
    ("on", "words", "lamp"),
    [
        ("2026-07-12", "剩 3 个工作日（3 天）", "整改剩 3 天"),
        ("2026-07-13", "剩 2 个工作日（2 天）", "整改剩 2 天"),
        ("2026-07-15", "今天届满", "整改今日到期"),
        ("2026-07-18", "超期 3 天", "整改超期 3 天"),
    ],
)
def test_remaining_and_lamp(opened, calendar, on, words, lamp):
    day = date.fromisoformat(on)
    assert remaining(opened, on=day, calendar=calendar) == words
    assert lamp_of(opened, on=day).text == lamp


def test_seeds_hold_every_rule_of_the_golden_file(db):
    codes = {
        "rectify_natural_roll",
        "rectify_working",
        "recheck_3wd",
        "case_30d_natural_roll",
        "mediate1_3wd",
        "judicial_confirm_30d",
    }
    assert codes | {"custody_natural_no_roll"} <= set(Rule.objects.values_list("code", flat=True))
    silent = list(Rule.objects.filter(basis=None, note="").values_list("code", flat=True))
    assert silent == [], "a rule names its article, or says in its note that it is the branch's own"


@pytest.mark.parametrize(("on", "code"), [("2026-04-30", "weihua_2013_81"), ("2026-05-01", "weihua_2025_104")])
def test_bases_follow_the_law_of_the_day(db, on, code):
    in_force = set(LegalBasis.objects.in_force(date.fromisoformat(on)).values_list("code", flat=True))
    assert code in in_force
    assert len(in_force & {"weihua_2013_81", "weihua_2025_104"}) == 1


def test_case_rule_in_force_changes_with_the_law(db):
    cases = Rule.objects.filter(kind=CASE)
    assert cases.in_force(date(2025, 12, 31)).get().code == "case_30d_2012"
    assert cases.in_force(date(2026, 1, 1)).get().code == "case_30d_natural_roll"
