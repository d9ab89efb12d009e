import datetime as dt
import threading
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baiyi.jobs import schedules
from baiyi.jobs.models import ScheduledRun
from baiyi.jobs.schedules import CatchUp, Slot, daily, next_slot, weekly
from tests.conftest import REPEAT

pytestmark = pytest.mark.django_db
EIGHT = dt.time(8)


def at(text: str) -> dt.datetime:
    return timezone.make_aware(dt.datetime.fromisoformat(text))


def local(moments) -> list[str]:
    return [f"{timezone.localtime(each):%m-%d %H:%M}" for each in moments]


@pytest.fixture
def ran(monkeypatch):
    """An empty registry; each schedule notes its slots here."""
    monkeypatch.setattr(schedules, "_schedules", {})
    return []


def register(ran, name="duty", *, instants=None, catch_up=CatchUp.EACH, error=None):
    def work(slot, progress):
        ran.append(slot)
        if error:
            raise error
        progress.advance(1)

    schedules.register(name, label=f"计划{name}", work=work, instants=instants or daily(EIGHT), catch_up=catch_up)


def tick(moment: str) -> int:
    schedules.offer(at(moment))
    return schedules.run_due(at(moment))


def slots(ran) -> list[str]:
    return local(slot.at for slot in ran)


def test_daily_gives_every_day_from_after_since_to_until():
    assert local(daily(EIGHT)(at("2022-07-04 08:00"), at("2022-07-06 08:00"))) == ["07-05 08:00", "07-06 08:00"]
    assert daily(EIGHT)(at("2022-07-04 08:01"), at("2022-07-05 07:59")) == []


def test_weekly_gives_its_weekday_in_local_time():
    assert local(weekly(0, dt.time(0))(at("2022-07-04 00:00"), at("2022-07-18 00:00"))) == [
        "07-11 00:00",
        "07-18 00:00",
    ]
    assert local(weekly(3, dt.time(9, 30))(at("2022-07-01 00:00"), at("2022-07-15 00:00"))) == [
        "07-07 09:30",
        "07-14 09:30",
    ]


def test_slot_is_of_its_local_day():
    assert Slot("duty", at("2022-07-04 00:00")).on == dt.date(2022, 7, 4)


def test_next_slot_is_looked_for_far_ahead():
    far = at("2023-01-01 08:00")
    assert next_slot(lambda since, until: [far] if since < far <= until else [], at("2022-07-04 00:00")) == far
    assert next_slot(weekly(0, EIGHT), at("2022-07-04 08:00")) == at("2022-07-11 08:00")
    assert next_slot(lambda since, until: [], at("2022-07-04 08:00")) is None


def test_schedule_that_never_ran_begins_with_the_latest_slot_of_the_last_week(ran):
    register(ran)
    register(
        ran, "old", instants=lambda since, until: [each for each in [at("2022-06-27 07:00")] if since < each <= until]
    )
    assert tick("2022-07-04 09:00") == 1
    assert slots(ran) == ["07-04 08:00"]


def test_slot_runs_once_and_not_before_its_moment(ran):
    register(ran)
    tick("2022-07-04 08:00")
    for moment in ("2022-07-04 08:01", "2022-07-05 07:59:59"):
        assert tick(moment) == 0
    assert tick("2022-07-05 08:00") == 1
    assert slots(ran) == ["07-04 08:00", "07-05 08:00"]


def test_each_missed_slot_runs_in_order_and_is_late(ran):
    register(ran)
    tick("2022-07-01 08:10")
    tick("2022-07-04 08:10")
    assert slots(ran) == ["07-01 08:00", "07-02 08:00", "07-03 08:00", "07-04 08:00"]
    assert [slot.is_late for slot in ran] == [False, True, True, False]
    assert list(ScheduledRun.objects.order_by("slot").values_list("is_late", flat=True)) == [False, True, True, False]


def test_only_the_latest_missed_slot_runs_when_that_is_enough(ran):
    register(ran, catch_up=CatchUp.LATEST)
    tick("2022-07-01 08:10")
    tick("2022-07-04 09:00")
    assert slots(ran) == ["07-01 08:00", "07-04 08:00"]
    assert ran[-1].is_late


@pytest.mark.parametrize(("minutes", "is_late"), [(30, False), (31, True)])
def test_slot_is_late_after_half_an_hour(ran, minutes, is_late):
    register(ran)
    tick(f"2022-07-04 08:{minutes}")
    assert ran[0].is_late is is_late


def test_clock_that_was_set_back_repeats_nothing(ran):
    register(ran)
    tick("2022-07-04 09:00")
    tick("2022-07-07 09:00")
    for moment in ("2022-07-04 07:00", "2022-07-04 08:00", "2022-07-05 09:00", "2022-07-07 09:00"):
        assert tick(moment) == 0
    assert len(ran) == 4
    assert tick("2022-07-08 09:00") == 1


def test_wrong_time_ahead_does_not_silence_the_days_it_skipped(ran):
    register(ran, catch_up=CatchUp.LATEST)
    for moment in ("2022-07-01 08:00", "2022-07-07 08:00", "2022-07-04 08:00", "2022-07-05 08:00", "2022-07-07 08:00"):
        tick(moment)
    assert slots(ran) == ["07-01 08:00", "07-07 08:00", "07-04 08:00", "07-05 08:00"]


