"""Where a ranking ends: rows that stand like the last one shown are shown too, or their number is said."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Each = TypeVar("Each")


def first_of(rows: Sequence[Each], most: int, *, by: Callable[[Each], Any]) -> list[Each]:
    """The first `most` of a ranking, and those that tie with the last of them."""
    return list(rows[: most + tied_after(rows, most, by=by)])


def tied_after(rows: Sequence[Each], most: int, *, by: Callable[[Each], Any]) -> int:
    """How many behind the first `most` of a ranking tie with the last of those."""
    if len(rows) <= most:
        return 0
    last, count = by(rows[most - 1]), 0
    for row in rows[most:]:
        if by(row) != last:
            break
        count += 1
    return count
