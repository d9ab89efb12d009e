from datetime import date

import pytest
from django.apps import apps

from baiyi.deadlines.festivals import statutory
from baiyi.deadlines.health import work_calendar
from baiyi.deadlines.models import CalendarDay, CalendarYear, Deadline, Rule
from baiyi.deadlines.receipts import receipt_of
from baiyi.deadlines.seeds import plant
from baiyi.deadlines.services import (
    close_deadline,
    compute_due,
    differences,
    extend_deadline,
    load_calendar,
    open_deadline,
)
from baiyi.deadlines.workdays import NamedDay, calendar_lately, put_in_force, read_calendar
from inspections.kinds import RECTIFY

STATUTORY = [NamedDay(day, False, name) for name, days in statutory(2027) for day in days]
NEW_YEAR = [
    *STATUTORY,
    NamedDay(date(2026, 12, 31), False, "元旦"),
    NamedDay(date(2027, 1, 4), False, "元旦"),
    NamedDay(date(2027, 1, 9), True, "补班"),
]


def import_calendar(**facts) -> list:
    """The table in force, and what it would have dated otherwise."""
    put_in_force(year=2027, source="测试", **facts)
    return list(differences())


@pytest.fixture
def december(today, station, officer, working_rule):
    """Issued in December for 7 working days: the year after has no table, so the day is 暂估."""
    today("2026-12-28")
    return open_deadline(station, RECTIFY, unit=station, rule=working_rule, starts_on=date(2026, 12, 28), by=officer)


def test_seeded_calendar_in_the_database_is_the_one_of_the_seeds(db, calendar):
    assert read_calendar().years == calendar.years


def test_planting_again_changes_nothing(db, working_rule):
    Rule.objects.filter(pk=working_rule.pk).update(length=5)
    before = CalendarDay.objects.count(), Rule.objects.count()
    plant(apps)
    assert (CalendarDay.objects.count(), Rule.objects.count()) == before
    assert Rule.objects.get(pk=working_rule.pk).length == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_seeds_survive_a_flushed_database(run):
    assert CalendarYear.objects.count() == 5
    assert Rule.objects.filter(code="rectify_working").exists()


def test_import_lists_differences_and_changes_none(december, officer):
    assert (december.due_on, december.is_estimated) == (date(2027, 1, 6), True)
    before = Deadline.objects.values().get()
    found = import_calendar(days=NEW_YEAR, by=officer)
    assert [(each.deadline_id, each.due_on, each.would_be) for each in found] == [
        (december.pk, date(2027, 1, 6), date(2027, 1, 9))
    ]
    assert not found[0].is_estimated
    assert Deadline.objects.values().get() == before


def test_import_reaches_every_process_at_its_next_computation(december, officer, working_rule):
    import_calendar(days=NEW_YEAR, by=officer)
    assert load_calendar().years[2027].version == 1
    computed = compute_due(working_rule, date(2026, 12, 28))
    assert (computed.due_on, computed.is_estimated, computed.calendar_version) == (
        date(2027, 1, 9),
        False,
        "2026.1+2027.1",
    )


def test_second_table_replaces_the_first_and_raises_its_version(december, officer):
    put_in_force(year=2027, days=NEW_YEAR, source="一", by=officer)
    put_in_force(year=2027, days=[NamedDay(date(2027, 1, 1), False, "元旦")], source="二", by=officer)
    assert [each.would_be for each in differences()] == [date(2027, 1, 7)]
    table = CalendarYear.objects.get(year=2027)
    assert (table.version, table.source, table.days.count()) == (2, "二", 1)


def test_differences_name_extensions_and_closed_deadlines_too(december, officer):
    extend_deadline(december, length=2, reason="延", by=officer)
    close_deadline(december, on=date(2027, 1, 7), by=officer)
    found = import_calendar(days=NEW_YEAR, by=officer)
    assert [(each.is_change, each.would_be) for each in found] == [
        (False, date(2027, 1, 9)),
        (True, date(2027, 1, 12)),
    ]


def test_differences_follow_a_changed_rule(today, station, officer):
    rule = Rule.objects.get(code="rectify_natural_roll")
    open_deadline(
        station, RECTIFY, unit=station, rule=rule, starts_on=date(2026, 7, 3), by=officer
    )  # Saturday 18 July, rolled
    assert list(differences()) == []
    rule.rolls = False
    rule.save()
    assert [(each.due_on, each.would_be) for each in differences()] == [(date(2026, 7, 20), date(2026, 7, 18))]


def test_differences_cost_the_same_for_many_rows(station, officer, working_rule, django_assert_num_queries, today):
    for period in range(30):
        open_deadline(
            station,
            RECTIFY,
            unit=station,
            rule=working_rule,
            starts_on=date(2026, 12, 28),
            by=officer,
            period=str(period),
        )
    import_calendar(days=NEW_YEAR, by=officer)
    load_calendar()
    with django_assert_num_queries(5):
        assert len(list(differences())) == 30


def test_receipt_after_a_new_calendar_keeps_the_printed_day_and_draws_no_days(december, officer):
    import_calendar(days=NEW_YEAR, by=officer)
    receipt = receipt_of(Deadline.objects.with_changes().get(pk=december.pk), on=date(2026, 12, 29))
    assert (receipt.due_on, receipt.cells, receipt.traces) == (date(2027, 1, 6), (), (december.trace,))


@pytest.mark.parametrize(
    ("day", "level"), [("2026-10-31", "ok"), ("2026-11-01", "warn"), ("2026-12-31", "warn"), ("2027-01-01", "fail")]
)
def test_health_warns_from_november_that_next_years_table_is_missing(db, today, day, level):
    today(day)
    found = work_calendar()
    assert found.level == level
    assert ("2027" in found.text) is (level != "ok")


def test_health_is_content_once_next_year_is_imported(db, today, officer):
    today("2026-11-20")
    import_calendar(days=NEW_YEAR, by=officer)
    assert work_calendar().level == "ok"


def test_health_says_what_a_table_lacks(db, today, officer):
    today("2026-11-20")
    put_in_force(year=2027, days=STATUTORY[:-1], source="测试", by=officer)
    found = work_calendar()
    assert (found.level, "2027年节假日历不全" in found.text) == ("warn", True)


def test_a_year_without_its_whole_table_stays_estimated(december, officer, working_rule):
    put_in_force(year=2027, days=[NamedDay(date(2027, 1, 1), False, "元旦")], source="测试", by=officer)
    computed = compute_due(working_rule, date(2026, 12, 28))
    assert computed.is_estimated
    assert computed.trace.endswith("2027年节假日历不全，为暂估")
    assert computed.calendar_version == "2026.1+2027.1"


def test_pages_know_a_new_table_at_once_where_it_was_imported(officer, django_assert_num_queries):
    calendar_lately()
    with django_assert_num_queries(0):
        before = calendar_lately()
    import_calendar(days=NEW_YEAR, by=officer)
    assert calendar_lately() != before
    assert calendar_lately() == load_calendar()
