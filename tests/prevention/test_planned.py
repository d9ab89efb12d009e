"""What is asked of a night: laid from plans, never rewritten, missed for good when nobody said so in time."""

import datetime as dt
import uuid

import pytest
from django.db.models import F

from baiyi.accounts.models import User
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from campaigns.reporting import reporting_day
from prevention.models import PatrolPlan, PlannedPatrol
from prevention.reading.gaps import read_gaps
from prevention.services import patrols
from prevention.views.patrols.plans import PLANNED, PLANS
from tests.prevention.samples_patrols import HOUR, asked_before, make_beat, make_plan, make_planned, start_patrol
from tests.samples import shown_in

EIGHT = dt.datetime.fromisoformat("2026-06-10T20:00:00+08:00")
ONE_DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


def at(settings, instant: dt.datetime) -> None:
    settings.BAIYI_TODAY = instant.isoformat()


def standing(planned: PlannedPatrol) -> str:
    return PlannedPatrol.objects.with_shifts().get(pk=planned.pk).standing


def tabs(planned: PlannedPatrol) -> set[str]:
    names = ("open", "ahead", "missed", "late", "held", "cancelled")
    return {each for each in names if PlannedPatrol.objects.in_tab(each, clock.today()).filter(pk=planned.pk).exists()}


@pytest.fixture
def noon(settings) -> None:
    """Of Wednesday, 10 June 2026."""
    settings.BAIYI_TODAY = "2026-06-10T12:00:00+08:00"


# Laid


def test_plan_lays_a_week_and_the_scan_goes_on_once(force, noon, settings):
    plan = make_plan(force)
    nights = [f"{each}" for each in PlannedPatrol.objects.order_by("starts_at").values_list("reported_on", flat=True)]
    assert nights == [f"2026-06-{day}" for day in range(10, 18)]
    assert patrols.lay_ahead() == 0
    at(settings, EIGHT + ONE_DAY)
    assert (patrols.lay_ahead(), patrols.lay_ahead()) == (1, 0)
    first = PlannedPatrol.objects.earliest("starts_at")
    assert (first.starts_at, first.ends_at) == (EIGHT, EIGHT + 6 * HOUR)
    assert (first.plan, first.unit, first.late_after) == (plan, force.station, EIGHT + 30 * MINUTE)


def test_plan_made_in_the_evening_asks_nothing_of_what_has_begun(force, settings):
    at(settings, EIGHT + MINUTE)
    make_plan(force)
    assert f"{PlannedPatrol.objects.earliest('starts_at').reported_on}" == "2026-06-11"


def test_nights_on_which_nothing_ran_are_laid_afterwards(force, noon, settings):
    make_plan(force)
    at(settings, EIGHT + 12 * ONE_DAY)
    patrols.lay_ahead()
    assert PlannedPatrol.objects.count() == 8 + 12
    assert PlannedPatrol.objects.filter(reported_on="2026-06-19").exists()


@pytest.mark.parametrize(
    ("facts", "nights"),
    [
        ({"weekdays": "2"}, ["2026-06-10", "2026-06-17"]),
        ({"weekdays": "45"}, ["2026-06-12", "2026-06-13"]),
        ({"starts_on": dt.date(2026, 6, 16)}, ["2026-06-16", "2026-06-17"]),
        ({"in_use_until": dt.date(2026, 6, 11)}, ["2026-06-10", "2026-06-11"]),
        ({"begins": dt.time(1), "ends": dt.time(5), "weekdays": "3"}, ["2026-06-10"]),
    ],
)
def test_days_of_a_plan(force, noon, facts, nights):
    """What begins at one on Thursday is reported under Wednesday."""
    make_plan(force, **facts)
    laid = PlannedPatrol.objects.order_by("starts_at").values_list("reported_on", flat=True)
    assert [f"{each}" for each in laid if each < dt.date(2026, 6, 18)] == nights


def test_beat_that_ends_is_asked_for_until_then(force, noon):
    beat = make_beat(force, in_use_until=dt.date(2026, 6, 12))
    make_plan(force, beat)
    assert PlannedPatrol.objects.count() == 3
    patrols.change_beat(beat, by=force.people["chief"], version=1, in_use_until=dt.date(2026, 6, 10))
    assert PlannedPatrol.objects.current().count() == 1


