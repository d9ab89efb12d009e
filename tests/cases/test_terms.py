"""Deadlines of cases and of custody, 2022–2026, under both texts of the law: each row worked by hand.

A term starts the day after 受案 (程序规定第三十五条); 30 natural days, extended by 30; a last day off moves to the next
working day, one of custody does not.
"""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied

from baiyi.accounts.models import User
from baiyi.deadlines.models import Deadline
from baiyi.notifications.models import Notification
from baiyi.records.moves import MoveRefused, move
from cases import services
from cases.kinds import CASE, CUSTODY, FILING
from cases.models import Case
from tests.cases.samples import make_case, make_filed

TEXT_2012, TEXT_2025 = "zhian_2012_99", "zhian_2025_118"


@pytest.fixture
def at(settings):
    """at("2026-03-02") moves the clock."""

    def move_clock(day: str) -> dt.date:
        settings.BAIYI_TODAY = f"{day}T10:00:00+08:00"
        return dt.date.fromisoformat(day)

    return move_clock


@dataclass(frozen=True)
class Row:
    """Accepted that day, what happened then, and the last day of the term."""

    accepted: str
    due: str
    why: str
    steps: tuple[str, ...] = ()

    @property
    def law(self) -> str:
        return TEXT_2025 if self.accepted >= "2026-01-01" else TEXT_2012


