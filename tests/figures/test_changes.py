"""环比 and 同比: percentages that can be worked out again from the two counts, and none where the base is small."""

import datetime as dt
from decimal import Decimal

import pytest

from baiyi.figures import Change, Definition, Period, registry
from baiyi.figures.changes import LAST_YEAR, PREVIOUS, Compared, base_of, change, signed
from baiyi.figures.evaluation import Ask, evaluate
from baiyi.figures.links import list_link
from tests.factories import make_inspection, make_venue


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("now", "base", "percent"),
    [
        (45, 59, "-23.7"),
        (70, 62, "12.9"),
        (61, 80, "-23.8"),  # -23.75: half up, away from zero
        (99, 80, "23.8"),
        (80, 80, "0.0"),
        (9999, 10000, "0.0"),
        (10001, 10000, "0.0"),
        (0, 10, "-100.0"),
        (25, 10, "150.0"),
    ],
)
def test_percentage_follows_from_its_counts(now, base, percent):
    assert str(change(now, base)) == percent


@pytest.mark.parametrize(
    ("moved", "written"), [(1, "+1"), (-1, "−1"), (0, "0"), (Decimal("-0.5"), "−0.5"), (Decimal("20.0"), "+20.0")]
)
def test_change_is_written_with_one_sign(moved, written):
    assert signed(moved) == written


@pytest.mark.parametrize(("moved", "change", "fall"), [("20.0", "+20.0", "20.0"), ("-5.0", "−5.0", "−5.0")])
def test_figure_that_is_a_change_has_its_sign_and_a_fall_only_where_it_rose(moved, change, fall):
    rate, falls = (registry.get(f"street_theft_{name}") for name in ("change", "fall"))
    assert (rate.shown(Decimal(moved)), falls.shown(Decimal(moved))) == (change, fall)
    assert (rate.shown(None), rate.shown(Decimal("0.0"))) == ("—", "0.0")


@pytest.mark.parametrize("base", [0, 1, 9])
def test_small_base_gives_no_percentage(base):
    assert change(5, base) is None


@pytest.mark.parametrize(
    ("since", "until", "against", "base"),
    [
        ("2022-07-04", "2022-07-21", PREVIOUS, ("2022-06-16", "2022-07-03")),
        ("2027-01-01", "2027-01-01", PREVIOUS, ("2026-12-31", "2026-12-31")),
        ("2024-03-01", "2024-03-31", PREVIOUS, ("2024-01-30", "2024-02-29")),
        ("2022-07-04", "2022-07-21", LAST_YEAR, ("2021-07-04", "2021-07-21")),
        ("2024-02-29", "2024-02-29", LAST_YEAR, ("2023-02-28", "2023-02-28")),
        ("2025-02-01", "2025-02-28", LAST_YEAR, ("2024-02-01", "2024-02-28")),
        ("2026-12-30", "2027-01-02", LAST_YEAR, ("2025-12-30", "2026-01-02")),
    ],
)
def test_days_of_the_base(since, until, against, base):
    found = base_of(Period(day(since), day(until)), against)
    assert (f"{found.since}", f"{found.until}") == base


def compared(now: int, base: int, **facts) -> Compared:
    period = Period(day("2022-07-04"), day("2022-07-21"))
    return Compared(**({"now": now, "base": base, "period": period, "base_period": period.previous} | facts))


@pytest.mark.parametrize(
    ("now", "base", "words"),
    [
        (45, 59, "环比 −23.7%（45 / 59，基期 6月16日—7月3日）"),
        (70, 62, "环比 +12.9%（70 / 62，基期 6月16日—7月3日）"),
        (3, 5, "环比 基数小（3 / 5，基期 6月16日—7月3日）"),
        (3, 0, "环比 新增（3 / 0，基期 6月16日—7月3日）"),
        (0, 0, "环比 —（0 / 0，基期 6月16日—7月3日）"),
    ],
)
def test_words_say_both_counts_and_the_base(now, base, words):
    assert str(compared(now, base)) == words


def test_words_of_another_year_and_of_a_typed_base_say_so():
    last_year = Period(day("2021-12-30"), day("2022-01-02"))
    words = str(compared(45, 59, base_period=last_year, word="同比", source="年报"))
    assert words == "同比 −23.7%（45 / 59，基期 2021年12月30日—2022年1月2日，基期数来自年报）"


THURSDAY, FRIDAY = Period(day("2026-06-11"), day("2026-06-11")), Period(day("2026-06-12"), day("2026-06-12"))
GROWTH = {"measure": "%", "definition": Definition("比前一天"), "right": "inspections.view", "of": "inspections_made"}


@pytest.fixture
def visits(force, settings, monkeypatch):
    """Ten on Thursday, twelve on Friday; a figure of how they changed, and one of how they fell."""
    for key, is_fall in (("visits_change", False), ("visits_fall", True)):
        figure = Change(key=key, label="检查环比", is_fall=is_fall, **GROWTH)
        monkeypatch.setitem(registry._figures, key, figure)
    venue = make_venue(force.station, force.alice)
    for each, visits in (("2026-06-11", 10), ("2026-06-12", 12)):
        settings.BAIYI_TODAY = f"{each}T20:00:00+08:00"
        for _ in range(visits):
            make_inspection(venue, [force.alice, force.amy])


def test_change_is_read_with_its_base_in_one_statement(visits, force, django_assert_num_queries):
    here, there = (force.station.pk,), (force.other_station.pk,)
    asks = [Ask(key, FRIDAY, here) for key in ("visits_change", "visits_fall", "inspections_made")]
    asks += [Ask("visits_change", THURSDAY, here), Ask("visits_change", FRIDAY, there)]
    with django_assert_num_queries(1):
        found = evaluate(asks)
    assert [found[ask] for ask in asks] == [Decimal("20.0"), Decimal("-20.0"), 12, None, None]
    assert registry.get("visits_change").base_words(asks[0], 12, 10) == "12/10，基期 6月11日—6月11日"
    assert registry.get("visits_change").base_words(asks[0], 12, 9) == "12/9，基数小，基期 6月11日—6月11日"


def test_list_of_a_change_shows_its_rows_and_says_the_base(visits, force, sign_in):
    url = list_link(registry.get("visits_change"), FRIDAY)
    page = sign_in(force.alice).get(url)
    assert page.context["table"].paginator.count == 12
    assert "环比 +20.0%（12 / 10，基期 6月11日—6月11日）" in page.content.decode()
    for made_up in ("nonsense", "\0", ""):
        asked = sign_in(force.alice).get(url.replace("previous", made_up))
        assert (asked.status_code, asked.context["compared"]) == (200, None)