def test_changed_plan_changes_what_has_not_begun_alone(force, noon, settings):
    plan = make_plan(force)
    at(settings, EIGHT + ONE_DAY + HOUR)
    past = sorted(PlannedPatrol.objects.filter(starts_at__lt=clock.now()).values_list("pk", "starts_at", "force"))
    version = PatrolPlan.objects.get().version
    changed = patrols.change_plan(
        plan, by=force.people["chief"], version=version, begins=dt.time(22), force=5, weekdays="456", kind="station"
    )
    current = PlannedPatrol.objects.current()
    assert sorted(current.filter(starts_at__lt=clock.now()).values_list("pk", "starts_at", "force")) == past
    ahead = current.filter(starts_at__gt=clock.now())
    assert {(each.starts_at.astimezone(EIGHT.tzinfo).hour, each.force) for each in ahead} == {(22, 5)}
    assert {each.reported_on.weekday() for each in ahead} == {4, 5, 6}
    patrols.void_plan(changed, by=force.people["chief"], reason="撤销", version=changed.version)
    assert sorted(current.all().values_list("pk", "starts_at", "force")) == past


def test_same_plan_twice_is_refused_also_for_some_of_the_days(force, noon):
    beat = make_beat(force)
    make_plan(force, beat, weekdays="012")
    make_plan(force, beat, weekdays="345")
    make_plan(force, beat, kind="organ")
    with pytest.raises(MoveRefused, match="已有 20:00 开始的派出所排班"):
        make_plan(force, beat, weekdays="26")


def test_one_form_lays_the_roster_of_a_station(force, noon, sign_in):
    beats = [make_beat(force) for _ in range(3)]
    make_beat(force, unit=force.other_station)
    client = sign_in(force.people["chief"])
    form = shown_in(client.get(PLANS.url("add")).context["form"]) | {"client_uuid": str(uuid.uuid4())}
    assert set(form["beats"]) == {str(beat.pk) for beat in beats}
    assert client.post(PLANS.url("add"), form).status_code == 302
    assert PatrolPlan.objects.count() == 3
    assert client.post(PLANS.url("add"), form).status_code == 302
    assert PlannedPatrol.objects.count() == 3 * 8


def test_what_has_begun_is_neither_changed_nor_cancelled(force, noon, settings):
    planned = make_planned(force, starts_at=EIGHT)
    chief = force.people["chief"]
    at(settings, EIGHT)
    for verb, facts in ((patrols.change_planned, {"force": 1}), (patrols.cancel_planned, {"reason": "下雨"})):
        with pytest.raises(MoveRefused, match="时刻已过"):
            verb(planned, by=chief, version=1, **facts)
    with pytest.raises(MoveRefused, match="时刻已过"):
        make_planned(force, starts_at=EIGHT - HOUR)


def test_cancelled_before_it_begins_is_asked_of_nobody(force, noon, settings):
    planned = make_planned(force, starts_at=EIGHT)
    patrols.cancel_planned(planned, by=force.people["chief"], reason="下雨", version=1)
    at(settings, EIGHT + 2 * ONE_DAY)
    assert patrols.close_days() == 0
    assert (standing(planned), tabs(planned)) == ("cancelled", {"cancelled"})


# Held, late, missed


@pytest.mark.parametrize(
    ("begins", "length", "expected"),
    [
        (0, 6, "held"),
        (-1, 7, "held"),
        (0.5, 5, "held"),
        (0.75, 5, "late"),
        (-6, 6.25, "missed"),  # one that ended soon after the hour walked nothing of it
        (6, 3, "missed"),
    ],
)
def test_patrol_holds_what_it_walked(force, settings, begins, length, expected):
    beat = make_beat(force)
    planned = asked_before(force, beat, EIGHT)
    at(settings, EIGHT + 8 * HOUR)
    start = EIGHT + begins * HOUR
    start_patrol(force, beat, starts_at=start, ends_at=start + length * HOUR)
    assert (standing(planned), tabs(planned)) == (expected, {expected})


