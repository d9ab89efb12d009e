"""Figures of zones, patrols and response: by the reporting day, by what ended, and for one joint operation."""

import datetime as dt

import pytest

from baiyi.figures import Period
from baiyi.figures.evaluation import values
from baiyi.figures.links import list_link
from baiyi.figures.registry import get
from prevention.services import patrols
from tests.campaigns.samples import make_operation
from tests.prevention.samples_patrols import HOUR, asked_before, make_beat, make_zone, start_patrol

EIGHT = dt.datetime.fromisoformat("2026-06-09T20:00:00+08:00")
TUESDAY, WEDNESDAY = dt.date(2026, 6, 9), dt.date(2026, 6, 10)
KEYS = (
    "patrol_shifts",
    "patrol_hours",
    "patrol_force",
    "volunteers_on_patrol",
    "armed_night_patrols",
    "campus_patrols",
    "patrol_captured",
    "must_pass_due",
    "must_pass_passed",
    "must_pass_rate",
)


@pytest.fixture(autouse=True)
def wednesday(settings):
    settings.BAIYI_TODAY = "2026-06-10T07:00:00+08:00"


@pytest.fixture
def operation(force):
    return make_operation(force, unit=force.branch, starts_at=EIGHT, ends_at=EIGHT + 6 * HOUR)


@pytest.fixture
def walked(force, operation) -> None:
    """An armed patrol of five hours and a quarter in the operation around a school; volunteers after midnight; one
    that lasts.
    """
    campus = make_beat(force, is_campus=True)
    facts = {"starts_at": EIGHT, "kind": "armed", "operation": operation}
    armed = start_patrol(force, campus, police=2, auxiliaries=3, armed=4, captured=1, **facts)
    mass = start_patrol(force, campus, kind="mass", starts_at=EIGHT + 5 * HOUR, police=1, volunteers=8, cadres=2)
    start_patrol(force, starts_at=EIGHT + 9 * HOUR, police=2)
    by = force.people["office"]
    ends = {armed: armed.starts_at + 5.25 * HOUR, mass: mass.starts_at + HOUR}
    for shift, ends_at in ends.items():
        points = shift.due_points.all()[: 1 if shift == armed else 2]
        patrols.stand_down(shift, by=by, version=shift.version, points=points, ends_at=ends_at)


def read(keys=KEYS, **facts) -> dict:
    return values(keys, period=Period(**({"since": TUESDAY, "until": WEDNESDAY} | facts)))


def test_figures_of_the_days(walked):
    assert read() == {
        "patrol_shifts": 3,
        "patrol_hours": 6.2,  # 315 + 60 minutes; the one that lasts has none yet
        "patrol_force": 9 + 1 + 2,  # neither volunteers nor cadres
        "volunteers_on_patrol": 8,
        "armed_night_patrols": 1,
        "campus_patrols": 2,
        "patrol_captured": 1,
        "must_pass_due": 6,
        "must_pass_passed": 3,
        "must_pass_rate": 50,
    }


def test_what_begins_after_midnight_is_the_evening_before(walked):
    assert read(since=TUESDAY, until=TUESDAY) == read()
    assert read(since=WEDNESDAY, until=WEDNESDAY)["patrol_shifts"] == 0


def test_figures_of_one_joint_operation_and_its_page(walked, operation, force, sign_in):
    found = read(operation=operation.pk)
    assert (found["patrol_shifts"], found["patrol_force"], found["must_pass_rate"]) == (1, 9, 50)
    page = sign_in(force.people["leader"]).get(operation.get_absolute_url()).content.decode()
    assert "巡区 1 个、巡逻勤务 1 班次、9 人次" in page
    listed = sign_in(force.people["leader"]).get(f"/prevention/patrols/?operation={operation.pk}")
    assert listed.context["table"].data.data.count() == 1


def test_foot_of_the_hours_says_hours(walked, force, sign_in):
    url = list_link(get("patrol_hours"), Period(TUESDAY, WEDNESDAY))
    assert "合计 6.2 小时" in sign_in(force.people["leader"]).get(url).content.decode()


def test_ground_is_what_is_in_force_at_the_end(force):
    zone = make_zone(force)
    make_beat(force, zone=zone, in_use_until=TUESDAY)
    make_beat(force, zone=zone, starts_on=WEDNESDAY)
    patrols.void_beat(make_beat(force, zone=zone), by=force.people["office"], reason="重复", version=1)
    found = [read(["patrol_zones", "patrol_beats"], until=day) for day in (TUESDAY, WEDNESDAY)]
    assert found == [{"patrol_zones": 1, "patrol_beats": 1}] * 2
    assert read(["patrol_beats"], since=dt.date(2021, 1, 1), until=dt.date(2021, 1, 1)) == {"patrol_beats": 0}


def test_missed_counts_once_the_day_is_over_and_stays(force, settings):
    beat = make_beat(force)
    asked_before(force, beat, EIGHT)
    assert (patrols.close_days(), read(["patrols_missed"])) == (0, {"patrols_missed": 0})
    settings.BAIYI_TODAY = "2026-06-10T08:01:00+08:00"
    patrols.close_days()
    start_patrol(force, beat, starts_at=EIGHT)
    assert read(["patrols_missed"]) == {"patrols_missed": 1}
