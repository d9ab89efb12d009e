"""What of the room waits for a person now, for 待办 and first pages: one statement a request, whatever the subjects."""

import datetime as dt
from typing import NamedTuple

from baiyi.records.memo import once_a_request
from prevention.reading.at_hand import alarms, duty, waters
from prevention.reading.at_hand.rows import Waiting

SUBJECTS = (duty, alarms, waters)


class AtHand(NamedTuple):
    """The rows of each subject, in its own order."""

    duty: list[duty.Duty]
    alarms: list[Waiting]
    waters: list[Waiting]


def at_hand(user, on: dt.date) -> AtHand:
    """Of that day, which is today for pages."""
    return once_a_request(user, ("prevention.at_hand", on), lambda: _read(user, on))


def _read(user, on: dt.date) -> AtHand:
    parts = [part for subject in SUBJECTS for part in subject.parts(user, on)]
    first, *rest = parts or [None]
    rows = [] if first is None else [Waiting(*row) for row in first.union(*rest, all=True)]
    return AtHand(*(subject.chosen([row for row in rows if row.part in subject.PARTS]) for subject in SUBJECTS))