def test_another_kind_or_beat_holds_nothing(force, settings):
    beat = make_beat(force)
    planned = asked_before(force, beat, EIGHT)
    at(settings, EIGHT + HOUR)
    start_patrol(force, beat, kind="organ", starts_at=EIGHT)
    start_patrol(force, starts_at=EIGHT)
    assert standing(planned) == "open"


def test_entered_late_makes_up_and_hides_nothing(force, settings):
    beat = make_beat(force)
    planned = asked_before(force, beat, EIGHT)
    at(settings, EIGHT + 11 * HOUR)
    assert patrols.close_days() == 0  # the day lasts until eight
    assert standing(planned) == "missed"
    at(settings, EIGHT + 12 * HOUR + 5 * MINUTE)
    assert (patrols.close_days(), patrols.close_days()) == (1, 0)
    start_patrol(force, beat, starts_at=EIGHT)
    again = PlannedPatrol.objects.with_shifts().get()
    assert (again.standing, again.standing_lamp.text) == ("missed", "漏巡（已补 1）")
    gaps = read_gaps(force.people["office"], until=reporting_day(clock.now()), unit=None)
    assert [mark.text for mark in gaps.rows[0].cells[-2].marks] == ["漏巡 1（已补 1）"]


def test_entered_late_before_the_scan_ran_hides_nothing_either(force, settings):
    beat = make_beat(force)
    planned = asked_before(force, beat, EIGHT)
    at(settings, EIGHT + 13 * HOUR)
    start_patrol(force, beat, starts_at=EIGHT)
    assert (standing(planned), tabs(planned)) == ("missed", {"missed"})
    assert patrols.close_days() == 1


def test_entered_within_the_day_is_held(force, settings):
    beat = make_beat(force)
    planned = asked_before(force, beat, EIGHT)
    at(settings, EIGHT + 11 * HOUR)
    start_patrol(force, beat, starts_at=EIGHT)
    at(settings, EIGHT + 20 * HOUR)
    assert (patrols.close_days(), standing(planned)) == (0, "held")


def test_voided_patrol_opens_the_gap_again(force, settings):
    beat = make_beat(force)
    planned = asked_before(force, beat, EIGHT)
    at(settings, EIGHT + HOUR)
    shift = start_patrol(force, beat, starts_at=EIGHT)
    at(settings, EIGHT + 5 * ONE_DAY)
    assert patrols.close_days() == 0
    move(shift, "void", by=force.people["chief"], reason="录错")
    assert (patrols.close_days(), standing(planned)) == (1, "missed")


# What it asks of people


def test_uncovered_beat_is_a_todo_of_its_leader_and_the_desk_one_tap_from_the_form(force, settings):
    beat = make_beat(force)
    planned = asked_before(force, beat, EIGHT, leader=force.amy)
    at(settings, EIGHT - HOUR)
    assert asked_of(force, beat) == {"amy"}
    at(settings, EIGHT + HOUR)
    assert asked_of(force, beat) == {"amy", "chief", "clerk", "office"}
    todo = next(
        each for each in todo_sources.of(User.objects.get(pk=force.amy.pk), clock.today()) if each.label == "巡逻上岗"
    )
    assert todo.url == f"/prevention/patrols/new/?planned={planned.pk}"
    assert todo.lamp.text == "应巡未到"
    start_patrol(force, beat, starts_at=EIGHT + HOUR)
    assert asked_of(force, beat) == set()


def asked_of(force, beat) -> set[str]:
    """Each read anew: what is at hand is read once a request."""
    people = {name: User.objects.get(pk=person.pk) for name, person in force.people.items()}
    return {
        name
        for name, person in people.items()
        if beat.name in {each.title for each in todo_sources.of(person, clock.today()) if each.label == "巡逻上岗"}
    }


def test_first_page_says_what_is_planned_tonight(force, settings, sign_in):
    beat = make_beat(force)
    planned = asked_before(force, beat, EIGHT)
    at(settings, EIGHT - HOUR)
    for name, person in force.people.items():
        page = sign_in(person).get("/").content.decode()
        assert ("今晚巡逻" in page) == (name in {"alice", "amy", "chief", "clerk"}), name
    assert f"/prevention/patrols/new/?planned={planned.pk}" in sign_in(force.alice).get("/").content.decode()


