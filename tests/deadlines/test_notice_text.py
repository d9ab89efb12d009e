"""A notice is pasted on a page, read, shown day by day, and put in force by another person."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from baiyi.deadlines.models import CalendarDay, CalendarProposal, CalendarYear
from baiyi.deadlines.notice_text import days_of
from baiyi.deadlines.proposals import propose_calendar
from baiyi.deadlines.seeds import seed_calendar
from baiyi.deadlines.workdays import CalendarRefused, NamedDay

NOTICE_2026 = """国务院办公厅关于2026年部分节假日安排的通知
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
国务院办公厅
2025年11月4日
"""


def test_official_notice_is_read_as_the_seeded_table():
    days, table = days_of(NOTICE_2026, 2026), seed_calendar().years[2026]
    assert {day for day, works, _ in days if not works} == set(table.holidays)
    assert {day for day, works, _ in days if works} == set(table.makeups)
    assert NamedDay(date(2026, 2, 14), True, "春节") in days


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("元旦：2023年12月30日至2024年1月1日放假", [(2023, 12, 30), (2023, 12, 31), (2024, 1, 1)]),
        ("2024-01-01/2024-01-02 放假 元旦", [(2024, 1, 1), (2024, 1, 2)]),
        ("2024-01-07 上班", [(2024, 1, 7)]),
        (
            "春节：1月28日至2月2日放假调休，共6天",
            [(2024, 1, n) for n in (28, 29, 30, 31)] + [(2024, 2, 1), (2024, 2, 2)],
        ),
        ("元旦：1月1日（周一）放假，与周末连休。", [(2024, 1, 1)]),
    ],
)
def test_other_ways_to_write_days(line, days):
    assert [each.day for each in days_of(line, 2024)] == [date(*each) for each in days]


def test_name_of_a_list_stands_at_its_end():
    assert days_of("2024-01-01 放假 元旦", 2024) == [NamedDay(date(2024, 1, 1), False, "元旦")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "没有读到"),
        ("元旦：1月1日", "第 1 行有误：“1月1日”没有写明放假还是上班"),
        ("元旦：1月1日放假\n清明：2月30日放假", "第 2 行有误：没有“2月30日”这一天"),
        ("元旦：3日放假", "没有写明月份"),
        ("元旦：12月30日至1月1日放假", "跨年的请写明年份"),
    ],
)
def test_what_names_no_day_is_refused_by_its_line(text, words):
    with pytest.raises(CalendarRefused, match=words):
        days_of(text, 2024)


def typed(**changes) -> dict:
    text = NOTICE_2026.replace("2026", "2032").replace("2025", "2031")
    return {"year": "2032", "document_no": "国办发明电〔2031〕9号", "source": "中国政府网", "text": text} | changes


def test_year_is_proposed_by_one_and_confirmed_by_another(force, sign_in):
    office, leader = (sign_in(force.people[who]) for who in ("office", "leader"))
    assert reverse("deadlines:proposal-add") in office.get(reverse("deadlines:calendar-list")).content.decode()
    response = office.post(reverse("deadlines:proposal-add"), typed())
    proposal = CalendarProposal.objects.get()
    assert response.url == proposal.get_absolute_url()
    assert proposal.proposed_by == force.people["office"]
    assert not CalendarYear.objects.filter(year=2032).exists()
    shown = office.get(response.url).content.decode()
    assert "2032-02-14" in shown
    confirm = reverse("deadlines:proposal-confirm", args=[proposal.pk])
    words = {"against": "0", "losing": "0", "knows_missing": "on"}
    refused = office.post(confirm, words)
    assert "提出人不能自己确认" in refused.content.decode()
    assert leader.post(confirm, words).status_code == 302
    assert CalendarDay.objects.get(day=date(2032, 10, 10)).is_working


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"text": "元旦：1月1日"}, "没有写明放假还是上班"),
        ({"text": "元旦：1月1日放假\n元旦：1月1日放假"}, "2032-01-01 重复"),
        ({"text": "元旦：2031年5月1日放假，2032年1月1日放假"}, "不属于2032年历表"),
        ({"document_no": ""}, "请填写通知文号"),
    ],
)
def test_page_refuses_with_what_was_typed(force, sign_in, changes, text):
    response = sign_in(force.people["office"]).post(reverse("deadlines:proposal-add"), typed(**changes))
    assert response.status_code == 422
    assert text in response.content.decode()
    assert typed(**changes)["text"].splitlines()[0] in response.content.decode()
    assert not CalendarProposal.objects.exists()


def test_only_who_may_confirm_proposes(force, sign_in):
    assert sign_in(force.people["chief"]).get(reverse("deadlines:proposal-add")).status_code == 403
    with pytest.raises(PermissionDenied):
        propose_calendar(year=2032, days=[], document_no="x", source="x", by=force.people["chief"])
