"""Every kind of record with deadlines, as its samples make it: what it owes is told to somebody who may open it."""

import pytest
from django_fsm import can_proceed

from baiyi.deadlines.kinds import message_kinds
from baiyi.deadlines.models import Deadline
from baiyi.deadlines.reminders import remind
from baiyi.deadlines.subjects import models_with_deadlines
from baiyi.jobs.schedules import Slot
from baiyi.notifications.models import Notification
from baiyi.records.moves import steps_of
from tests.deadlines.steps import Steps
from tests.discovered import assert_none_is_left_out, place, samples
from tests.moment import machine_now
from tests.world import World

OWING = models_with_deadlines()


@pytest.fixture
def running(model, force):
    """Deadlines that run on the rows of its samples, one for each kind."""
    world = World(force)
    for sample in samples():
        for act in ("", *sample.acts) if sample.views.model is model else ():
            sample.record(world, act)
    return {each.kind: each for each in Deadline.objects.about(model).running()}


@pytest.mark.parametrize("model", OWING, ids=lambda model: model._meta.label)
def test_what_it_owes_is_told_to_somebody_who_may_open_it(model, running, settings, sign_in):
    how = f"let a Sample of {place(f'{model._meta.app_label}:')} come to where it runs"
    assert_none_is_left_out({each.kind: how for each in model.OBLIGATIONS if each.kind not in running})
    for kind, deadline in running.items():
        assert deadline.rule.kind == kind, f"rule {deadline.rule.code} counts another kind than {kind}"
        settings.BAIYI_TODAY = str(deadline.effective_due_on)
        remind(Slot("deadlines.remind", machine_now()), Steps())
        said = Notification.objects.filter(kind=message_kinds()[kind]).select_related("recipient")
        assert said, f"nobody is told of {kind} of {model._meta.label}"
        for message in said:
            assert sign_in(message.recipient).get(message.url).status_code == 200, (message.text, message.recipient)


def may_still_close(record, deadline) -> bool:
    """An end may leave something to do: a penalty is decided, and its paper not served yet."""
    ways = {name for each in type(record).OBLIGATIONS if each.kind == deadline.kind for name in each.closed_by}
    return any(can_proceed(getattr(record, name)) for name in ways if name in steps_of(type(record)))


def is_at_an_end(record) -> bool:
    """Voided, or in a state no move leads out of."""
    steps = record._meta.get_field("state").get_all_transitions(type(record))
    ways_on = [each for each in steps if each.source in {record.state, "*"} and each.target and each.name != "void"]
    return record.voided_at is not None or not ways_on


@pytest.mark.parametrize("model", OWING, ids=lambda model: model._meta.label)
def test_at_its_end_it_owes_nothing(model, force, sign_in):
    """Whatever it owed was closed or voided by the move that brought it there."""
    left, ends = {}, 0
    for sample in (each for each in samples() if each.views.model is model):
        client = sign_in(force.people[sample.who])
        for act in sample.acts:
            record = sample.acted(act, sample.ready(act, force, client), client)
            owed = list(record.deadlines.open()) if is_at_an_end(record) else []
            owed = [each for each in owed if not may_still_close(record, each)]
            left |= {f"{sample.name} {act}": f"{each} stays open: closed_by, voided_by" for each in owed}
            ends += is_at_an_end(record)
    assert_none_is_left_out(left)
    assert ends, "no sample comes to an end"
