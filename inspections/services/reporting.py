"""重大隐患: the chief of the station and the office of the branch hear of it when it is recorded."""

from collections.abc import Iterable

from baiyi.accounts.answering import Part, who
from baiyi.notifications.kinds import register
from baiyi.notifications.services import Message, send_many
from baiyi.records import clock
from inspections.models import Hazard
from inspections.services.waiting import forget_waiting

MAJOR = register(
    "major_hazard",
    label="重大隐患",
    text="{venue}查出重大隐患：{description}（{disposal}，{by} {day}登记）",
    is_urgent=True,
)


def report_major(hazards: Iterable[Hazard], *, by) -> int:
    """Inside the caller's transaction: a message a person and hazard, none to who recorded it. Returns the messages
    written. No statement without a major hazard.
    """
    grave = [hazard for hazard in hazards if hazard.grade == Hazard.Grade.MAJOR]
    if not grave:
        return 0
    heads, desk = (who(grave, part, clock.today()) for part in (Part.HEAD, Part.TASK_FORCE))
    told = [(person, hazard) for hazard in grave for person in (*heads[hazard.pk], *desk[hazard.pk])]
    messages = [Message(person, hazard, "", facts=_facts(hazard, by)) for person, hazard in told if person != by]
    forget_waiting()
    return send_many(messages, kind=MAJOR)


def _facts(hazard: Hazard, by) -> dict:
    day = f"{hazard.found_on.month}月{hazard.found_on.day}日"
    words = {"venue": hazard.venue.name, "description": hazard.description, "by": by.name, "day": day}
    return words | {"disposal": hazard.get_disposal_display()}
