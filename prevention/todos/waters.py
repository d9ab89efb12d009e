"""What the waterside asks of people: alerts to judge, and what is to be repaired or re-checked soon."""

import datetime as dt
from collections.abc import Iterator

from baiyi.deadlines import kinds
from baiyi.deadlines.receipts import lamp_of_open
from baiyi.notifications.todos import Todo, todo_sources
from baiyi.records import lamps
from baiyi.records.addresses import address_of
from prevention.kinds import DEVICE_REPAIR
from prevention.reading.at_hand import at_hand
from prevention.reading.at_hand.waters import ALERT

PAGES = {ALERT: "prevention:water_alert-detail", DEVICE_REPAIR: "prevention:device_repair-detail"}


@todo_sources.register
def waterside(user, on: dt.date) -> Iterator[Todo]:
    """At the person's units."""
    for row in at_hand(user, on).waters:
        url = address_of(PAGES.get(row.part, "prevention:defect-detail"), row.key)
        if row.part == ALERT:
            yield Todo(row.title, url, note=row.words, due_on=on, lamp=lamps.overdue("待核实"), label="水域预警")
        else:
            label = kinds.label_of(row.part)
            yield Todo(
                row.title, url, due_on=row.day, lamp=lamp_of_open(row.day, row.late, on=on, word=label), label=label
            )
