"""A year's table is proposed, shown day by day, and confirmed by another person."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError
from django.urls import reverse

from baiyi.accounts.models import User
from baiyi.deadlines.festivals import missing, statutory
from baiyi.deadlines.models import CalendarDay, CalendarProposal, CalendarYear
from baiyi.deadlines.proposals import Comparison, confirm_calendar, propose_calendar, refuse_calendar
from baiyi.deadlines.services import open_deadline
from baiyi.deadlines.todos import calendars_to_confirm
from baiyi.deadlines.workdays import CalendarRefused, NamedDay, read_calendar
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from inspections.kinds import RECTIFY

YEAR = 2027
DAYS = [NamedDay(day, False, name) for name, days in statutory(YEAR) for day in days]
NOTICE = {"document_no": "国办发明电〔2026〕8号", "source": "中国政府网"}


@pytest.fixture
def office(force):
    return force.people["office"]


@pytest.fixture
def leader(force):
    return force.people["leader"]


def in_force(year: int) -> list[NamedDay]:
    return [
        NamedDay(*row) for row in CalendarDay.objects.filter(year__year=year).values_list("day", "is_working", "note")
    ]


def proposed(days=DAYS, year: int = YEAR, by=None) -> CalendarProposal:
    return propose_calendar(year=year, days=days, by=by, **NOTICE)


def test_a_file_of_one_row_changes_nothing_and_is_shown_day_by_day(force, office, tmp_path, capsys):
    """What the command did before: the National Day became a working day."""
    file = tmp_path / "2026.csv"
    file.write_text("day,is_working,note\n2026-01-01,0,元旦\n", encoding="utf-8-sig")
    before = read_calendar()
    call_command("calendar_import", str(file), "--year", "2026", "--number", "测试文号", "--source", "公报")
    assert read_calendar().years == before.years
    said = capsys.readouterr().out
    assert "2026-10-01 减少：放假 → 未列" in said
    assert "2026-10-10 减少：补班 → 未列" in said
    assert "不全，缺春节、清明、劳动节、端午、中秋、国庆：确认后 2026年仍为暂估" in said
    proposal = CalendarProposal.objects.get()
    assert (proposal.document_no, proposal.source, proposal.proposed_by) == ("测试文号", "公报", None)
    days = len(in_force(2026))
    assert len(Comparison(proposal).lost) == days - 1
    with pytest.raises(CalendarRefused, match=f"少 {days - 1} 日"):
        confirm_calendar(proposal, by=office, against=1)
    assert not read_calendar().is_workday(date(2026, 10, 1))


@pytest.mark.parametrize(
    "content", ["day,is_working\n2027-13-01,0\n", "day,is_working\n2027-01-01,maybe\n", "x\n1\n", ""]
)
def test_command_refuses_a_bad_file(db, tmp_path, content):
    file = tmp_path / "bad.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("calendar_import", str(file), "--year", "2027", "--number", "测试", "--source", "测试")
    assert not CalendarProposal.objects.exists()


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ([], "没有2027年的放假日"),
        ([NamedDay(date(2027, 1, 1), False), NamedDay(date(2028, 1, 1), False)], "不属于2027年"),
        ([NamedDay(date(2027, 1, 1), False), NamedDay(date(2026, 11, 30), False)], "不属于2027年"),
        ([NamedDay(date(2027, 1, 1), False), NamedDay(date(2027, 1, 1), True)], "重复"),
    ],
)
def test_a_table_that_cannot_be_is_refused(db, days, text):
    with pytest.raises(CalendarRefused, match=text):
        proposed(days)
    assert not CalendarProposal.objects.exists()


def test_a_day_of_another_years_table_is_refused(db):
    with pytest.raises(CalendarRefused, match="已列在2023年"):
        proposed([NamedDay(date(2022, 12, 31), False), NamedDay(date(2022, 1, 1), False)], 2022)


def test_one_proposal_of_a_year_waits_at_a_time(force, office):
    first = proposed()
    with pytest.raises(CalendarRefused, match="正待确认"):
        proposed()
    refuse_calendar(first, by=office, reason="不是通知原文")
    assert proposed().pk != first.pk


def test_confirmed_table_is_the_next_version_and_names_both_people(force, office, leader):
    proposal = proposed(by=office)
    with pytest.raises(CalendarRefused, match="提出人不能自己确认"):
        confirm_calendar(proposal, by=office, against=0)
    done = confirm_calendar(proposal, by=leader, against=0)
    table = CalendarYear.objects.get(year=YEAR)
    assert (table.version, table.source, table.days.count()) == (1, NOTICE["document_no"], len(DAYS))
    assert (done.verdict, done.decided_by, done.made_version) == ("confirmed", leader, 1)
    assert read_calendar().is_known(date(2027, 6, 1))
    with pytest.raises(CalendarRefused, match="已确认，不能再处理"):
        confirm_calendar(proposal, by=leader, against=1)


def test_the_database_too_wants_another_person(force, office):
    proposal = proposed(by=office)
    rows = CalendarProposal.objects.filter(pk=proposal.pk)
    with pytest.raises(IntegrityError):
        rows.update(verdict="confirmed", decided_by=office, decided_at=proposal.proposed_at, made_version=1)


def test_table_that_changed_meanwhile_is_compared_again(force, office):
    proposal = proposed(in_force(2026)[1:], 2026)
    CalendarYear.objects.filter(year=2026).update(version=2)
    with pytest.raises(CalendarRefused, match="已是第 2 版"):
        confirm_calendar(proposal, by=office, against=1, losing=1)


def test_refused_proposal_keeps_its_reason_and_the_table_stays(force, office):
    done = refuse_calendar(proposed(by=office), by=office, reason="年份弄错")
    assert (done.verdict, done.reason, done.decided_by) == ("refused", "年份弄错", office)
    assert not CalendarYear.objects.filter(year=YEAR).exists()


def test_only_who_holds_the_right_decides(force):
    proposal = proposed()
    with pytest.raises(PermissionDenied):
        confirm_calendar(proposal, by=force.alice, against=0)
    with pytest.raises(PermissionDenied):
        refuse_calendar(proposal, by=force.alice, reason="不行")


def test_changes_name_added_lost_and_changed_days(force):
    days = [each for each in in_force(2026) if each.day != date(2026, 10, 7)]
    days = [NamedDay(date(2026, 10, 10), False) if each.day == date(2026, 10, 10) else each for each in days]
    compared = Comparison(proposed([*days, NamedDay(date(2026, 10, 8), False)], 2026))
    assert [(f"{each.day:%m-%d}", each.word, each.before, each.after) for each in compared.changes] == [
        ("10-07", "减少", "放假", ""),
        ("10-08", "新增", "", "放假"),
        ("10-10", "变更", "补班", "放假"),
    ]
    assert compared.missing == ()


def test_affected_are_open_deadlines_the_table_would_place_elsewhere(force, working_rule, settings):
    settings.BAIYI_TODAY = "2026-12-28"
    facts = {"unit": force.station, "rule": working_rule, "by": force.alice}
    for period, starts_on in enumerate([date(2026, 12, 28), date(2026, 12, 28), date(2026, 12, 1)]):
        open_deadline(force.station, RECTIFY, starts_on=starts_on, period=str(period), **facts)
    compared = Comparison(proposed())
    assert compared.affected() == 2  # New Year's day is off; what ends in December stays


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025, 2026])
def test_every_seeded_table_is_whole(calendar, year):
    assert calendar.years[year].missing == ()


@pytest.mark.parametrize("name", ["元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆"])
def test_each_holiday_is_missed_by_its_name(name):
    off = [day for each, days in statutory(2026) if each != name for day in days]
    assert missing(2026, off) == (name,)


def test_national_day_week_is_no_mid_autumn():
    """端午 and 中秋 are their own days, also in a year when 中秋 stands near the National Day."""
    off = [day for name, days in statutory(2023) if name != "中秋" for day in days]
    assert missing(2023, off) == ("中秋",)


def test_page_shows_every_change_and_confirms(force, sign_in, office):
    proposal = proposed(in_force(2026)[:-1], 2026)
    client = sign_in(office)
    text = client.get(proposal.get_absolute_url()).content.decode()
    assert "2026-10-10" in text
    assert "减少" in text
    assert "未办结期限 <strong>0</strong> 项" in text
    address = reverse("deadlines:proposal-confirm", args=[proposal.pk])
    sent = {"against": 1, "losing": 1, "client_uuid": ""}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "请勾选：已逐日核对：比现行历表减少 1 日" in refused.content.decode()
    assert client.post(address, sent | {"knows_lost": "on"}).status_code == 302
    assert CalendarYear.objects.get(year=2026).version == 2


def test_page_says_what_is_missing(force, sign_in, office):
    text = sign_in(office).get(proposed(DAYS[:-3]).get_absolute_url()).content.decode()
    assert "法定节假日缺 <strong>国庆</strong>" in text


def asked(force) -> dict[str, list[str]]:
    """Titles that each finds among his todos, read anew."""
    people = {name: User.objects.get(pk=person.pk) for name, person in force.people.items()}
    found = {
        name: [each.title for each in todo_sources.of(person, clock.today()) if each.label == "历表确认"]
        for name, person in people.items()
    }
    return {name: titles for name, titles in found.items() if titles}


def test_waiting_table_is_a_todo_of_the_leader_who_did_not_propose_it(force, office, leader):
    proposal = proposed(by=office)
    assert asked(force) == {"leader": ["2027年历表（国办发明电〔2026〕8号）"]}
    confirm_calendar(proposal, by=leader, against=0)
    assert asked(force) == {}
    proposed(by=leader, year=2028, days=[NamedDay(date(2028, 1, 1), False, "元旦")])
    assert asked(force) == {}


def test_table_of_the_command_is_a_todo_until_it_is_refused(force, office):
    proposal = proposed()
    assert set(asked(force)) == {"leader"}
    refuse_calendar(proposal, by=office, reason="日期有误")
    assert asked(force) == {}


def test_todo_of_a_table_costs_one_statement_and_none_for_others(force, office, leader, django_assert_num_queries):
    proposed()
    for person, cost in ((leader, 1), (office, 0), (force.alice, 0)):
        person.rights  # noqa: B018 - postings are read once a request
        with django_assert_num_queries(cost):
            list(calendars_to_confirm(person, clock.today()))
