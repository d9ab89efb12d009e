"""Two officers at one beat, one hand-over signed by two, one grid sent twice, two scans. Real threads."""

import datetime as dt
import uuid
from functools import partial

import pytest

from prevention.models import PatrolShift, PlannedPatrol, ResponseCount
from prevention.services import patrols
from prevention.views.patrols.plans import PLANS
from prevention.views.patrols.response import RESPONSES
from prevention.views.patrols.shifts import PATROLS
from tests.conftest import REPEAT
from tests.factories import make_force
from tests.faults.test_concurrency import at_once
from tests.faults.test_duty_at_once import window
from tests.prevention.samples_patrols import HOUR, asked_before, make_beat, make_plan, make_ring, start_patrol
from tests.samples import shown_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.one_day("waits for locks; on SQLite nothing is at once"),
]
several = pytest.mark.parametrize("run", range(REPEAT))
EIGHT = dt.datetime.fromisoformat("2026-06-10T20:00:00+08:00")


@pytest.fixture(autouse=True)
def late(settings):
    settings.BAIYI_TODAY = "2026-06-10T23:30:00+08:00"


def kinds_of(answers: list) -> list[str]:
    return sorted(type(each).__name__ for each in answers)


@several
def test_two_officers_starting_the_same_patrol_make_one(run):
    force = make_force()
    beat = make_beat(force)
    start = partial(start_patrol, force, beat, starts_at=EIGHT)
    found = at_once([partial(start, by=person) for person in (force.alice, force.amy)])
    assert kinds_of(found) == ["MoveRefused", "PatrolShift"], found
    assert PatrolShift.objects.get().due_points.count() == 2


@several
def test_two_kinds_starting_at_once_are_two(run):
    force = make_force()
    beat = make_beat(force)
    found = at_once([partial(start_patrol, force, beat, kind=kind, starts_at=EIGHT) for kind in ("station", "organ")])
    assert kinds_of(found) == ["PatrolShift"] * 2, found


@several
def test_two_who_relieve_the_same_patrol_make_one_chain(run):
    force = make_force()
    first = start_patrol(force, starts_at=EIGHT, ends_at=EIGHT + 2 * HOUR)
    handed = {"ends_at": first.ends_at, "points": (), "version": first.version}
    patrols.hand_over(first, by=force.alice, **handed)
    relieve = partial(start_patrol, force, first.beat, starts_at=first.ends_at)
    found = at_once([partial(relieve, by=person) for person in (force.alice, force.amy)])
    assert kinds_of(found) == ["MoveRefused", "PatrolShift"], found
    assert PatrolShift.objects.filter(previous=first).count() == 1


@several
def test_two_who_end_and_tick_the_same_patrol_leave_one_word(run):
    force = make_force()
    shift = start_patrol(force, starts_at=EIGHT)
    end = {"ends_at": EIGHT + 3 * HOUR, "version": shift.version, "points": list(shift.due_points.all())}
    tick = {"version": shift.version, "points": [shift.due_points.first()]}
    found = at_once(
        [
            partial(patrols.stand_down, shift, by=force.alice, **end),
            partial(patrols.pass_points, shift, by=force.amy, **tick),
        ]
    )
    assert kinds_of(found) == ["PatrolShift", "StaleRecord"], found
    now = PatrolShift.objects.get()
    assert now.points_passed == now.due_points.filter(passed_at__isnull=False).count()


@several
def test_same_grid_sent_twice_and_by_two_is_one_row_a_ring(run):
    force = make_force()
    rings = [make_ring(force) for _ in range(3)]
    typed = {f"{name}{ring.pk}": "9" for ring in rings for name in ("arrivals", "in_time")}
    sent = []
    for person in (force.alice, force.alice, force.amy):
        form = shown_in(window(person).get(RESPONSES.url("add")).context["form"])
        sent.append((window(person), form | typed))
    number = str(uuid.uuid4())
    numbers = (number, number, str(uuid.uuid4()))
    answers = at_once(
        [
            partial(client.post, RESPONSES.url("add"), words | {"client_uuid": each})
            for (client, words), each in zip(sent, numbers, strict=True)
        ]
    )
    assert sorted(each.status_code for each in answers) in ([302, 302, 422], [302, 422, 422]), answers
    assert ResponseCount.objects.count() == 3


@several
def test_scans_and_a_change_at_once_lay_each_night_once(run, settings):
    force = make_force()
    plan = make_plan(force)
    settings.BAIYI_TODAY = "2026-06-13T12:00:00+08:00"
    change = partial(patrols.change_plan, plan, by=force.people["chief"], version=plan.version, force=4)
    found = at_once([patrols.lay_ahead, change, patrols.lay_ahead])
    assert [each for each in found if isinstance(each, Exception)] == []
    nights = PlannedPatrol.objects.current().values_list("reported_on", "force")
    ahead = sorted(f"{night}" for night, _ in nights if night >= dt.date(2026, 6, 13))
    assert ahead == [f"2026-06-{day}" for day in range(13, 21)]
    assert {force_ for night, force_ in nights if night >= dt.date(2026, 6, 13)} == {4}


@several
def test_five_taps_of_one_form_start_one_patrol_and_lay_one_roster(run):
    force = make_force()
    beat = make_beat(force)
    for url, person, model in (
        (f"{PATROLS.url('add')}?beat={beat.pk}", force.alice, PatrolShift),
        (PLANS.url("add"), force.people["chief"], PLANS.model),
    ):
        form = shown_in(window(person).get(url).context["form"]) | {"client_uuid": str(uuid.uuid4())}
        answers = at_once([partial(window(person).post, url, form) for _ in range(5)])
        assert [each.status_code for each in answers] == [302] * 5, answers
        assert model.objects.count() == 1


@several
def test_entered_while_the_day_is_closed_is_missed_either_way(run, settings):
    force = make_force()
    beat = make_beat(force)
    asked_before(force, beat, EIGHT)
    settings.BAIYI_TODAY = "2026-06-11T08:00:00+08:00"
    found = at_once([patrols.close_days, partial(start_patrol, force, beat, starts_at=EIGHT), patrols.close_days])
    assert [each for each in found if isinstance(each, Exception)] == []
    assert PlannedPatrol.objects.with_shifts().get().standing == "missed"
    assert PlannedPatrol.objects.get().missed_at