PLAIN = [
    Row("2022-01-01", "2022-02-07", "31 Jan to 6 Feb are 春节"),
    Row("2022-03-04", "2022-04-06", "3 to 5 Apr are 清明"),
    Row("2022-03-31", "2022-05-05", "30 Apr to 4 May are 劳动节"),
    Row("2022-04-07", "2022-05-07", "a Saturday that is worked does not move"),
    Row("2022-05-05", "2022-06-06", "4 Jun is a Saturday within 端午"),
    Row("2022-07-04", "2022-08-03", "a Wednesday"),
    Row("2022-08-11", "2022-09-13", "10 to 12 Sep are 中秋"),
    Row("2022-09-01", "2022-10-08", "国庆 ends on the 7th, Saturday the 8th is worked"),
    Row("2022-09-09", "2022-10-09", "a Sunday that is worked"),
    Row("2022-12-01", "2023-01-03", "31 Dec is off by the notice of 2023"),
    Row("2022-12-22", "2023-01-28", "春节 ends on the 27th, Saturday the 28th is worked"),
    Row("2023-03-06", "2023-04-06", "5 Apr alone is off"),
    Row("2023-03-24", "2023-04-23", "a Sunday that is worked"),
    Row("2023-03-30", "2023-05-04", "29 Apr to 3 May are off"),
    Row("2023-05-23", "2023-06-25", "22 to 24 Jun are off, Sunday the 25th is worked"),
    Row("2023-08-30", "2023-10-07", "29 Sep to 6 Oct are off, Saturday the 7th is worked"),
    Row("2024-01-10", "2024-02-09", "除夕 of 2024 is worked"),
    Row("2024-01-11", "2024-02-18", "10 to 17 Feb are off, Sunday the 18th is worked"),
    Row("2024-01-30", "2024-02-29", "the leap day, a Thursday"),
    Row("2024-04-01", "2024-05-06", "1 to 5 May are off"),
    Row("2024-08-16", "2024-09-18", "15 to 17 Sep are off"),
    Row("2024-12-02", "2025-01-02", "1 Jan is off"),
    Row("2024-12-29", "2025-02-05", "28 Jan to 4 Feb are 春节"),
    Row("2025-05-01", "2025-06-03", "31 May to 2 Jun are off"),
    Row("2025-09-01", "2025-10-09", "1 to 8 Oct are off"),
    Row("2025-12-30", "2026-01-29", "a Thursday, counted by the text of 2012"),
    Row("2025-12-31", "2026-01-30", "the last day of the text of 2012; a Friday"),
    Row("2026-01-01", "2026-02-02", "the first day of the new text; 31 Jan is a Saturday"),
    Row("2026-01-02", "2026-02-02", "1 Feb is a Sunday"),
    Row("2026-01-15", "2026-02-14", "a Saturday that is worked"),
    Row("2026-01-16", "2026-02-24", "15 to 23 Feb are 春节"),
    Row("2026-01-29", "2026-02-28", "a Saturday that is worked, the end of February"),
    Row("2026-05-20", "2026-06-22", "19 to 21 Jun are 端午"),
    Row("2026-08-26", "2026-09-28", "25 to 27 Sep are 中秋"),
    Row("2026-09-01", "2026-10-08", "1 to 7 Oct are 国庆"),
    Row("2026-09-10", "2026-10-10", "a Saturday that is worked"),
]
CHANGED = [
    Row("2026-03-02", "2026-04-16", "30 + 15 days of 鉴定", ("pause 2026-03-10 expertise", "resume 2026-03-25")),
    Row("2026-03-02", "2026-04-08", "30 + 7 days of 听证", ("pause 2026-03-12 hearing", "resume 2026-03-19")),
    Row(
        "2026-03-02",
        "2026-04-17",
        "30 + 10 of 鉴定 + 6 of 听证",
        (
            "pause 2026-03-05 expertise",
            "resume 2026-03-15",
            "pause 2026-03-20 hearing",
            "resume 2026-03-26",
        ),
    ),
    Row("2026-03-02", "2026-04-01", "resumed the same day: none", ("pause 2026-03-10 expertise", "resume 2026-03-10")),
    Row("2026-01-15", "2026-03-03", "30 + 17 over 春节", ("pause 2026-02-10 expertise", "resume 2026-02-27")),
    Row("2026-03-02", "2026-04-07", "30 + 5; 4 to 6 Apr are 清明", ("extend 2026-03-20 5",)),
    Row("2026-03-02", "2026-05-06", "60 days; 1 to 5 May are off", ("extend 2026-03-20 30",)),
    Row("2026-03-02", "2026-06-01", "90 is a Sunday", ("extend 2026-03-20 30", "extend 2026-05-06 30")),
    Row(
        "2026-03-02",
        "2026-05-18",
        "75, with 15 of 鉴定 that do not count: 16 May is a Saturday",
        ("pause 2026-03-10 expertise", "resume 2026-03-25", "extend 2026-04-16 30"),
    ),
    Row(
        "2026-03-02",
        "2026-06-10",
        "90 + 10 of 鉴定",
        (
            "extend 2026-03-20 30",
            "extend 2026-04-20 30",
            "pause 2026-05-11 expertise",
            "resume 2026-05-21",
        ),
    ),
    Row("2025-11-03", "2025-12-23", "30 + 20 of 鉴定", ("pause 2025-11-10 expertise", "resume 2025-11-30")),
    Row("2025-11-03", "2026-01-04", "60; 1 to 3 Jan are off, Sunday the 4th is worked", ("extend 2025-12-01 30",)),
    Row(
        "2025-12-31",
        "2026-02-09",
        "30 + 10 of 鉴定 in January, still by the text of 2012",
        ("pause 2026-01-05 expertise", "resume 2026-01-15"),
    ),
    Row("2025-12-31", "2026-03-02", "60 is Sunday 1 Mar; with the upper body's paper", ("extend 2026-01-20 30",)),
]
REVIEWS = [
    ("2022-07-04", "2022-07-07", "a Thursday"),
    ("2025-12-31", "2026-01-04", "3 Jan is off, Sunday the 4th is worked"),
    ("2026-06-10", "2026-06-15", "13 Jun is a Saturday"),
    ("2026-09-30", "2026-10-08", "3 Oct lies within 国庆"),
]
HELD = [
    ("detention", None, "2026-09-30", "2026-10-03", "3 days, within 国庆"),
    ("detention", 7, "2026-06-10", "2026-06-17", "7 days by the decision"),
    ("detention", 30, "2026-01-20", "2026-02-19", "30 days, within 春节"),
    ("arrest", None, "2022-12-31", "2023-02-28", "no 31 Feb"),
    ("arrest", None, "2023-12-31", "2024-02-29", "a leap year"),
    ("arrest", None, "2024-06-30", "2024-08-30", "the same number, not the end of the month"),
    ("arrest", None, "2025-12-31", "2026-02-28", "no 31 Feb, a Saturday"),
    ("arrest", None, "2026-07-31", "2026-09-30", "no 31 Sep"),
    ("bail", None, "2024-02-29", "2025-02-28", "12 months after a leap day"),
    ("bail", None, "2025-10-01", "2026-10-01", "within 国庆"),
    ("residence", None, "2025-08-31", "2026-02-28", "6 months, no 31 Feb"),
    ("administrative", None, "2026-09-25", "2026-10-05", "10 days, within 国庆"),
    ("administrative", 15, "2026-05-01", "2026-05-16", "15 days, a Saturday"),
]


def named(rows):
    return {"argvalues": rows, "ids": lambda value: f"{value.accepted} {value.why}" if isinstance(value, Row) else None}


def term_of(record, kind: str) -> Deadline:
    return Deadline.objects.of(record).select_related("rule__basis").get(kind=kind)


