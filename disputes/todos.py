"""What disputes ask of people: to settle and to call on in time, and to grade."""

import datetime as dt
from collections.abc import Iterator

from baiyi.notifications.todos import Todo, todo_sources
from disputes.models import Dispute
from disputes.reading.at_hand import disputes_at_hand


@todo_sources.register
def own_disputes(user, on: dt.date) -> Iterator[Todo]:
    """What the officer owes soon. One statement, which the first page shares."""
    for dispute in disputes_at_hand(user).owed:
        due = {"due_on": dispute.grave_due_on, "lamp": dispute.due_lamp}
        yield Todo(dispute.title, dispute.get_absolute_url(), note=_note(dispute), label="纠纷", **due)


@todo_sources.register
def disputes_to_grade(user, on: dt.date) -> Iterator[Todo]:
    """待研判 at the person's units. No statement of its own."""
    for dispute in disputes_at_hand(user).to_grade:
        url = dispute.get_absolute_url()
        yield Todo(dispute.title, url, note=_note(dispute), lamp=dispute.risk_lamp, label="待研判")


def _note(dispute: Dispute) -> str:
    return f"{dispute.unit} · {dispute.risk.name} · {dispute.get_state_display()}"
