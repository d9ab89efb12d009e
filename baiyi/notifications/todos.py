"""待办: derived from records when it is looked at, so that done work disappears by itself."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass

from baiyi.records import lamps
from baiyi.records.lamps import Lamp

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Todo:
    """One thing to do, one press from the page where it is done. `label` says the kind of work in a tag. One that has
    `seen_url` stands at the top of the first page until it is posted there.
    """

    title: str
    url: str
    _: KW_ONLY
    note: str = ""
    due_on: dt.date | None = None
    lamp: Lamp | None = None
    label: str = ""
    seen_url: str = ""


UNREADABLE = Todo(
    "有一类待办暂时读不出来",
    "/",
    note="其余待办照常显示；请稍后再看，仍然这样请告诉系统管理员",
    lamp=lamps.no_data("未读出"),
)
Source = Callable[[object, dt.date], Iterable[Todo]]


@dataclass(frozen=True)
class Group:
    title: str
    tone: str
    rows: list[Todo]


class TodoSources:
    """Functions (user, on) → Todo rows, at most two statements each, filled by the rooms that hold the work."""

    def __init__(self) -> None:
        self._sources: list[Source] = []

    def register(self, source: Source) -> Source:
        self._sources.append(source)
        return source

    def of(self, user, on: dt.date) -> list[Todo]:
        """Everything that waits for the person: the most overdue first, what has no day last.

        A source that fails is one row that says so: never an error page, and never silently less.
        """
        found = [row for source in self._sources for row in _rows(source, user, on)]
        return sorted(found, key=lambda row: (row.due_on is None, row.due_on or on))


todo_sources = TodoSources()


def grouped(rows: Iterable[Todo], on: dt.date) -> list[Group]:
    """超期, 今天, 本周 (to Sunday), 以后, 不限日期; those that hold something."""
    sunday = on + dt.timedelta(days=6 - on.weekday())
    groups = {
        "超期": Group("超期", "red", []),
        "今天": Group("今天", "yellow", []),
        "本周": Group("本周", "", []),
        "以后": Group("以后", "", []),
        "不限日期": Group("不限日期", "", []),
    }
    for row in rows:
        groups[_group_of(row.due_on, on, sunday)].rows.append(row)
    return [group for group in groups.values() if group.rows]


def _group_of(due_on: dt.date | None, on: dt.date, sunday: dt.date) -> str:
    if due_on is None:
        return "不限日期"
    if due_on < on:
        return "超期"
    if due_on == on:
        return "今天"
    return "本周" if due_on <= sunday else "以后"


def _rows(source: Source, user, on: dt.date) -> list[Todo]:
    try:
        return list(source(user, on))
    except Exception:
        log.exception("todo source %s.%s failed", source.__module__, source.__qualname__)
        return [UNREADABLE]
