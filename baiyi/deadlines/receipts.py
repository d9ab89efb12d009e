"""The receipt of a deadline (期限回执): its days as cells, its sentence, what is left of it, and its lamp."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.html import format_html, format_html_join

from baiyi.deadlines import kinds
from baiyi.deadlines.calendar import Calendar, Computation, DayCell, compute
from baiyi.deadlines.models import Deadline
from baiyi.deadlines.workdays import calendar_lately
from baiyi.records import lamps
from baiyi.records.lamps import Lamp

DAY = """
          <li class="receipt-day is-{}{}">
            <span>{}</span>
            <strong>{}</strong>
            <span>{}</span>
          </li>
      """
GAP = """
          <li class="receipt-gap">… {} …</li>
      """
PAST, TODAY = " is-past", " is-today"
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

    @property
    def days(self) -> str:
        """The cells as pages show them; a page has a hundred."""
        return format_html_join("", "{}", ((_drawn_day(each, self._place_of(each.day)),) for each in self.cells))

    def _place_of(self, day: date) -> str:
        if day == self.today:
            return TODAY
        return PAST if day < self.today else ""


@lru_cache(maxsize=5000)
def _drawn_day(cell: DayCell, place: str) -> str:
    """Few differ, and each is drawn once."""
    if cell.kind == "gap":
        return format_html(GAP, cell.text)
    head = "届满" if cell.kind == "due" else "今天" if place == TODAY else cell.weekday
    return format_html(DAY, cell.kind, place, head, f"{cell.day.month}/{cell.day.day}", cell.text)


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
    """For a row of `with_changes`. The calendar is that of the last seconds unless one is given."""
    calendar = calendar or calendar_lately()
    changes = {"延期": deadline.last_trace, "中止后": deadline.last_pause_trace}
    traces = (deadline.trace, *(f"{word}：{trace}" for word, trace in changes.items() if trace))
    counted = (deadline.last_total_length or deadline.length) + deadline.excluded
    cells = () if deadline.paused_on else _cells(deadline, counted, calendar)
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
    if deadline.paused_on:
        return f"自{deadline.paused_on.month}月{deadline.paused_on.day}日起中止"
    left = (deadline.effective_due_on - on).days
    if left == 0:
        return "今天届满"
    if left < 0:
        return _past(deadline.late_after, on)
    return f"剩 {calendar.count_workdays(on, deadline.effective_due_on)} 个工作日（{left} 天）"


def lamp_of(deadline: Deadline, *, on: date) -> Lamp:
    """The lamp of one deadline on that day, with the word of its kind; closed ones carry a tag. No statements."""
    if deadline.closed_on:
        return lamps.tag("已办结", "green") if deadline.is_within_limit else lamps.tag("超期办结", "red")
    days = (deadline.effective_due_on, deadline.late_after)
    return lamp_of_open(*days, on=on, word=kinds.label_of(deadline.kind))


def lamp_of_open(due_on: date, late_after: date | None, *, on: date, word: str = "") -> Lamp:
    """Of an open deadline, `word` says which: 整改超期 4 天 red, 整改今日到期 or 整改剩 2 天 yellow, more is plain.

    The one place that decides, for every list and page. Days are natural; without `late_after` it is paused.
    """
    if late_after is None:
        return lamps.tag(f"{word}中止")
    if on > late_after:
        return lamps.overdue(f"{word}{_past(late_after, on)}")
    left = (due_on - on).days
    if left < 0:
        return lamps.near(f"{word}{_past(late_after, on)}")
    if left <= NEAR_DAYS:
        return lamps.near(f"{word}剩 {left} 天" if left else f"{word}今日到期")
    return lamps.good(f"{word}剩 {left} 天")


def lamp_of_day(due_on: date, *, on: date, word: str = "") -> Lamp:
    """The same for a day without grace."""
    return lamp_of_open(due_on, due_on, on=on, word=word)


def _past(late_after: date, on: date) -> str:
    """Past the due day: 宽限剩 1 天 as long as nothing is late, then 超期 4 天."""
    late = (on - late_after).days
    return f"超期 {late} 天" if late > 0 else f"宽限剩 {-late} 天"


def near_until(on: date) -> date:
    """The last due day that counts as 临期 on that day."""
    return on + timedelta(days=NEAR_DAYS)


def _cells(deadline: Deadline, length: int, calendar: Calendar) -> tuple[DayCell, ...]:
    rule = deadline.rule
    again = compute(
        deadline.starts_on, length, deadline.measure, calendar=calendar, roll=rule.rolls, verb=rule.starts_with
    )
    return again.receipt() if again.due_on == deadline.effective_due_on else ()
