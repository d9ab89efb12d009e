from datetime import date

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError

from baiyi.deadlines.health import work_calendar
from baiyi.deadlines.models import CalendarDay, CalendarYear, Deadline, Rule
from baiyi.deadlines.receipts import receipt_of
from baiyi.deadlines.seeds import plant
from baiyi.deadlines.services import (
    close_deadline,
    compute_due,
    differences,
    extend_deadline,
    import_calendar,
    load_calendar,
    open_deadline,
)
from baiyi.deadlines.workdays import CalendarRefused, calendar_lately, read_calendar
from inspections.kinds import RECTIFY

NEW_YEAR = [
    (date(2026, 12, 31), False, "元旦"),
    (date(2027, 1, 1), False, "元旦"),
    (date(2027, 1, 4), False, "元旦"),
    (date(2027, 1, 9), True, "补班"),
]


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
    found = import_calendar(year=2027, days=NEW_YEAR, source="测试", by=officer)
    assert [(each.deadline_id, each.due_on, each.would_be) for each in found] == [
        (december.pk, date(2027, 1, 6), date(2027, 1, 9))
    ]
    assert not found[0].is_estimated
    assert Deadline.objects.values().get() == before


def test_import_reaches_every_process_at_its_next_computation(december, officer, working_rule):
    import_calendar(year=2027, days=NEW_YEAR, source="测试", by=officer)
    assert load_calendar().years[2027].version == 1
    computed = compute_due(working_rule, date(2026, 12, 28))
    assert (computed.due_on, computed.is_estimated, computed.calendar_version) == (
        date(2027, 1, 9),
        False,
        "2026.1+2027.1",
    )


def test_second_import_replaces_the_table_and_raises_its_version(december, officer):
    import_calendar(year=2027, days=NEW_YEAR, source="一", by=officer)
    found = import_calendar(year=2027, days=[(date(2027, 1, 1), False, "元旦")], source="二", by=officer)
    assert [each.would_be for each in found] == [date(2027, 1, 7)]
    table = CalendarYear.objects.get(year=2027)
    assert (table.version, table.source, table.days.count()) == (2, "二", 1)
    with pytest.raises(CalendarRefused, match="须大于"):
        import_calendar(year=2027, days=NEW_YEAR, source="三", by=officer, version=2)


def test_differences_name_extensions_and_closed_deadlines_too(december, officer):
    extend_deadline(december, length=2, reason="延", by=officer)
    close_deadline(december, on=date(2027, 1, 7), by=officer)
    found = import_calendar(year=2027, days=NEW_YEAR, source="测试", by=officer)
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
    import_calendar(year=2027, days=NEW_YEAR, source="测试", by=officer)
    load_calendar()
    with django_assert_num_queries(5):
        assert len(list(differences())) == 30


def test_receipt_after_a_new_calendar_keeps_the_printed_day_and_draws_no_days(december, officer):
    import_calendar(year=2027, days=NEW_YEAR, source="测试", by=officer)
    receipt = receipt_of(Deadline.objects.with_changes().get(pk=december.pk), on=date(2026, 12, 29))
    assert (receipt.due_on, receipt.cells, receipt.traces) == (date(2027, 1, 6), (), (december.trace,))


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ([], "没有2027年的放假日"),
        ([(date(2027, 1, 1), False, ""), (date(2028, 1, 1), False, "")], "不属于2027年"),
        ([(date(2027, 1, 1), False, ""), (date(2026, 11, 30), False, "")], "不属于2027年"),
        ([(date(2027, 1, 1), False, ""), (date(2027, 1, 1), True, "")], "重复"),
    ],
)
def test_import_refuses_a_table_that_cannot_be(db, officer, days, text):
    with pytest.raises(CalendarRefused, match=text):
        import_calendar(year=2027, days=days, source="测试", by=officer)
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_import_refuses_a_day_of_another_years_table(db, officer):
    days = [(date(2022, 12, 31), False, ""), (date(2022, 1, 1), False, "")]
    with pytest.raises(CalendarRefused, match="已列在2023年"):
        import_calendar(year=2022, days=days, source="测试", by=officer)
    assert CalendarYear.objects.get(year=2022).version == 1


def test_calendar_import_command_lists_differences(december, tmp_path, capsys):
    file = tmp_path / "2027.csv"
    file.write_text(
        "day,is_working,note\n2027-01-01,0,元旦\n2027-01-04,0,元旦\n2027-01-09,1,补班\n", encoding="utf-8-sig"
    )
    call_command("calendar_import", str(file), "--year", "2027", "--source", "测试文号")
    said = capsys.readouterr().out
    assert f"期限 {december.pk}" in said
    assert "原 2027-01-06，按新历表 2027-01-08" in said
    assert "1 项，均未改动" in said


@pytest.mark.parametrize(
    "content", ["day,is_working\n2027-13-01,0\n", "day,is_working\n2027-01-01,maybe\n", "x\n1\n", ""]
)
def test_calendar_import_command_refuses_a_bad_file(db, tmp_path, content):
    file = tmp_path / "bad.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("calendar_import", str(file), "--year", "2027", "--source", "测试")
    assert not CalendarYear.objects.filter(year=2027).exists()


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
    import_calendar(year=2027, days=NEW_YEAR, source="测试", by=officer)
    assert work_calendar().level == "ok"


def test_pages_know_a_new_table_at_once_where_it_was_imported(officer, django_assert_num_queries):
    calendar_lately()
    with django_assert_num_queries(0):
        before = calendar_lately()
    import_calendar(year=2027, days=NEW_YEAR, source="测试", by=officer)
    assert calendar_lately() != before
    assert calendar_lately() == load_calendar()
