"""交接 that waits for the person to take it."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from baiyi.accounts.models import HandoverPart
from baiyi.notifications.todos import Todo, todo_sources


@todo_sources.register
def parts_to_take(user, on: dt.date) -> Iterator[Todo]:
    """One statement; none for who is to take nothing."""
    for part in HandoverPart.objects.waiting_for(user):
        note = f"{part.handover.made_by}办理：{part.handover.reason}"
        yield Todo(
            f"{part}（{len(part.rows)}）", reverse("accounts:part-take", args=[part.pk]), note=note, label="交接"
        )
