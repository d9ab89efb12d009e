"""The road of a sample: its own moves lead to the state that another one starts from."""

import pytest

from baiyi.transfers.models import Transfer
from inspections.models import RectificationNotice
from tests.samples import road

NOTICE = ("issue", "serve", "request_reinspection", "close")


@pytest.mark.parametrize(
    ("state", "act", "moves", "expected"),
    [
        ("draft", "issue", NOTICE, []),  # it starts here
        ("draft", "serve", NOTICE, ["issue"]),
        ("draft", "request_reinspection", NOTICE, ["issue", "serve"]),
        ("draft", "close", NOTICE, ["issue", "serve"]),  # the shorter one of two
        ("issued", "close", NOTICE, ["serve"]),
        ("draft", "void", NOTICE, []),
        ("draft", "serve", ("serve",), []),  # no road of these moves
        ("closed", "issue", NOTICE, []),  # nor any back
        ("draft", "change", NOTICE, []),  # no step at all
    ],
)
def test_road_is_the_shortest_of_the_moves_the_sample_has(state, act, moves, expected):
    assert road(RectificationNotice(state=state), act, moves) == expected


def test_road_of_one_sample_reaches_the_last_move_of_a_transfer():
    assert road(Transfer(), "settle", ("accept", "send_back")) == ["accept"]
