"""Small counts towards bodies outside the police: a count below the threshold in force is taken as “<3” only.

Who is posted at a body outside alone (协作部门) sees single records that were lent to it; a small number of them could
tell who is meant. Every whole number of a list counts, unless its table says what it is not a count of
(`no_counts`): forgetting one hides too much, never too little.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from baiyi.accounts.roles import Role
from baiyi.exchange.models import SmallCountRule
from baiyi.records.said import Said

NOTHING_KEPT_BACK = 1


def threshold_for(user, on: dt.date) -> int:
    """1 for everybody from whom nothing is kept back. One statement for a body outside."""
    is_outside = Role.PARTNER in user.roles and not user.unit_ids()
    return SmallCountRule.objects.threshold_on(on) if is_outside else NOTHING_KEPT_BACK


def suppressed(say: Callable[[Any], Said], least: int, record) -> Said:
    value = say(record)
    return f"<{least}" if type(value) is int and value < least else value