def extend(case: Case, force, days: int) -> Case:
    asked = services.ask_extension(case, by=force.alice, version=case.version, days=days, reason="案情复杂")
    number = "市公法〔2025〕1号" if case.law_version.code == TEXT_2012 else ""
    return services.approve_extension(asked, by=force.people["leader"], version=asked.version, number=number)


def take(step: str, case: Case, force, at) -> Case:
    verb, day, *what = step.split()
    on, office = at(day), force.people["office"]
    if verb == "extend":
        return extend(case, force, int(what[0]))
    if verb == "pause":
        return move(case, "suspend", by=office, on=on, ground=what[0], reason="伤情鉴定")
    return move(case, "resume", by=office, on=on, reason="已有结论")


@pytest.mark.parametrize("row", **named(PLAIN + CHANGED))
def test_administrative_case_is_due(row, force, at):
    at(row.accepted)
    case = make_case(force)
    for step in row.steps:
        case = take(step, case, force, at)
    term = term_of(case, CASE)
    assert f"{term.effective_due_on}" == row.due, row.why
    assert term.late_after == term.effective_due_on
    assert not term.is_estimated
    assert term.rule.basis.code == case.law_version.code == row.law


@pytest.mark.parametrize(("accepted", "due", "why"), REVIEWS)
def test_review_before_filing_is_due(accepted, due, why, force, at):
    at(accepted)
    assert f"{term_of(make_case(force, 'theft'), FILING).due_on}" == due, why


@pytest.mark.parametrize(("measure", "days", "start", "due", "why"), HELD)
def test_custody_ends_and_never_moves(measure, days, start, due, why, force, at):
    on, office = at(start), force.people["office"]
    case = make_case(force, "gambling" if measure == "administrative" else "theft")
    if measure != "administrative":
        case = move(case, "file", by=office, on=on)
    services.take_measure(case, by=office, version=case.version, measure=measure, persons=1, on=on, days=days)
    assert f"{term_of(case.custody_lines.get(), CUSTODY).due_on}" == due, why


def test_arrest_grows_by_one_two_and_two_months_and_no_further(force, at):
    on, office = at("2025-12-31"), force.people["office"]
    case = move(make_case(force, "theft"), "file", by=office, on=on)
    services.take_measure(case, by=office, version=case.version, measure="arrest", persons=1)
    line, found = case.custody_lines.get(), []
    for months in (1, 2, 2):
        line = services.extend_custody(line, by=office, version=line.version, length=months, reason="案情复杂")
        found.append(f"{term_of(line, CUSTODY).effective_due_on}")
    assert found == ["2026-03-31", "2026-05-31", "2026-07-31"]
    with pytest.raises(MoveRefused, match="以 3 次为限"):
        services.extend_custody(line, by=office, version=line.version, length=1, reason="案情复杂")


def test_detention_is_extended_to_thirty_days_at_most_and_only_by_the_branch(force, at):
    on, office = at("2026-06-10"), force.people["office"]
    case = move(make_case(force, "theft"), "file", by=office, on=on)
    services.take_measure(case, by=office, version=case.version, measure="detention", persons=1)
    line = case.custody_lines.get()
    with pytest.raises(PermissionDenied):
        services.extend_custody(line, by=force.people["chief"], version=line.version, length=4, reason="结伙作案")
    with pytest.raises(MoveRefused, match="不得超过 30"):
        services.extend_custody(line, by=office, version=line.version, length=28, reason="结伙作案")
    services.extend_custody(line, by=office, version=line.version, length=27, reason="结伙作案")
    assert f"{term_of(line, CUSTODY).effective_due_on}" == "2026-07-10"


def test_year_without_a_calendar_is_said_to_be_estimated(force, at):
    at("2026-12-02")
    term = term_of(make_case(force), CASE)
    assert (f"{term.due_on}", term.is_estimated) == ("2027-01-01", True)
    assert "2027年节假日历尚未发布" in term.trace


@pytest.mark.parametrize(
    ("day", "ground"), [("2025-12-31", "hearing"), ("2025-12-31", "other"), ("2026-01-01", "other")]
)
def test_ground_that_the_text_does_not_exclude_is_refused(day, ground, force, at):
    on = at(day)
    case = make_case(force)
    with pytest.raises(MoveRefused, match="期间不扣除"):
        move(case, "suspend", by=force.people["office"], on=on, ground=ground, reason="听证")
    kept = Case.objects.get(pk=case.pk)
    assert (kept.suspended_on, kept.version, term_of(case, CASE).paused_on) == (None, case.version, None)


