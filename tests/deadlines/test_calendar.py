"""The arithmetic against the golden file and against an oracle written from chinese_calendar, which knows nothing of
our tables.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baiyi.deadlines.calendar import MONTHS, NATURAL, WORKING, Calendar, CalendarYear, compute, length_until
from baiyi.deadlines.seeds import seed_calendar, spell_out

GOLDEN = list(csv.DictReader((Path(__file__).parent / "golden_deadlines.csv").read_text(encoding="utf-8").splitlines()))
SEEDED = seed_calendar()
FIRST, LAST = date(2022, 1, 1), date(2026, 12, 31)
ONE_DAY = timedelta(days=1)
starts = st.dates(FIRST, date(2026, 8, 31))


def oracle(start: date, length: int, measure: str, roll: bool) -> date:
    """Counts one day at a time, by chinese_calendar."""
    day, left = start, length
    while left:
        day += ONE_DAY
        left -= measure == NATURAL or chinese_calendar.is_workday(day)
    while roll and not chinese_calendar.is_workday(day):
        day += ONE_DAY
    return day


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: f"{row['rule_kind']}-{row['start']}-{row['n']}")
def test_compute_agrees_with_the_golden_file(row):
    roll = row["rule_kind"] != "custody_natural_no_roll"
    computed = compute(date.fromisoformat(row["start"]), int(row["n"]), row["unit"], calendar=SEEDED, roll=roll)
    assert computed.due_on == date.fromisoformat(row["due"])
    assert not computed.is_estimated


def test_golden_file_is_whole():
    assert len(GOLDEN) == 29


def test_is_workday_agrees_with_chinese_calendar_on_every_day():
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    assert len(days) == 1826
    assert [day for day in days if SEEDED.is_workday(day) != chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize("measure", [WORKING, NATURAL])
@pytest.mark.parametrize("length", [1, 3, 7, 15, 30])
def test_compute_agrees_with_the_oracle_from_every_day(measure, length):
    start = FIRST
    while start < date(2026, 11, 1):
        assert compute(start, length, measure, calendar=SEEDED).due_on == oracle(start, length, measure, True), start
        start += ONE_DAY


@settings(max_examples=500, deadline=None)
@given(start=starts, length=st.integers(1, 75), measure=st.sampled_from([WORKING, NATURAL]), roll=st.booleans())
def test_compute_agrees_with_the_oracle(start, length, measure, roll):
    computed = compute(start, length, measure, calendar=SEEDED, roll=roll)
    assert computed.due_on == oracle(start, length, measure, roll and measure == NATURAL)
    assert not computed.is_estimated


@settings(max_examples=300, deadline=None)
@given(start=starts, length=st.integers(1, 60), measure=st.sampled_from([WORKING, NATURAL]), roll=st.booleans())
def test_days_run_without_gap_from_start_to_due(start, length, measure, roll):
    computed = compute(start, length, measure, calendar=SEEDED, roll=roll)
    days = [cell.day for cell in computed.days]
    assert days == [start + timedelta(days=n) for n in range((computed.due_on - start).days + 1)]
    assert [cell.ordinal for cell in computed.days if cell.ordinal] == list(range(1, length + 1))
    assert [computed.days[0].kind, computed.days[-1].kind] == ["start", "due"]


@settings(max_examples=300, deadline=None)
@given(start=starts, length=st.integers(1, 60), measure=st.sampled_from([WORKING, NATURAL]), roll=st.booleans())
def test_length_until_finds_a_length_that_ends_on_that_day(start, length, measure, roll):
    due_on = compute(start, length, measure, calendar=SEEDED, roll=roll).due_on
    found = length_until(start, due_on, measure, calendar=SEEDED, roll=roll, most=length)
    assert compute(start, found, measure, calendar=SEEDED, roll=roll).due_on == due_on
    assert found <= length


def test_length_until_refuses_a_day_off_and_offers_the_next_working_day(calendar):
    with pytest.raises(ValueError, match=r"7月11日是非工作日.*7月13日"):
        length_until(date(2026, 7, 6), date(2026, 7, 11), WORKING, calendar=calendar)


def test_length_until_refuses_a_day_not_after_the_start(calendar):
    with pytest.raises(ValueError, match="晚于起算日"):
        length_until(date(2026, 7, 6), date(2026, 7, 6), WORKING, calendar=calendar)


@pytest.mark.parametrize(
    ("start", "length", "measure", "facts", "sentence"),
    [
        ("2022-07-06", 10, WORKING, {}, "7月6日签发，次日起算，10个工作日，跳过7月9日、10日、16日、17日，7月20日届满"),
        ("2022-09-28", 3, WORKING, {}, "9月28日签发，次日起算，3个工作日，跳过10月1日至7日，10月8日届满"),
        ("2022-07-06", 2, WORKING, {"verb": "检查"}, "7月6日检查，次日起算，2个工作日，7月8日届满"),
        (
            "2022-09-05",
            5,
            NATURAL,
            {"verb": "期满"},
            "9月5日期满，次日起算，5个自然日，末日9月10日为非工作日，顺延至9月13日届满",
        ),
        (
            "2022-12-16",
            15,
            NATURAL,
            {},
            "12月16日签发，次日起算，15个自然日，末日12月31日为非工作日，顺延至2023年1月3日届满",
        ),
        (
            "2022-12-30", 3, WORKING, {},
            "12月30日签发，次日起算，3个工作日，跳过12月31日至2023年1月2日，2023年1月5日届满",
        ),
        (
            "2023-09-20", 10, NATURAL, {"roll": False, "verb": "起算"},
            "9月20日起算，当日不计，10个自然日，9月30日届满，末日遇节假日不顺延",
        ),
        (
            "2026-12-28", 5, WORKING, {},
            "12月28日签发，次日起算，5个工作日，跳过2027年1月2日、3日，2027年1月4日届满，2027年节假日历尚未发布，为暂估",
        ),
    ],
)  # fmt: skip
def test_trace_says_the_arithmetic(calendar, start, length, measure, facts, sentence):
    assert compute(date.fromisoformat(start), length, measure, calendar=calendar, **facts).trace == sentence


def test_trace_of_a_very_long_period_stays_short(calendar):
    computed = compute(date(2026, 1, 5), 3660, WORKING, calendar=calendar)
    assert len(computed.trace) < 200
    assert "2027至2040年节假日历尚未发布" in computed.trace
    assert len(computed.receipt()) == 48


def test_year_without_table_is_estimated_and_guessed_by_weekday(calendar):
    computed = compute(date(2027, 9, 30), 3, WORKING, calendar=calendar)
    assert computed.is_estimated
    assert computed.due_on == date(2027, 10, 5)
    assert computed.calendar_version == "2027.0"
    assert "暂估" in computed.trace


@pytest.mark.parametrize(("length", "is_estimated"), [(15, False), (16, True)])
def test_natural_period_is_estimated_only_when_its_last_day_needs_the_missing_table(calendar, length, is_estimated):
    assert compute(date(2026, 12, 16), length, NATURAL, calendar=calendar).is_estimated is is_estimated


def test_period_that_does_not_roll_needs_no_table(calendar):
    computed = compute(date(2026, 12, 25), 10, NATURAL, calendar=calendar, roll=False)
    assert (computed.due_on, computed.is_estimated) == (date(2027, 1, 4), False)


def test_next_years_notice_decides_december_but_does_not_complete_the_year():
    december = date(2026, 12, 31)
    table = CalendarYear(2027, frozenset({december}), frozenset())
    calendar = Calendar({2027: table})
    assert not calendar.is_workday(december)
    assert not calendar.is_known(december)
    assert compute(date(2026, 12, 30), 1, NATURAL, calendar=calendar).is_estimated


@pytest.mark.parametrize(
    ("start", "length", "text"),
    [
        (date(2026, 7, 6), 0, "1 至 3660"),
        (date(2026, 7, 6), -1, "1 至 3660"),
        (date(2026, 7, 6), 3661, "1 至 3660"),
        (date(1999, 12, 31), 3, "2000 年至 2100 年"),
        (date(2101, 1, 1), 3, "2000 年至 2100 年"),
    ],
)
def test_compute_refuses_nonsense_in_chinese(calendar, start, length, text):
    with pytest.raises(ValueError, match=text):
        compute(start, length, WORKING, calendar=calendar)


def test_compute_refuses_an_unknown_measure(calendar):
    with pytest.raises(ValueError, match="工作日、自然日或月"):
        compute(date(2026, 7, 6), 3, "weeks", calendar=calendar)


@pytest.mark.parametrize(
    ("start", "months", "roll", "due"),
    [
        ("2022-07-21", 2, False, "2022-09-21"),
        ("2022-12-31", 2, False, "2023-02-28"),
        ("2023-12-31", 2, False, "2024-02-29"),
        ("2022-08-31", 1, False, "2022-09-30"),
        ("2022-08-01", 2, False, "2022-10-01"),  # a holiday that does not move
        ("2022-08-01", 2, True, "2022-10-08"),
        ("2022-11-30", 12, False, "2023-11-30"),
    ],
)
def test_months_end_on_the_day_of_the_same_number(start, months, roll, due):
    computed = compute(date.fromisoformat(start), months, MONTHS, calendar=SEEDED, roll=roll, verb="逮捕")
    assert computed.due_on == date.fromisoformat(due)
    assert f"{months}个月" in computed.trace


def test_months_that_move_say_from_which_day():
    computed = compute(date(2022, 8, 1), 2, MONTHS, calendar=SEEDED, verb="逮捕")
    assert computed.trace == "8月1日逮捕，次日起算，2个月，末日10月1日为非工作日，顺延至10月8日届满"


def test_months_know_no_chosen_day_and_no_more_than_ten_years():
    with pytest.raises(ValueError, match="不能另选"):
        length_until(date(2022, 7, 1), date(2022, 9, 1), MONTHS, calendar=SEEDED)
    with pytest.raises(ValueError, match="1 至 120"):
        compute(date(2022, 7, 1), 121, MONTHS, calendar=SEEDED)


def test_make_up_saturday_is_a_working_day(calendar):
    assert calendar.is_workday(date(2022, 10, 8))
    assert compute(date(2022, 9, 23), 15, NATURAL, calendar=calendar).due_on == date(2022, 10, 8)


def test_spell_out_names_every_day_of_a_span():
    assert list(spell_out("2022-01-31/02-02 2022-04-02")) == [
        date(2022, 1, 31),
        date(2022, 2, 1),
        date(2022, 2, 2),
        date(2022, 4, 2),
    ]
    assert list(spell_out("2022-01-29/30")) == [date(2022, 1, 29), date(2022, 1, 30)]


def test_day_that_no_length_reaches_is_refused_without_counting_to_it(monkeypatch):
    monkeypatch.setattr(Calendar, "count_workdays", None)
    with pytest.raises(ValueError, match="3660"):
        length_until(date(2022, 7, 6), date(9999, 12, 31), WORKING, calendar=SEEDED)
