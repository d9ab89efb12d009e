"""期限提醒: two working days before the due day, on it, on the first day after, then every seven natural days.

Whom to tell, the room that holds the subject may say (`remindable`); otherwise who answers for it is told. What was
said is not said again: a message is unique by recipient, kind, subject and "due day:rung", so that an extension, or the
deadline of a next round, speaks anew. A paused deadline is silent.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from baiyi.accounts.answering import Part, who
from baiyi.deadlines.calendar import ONE_DAY, Calendar
from baiyi.deadlines.kinds import message_kinds
from baiyi.deadlines.models import Deadline
from baiyi.deadlines.receipts import remaining
from baiyi.deadlines.services import load_calendar
from baiyi.deadlines.subjects import HasDeadlines, models_with_deadlines
from baiyi.jobs import schedules
from baiyi.jobs.chunks import in_chunks
from baiyi.jobs.leases import Progress
from baiyi.jobs.schedules import CatchUp, Slot
from baiyi.notifications.services import Message, send_many
from baiyi.records import clock

SCHEDULE = "deadlines.remind"
AT = dt.time(8, 30)
WORKDAYS_BEFORE = 2
REPEAT_EVERY = 7  # natural days


@dataclass(frozen=True)
class Reminder:
    """Whom to tell about one open deadline; `title` names its subject in the sentence.

    Without `repeats` nothing more is said from a week after the due day on.
    """

    subject: models.Model
    recipients: Iterable
    title: str
    repeats: bool = True


Source = Callable[[list[Deadline], dt.date], Mapping[int, Reminder]]  # by deadline; one left out is not spoken about


class Remindable:
    """By model label: who is reminded of its deadlines. A source costs the same whatever the number of deadlines it is
    asked for.
    """

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}

    def register(self, label: str):
        def decorate(source: Source) -> Source:
            self._sources[label] = source
            return source

        return decorate

    def __contains__(self, label: str) -> bool:
        return label in self._sources

    def by_type(self) -> dict[int, Source]:
        """By content type: the rooms' own sources, and who answers for every other model with deadlines."""
        others = {model._meta.label_lower: _by_answering(model) for model in models_with_deadlines()}
        return {
            ContentType.objects.get_by_natural_key(*label.split(".")).pk: source
            for label, source in (others | self._sources).items()
        }


def _by_answering(model: type[HasDeadlines]) -> Source:
    """Its 责任人, else the head of its unit; the record's own words are the title. Its room's statements and three."""

    def source(deadlines: list[Deadline], on: dt.date) -> Mapping[int, Reminder]:
        rows = model.objects.current().filter(pk__in=[each.object_id for each in deadlines]).select_related("unit")
        records = {row.pk: row for row in rows}
        people = who(records.values(), Part.RESPONSIBLE, on)
        return {
            each.pk: Reminder(records[each.object_id], people[each.object_id], str(records[each.object_id]))
            for each in deadlines
            if each.object_id in records
        }

    return source


remindable = Remindable()


def first_reminder_on(due_on: dt.date, *, calendar: Calendar) -> dt.date:
    """The second working day before the due day."""
    day = due_on
    for _ in range(WORKDAYS_BEFORE):
        day -= ONE_DAY
        while not calendar.is_workday(day):
            day -= ONE_DAY
    return day


def rung_on(
    due_on: dt.date, on: dt.date, *, calendar: Calendar, late_after: dt.date | None = None, repeats: bool = True
) -> str | None:
    """The latest rung whose day has come, so that a downtime of several rungs speaks once;
    None while it is too early. Days of grace still say what was said on the due day.
    """
    late = (on - (late_after or due_on)).days
    if late > 0:
        first = 1 + (late - 1) // REPEAT_EVERY * REPEAT_EVERY
        return f"late{first}" if repeats or first == 1 else None
    if on >= due_on:
        return "today"
    return "soon" if on >= first_reminder_on(due_on, calendar=calendar) else None


def remind(slot: Slot, progress: Progress) -> None:
    """Say today's rung of every open deadline that is near or past, in chunks; what was said before stays said."""
    on, calendar = clock.today(), load_calendar()
    sources = remindable.by_type()
    waiting = Deadline.objects.running().filter(
        content_type__in=sources, kind__in=message_kinds(), effective_due_on__lte=_horizon(on, calendar)
    )
    in_chunks(
        waiting, progress, partial(_remind_chunk, sources=sources, on=on, calendar=calendar, is_late=slot.is_late)
    )


def _horizon(on: dt.date, calendar: Calendar) -> dt.date:
    """No deadline due later than this has come to its first rung: the day before the third working day from now."""
    day = on
    for _ in range(WORKDAYS_BEFORE + 1):
        day = calendar.next_workday(day + ONE_DAY)
    return day - ONE_DAY


def _remind_chunk(
    chunk: list[Deadline], *, sources: dict[int, Source], on: dt.date, calendar: Calendar, is_late: bool
) -> int:
    by_type: dict[int, list[Deadline]] = defaultdict(list)
    for deadline in chunk:
        by_type[deadline.content_type_id].append(deadline)
    messages: dict[str, list[Message]] = defaultdict(list)
    spoken = message_kinds()
    for content_type, deadlines in by_type.items():
        said = sources[content_type](deadlines, on)
        for deadline in deadlines:
            if deadline.pk in said:
                messages[spoken[deadline.kind]] += _messages(deadline, said[deadline.pk], on, calendar)
    with transaction.atomic():
        return sum(send_many(found, kind=kind, is_late=is_late) for kind, found in messages.items())


def _messages(deadline: Deadline, reminder: Reminder, on: dt.date, calendar: Calendar) -> list[Message]:
    due_on = deadline.effective_due_on
    rung = rung_on(due_on, on, calendar=calendar, late_after=deadline.late_after, repeats=reminder.repeats)
    if rung is None:
        return []
    left = remaining(deadline, on=on, calendar=calendar)
    facts = {"title": reminder.title, "due": f"{due_on.month}月{due_on.day}日", "left": left}
    return [Message(each, reminder.subject, f"{due_on}:{rung}", facts=facts) for each in reminder.recipients]


schedules.register(SCHEDULE, label="期限提醒", work=remind, instants=schedules.daily(AT), catch_up=CatchUp.LATEST)
