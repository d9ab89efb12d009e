"""Reporting days of alarms: which are over, until when each is due, and whether it is closed for a unit."""

import datetime as dt

from django.utils.timezone import localtime

from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from campaigns.reporting import ONE_DAY, day_ends_at, last_day
from prevention.models import AlarmClosing, AlarmException, AlarmRule

EARLIEST = dt.date(2020, 1, 1)


def due_at(day: dt.date) -> dt.datetime:
    return AlarmRule.objects.of_day(day).due_at(day_ends_at(day))


def refuse_unless_over(day: dt.date) -> None:
    """Raises MoveRefused: a day is reported when it is over."""
    if day > last_day() + ONE_DAY:
        raise MoveRefused("这个报告日还没有到")
    if day > last_day():
        raise MoveRefused(f"{words_of(day)}的报告日要到 {moment(day_ends_at(day))} 才结束，结束后再报")
    if day < EARLIEST:
        raise MoveRefused("报告日太早，请核对")


def refuse_if_closed(unit, day: dt.date) -> None:
    """Raises MoveRefused when the day is closed for the unit and no exception is open. Three statements at most."""
    chain = _chain(unit)
    why = _why_closed(chain, day)
    if (
        why
        and not AlarmException.objects.open(clock.now()).filter(unit__in=chain, since__lte=day, until__gte=day).exists()
    ):
        raise MoveRefused(f"{why}，不能再报或更正；确需补报的，请专班开补报许可")


def _why_closed(chain: list[int], day: dt.date) -> str:
    closed_at = AlarmRule.objects.of_day(day).closes_at(day_ends_at(day))
    if clock.now() > closed_at:
        return f"{words_of(day)}已于 {moment(closed_at)} 自动封账"
    closing = AlarmClosing.objects.current().filter(unit__in=chain, until__gte=day).order_by("pk").first()
    return f"{words_of(day)}已由专班封账（{closing.reason}）" if closing else ""


def _chain(unit) -> list[int]:
    """The unit and those above it."""
    return list(unit.ancestors(include_self=True).values_list("pk", flat=True))


def words_of(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"


def moment(at: dt.datetime) -> str:
    at = localtime(at)
    return f"{at.month}月{at.day}日 {at:%H:%M}"
