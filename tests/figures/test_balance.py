"""结转: 期初 + 新增 − 办结 = 期末 for any days and units, and one period begins where the last one ended."""

import datetime as dt
import random

import pytest
from django.urls import reverse

from baiyi.figures import Period, get
from baiyi.figures.balance import Balance, balances, total
from baiyi.figures.evaluation import values
from baiyi.records import clock
from cases.models import Case
from tests.cases.samples import make_case

FIRST, DAYS = dt.date(2026, 1, 5), 40
STOCK = get("cases_open")


@pytest.fixture
def cases(force, settings):
    """Thirty at two stations, accepted and ended on days that chance chose; one voided."""
    settings.BAIYI_TODAY = "2026-03-02T10:00:00+08:00"
    chance = random.Random(7)
    made = []
    for number in range(30):
        accepted_on = FIRST + dt.timedelta(days=chance.randrange(DAYS))
        unit = force.station if number % 3 else force.other_station
        case = make_case(force, unit=unit, accepted_on=accepted_on)
        if number % 4:
            ended_on = min(accepted_on + dt.timedelta(days=chance.randrange(20)), clock.today())
            Case.objects.filter(pk=case.pk).update(ended_on=ended_on)
        made.append(case)
    Case.objects.filter(pk=made[0].pk).update(voided_at=clock.now())
    return made


def test_every_period_adds_up_and_begins_where_the_last_one_ended(cases, force):
    units, last = [force.station.pk, force.other_station.pk], None
    for start in range(0, DAYS, 7):
        since = FIRST + dt.timedelta(days=start)
        found = balances(STOCK, Period(since, since + dt.timedelta(days=6)), units)
        assert all(each.is_even for each in found.values())
        whole = total(found, units)
        assert last is None or whole.opening == last.closing
        last = whole
    end = FIRST + dt.timedelta(days=42)
    begun = Case.objects.current().filter(accepted_on__lt=end)
    assert last.closing == begun.exclude(ended_on__lt=end).count()


def test_each_column_is_what_the_figures_say(cases, force):
    period = Period(dt.date(2026, 1, 12), dt.date(2026, 1, 25))
    before = Period(period.since, period.since - dt.timedelta(days=1))
    whole = total(found := balances(STOCK, period, None), found)
    said = values(["cases_accepted", "cases_ended", "cases_open"], period=period)
    assert (whole.added, whole.ended, whole.closing) == (
        said["cases_accepted"],
        said["cases_ended"],
        said["cases_open"],
    )
    assert whole.opening == values(["cases_open"], period=before)["cases_open"]
    assert min(whole.amounts) > 0


def test_row_that_ended_before_it_began_is_seen():
    assert not Balance(opening=1, added=1, ended=1, closing=2).is_even


def test_page_shows_the_units_of_the_reader_and_their_total(cases, force, sign_in):
    url = reverse("figures:balance", args=["cases_open"])
    page = sign_in(force.people["office"]).get(url, {"since": "2026-01-12", "until": "2026-01-25"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "案件结转表" in text
    assert force.other_station.short_name in text
    assert "不平" not in text
    assert page.context["whole"].is_even
    own = sign_in(force.people["chief"]).get(url, {"since": "2026-01-12", "until": "2026-01-25"}).content.decode()
    assert force.other_station.short_name not in own


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "2026-01-25", "until": "2026-01-12"}, "结束日不能早于开始日"),
        ({"since": "abc", "until": "2026-01-12"}, "日期"),
        ({"since": "2026-01-12"}, "请填写至"),
    ],
)
def test_days_that_make_no_sense_are_said(cases, force, sign_in, asked, said):
    page = sign_in(force.people["office"]).get(reverse("figures:balance", args=["cases_open"]), asked)
    assert page.status_code == 422
    assert said in page.content.decode()


@pytest.mark.parametrize("key", ["nothing", "cases_accepted"])
def test_only_what_stands_open_has_a_balance(force, sign_in, key):
    assert sign_in(force.people["office"]).get(reverse("figures:balance", args=[key])).status_code == 404
