"""What duty asks of people: to come where somebody is awaited, to sign for a turn that was handed over, to end one."""

import datetime as dt
from collections.abc import Iterator

from baiyi.notifications.todos import Todo, todo_sources
from prevention import rights
from prevention.reading.at_hand import at_hand


@todo_sources.register
def duty_awaited(user, on: dt.date) -> Iterator[Todo]:
    """A planned patrol is its leader's before it begins, and then also that of the desk of the unit."""
    desk = set(user.unit_ids(rights.MANAGE))
    for duty in at_hand(user, on).duty:
        if duty.is_running:
            continue
        is_of_desk = duty.has_begun and duty.unit_id in desk
        if duty.is_planned and not (duty.leader_id == user.pk or is_of_desk):
            continue
        due_on = duty.reported_on if duty.is_planned else on  # a post without anybody is of now
        yield Todo(duty.place, duty.url, note=duty.note, due_on=due_on, lamp=duty.lamp, label=duty.label)