def test_first_page_shows_the_patrol_of_the_night_that_runs_until_it_ends(force, settings, sign_in):
    """At 04:14 the one that was begun at eight; the next night is more than twelve hours off."""
    beat = make_beat(force)
    asked_before(force, beat, EIGHT + 24 * HOUR)
    at(settings, EIGHT)
    shift = start_patrol(force, beat, starts_at=EIGHT, ends_at=EIGHT + 10 * HOUR)
    at(settings, EIGHT + 8 * HOUR + dt.timedelta(minutes=14))
    page = sign_in(force.alice).get("/").content.decode()
    assert "今晚巡逻" in page
    assert shift.get_absolute_url() in page
    assert shift.beat.name not in {each.title for each in todo_sources.of(fresh_user(force.alice), clock.today())}
    assert "今晚巡逻" not in sign_in(force.bob).get("/").content.decode()
    patrols.stand_down(shift, by=force.alice, version=shift.version, points=(), ends_at=clock.now())
    assert "今晚巡逻" not in sign_in(force.alice).get("/").content.decode()


def fresh_user(person):
    return User.objects.get(pk=person.pk)


# The matrix


def test_matrix_says_what_nobody_planned_too(force, settings, sign_in):
    beat = make_beat(force)
    at(settings, EIGHT + HOUR)
    start_patrol(force, beat, starts_at=EIGHT)
    asked_before(force, beat, EIGHT - ONE_DAY)
    asked_before(force, beat, EIGHT - 9 * ONE_DAY)  # beyond the days that are shown
    gaps = read_gaps(force.people["chief"], until=EIGHT.date(), unit=None)
    texts = [[mark.text for mark in cell.marks] for cell in gaps.rows[0].cells[-3:]]
    assert texts == [["无排班"], ["漏巡 1"], ["计划外 1"]]
    assert (gaps.missed, gaps.planned) == (1, 1)
    listed = sign_in(force.people["chief"]).get(gaps.missed_url).context["table"].data.data
    assert [row.reported_on for row in listed] == [EIGHT.date() - ONE_DAY]
    assert read_gaps(force.bob, until=EIGHT.date(), unit=None).rows == []


@pytest.mark.parametrize("asked", ["until=9999-12-31", "until=x", "unit=999999999999999999999", "until=0001-01-01"])
def test_matrix_refuses_what_makes_no_sense_in_words(force, sign_in, asked):
    answer = sign_in(force.alice).get(f"/prevention/gaps/?{asked}")
    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_matrix_costs_the_same_for_one_row_and_for_many(force, settings, sign_in, django_assert_num_queries):
    at(settings, EIGHT + HOUR)
    client, url = sign_in(force.people["office"]), "/prevention/gaps/"

    def statements() -> int:
        client.get(url)
        with django_assert_num_queries(99, exact=False) as seen:
            client.get(url)
        return len(seen)

    asked_before(force, make_beat(force), EIGHT)
    few = statements()
    for place in range(8):
        beat = make_beat(force)
        asked_before(force, beat, EIGHT - place * ONE_DAY)
        start_patrol(force, beat, starts_at=EIGHT)
    assert statements() == few


def test_late_after_is_what_the_row_says(force, settings):
    """Stored with it: a later change of the grace moves no row."""
    beat = make_beat(force)
    planned = asked_before(force, beat, EIGHT)
    PlannedPatrol.objects.update(late_after=F("starts_at"))
    at(settings, EIGHT + HOUR)
    start_patrol(force, beat, starts_at=EIGHT + MINUTE)
    assert standing(planned) == "late"


def test_planned_page_offers_what_can_still_be_done(force, settings, sign_in):
    beat = make_beat(force)
    planned = asked_before(force, beat, EIGHT)
    client = sign_in(force.people["chief"])
    expected = {-HOUR: "上岗", HOUR: "上岗", 7 * HOUR: "补录"}
    for later, label in expected.items():
        at(settings, EIGHT + later)
        page = client.get(PLANNED.url("detail", planned.pk)).content.decode()
        assert f"planned={planned.pk}" in page
        assert label in page
        assert (f"/planned/{planned.pk}/void/" in page) == (later < dt.timedelta())
