"""警情分析: counts with both bases, what is missing said, thirteen weeks, and comparisons that stay as they were."""

import datetime as dt
from decimal import Decimal

import pytest

from baiyi.figures import Period
from baiyi.figures.evaluation import values
from baiyi.records.moves import MoveRefused
from campaigns.models import ResponsibilityItem
from campaigns.services.plan import awaited_figures
from prevention.models import AlarmComparison, AlarmReport
from prevention.reading.alarms.analysis import Asked, analyse
from prevention.services import alarms as services
from prevention.views.alarms.comparisons import COMPARISONS
from tests.factories import make_campaign, make_unit, make_user
from tests.prevention.samples_alarms import make_beat, plant_report

PAGE, MATRIX = "/prevention/alarms/analysis/", "/prevention/alarms/"
SINCE, UNTIL = dt.date(2026, 6, 8), dt.date(2026, 6, 9)
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def nine_o_clock(settings):
    settings.BAIYI_TODAY = "2026-06-10T09:00:00+08:00"


@pytest.fixture
def campaign(force):
    return make_campaign(force.branch, starts_on=SINCE)


@pytest.fixture
def told(force):
    """At the first station 8 + 7 thefts, of which 8 in a beat, against 20 before; a void call; nothing at the other."""
    chief, beat = force.people["chief"], make_beat(force, name="东一")
    plant_report(force.station, SINCE, chief, beat=beat, street_theft=8, invalid=5)
    plant_report(force.station, UNTIL, chief, street_theft=7, traffic=2)
    plant_report(force.station, SINCE - ONE_DAY, chief, street_theft=20)
    return beat


def asked(force, **facts) -> Asked:
    period = Period(SINCE, UNTIL)
    return Asked(
        **({"unit": force.station, "stations": [force.station.pk], "subject": "street", "period": period} | facts)
    )


def test_beats_that_tie_with_the_fifth_are_shown_too(force):
    chief, days = force.people["chief"], [SINCE - n * ONE_DAY for n in range(8)]
    for number, day in enumerate(days):
        thefts = {0: 9, 7: 1}.get(number, 3)
        plant_report(force.station, day, chief, beat=make_beat(force, name=f"{number}区"), street_theft=thefts)
    found = analyse(asked(force, period=Period(days[-1], SINCE)))
    assert [count for _, count in found.beats] == [9, 3, 3, 3, 3, 3, 3]


def test_count_with_its_base_and_what_is_missing(force, told):
    found = analyse(asked(force))
    previous, last_year = found.comparisons
    assert (found.now.count, found.now.missing) == (15, 0)
    assert str(previous.compared) == "环比 −25.0%（15 / 20，基期 6月6日—6月7日）"
    assert (previous.base.missing, previous.lamp.text) == (1, "↓ 下降")
    assert last_year.compared is None  # nothing was ever said of these days: not 0, and no 新增
    assert found.beats == [("东街派出所 东一", 8), ("东街派出所 未分巡区", 7)]
    of_branch = analyse(asked(force, stations=[force.station.pk, force.other_station.pk]))
    assert of_branch.now.missing == 2


@pytest.mark.parametrize(
    ("subject", "count"),
    [
        ("effective", 17),
        ("street", 15),
        ("group-盗窃", 15),
        ("leaf-traffic", 2),
        ("leaf-invalid", 5),
        ("group-无效", 5),
    ],
)
def test_subjects_count_what_they_say(force, told, subject, count):
    assert analyse(asked(force, subject=subject)).now.count == count


def test_one_beat_alone(force, told):
    found = analyse(asked(force, beat=told.pk))
    assert (found.now.count, found.comparisons[0].compared.base) == (8, 0)


def test_typed_base_serves_for_exactly_its_days(force, told):
    office = force.people["office"]
    days = {"since": dt.date(2025, 6, 8), "until": dt.date(2025, 6, 9)}
    services.add_base(by=office, unit=force.station, subject="street", count=12, source="年报", **days)
    words = str(analyse(asked(force)).comparisons[1].compared)
    assert words == "同比 +25.0%（15 / 12，基期 2025年6月8日—6月9日，基期数来自年报）"
    longer = analyse(asked(force, period=Period(SINCE - ONE_DAY, UNTIL)))
    assert longer.comparisons[1].compared is None
    with pytest.raises(MoveRefused, match="已经有了"):
        services.add_base(by=office, unit=force.station, subject="street", count=1, source="另一份", **days)


def test_thirteen_weeks_with_what_is_missing(force, told):
    weeks = analyse(asked(force)).weeks
    assert len(weeks) == 13
    assert (weeks[-1].week.starts_on, weeks[-1].found.count, weeks[-1].missing_words) == (SINCE, 15, "")
    assert (weeks[-2].found.count, weeks[-2].missing_words) == (20, "缺报 6 个单位日")
    assert (weeks[-1].bar, weeks[-2].bar) == (75, 100)
    assert str(weeks[-1].compared).startswith("环比 −25.0%")
    sunday = analyse(asked(force, first_weekday=6)).weeks
    assert (sunday[-1].week.starts_on, sunday[-1].found.count) == (dt.date(2026, 6, 7), 35)


