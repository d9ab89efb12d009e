"""The demonstration's alarms: the fall of street thefts from its two counts, and every kind of report."""

import datetime as dt
from decimal import Decimal

import pytest

from baiyi.accounts.models import User
from baiyi.figures import Period
from baiyi.figures.evaluation import values
from baiyi.notifications.todos import todo_sources
from campaigns.models import Campaign, ResponsibilityItem
from prevention.models import AlarmComparison, AlarmCount, AlarmReport
from tests.cockpit.test_demo import DAY_18, START, demo, figures, on_day_18  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("on_day_18")]
YESTERDAY = DAY_18 - dt.timedelta(days=1)


def test_fall_of_street_thefts_comes_from_its_two_counts():
    found = figures(DAY_18)
    period = Campaign.objects.get().period(DAY_18)
    base = values(["street_thefts"], period=period.previous)["street_thefts"]
    assert (found["street_thefts"], base) == (45, 59)
    assert found["street_theft_change"] == Decimal("-23.7")
    assert found["street_theft_fall"] == Decimal("23.7")
    assert ResponsibilityItem.objects.get(code="创稳-09").figure == "street_theft_fall"


def test_reports_of_all_kinds_are_there():
    reports = AlarmReport.objects
    assert set(reports.missing().values_list("unit__short_name", "reported_on")) == {
        ("东街所", YESTERDAY),
        ("松岭所", DAY_18 - dt.timedelta(days=3)),
    }
    assert reports.filter(is_late=True).count() in range(2, 40)
    assert reports.filter(is_zero=True).count() > 10
    assert reports.values("unit").distinct().count() == 8
    assert reports.filter(reported_on__lt=START).values("reported_on").distinct().count() >= 91
    assert not reports.filter(reported_on__gte=DAY_18).exists()


def test_totals_are_the_sums_of_their_counts():
    for report in AlarmReport.objects.prefetch_related("counts"):
        assert report.total == sum(each.count for each in report.counts.all()), report
    assert not AlarmCount.objects.filter(report__reported_at=None).exists()


def test_desk_of_the_silent_station_is_asked_for_yesterday():
    for name in ("chief", "clerk"):
        titles = [each.title for each in todo_sources.of(User.objects.get(username=name), DAY_18)]
        assert "7月20日警情" in titles
    assert "7月20日警情" not in [each.title for each in todo_sources.of(User.objects.get(username="officer"), DAY_18)]


def test_kept_comparison_is_what_the_rows_say():
    kept = AlarmComparison.objects.get()
    periods = (kept.period, Period(kept.base_since, kept.base_until))
    assert [values(["street_thefts"], period=each)["street_thefts"] for each in periods] == [
        kept.count,
        kept.base_count,
    ]
