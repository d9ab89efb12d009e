"""What the first page is built of: cards of numbers and rows, each of which opens what it speaks of."""

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

from baiyi.records.hooks import Panel
from baiyi.records.lamps import Lamp
from baiyi.records.ranked import Each, tied_after

MOST_PROBLEMS = 5  # rows of one kind of exception


@dataclass(frozen=True)
class Tile:
    """A number with its measure, which opens the rows it counts. `lamp` stands in front while there is something to see
    to.
    """

    label: str
    value: int | str
    url: str
    _: KW_ONLY
    measure: str = ""
    lamp: Lamp | None = None
    key: str = ""  # of the figure, when it is one


@dataclass(frozen=True)
class Row:
    """One thing that waits or stands badly, one press from its page."""

    title: str
    url: str
    note: str = ""
    _: KW_ONLY
    label: str = ""
    lamp: Lamp | None = None


@dataclass(frozen=True)
class Way:
    label: str
    url: str
    is_primary: bool = False


@dataclass(frozen=True)
class Card:
    """`empty` stands for the rows when there are none: what that means, and what to do next. `more` leads to all of
    them.
    """

    title: str
    _: KW_ONLY
    note: str = ""
    more: Way | None = None
    action: Way | None = None
    tiles: Sequence[Tile] = ()
    rows: Sequence[Row] = ()
    empty: str = ""
    way: Way | None = None  # beside `empty`
    foot: str = ""

    def panel(self, *, order: int, is_aside: bool = False) -> Panel:
        return Panel("records/_home_card.html", {"card": self}, order=order, is_aside=is_aside)


@dataclass(frozen=True)
class Problem:
    """One row of an exception."""

    lamp: Lamp
    title: str
    note: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Problems:
    """One kind of exception: the worst rows, how many there are, and where all of them are. `tied` are those that are
    not shown and stand like the last one shown.
    """

    title: str
    rows: list[Problem]
    total: int
    measure: str
    url: str
    order: int = 50
    tied: int = 0


def worst_of(found: Sequence[Each], problem: Callable[[Each], Problem], *, by: Callable[[Each], Any]) -> dict[str, Any]:
    """`rows` and `tied` of exceptions that stand in the order of `by`, the worst first."""
    return {"rows": [problem(each) for each in found[:MOST_PROBLEMS]], "tied": tied_after(found, MOST_PROBLEMS, by=by)}


def more_words(total: int, shown: int, measure: str) -> str:
    """另有 3 起, at the foot of a card that shows no more; empty when it shows all."""
    return f"另有 {total - shown} {measure}" if total > shown else ""
