"""The timeline says in words what changed."""

from baiyi.journal.timeline import timeline
from tests.transfers.samples import make_answered


def test_yes_and_no_are_words(force):
    lines = timeline(make_answered(force, asks_action=True))
    changes = {label: (before, after) for line in lines for label, before, after in line.changes}
    assert changes["需流转单位处理"] == ("否", "是")
