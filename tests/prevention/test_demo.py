"""The demonstration's checkpoints and nights: 28 and 86 as in the article, and one chain that broke."""

import datetime as dt

import pytest
from django.db.models import F

from baiyi.accounts.models import User
from baiyi.figures import Period
from baiyi.figures.evaluation import values
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from campaigns.models import Campaign, Operation
from cases.models import Case
from prevention.models import (
    Checkpoint,
    CheckpointShift,
    NightSheet,
    PatrolMechanism,
    PatrolShift,
    PlannedPatrol,
    ResponseRing,
)
from tests.cockpit.test_demo import DAY_9, DAY_18, demo, figures, on_day_18  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("on_day_18")]


def test_figures_are_those_of_the_article_and_grow_with_the_days():
    now, then = figures(DAY_18), figures(DAY_9)
    assert (now["checkpoints_opened"], now["drink_driving_persons"]) == (28, 86)
    assert 0 < now["drunk_driving_persons"] < 86
    assert 0 < then["checkpoints_opened"] < 28
    assert 0 < then["drink_driving_persons"] < 86
    assert now["night_sheets"] >= 18


def test_checkpoints_are_of_three_kinds_and_stood_in_three_operations():
    assert set(Checkpoint.objects.values_list("kind", flat=True)) == set(Checkpoint.Kind.values)
    operations = Operation.objects.order_by("starts_at")
    assert operations.count() == 3
    period = Campaign.objects.get().period(DAY_18)
    for operation in operations:
        found = values(
            ["checkpoints_opened", "checkpoint_shifts"],
            period=Period(period.since, period.until, operation=operation.pk),
        )
        assert found["checkpoints_opened"] > 15
        assert found["checkpoint_shifts"] in {2 * found["checkpoints_opened"], 2 * found["checkpoints_opened"] - 1}


def test_every_shift_was_relieved_but_one():
    shifts = CheckpointShift.objects
    broken = shifts.with_gap(clock.now()).get()
    assert broken.state == "handed"
    assert broken.unfinished
    handed = shifts.filter(state="handed").exclude(pk=broken.pk)
    assert all(each.followers.get().starts_at == each.ends_at for each in handed)
    chief = User.objects.get(username="chief")
    assert broken.checkpoint.name in {each.title for each in todo_sources.of(chief, DAY_18)}


def test_shifts_cross_midnight_and_stay_on_their_day():
    over = [each for each in CheckpointShift.objects.all() if each.hours.count("次日")]
    assert over
    for shift in CheckpointShift.objects.select_related("operation"):
        assert shift.reported_on == (shift.operation.starts_at + dt.timedelta(hours=8)).date(), shift


def test_nights_are_lawful_said_in_both_scopes_and_give_cases():
    sheets = NightSheet.objects.select_related("breathalyser")
    for sheet in sheets:
        sheet.refuse_what_the_law_refuses()
        assert sheet.ends_at <= clock.now()
    assert set(sheets.values_list("scope", flat=True)) == {"including", "excluding"}
    driving = Case.objects.filter(category__group="driving")
    assert driving.exclude(origin_type__model="nightsheet").count() == 0
    assert driving.filter(nature="criminal").exists()
    assert driving.filter(nature="administrative").exists()
    assert not driving.filter(accepted_on__gt=DAY_18).exists()
    assert not driving.filter(ended_on__lt=F("accepted_on")).exists()


def test_ground_and_rates_are_those_of_the_article():
    now, then = figures(DAY_18), figures(DAY_9)
    assert (now["patrol_zones"], now["patrol_beats"]) == (14, 27)
    assert 93 < now["response_on_time_rate"] < 97
    assert 0 < then["patrol_shifts"] < now["patrol_shifts"]
    assert 40 < now["armed_night_patrols"] < 300
    assert 1000 < now["volunteers_on_patrol"] < 9000
    assert 3 <= now["patrols_missed"] <= 9
    assert 80 < now["must_pass_rate"] < 100


def test_nights_have_a_few_gaps_one_of_them_made_up_and_one_hand_over_waits():
    missed = list(PlannedPatrol.objects.in_tab("missed", DAY_18).with_shifts())
    assert sum(each.made_up for each in missed) == 1
    assert 3 <= len(missed) <= 9
    assert PlannedPatrol.objects.in_tab("late", DAY_18).count() == 4
    waits = PatrolShift.objects.unsigned().get()
    assert waits.unfinished
    assert len(set(PatrolShift.objects.filter(is_night=True).values_list("reported_on", flat=True))) >= 17


def test_patrols_are_what_their_rows_say_and_never_later_than_the_day():
    for shift in PatrolShift.objects.prefetch_related("due_points"):
        passed = [each.passed_at for each in shift.due_points.all() if each.passed_at]
        assert (len(shift.due_points.all()), len(passed)) == (shift.points_due, shift.points_passed)
        assert all(shift.starts_at <= each <= shift.ends_at for each in passed)
        assert shift.starts_at <= clock.now()
        assert shift.state == "on" or shift.ends_at <= clock.now()
    on = PatrolShift.objects.filter(state="on").values_list("beat", "kind")
    assert len(on) == len(set(on))


def test_what_nobody_published_is_marked():
    for model, count in ((PatrolMechanism, 4), (ResponseRing, 3)):
        assert model.objects.count() == model.objects.filter(is_sample=True).count() == count
