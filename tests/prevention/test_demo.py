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
from prevention.models import Checkpoint, CheckpointShift, NightSheet
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
