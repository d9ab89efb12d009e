"""A ranking that is cut never cuts a tie."""

import pytest

from baiyi.records.home import Problem, more_words, worst_of
from baiyi.records.lamps import overdue
from baiyi.records.ranked import first_of, tied_after


def itself(row: int) -> int:
    return row


@pytest.mark.parametrize(
    ("rows", "most", "shown"),
    [
        ([9, 8, 7, 7, 6], 3, [9, 8, 7, 7]),
        ([9, 8, 7, 6, 6], 3, [9, 8, 7]),
        ([7, 7, 7, 7], 2, [7, 7, 7, 7]),
        ([9, 8, 8], 3, [9, 8, 8]),
        ([9], 3, [9]),
        ([], 3, []),
    ],
)
def test_those_that_tie_with_the_last_are_shown_too(rows, most, shown):
    assert first_of(rows, most, by=itself) == shown
    assert tied_after(rows, most, by=itself) == max(0, len(shown) - most)


def test_exceptions_say_how_many_stand_like_the_last():
    found = worst_of([9, 5, 5, 5, 5, 5, 5, 4], lambda row: Problem(overdue("差"), str(row), "", "/"), by=itself)
    assert ([row.title for row in found["rows"]], found["tied"]) == (["9", "5", "5", "5", "5"], 2)


def test_foot_says_what_a_card_leaves_out():
    assert (more_words(8, 5, "起"), more_words(5, 5, "起")) == ("另有 3 起", "")