@pytest.mark.parametrize(("day", "times"), [("2025-12-01", 1), ("2026-03-02", 2)])
def test_extension_more_often_than_the_text_allows_is_refused(day, times, force, at):
    at(day)
    case = make_case(force)
    for _ in range(times):
        case = extend(case, force, 5)
    with pytest.raises(MoveRefused, match=f"延期以 {times} 次为限"):
        extend(case, force, 5)
    assert term_of(case, CASE).extensions.count() == times


@pytest.mark.parametrize("who", ["alice", "chief", "clerk", "supervisor"])
def test_extension_is_approved_at_the_branch_alone(who, force, at):
    at("2026-03-02")
    case = make_case(force)
    asked = services.ask_extension(case, by=force.alice, version=case.version, days=30, reason="案情复杂")
    told = set(Notification.objects.filter(kind="case_extension").values_list("recipient__username", flat=True))
    assert told == {"leader", "office"}
    with pytest.raises(PermissionDenied):
        services.approve_extension(asked, by=force.people[who], version=asked.version)
    assert f"{term_of(case, CASE).effective_due_on}" == "2026-04-01"


def test_extension_nobody_asked_for_or_that_was_refused_is_none(force, at):
    at("2026-03-02")
    case, leader = make_case(force), force.people["leader"]
    with pytest.raises(MoveRefused, match="没有待批准的延期申请"):
        services.approve_extension(case, by=leader, version=case.version)
    asked = services.ask_extension(case, by=force.alice, version=case.version, days=30, reason="案情复杂")
    refused = move(asked, "refuse_extension", by=leader, reason="不符合条件")
    assert f"{term_of(refused, CASE).effective_due_on}" == "2026-04-01"
    with pytest.raises(MoveRefused, match="没有待批准的延期申请"):
        services.approve_extension(refused, by=leader, version=refused.version)


def test_text_of_2012_asks_for_the_paper_of_the_upper_body_and_keeps_it(force, at):
    at("2025-12-31")
    case, leader = make_case(force), force.people["leader"]
    asked = services.ask_extension(case, by=force.alice, version=case.version, days=30, reason="案情复杂")
    with pytest.raises(MoveRefused, match="须经上一级公安机关批准"):
        services.approve_extension(asked, by=leader, version=asked.version)
    services.approve_extension(asked, by=leader, version=asked.version, number="市公法〔2025〕9号")
    extension = term_of(case, CASE).extensions.get()
    assert ("市公法〔2025〕9号" in extension.reason, extension.approved_by) == (True, leader)


def test_extension_is_refused_when_late_when_paused_and_in_criminal_cases(force, at):
    on, office = at("2026-03-02"), force.people["office"]
    late, theft = make_case(force), make_filed(force)
    paused = move(make_case(force), "suspend", by=office, on=on, ground="expertise", reason="鉴定")
    for case, words in ((paused, "正在中止"), (theft, "没有办案期限可延")):
        with pytest.raises(MoveRefused, match=words):
            extend(case, force, 30)
    at("2026-04-02")
    with pytest.raises(MoveRefused, match="期限已届满"):
        extend(late, force, 30)


@pytest.mark.parametrize("days", [0, 31])
def test_extension_of_no_days_or_more_than_thirty_is_refused(days, force):
    case = make_case(force)
    with pytest.raises(MoveRefused, match="1 至 30 天"):
        services.ask_extension(case, by=force.alice, version=case.version, days=days, reason="案情复杂")


def test_suspended_case_is_never_late_and_not_resumed_before_it_stopped(force, at):
    at("2026-03-02")
    case, office = make_case(force), force.people["office"]
    case = move(case, "suspend", by=office, on=at("2026-03-10"), ground="expertise", reason="鉴定")
    today = at("2026-05-20")
    assert not Case.objects.overdue(today).exists()
    with pytest.raises(MoveRefused, match="恢复日"):
        move(case, "resume", by=office, on=dt.date(2026, 3, 9), reason="已有结论")
    theft = move(make_case(force, "theft", accepted_on=dt.date(2026, 5, 1)), "file", by=office, on=today)
    theft = move(theft, "suspend", by=office, on=today, ground="expertise", reason="鉴定")
    with pytest.raises(MoveRefused, match="恢复日"):
        move(theft, "resume", by=office, on=dt.date(2026, 5, 2), reason="已有结论")


@pytest.mark.parametrize(("day", "words"), [("2025-12-31", "第九十九条"), ("2026-01-01", "第一百一十八条")])
def test_page_says_by_which_text_it_counts_and_how(day, words, force, at, sign_in):
    at(day)
    case = make_case(force)
    page = sign_in(User.objects.get(username="alice")).get(case.get_absolute_url()).content.decode()
    assert words in page
    assert term_of(case, CASE).trace in page
