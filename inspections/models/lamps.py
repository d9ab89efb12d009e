"""How a hazard or notice stands, as lamps. What is near and what is overdue is decided in baiyi.deadlines.receipts."""

import datetime as dt

from baiyi.deadlines.receipts import lamp_of_day
from baiyi.records import clock, lamps
from baiyi.records.lamps import Lamp


def remaining(due_on: dt.date | None, *, is_open: bool) -> Lamp | None:
    """剩 7 天 / 今日到期 / 超期 4 天; nothing when closed or without a due day."""
    return lamp_of_day(due_on, on=clock.today()) if due_on and is_open else None


def stage(text: str, *, due_on: dt.date | None, is_open: bool, is_awaiting: bool, is_closed: bool) -> Lamp:
    """The tag of the state; an open one past its due day says so."""
    if is_closed:
        return lamps.good(text)
    if is_awaiting:
        return lamps.tag("待复查", "blue")
    if is_open and due_on is not None and due_on < clock.today():
        return lamps.overdue("已超期")
    return lamps.tag(text)