def test_page_shows_it_and_links_to_the_rows(force, campaign, told, sign_in):
    client = sign_in(force.people["leader"])
    page = client.get(PAGE, {"subject": "street", "until": f"{UNTIL}"})
    words = page.content.decode()
    assert "环比 −25.0%（15 / 20，基期 6月6日—6月7日）" in words
    assert "↓ 下降" in words
    rows = client.get(page.context["counts_url"])
    assert "合计 15 起" in rows.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"since": "2026-06-09", "until": "2026-06-08"},
        {"since": "2024-01-01"},
        {"until": "2026-06-11"},
        {"until": "9999-12-31"},
        {"subject": "nonsense"},
        {"unit": "99999999999999999999"},
        {"beat": "0"},
    ],
)
def test_question_that_makes_no_sense_is_refused_in_words(force, campaign, told, sign_in, query):
    page = sign_in(force.people["chief"]).get(PAGE, query)
    assert page.status_code == 422
    assert "错误：" in page.content.decode()


def test_figures_are_the_same_counts(force, told):
    keys = ["alarms_effective", "street_thefts", "street_theft_change", "street_theft_fall", "alarm_reports_late"]
    found = values([*keys, "alarm_reports_missing"], period=Period(SINCE, UNTIL))
    assert found == {
        "alarms_effective": 17,
        "street_thefts": 15,
        "street_theft_change": Decimal("-25.0"),
        "street_theft_fall": Decimal("25.0"),
        "alarm_reports_late": 0,
        "alarm_reports_missing": 0,
    }
    item = ResponsibilityItem(comes_with="巡防", measure="%")
    assert "street_theft_fall" in [figure.key for figure in awaited_figures(item)]


def keep(force, **facts) -> AlarmComparison:
    facts = {"unit": force.station, "subject": "street", "kind": "previous", "since": SINCE, "until": UNTIL} | facts
    return services.keep_comparison(by=force.people["chief"], **facts)


def test_kept_comparison_stays_and_says_when_the_rows_changed(force, told, sign_in):
    kept = keep(force)
    assert (kept.count, kept.base_count, kept.missing, kept.base_missing) == (15, 20, 0, 1)
    client = sign_in(force.people["chief"])
    assert "与存档一致" in client.get(kept.get_absolute_url()).content.decode()
    last = AlarmReport.objects.get(reported_on=UNTIL)
    services.correct_alarms(last, by=force.people["chief"], version=last.version, counts={}, reason="误报")
    page = client.get(kept.get_absolute_url()).content.decode()
    assert "环比 −25.0%（15 / 20，基期 6月6日—6月7日）" in page
    assert "与存档不一致" in page
    assert "8 起" in page


def test_comparison_with_any_days(force, told):
    kept = keep(force, kind="other", since=UNTIL, until=UNTIL, base_since=SINCE, base_until=SINCE)
    assert str(kept.compared) == "自定义对比 基数小（7 / 8，基期 6月8日—6月8日）"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": "last_year"}, "没有基期的数据"),
        ({"kind": "other"}, "须写明基期起止日"),
        ({"since": UNTIL + ONE_DAY}, "不能早于起始日"),
        ({"since": dt.date(2024, 1, 1)}, "最长 366 天"),
        ({"subject": "leaf-nonsense"}, "没有这个警情范围"),
    ],
)
def test_comparison_that_makes_no_sense_is_refused(force, told, wrong, words):
    with pytest.raises(MoveRefused, match=words):
        keep(force, **wrong)


def test_comparison_is_offered_with_what_was_asked(force, campaign, told, sign_in):
    client = sign_in(force.people["chief"])
    url = client.get(PAGE, {"subject": "street", "until": f"{UNTIL}"}).context["keep_url"]
    form = client.get(url).context["form"]
    asked = {name: str(form[name].value()) for name in ("unit", "subject", "kind", "since", "until")}
    assert asked == {
        "unit": str(force.station.pk),
        "subject": "street",
        "kind": "previous",
        "since": f"{SINCE}",
        "until": f"{UNTIL}",
    }
    assert client.post(COMPARISONS.url("add"), asked).status_code == 302


def test_matrix_says_missing_zero_some_and_late(force, campaign, sign_in):
    chief = force.people["chief"]
    plant_report(force.station, SINCE, chief)
    plant_report(force.station, UNTIL, chief, late=True, traffic=3)
    plant_report(force.other_station, UNTIL, chief, traffic=1)
    page = sign_in(force.people["leader"]).get(MATRIX)
    shown = {row.unit.pk: [cell.lamp.text for cell in row.cells[:3]] for row in page.context["rows"]}
    assert shown == {force.station.pk: ["3 起，迟报", "零报告", "—"], force.other_station.pk: ["1 起", "未报", "—"]}
    assert page.context["matrix"].counts == {"all": 4, "missing": 1, "late": 1, "zero": 1}
    missing = sign_in(force.people["office"]).get(MATRIX, {"tab": "missing"})
    assert [row.unit for row in missing.context["rows"]] == [force.other_station]
    assert f"unit={force.other_station.pk}&amp;on={SINCE}" in missing.content.decode()
    own = sign_in(chief).get(MATRIX)
    assert [row.unit for row in own.context["rows"]] == [force.station]


def test_squad_that_reports_no_alarms_is_told_so(force, sign_in):
    squad = make_unit("刑侦大队", kind="squad", parent=force.branch)
    page = sign_in(make_user("detective", squad)).get(PAGE)
    assert page.status_code == 200
    assert "你的单位不报警情" in page.content.decode()
