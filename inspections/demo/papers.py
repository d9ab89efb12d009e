"""Which notices there are and what becomes of each:
planned on the real arithmetic of periods, before any row exists.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum, auto
from itertools import cycle, repeat

from baiyi.deadlines.calendar import NATURAL, WORKING, Calendar
from baiyi.deadlines.services import compute_due, load_calendar
from campaigns.demo import DAY, ONE_DAY, World

LENGTHS = {WORKING: (3, 5, 7, 10), NATURAL: (5, 7, 10, 15)}  # days an officer sets
HAZARDS = (1, 2, 1, 3, 2, 1, 2, 1, 2, 2)  # 处 of one notice, in turn


class Fate(StrEnum):
    CLOSED = auto()  # within the limit
    LATE = auto()  # closed after the due day
    OVERDUE = auto()
    NEAR = auto()  # due within two working days
    LATER = auto()
    AWAITING = auto()
    UNSERVED = auto()
    DRAFT = auto()
    REPLACED = auto()  # LATER, with a voided one before it
    PAST = auto()  # issued and closed before the campaign
    IMPORTED = auto()  # like PAST, from the old books: no number, no deadline yet
    CARRIED = auto()  # issued before the campaign, closed in it
    LEFT = auto()  # issued before the campaign, still open


# fate, first and last day it may be issued (offset), the stations in turn: 71 份 of the campaign first
ISSUED = [
    (
        Fate.CLOSED,
        (0, 13),
        [
            "东街所",
            "南桥所",
            "北塘所",
            "江湾所",
            "青石所",
            "柳浦所",
            "松岭所",
            "东街所",
            "北塘所",
            "江湾所",
            "青石所",
            "西街所",
        ],
        34,
    ),
    (Fate.LATE, (0, 8), ["西街所", "南桥所", "西街所", "松岭所", "柳浦所", "西街所"], 6),
    (Fate.OVERDUE, (0, 11), ["西街所", "北塘所", "西街所", "南桥所", "西街所", "松岭所", "西街所"], 7),
    (Fate.NEAR, (2, 15), ["东街所", "西街所", "柳浦所", "青石所", "西街所", "江湾所"], 6),
    (
        Fate.LATER,
        (6, 16),
        ["松岭所", "北塘所", "江湾所", "青石所", "柳浦所", "松岭所", "西街所", "东街所", "西街所", "江湾所"],
        10,
    ),
    (Fate.REPLACED, (9, 15), ["南桥所"], 1),
    (Fate.AWAITING, (4, 14), ["东街所", "西街所", "东街所", "柳浦所", "青石所"], 5),
    (Fate.UNSERVED, (16, 17), ["江湾所", "北塘所"], 2),
]
BESIDE = [
    (Fate.DRAFT, (14, 16), ["东街所", "柳浦所", "西街所"], 3),
    (Fate.CARRIED, (-16, -6), ["东街所", "西街所", "南桥所", "青石所", "西街所"], 5),
    (Fate.LEFT, (-24, -17), ["西街所", "东街所", "西街所"], 3),
    (Fate.PAST, (-100, -30), ["东街所", "南桥所", "北塘所", "江湾所", "青石所", "柳浦所", "松岭所", "西街所"], 36),
    (Fate.IMPORTED, (-140, -120), ["松岭所", "南桥所", "东街所"], 5),
]
FAILED_SHARE = 0.7  # of the overdue ones: reinspected, and not done
AGAIN_SHARE = 0.3  # of the closed ones: done only at the second reinspection
WITHOUT_TERM = {Fate.DRAFT}
BEFORE = {Fate.PAST, Fate.IMPORTED, Fate.CARRIED, Fate.LEFT}
CLOSED = {Fate.CLOSED, Fate.LATE, Fate.PAST, Fate.IMPORTED, Fate.CARRIED}


@dataclass
class Round:
    """One reinspection: which of the hazards still open were found rectified."""

    day: dt.date
    rectified: list[int]  # places of hazards
    is_last: bool = False


@dataclass
class Paper:
    """One notice to be. `hazards` is how many; `rectified_on` their days by place."""

    fate: Fate
    station: object
    offsets: tuple[int, int]
    hazards: int
    venue: object = None
    issued_on: dt.date | None = None
    length: int = 0
    due_on: dt.date | None = None
    closed_on: dt.date | None = None
    requested_on: dt.date | None = None
    rounds: list[Round] = field(default_factory=list)
    rectified_on: dict[int, dt.date] = field(default_factory=dict)
    found: list = field(default_factory=list)
    row: object = None


def plan(world: World) -> list[Paper]:
    """Every notice of the demonstration, without its venue."""
    sizes = cycle(HAZARDS)
    papers = []
    for fate, offsets, stations, wanted in ISSUED + BESIDE:
        turns = cycle(stations)
        papers += [Paper(fate, world.units[next(turns)], offsets, next(sizes)) for _ in repeat(None, wanted)]
    return papers


class Terms:
    """Finds an issue day and a length that lead to the fate wanted. The calendar is loaded once."""

    def __init__(self, world: World):
        self.world = world
        self.calendar: Calendar = load_calendar()
        tomorrow = self.calendar.next_workday(world.as_of + ONE_DAY)
        self.soon = self.calendar.next_workday(tomorrow + ONE_DAY)
        self._known: dict = {}

    def settle(self, paper: Paper, rule) -> None:
        """Set the days of a paper whose venue is known."""
        first, last = paper.offsets
        if paper.fate in WITHOUT_TERM:
            paper.issued_on = self.world.day(self.world.rng.randint(first, last))
            return
        terms = [
            (self.world.day(offset), length) for offset in range(first, last + 1) for length in LENGTHS[rule.measure]
        ]
        fitting = [(*term, due) for term in terms if self._fits(paper.fate, term[0], due := self._due(rule, *term))]
        paper.issued_on, paper.length, paper.due_on = self.world.rng.choice(fitting)
        self._close(paper)

    def _due(self, rule, start: dt.date, length: int) -> dt.date:
        key = (rule.pk, start, length)
        if key not in self._known:
            self._known[key] = compute_due(rule, start, length, calendar=self.calendar).due_on
        return self._known[key]

    def _fits(self, fate: Fate, issued_on: dt.date, due_on: dt.date) -> bool:
        today = self.world.as_of
        if fate in {Fate.OVERDUE, Fate.LEFT}:
            return due_on < today
        if fate == Fate.LATE:
            return due_on < today and issued_on < today
        if fate == Fate.NEAR:
            return today <= due_on <= self.soon
        if fate in {Fate.LATER, Fate.REPLACED, Fate.AWAITING, Fate.UNSERVED}:
            return due_on > self.soon
        return fate != Fate.PAST or due_on < self.world.start

    def _close(self, paper: Paper) -> None:
        world, rng = self.world, self.world.rng
        first, last = self._closing_days(paper)
        if paper.fate in CLOSED:
            paper.closed_on = first + rng.randint(0, max((last - first).days, 0)) * ONE_DAY
            self._reinspect(paper)
        elif paper.fate == Fate.OVERDUE and rng.random() < FAILED_SHARE:
            self._fail(paper, paper.due_on + ONE_DAY)
        elif paper.fate == Fate.AWAITING:
            paper.requested_on = max(paper.issued_on + ONE_DAY, world.day(DAY - 1 - rng.randint(0, 2)))

    def _closing_days(self, paper: Paper) -> tuple[dt.date, dt.date]:
        today, start = self.world.as_of, self.world.start
        if paper.fate == Fate.LATE:
            return paper.due_on + ONE_DAY, today
        if paper.fate == Fate.CARRIED:
            return max(paper.issued_on + ONE_DAY, start), self.world.day(9)
        if paper.fate in {Fate.PAST, Fate.IMPORTED}:
            return paper.issued_on + 2 * ONE_DAY, min(paper.due_on, start - ONE_DAY)
        return paper.issued_on + ONE_DAY, min(paper.due_on, today)

    def _reinspect(self, paper: Paper) -> None:
        """A last round that finds everything done, now and then after one that did not."""
        places = list(range(paper.hazards))
        if (
            paper.fate != Fate.IMPORTED
            and (paper.closed_on - paper.issued_on).days > 3
            and self.world.rng.random() < AGAIN_SHARE
        ):
            self._fail(paper, paper.closed_on - 2 * ONE_DAY)
        left = [place for place in places if place not in paper.rectified_on]
        paper.rectified_on |= dict.fromkeys(left, paper.closed_on)
        if paper.fate != Fate.IMPORTED:
            paper.rounds.append(Round(paper.closed_on, left, is_last=True))

    def _fail(self, paper: Paper, day: dt.date) -> None:
        """A round after which something is left; of several hazards the first may be done."""
        done = [0] if paper.hazards > 1 else []
        paper.rectified_on |= dict.fromkeys(done, day)
        paper.rounds.append(Round(day, done))
