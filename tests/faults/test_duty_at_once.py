"""Fifty reports at eight in the evening, and one night reported from two phones. Real threads and connections."""

import datetime as dt
import uuid
from functools import partial

import pytest
from django.test import Client

from baiyi.accounts.roles import Role
from prevention import services
from prevention.models import CheckpointShift, NightSheet
from prevention.views.nights import NIGHT_SHEETS
from prevention.views.shifts import SHIFTS
from tests.conftest import REPEAT
from tests.factories import Force, make_force, make_unit, make_user
from tests.faults.test_concurrency import at_once
from tests.prevention.samples import HOUR, hours, make_breathalyser, make_checkpoint, sheet_facts
from tests.samples import shown_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.one_day("waits for locks; on SQLite nothing is at once"),
]
several = pytest.mark.parametrize("run", range(REPEAT))
EIGHT = dt.datetime.fromisoformat("2026-06-10T20:00:00+08:00")
UNITS = 25  # each opens a shift and reports a night: fifty at once


@pytest.fixture(autouse=True)
def late(settings):
    settings.BAIYI_TODAY = "2026-06-10T23:30:00+08:00"


def window(person) -> Client:
    client = Client()
    client.force_login(person, backend="baiyi.accounts.backends.PostingBackend")
    return client


def night_words(force: Force, **typed) -> dict:
    words = {"starts_at": "2026-06-10T20:00", "ends_at": "2026-06-10T23:00", "scope": "including"}
    words |= {"place": "东街夜市路口", "vehicles_checked": "40", "drinking": "2", "police": "2"}
    return words | {"breathalyser": str(make_breathalyser(force).pk)} | typed


@pytest.mark.slow
@several
def test_fifty_reports_at_eight_are_fifty_rows(run):
    force = make_force()
    jobs, units = [], [make_unit(f"第{number}派出所", parent=force.branch) for number in range(UNITS)]
    for number, unit in enumerate(units):
        person = make_user(f"officer{number}", unit, Role.OFFICER)
        post = make_checkpoint(force, unit=unit)
        facts = hours(EIGHT, 3 * HOUR) | {"leader": person, "police": 2}
        jobs.append(partial(services.open_shift, by=person, checkpoint=post, **facts))
        night = sheet_facts(force, unit=unit, leader=person, **hours(EIGHT, 3 * HOUR))
        jobs.append(partial(services.add_sheet, by=person, **night))
    found = at_once(jobs)
    assert [each for each in found if isinstance(each, Exception)] == []
    for model in (CheckpointShift, NightSheet):
        assert model.objects.count() == len(set(model.objects.values_list("unit", flat=True))) == UNITS
        assert {f"{day}" for day in model.objects.values_list("reported_on", flat=True)} == {"2026-06-10"}


@several
def test_two_officers_sending_the_same_night_make_one_and_the_second_is_shown_the_first(run):
    force = make_force()
    sent = []
    for person in (force.alice, force.amy):
        client = window(person)
        form = shown_in(client.get(NIGHT_SHEETS.url("add")).context["form"])
        sent.append((client, form | night_words(force) | {"client_uuid": str(uuid.uuid4())}))
    answers = at_once([partial(client.post, NIGHT_SHEETS.url("add"), words) for client, words in sent])
    assert sorted(each.status_code for each in answers) == [302, 422], answers
    sheet = NightSheet.objects.get()
    told = next(each.content.decode() for each in answers if each.status_code == 422)
    assert "同一时刻开始的夜查，没有重复登记" in told
    assert f'href="{sheet.get_absolute_url()}"' in told


@several
def test_five_taps_of_one_form_open_one_shift(run):
    force = make_force()
    post = make_checkpoint(force)
    client = window(force.alice)
    form = shown_in(client.get(f"{SHIFTS.url('add')}?checkpoint={post.pk}").context["form"])
    words = form | {"client_uuid": str(uuid.uuid4())}
    windows = [window(force.alice) for _ in range(5)]
    answers = at_once([partial(each.post, SHIFTS.url("add"), words) for each in windows])
    assert [each.status_code for each in answers] == [302] * 5
    assert CheckpointShift.objects.count() == 1


@several
def test_two_who_relieve_the_same_shift_make_one_chain(run):
    force = make_force()
    facts = {"leader": force.alice, "police": 2}
    first = services.open_shift(by=force.alice, checkpoint=make_checkpoint(force), **hours(EIGHT, 2 * HOUR), **facts)
    first.hand_over(ends_at=first.ends_at)
    first.save()
    relief = partial(services.open_shift, checkpoint=first.checkpoint, **hours(first.ends_at, HOUR), **facts)
    found = at_once([partial(relief, by=person) for person in (force.alice, force.amy)])
    assert sorted(type(each).__name__ for each in found) == ["CheckpointShift", "MoveRefused"], found
    assert CheckpointShift.objects.filter(previous=first).count() == 1
