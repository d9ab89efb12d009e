import pytest
from django.urls import reverse

from baiyi.accounts.models import UnitKind
from baiyi.accounts.roles import Role
from baiyi.accounts.services import add_unit, open_account
from baiyi.deadlines.models import CalendarYear

CALCULATOR = "deadlines:calculator"
LISTS = ["deadlines:rule-list", "deadlines:basis-list", "deadlines:calendar-list"]


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def calculate(client, **asked):
    return client.get(reverse(CALCULATOR), {"start": "2022-09-28", "length": "3", "measure": "working"} | asked)


def test_calculator_opens_with_a_proposal(signed_in):
    page = signed_in.get(reverse(CALCULATOR))
    assert page.status_code == 200
    assert "2026-07-06" in page.content.decode()
    assert "期限回执" not in page.content.decode()


def test_calculator_shows_due_day_trace_and_receipt(signed_in):
    page = calculate(signed_in)
    text = page.content.decode()
    assert page.status_code == 200
    assert "2022年10月8日" in text
    assert "9月28日签发，次日起算，3个工作日，跳过10月1日至7日，10月8日届满" in text
    assert text.count("receipt-day is-skipped") == 7
    assert text.count("receipt-day is-due") == 1


def test_calculator_marks_today(signed_in):
    assert "is-today" in calculate(signed_in, start="2026-07-03").content.decode()


def test_calculator_does_not_roll_when_told(signed_in):
    assert "2022年10月1日" in calculate(signed_in, measure="natural", no_roll="on").content.decode()


def test_calculator_says_estimated(signed_in):
    assert "暂估" in calculate(signed_in, start="2027-03-01").content.decode()


def test_calculator_draws_no_endless_receipt(signed_in):
    page = calculate(signed_in, length="3660")
    assert page.status_code == 200
    assert page.content.decode().count("receipt-day") < 50


def test_calculator_costs_no_more_for_a_longer_period(signed_in, django_assert_max_num_queries):
    calculate(signed_in)
    with django_assert_max_num_queries(8):
        calculate(signed_in, length="3000")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"start": ""}, "请填写起算日"),
        ({"start": "2022-02-30"}, "起算日请按"),
        ({"start": "昨天😀"}, "起算日请按"),
        ({"start": "1999-12-31"}, "2000 年至 2100 年"),
        ({"start": "9999-12-31"}, "2000 年至 2100 年"),
        ({"length": ""}, "请填写天数"),
        ({"length": "0"}, "1 至 3660"),
        ({"length": "-7"}, "1 至 3660"),
        ({"length": "3661"}, "1 至 3660"),
        ({"length": "9" * 5000}, "1 至 3660"),
        ({"length": "1e309"}, "1 至 3660"),
        ({"length": "三"}, "1 至 3660"),
        ({"length": "7\x00"}, "1 至 3660"),
        ({"measure": "weeks"}, "工作日、自然日或月"),
        ({"measure": "months", "length": "121"}, "月数请填 1 至 120"),
        ({"measure": ""}, "请选择计算方式"),
    ],
)
def test_calculator_answers_bad_input_at_the_field_and_at_the_top(signed_in, asked, message):
    page = calculate(signed_in, **asked)
    text = page.content.decode()
    assert page.status_code == 422
    assert text.count(message) >= 2
    assert "期限回执" not in text


def test_calculator_keeps_what_was_typed(signed_in):
    text = calculate(signed_in, start="2022-02-30", length="17").content.decode()
    assert '<input type="text" name="start" value="2022-02-30"' in text  # a date picker would show nothing
    assert 'value="17"' in text


@pytest.mark.parametrize("name", [CALCULATOR, *LISTS])
def test_page_asks_a_visitor_to_sign_in(db, client, name):
    page = client.get(reverse(name))
    assert page.status_code == 302
    assert "login" in page["Location"]


@pytest.mark.parametrize("name", LISTS)
def test_list_opens_for_police_and_not_for_others(signed_in, station, name):
    assert signed_in.get(reverse(name)).status_code == 200
    auditor = open_account(
        unit=add_unit(name="云溪区公安分局", short_name="云溪分局", kind=UnitKind.BRANCH),
        role=Role.AUDITADMIN,
        username="auditor",
        name="审计",
        password="Auditor-2026-x",
        must_change_password=False,
    )
    signed_in.force_login(auditor)
    assert signed_in.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_list_costs_few_statements(signed_in, django_assert_max_num_queries, name):
    signed_in.get(reverse(name))
    with django_assert_max_num_queries(8):
        signed_in.get(reverse(name))


def test_rule_list_names_the_basis(signed_in):
    page = signed_in.get(reverse("deadlines:rule-list"), {"per_page": 100})
    assert "企业事业单位内部治安保卫条例" in page.content.decode()


@pytest.mark.parametrize("on", ["2026-04-30", "昨天", "9999-99-99"])
def test_basis_list_survives_any_day(signed_in, on):
    assert signed_in.get(reverse("deadlines:basis-list"), {"on": on}).status_code == 200


def test_calendar_page_lists_every_day_of_the_notice(signed_in):
    year = CalendarYear.objects.get(year=2026)
    text = signed_in.get(reverse("deadlines:calendar-detail", args=[year.pk])).content.decode()
    assert "2026-02-14" in text
    assert text.count("补班") >= year.days.filter(is_working=True).count()


def test_calendar_page_that_does_not_exist_is_404(signed_in):
    assert signed_in.get(reverse("deadlines:calendar-detail", args=[10**17])).status_code == 404
