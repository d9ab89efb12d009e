"""How a hazard or notice stands, as lamps: one place, so that the red lamp is the same everywhere."""

import datetime as dt

from baiyi.records import clock, lamps
from baiyi.records.lamps import Lamp

NEAR_DAYS = 2  # natural days before the due day


def near_until(on: dt.date) -> dt.date:
    """The last due day that counts as 临期 on that day."""
    return on + dt.timedelta(days=NEAR_DAYS)


def remaining(due_on: dt.date | None, *, is_open: bool) -> Lamp | None:
    """剩 7 天 / 今日到期 / 超期 4 天; nothing when closed or without a due day."""
    if due_on is None or not is_open:
        return None
    left = (due_on - clock.today()).days
    if left < 0:
        return lamps.overdue(f"超期 {-left} 天")
    if left <= NEAR_DAYS:
        return lamps.near("今日到期" if left == 0 else f"剩 {left} 天")
    return lamps.tag(f"剩 {left} 天")


def stage(text: str, *, due_on: dt.date | None, is_open: bool, is_awaiting: bool, is_closed: bool) -> Lamp:
    """The tag of the state; an open one past its due day says so."""
    if is_closed:
        return lamps.good(text)
    if is_awaiting:
        return lamps.tag("待复查", "blue")
    if is_open and due_on is not None and due_on < clock.today():
        return lamps.overdue("已超期")
    return lamps.tag(text)