def test_first_tick_of_a_wrong_year_silences_nothing(ran):
    register(ran)
    for moment in ("2030-01-01 09:00", "2026-11-02 09:00", "2026-11-03 09:00"):
        tick(moment)
    assert slots(ran) == ["01-01 08:00", "11-02 08:00", "11-03 08:00"]


@pytest.mark.django_db(transaction=True)
def test_five_ticks_at_once_make_and_run_each_slot_once(ran):
    register(ran)
    tick("2022-07-01 08:00")
    gate, failed = threading.Barrier(5), []

    def worker():
        try:
            gate.wait()
            tick("2022-07-04 08:00")
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(5)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert not failed
    assert sorted(slots(ran)) == ["07-01 08:00", "07-02 08:00", "07-03 08:00", "07-04 08:00"]


def test_slot_of_the_future_waits_after_the_clock_was_set_back(ran):
    register(ran)
    schedules.offer(at("2022-07-07 09:00"))
    assert schedules.run_due(at("2022-07-06 09:00")) == 0
    assert schedules.run_due(at("2022-07-07 09:00")) == 1


def test_long_downtime_is_caught_up_in_portions_and_loses_nothing(ran, monkeypatch):
    monkeypatch.setattr(schedules, "MOST_AT_ONCE", 3)
    register(ran)
    tick("2022-07-01 08:00")
    assert [tick("2022-07-09 08:00") for _ in range(4)] == [3, 3, 2, 0]
    assert slots(ran) == [f"07-0{day} 08:00" for day in range(1, 10)]


def test_failing_schedule_stops_no_other_and_is_put_aside_after_three_attempts(ran):
    register(ran, "bad", error=ValueError("no table"), instants=daily(dt.time(7)))
    register(ran, "good")
    for _ in range(5):
        tick("2022-07-04 09:00")
    assert [slot.name for slot in ran] == ["bad", "good", "bad", "bad"]
    assert ScheduledRun.objects.get(name="bad").state == ScheduledRun.State.DEAD


def test_schedule_that_cannot_say_its_moments_stops_no_other(ran):
    def broken(since, until):
        raise LookupError("no campaign")

    register(ran, "bad", instants=broken)
    register(ran, "good")
    assert tick("2022-07-04 09:00") == 1


def test_row_of_a_schedule_that_is_gone_waits(ran):
    ScheduledRun.objects.create(name="gone", slot=at("2022-07-04 08:00"))
    assert tick("2022-07-04 09:00") == 0


def test_slots_are_offered_in_local_time_of_the_campaign(ran, settings):
    register(ran)
    settings.BAIYI_TODAY = "2022-07-04T09:00:00"
    schedules.offer()
    assert schedules.run_due() == 1
    assert slots(ran) == ["07-04 08:00"]


def test_overview_tells_last_next_open_and_dead(ran, django_assert_num_queries):
    register(ran)
    register(ran, "new", instants=weekly(0, EIGHT))
    for day, state in ((1, "dead"), (2, "done"), (3, "due")):
        ScheduledRun.objects.create(name="duty", slot=at(f"2022-07-0{day} 08:00"), state=state)
    ScheduledRun.objects.create(name="duty", slot=at("2022-07-09 08:00"))
    with django_assert_num_queries(2):
        duty, new = schedules.overview(at("2022-07-03 12:00"))
    assert (duty.label, duty.last.slot, duty.next_at) == ("计划duty", at("2022-07-03 08:00"), at("2022-07-04 08:00"))
    assert [row.slot for row in duty.open_runs] == [at("2022-07-03 08:00")]
    assert [row.slot for row in duty.dead] == [at("2022-07-01 08:00")]
    assert (new.last, new.next_at, new.open_runs, new.dead) == (None, at("2022-07-04 08:00"), [], [])


HOURS = st.lists(st.integers(min_value=1, max_value=24 * 12), min_size=2, max_size=12)
TICKS = st.lists(st.integers(min_value=0, max_value=10_000), min_size=1, max_size=6)


@settings(max_examples=10 * REPEAT, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lengths=HOURS, ticks=TICKS)
def test_random_downtimes_give_each_slot_once_and_one_latest_a_downtime(ran, lengths, ticks):
    """The machine is on and off in turns of random lengths (hours); while on, it ticks at random minutes."""
    ScheduledRun.objects.all().delete()
    ran.clear()
    register(ran, "each")
    register(ran, "latest", catch_up=CatchUp.LATEST)
    begin = moment = at("2022-07-04 08:00")
    ticked = [moment]
    for number, hours in enumerate(lengths):
        end = moment + dt.timedelta(hours=hours)
        if number % 2:
            ticked += sorted(moment + (end - moment) * (share / 10_000) for share in ticks)
        moment = end
    for each in ticked:
        schedules.offer(each)
        schedules.run_due(each)
    found = {name: [slot.at for slot in ran if slot.name == name] for name in ("each", "latest")}
    expected = daily(EIGHT)(begin - dt.timedelta(seconds=1), ticked[-1])
    assert found["each"] == expected
    between = [daily(EIGHT)(since, until)[-1:] for since, until in pairwise(ticked)]
    assert found["latest"] == [begin] + [each for group in between for each in group]
