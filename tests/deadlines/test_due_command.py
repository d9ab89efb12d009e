import json
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError

from baiyi.deadlines.management.commands import due
from baiyi.deadlines.models import CalendarYear

ASKED = ["due", "--start", "2022-09-28", "--length", "3", "--measure"]


def test_due_prints_the_day_and_the_trace(db, capsys):
    call_command(*ASKED, "working")
    assert capsys.readouterr().out.splitlines() == [
        "2022-10-08",
        "9月28日签发，次日起算，3个工作日，跳过10月1日至7日，10月8日届满",
    ]


def test_due_prints_json(db, capsys):
    call_command(*ASKED, "natural", "--json")
    facts = json.loads(capsys.readouterr().out)
    assert list(facts) == ["start", "length", "measure", "roll", "due_on", "is_estimated", "trace", "calendar_version"]
    assert (facts["due_on"], facts["roll"], facts["is_estimated"]) == ("2022-10-08", True, False)


def test_due_does_not_roll_when_told(db, capsys):
    call_command(*ASKED, "natural", "--no-roll")
    assert capsys.readouterr().out.startswith("2022-10-01\n")


def test_due_marks_a_day_in_2027_as_estimated(db, capsys):
    call_command("due", "--start", "2027-03-01", "--length", "3", "--measure", "working", "--json")
    facts = json.loads(capsys.readouterr().out)
    assert facts["is_estimated"]
    assert "暂估" in facts["trace"]


@pytest.mark.parametrize(
    ("start", "length", "text"),
    [
        ("2022-13-01", "3", "日期"),
        ("今天", "3", "日期"),
        ("2022-09-28", "0", "1 至 3660"),
        ("1990-01-01", "3", "2000 年"),
    ],
)
def test_due_refuses_nonsense_in_chinese(db, start, length, text):
    with pytest.raises(CommandError, match=text):
        call_command("due", "--start", start, "--length", length, "--measure", "working")


def test_due_uses_the_calendar_of_the_database(db, capsys):
    year = CalendarYear.objects.get(year=2022)
    year.days.filter(day=date(2022, 10, 8)).delete()
    year.version = 2
    year.save()
    call_command(*ASKED, "working")
    assert capsys.readouterr().out.startswith("2022-10-09\n")


def test_due_works_without_a_database_and_says_so(monkeypatch, capsys):
    def no_table():
        raise OperationalError("no such table")

    monkeypatch.setattr(due, "load_calendar", no_table)
    call_command(*ASKED, "working")
    said = capsys.readouterr()
    assert said.out.startswith("2022-10-08\n")
    assert "随附历表" in said.err


def test_due_works_with_an_empty_calendar_and_says_so(db, capsys):
    CalendarYear.objects.all().delete()
    call_command(*ASKED, "working")
    said = capsys.readouterr()
    assert said.out.startswith("2022-10-08\n")
    assert "随附历表" in said.err
