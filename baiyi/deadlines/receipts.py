"""The receipt of a deadline (期限回执): its days as cells, its sentence, what is left of it, and its lamp."""

from dataclasses import dataclass
from datetime import date, timedelta

from baiyi.deadlines.calendar import Calendar, Computation, DayCell, compute
from baiyi.deadlines.models import Deadline
from baiyi.deadlines.services import load_calendar
from baiyi.records import lamps
from baiyi.records.lamps import Lamp

NEAR_DAYS = 2  # natural days before the due day from which an open deadline is 临期


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What templates/deadlines/_receipt.html shows. No cells when today's calendar would give another day than the
    printed one.
    """

    due_on: date
    today: date
    cells: tuple[DayCell, ...]
    traces: tuple[str, ...]
    remaining: str
    is_estimated: bool
    calendar_version: str
    lamp: Lamp | None = None


def receipt_of_computation(computed: Computation, *, on: date) -> Receipt:
    """Of a period that nobody has issued yet."""
    return Receipt(
        due_on=computed.due_on,
        today=on,
        cells=computed.receipt(),
        traces=(computed.trace,),
        remaining="",
        is_estimated=computed.is_estimated,
        calendar_version=computed.calendar_version,
    )


def receipt_of(deadline: Deadline, *, on: date, calendar: Calendar | None = None) -> Receipt:
    """For a row of `with_last_extension`. One statement for the calendar's stamp unless `calendar` is given."""
    calendar = calendar or load_calendar()
    traces = (deadline.trace, f"延期：{deadline.last_trace}") if deadline.last_trace else (deadline.trace,)
    cells = _cells(deadline, deadline.last_total_length or deadline.length, calendar)
    return Receipt(
        due_on=deadline.effective_due_on,
        today=on,
        cells=cells,
        traces=traces,
        remaining=remaining(deadline, on=on, calendar=calendar),
        is_estimated=deadline.is_estimated,
        calendar_version=deadline.calendar_version,
        lamp=lamp_of(deadline, on=on),
    )


def remaining(deadline: Deadline, *, on: date, calendar: Calendar) -> str:
    """剩 5 个工作日(7 天) · 今天届满 · 超期 3 天 (natural days) · 期限内办结. No statements."""
    if deadline.closed_on:
        return "期限内办结" if deadline.is_within_limit else "超期办结"
    left = (deadline.effective_due_on - on).days
    if left == 0:
        return "今天届满"
    if left < 0:
        return f"超期 {-left} 天"
    return f"剩 {calendar.count_workdays(on, deadline.effective_due_on)} 个工作日（{left} 天）"


def lamp_of(deadline: Deadline, *, on: date) -> Lamp:
    """The lamp of one deadline on that day; closed ones carry a tag. No statements."""
    if deadline.closed_on:
        return lamps.tag("已办结", "green") if deadline.is_within_limit else lamps.tag("超期办结", "red")
    return lamp_of_day(deadline.effective_due_on, on=on)


def lamp_of_day(due_on: date, *, on: date) -> Lamp:
    """超期 4 天 red, 今日到期 or 剩 2 天 yellow, more is plain: the one place that decides, for every list and page."""
    left = (due_on - on).days
    if left < 0:
        return lamps.overdue(f"超期 {-left} 天")
    if left <= NEAR_DAYS:
        return lamps.near(f"剩 {left} 天" if left else "今日到期")
    return lamps.good(f"剩 {left} 天")


def near_until(on: date) -> date:
    """The last due day that counts as 临期 on that day."""
    return on + timedelta(days=NEAR_DAYS)


def _cells(deadline: Deadline, length: int, calendar: Calendar) -> tuple[DayCell, ...]:
    rule = deadline.rule
    again = compute(
        deadline.starts_on, length, deadline.measure, calendar=calendar, roll=rule.rolls, verb=rule.starts_with
    )
    return again.receipt() if again.due_on == deadline.effective_due_on else ()
