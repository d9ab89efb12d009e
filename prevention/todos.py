"""What checkpoints ask of people: to sign for a shift that was handed over, and to close a gap."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from baiyi.notifications.todos import Todo, todo_sources
from baiyi.records import lamps
from prevention import rights
from prevention.models import CheckpointShift, Turn
from prevention.models.turn import just_now


@todo_sources.register
def shifts_to_relieve(user, on: dt.date) -> Iterator[Todo]:
    """Handed over and unsigned, or over its hours: for the successor or who leads it, and for the desk of the unit.
    One statement.
    """
    if not user.has_perm(rights.RECORD):
        return
    mine = Q(successor=user) | Q(leader=user, state=Turn.State.ON) | Q(unit__in=user.unit_ids(rights.MANAGE))
    rows = CheckpointShift.objects.visible_to(user).to_relieve(just_now()).filter(mine).with_follower()
    for shift in rows.select_related("checkpoint", "leader").order_by("ends_at", "pk"):
        yield Todo(
            shift.checkpoint.name,
            shift.get_absolute_url(),
            note=f"{shift.hours} · 带班{shift.leader.name}",
            lamp=shift.gap_lamp or lamps.near("待接班"),
            label="卡点接班" if shift.state == Turn.State.HANDED else "卡点交接",
        )
