"""What alarms ask of people: a report for each day that is over and that nobody reported."""

import datetime as dt
from collections.abc import Iterator

from django.utils.timezone import localtime

from baiyi.notifications.todos import Todo, todo_sources
from baiyi.records import clock, lamps
from prevention.reading.alarms.addresses import reporting
from prevention.reading.at_hand import at_hand
from prevention.services.alarms.days import words_of


@todo_sources.register
def alarms_to_report(user, on: dt.date) -> Iterator[Todo]:
    """For the head and the clerk of the unit."""
    for row in at_hand(user, on).alarms:
        due_at = localtime(row.starts)
        yield Todo(
            f"{words_of(row.day)}警情",
            reporting(row.of, row.day),
            note=f"{row.title} · {due_at:%H:%M} 前上报，没有警情报零报告",
            due_on=due_at.date(),
            lamp=lamps.overdue("未报") if clock.now() > due_at else lamps.near("待报"),
            label="警情报送",
        )
