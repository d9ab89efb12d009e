"""Every kind of record with deadlines, as its samples make it: what it owes is told to somebody who may open it."""

import pytest

from baiyi.deadlines.kinds import message_kinds
from baiyi.deadlines.models import Deadline
from baiyi.deadlines.reminders import remind
from baiyi.deadlines.subjects import models_with_deadlines
from baiyi.jobs.schedules import Slot
from baiyi.notifications.models import Notification
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
        settings.BAIYI_TODAY = str(deadline.effective_due_on)
        remind(Slot("deadlines.remind", machine_now()), Steps())
        said = Notification.objects.filter(kind=message_kinds()[kind]).select_related("recipient")
        assert said, f"nobody is told of {kind} of {model._meta.label}"
        for message in said:
            assert sign_in(message.recipient).get(message.url).status_code == 200, (message.text, message.recipient)
