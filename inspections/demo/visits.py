"""Who is visited when, and what is found there:
planned before any row exists, so that the totals come out as wanted.
"""

import datetime as dt
from dataclasses import dataclass, field

from campaigns.demo import DAY, PARTNERS, World
from inspections.demo.papers import BEFORE, Fate, Paper, Terms
from inspections.demo.venues import KINDS, Ledger, apportion, officer_station
from inspections.models import ChecklistItem, Hazard, Inspection

INSPECTED = {"public": 812, "hazmat": 142, "internal": 31}  # 家 on day 18
COVERAGE = {
    "东街所": 79,
    "西街所": 48,
    "南桥所": 74,
    "北塘所": 72,
    "江湾所": 76,
    "青石所": 71,
    "柳浦所": 70,
    "松岭所": 66,
}  # %
WORST = "西街所"
RECTIFIED = 169  # 处 on day 18
AGAIN = {"public": 0.2, "hazmat": 0.55, "internal": 0.0}  # share of venues visited a second time
BEFORE_SHARE = 0.85  # of the venues visited in the months before
ON_SITE_BEFORE = 64  # 处
REFERRED = [PARTNERS[0]] * 5 + [PARTNERS[1]] * 2 + [PARTNERS[2]] * 2
REFERABLE = {"疏散通道", "消防器材", "电气线路", "燃气安全"}
DONE_TODAY = 3  # of the tasks of `officer`
MORE_OF_OFFICER = 8  # 家 besides the tasks
MAJOR_SHARE = 0.07


@dataclass
class Found:
    """A hazard to be. `place` is its number on its paper."""

    item: ChecklistItem
    text: str
    measure: str
    disposal: str
    grade: str = Hazard.Grade.ORDINARY
    rectified_on: dt.date | None = None
    referred_to: str = ""
    paper: Paper | None = None
    row: Hazard | None = None


@dataclass
class Visit:
    venue: object
    day: dt.date
    found: list[Found] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    row: Inspection | None = None
    inspectors: list = field(default_factory=list)


class Rounds:
    """Plans the visits of the campaign and of the months before it."""

    def __init__(self, world: World, ledger: Ledger, papers: list[Paper]):
        self.world, self.rng, self.ledger, self.papers = world, world.rng, ledger, papers
        self.taken: set[int] = {venue.pk for venue in ledger.tasks}
        self.sample: dict[str, list] = {}
        self.visits: list[Visit] = []
        self.weights = [12 if _is_busy(world, offset) else 5 for offset in range(DAY)]

    def plan(self) -> list[Visit]:
        self._choose_venues()
        self._place_papers()
        self._visit_in_campaign()
        self._visit_before()
        self._find_on_paper()
        self._find_beside()
        return self.visits

    def _choose_venues(self) -> None:
        for kind, wanted in INSPECTED.items():
            quotas = apportion(wanted, {name: len(self._all(name, kind)) * rate for name, rate in COVERAGE.items()})
            for name, quota in quotas.items():
                done_today = (
                    self._tasks_done() if (name, kind) == (officer_station(self.world).short_name, "public") else []
                )
                free = [venue for venue in self._all(name, kind) if venue.pk not in self.taken]
                self.sample[name, kind] = done_today + self.rng.sample(free, quota - len(done_today))

    def _all(self, station: str, kind: str) -> list:
        return self.ledger.of(self.world.units[station], KINDS[kind])

    def _tasks_done(self) -> list:
        return self.ledger.tasks[-DONE_TODAY:]

    def _place_papers(self) -> None:
        """Give every paper a venue of its own and, by that category's rule, its days."""
        terms = Terms(self.world)
        for paper in self.papers:
            paper.venue = self._venue_for(paper)
            self.taken.add(paper.venue.pk)
            terms.settle(paper, paper.venue.category.rule)
            self.visits.append(Visit(paper.venue, paper.issued_on, papers=[paper]))

    def _venue_for(self, paper: Paper):
        name = paper.station.short_name
        if paper.station == officer_station(self.world):
            if paper.fate == Fate.LEFT:
                return self.ledger.tasks[0]
            kinds = ["public"]
        else:
            kinds = list(KINDS)
        if paper.fate in BEFORE:
            pool = [venue for kind in kinds for venue in self._all(name, kind)]
        else:
            pool = [venue for kind in kinds for venue in self.sample[name, kind]]
        return self.rng.choice([venue for venue in pool if venue.pk not in self.taken])

    def _visit_in_campaign(self) -> None:
        issued = {paper.venue.pk for paper in self.papers if paper.fate not in BEFORE}
        today = {venue.pk for venue in self._tasks_done()}
        for (name, kind), venues in self.sample.items():
            for venue in venues:
                if venue.pk in today:
                    self.visits.append(Visit(venue, self.world.as_of))
                elif venue.pk not in issued:
                    self._visit_once_or_twice(name, kind, venue)

    def _visit_once_or_twice(self, name: str, kind: str, venue) -> None:
        """Uneven over the days; at the station of `officer` nobody but him was out yet today."""
        weights = [*self.weights[:-1], 0 if name == officer_station(self.world).short_name else 3]
        first = self.rng.choices(range(DAY), weights)[0]
        self.visits.append(Visit(venue, self.world.day(first)))
        if first < DAY - 6 and self.rng.random() < AGAIN[kind]:
            self.visits.append(Visit(venue, self.world.day(self.rng.randint(first + 3, DAY - 2))))

    def _visit_before(self) -> None:
        tasks = {venue.pk for venue in self.ledger.tasks}
        by_paper = {paper.venue.pk for paper in self.papers if paper.fate in BEFORE}
        for venue in self.ledger.venues:
            if venue.pk in tasks:
                offset = DAY - 1 - venue.category.inspect_every - self.rng.randint(1, 12)
                if venue.pk not in by_paper:
                    self.visits.append(Visit(venue, self.world.day(offset)))
            elif self.rng.random() < BEFORE_SHARE:
                self.visits.append(Visit(venue, self.world.day(-self.rng.randint(12, 110))))

    def _find_on_paper(self) -> None:
        for visit in self.visits:
            for paper in visit.papers:
                paper.found = self._some(visit, paper.hazards, Hazard.Disposal.BY_DATE)
                for place, found in enumerate(paper.found):
                    found.paper, found.rectified_on = paper, paper.rectified_on.get(place)
                    if self.rng.random() < MAJOR_SHARE:
                        found.grade = Hazard.Grade.MAJOR

    def _find_beside(self) -> None:
        """Hazards rectified on the spot, as many as are missing from the total; and those handed to another body."""
        in_campaign = [visit for visit in self.visits if visit.day >= self.world.start]
        before = [visit for visit in self.visits if visit.day < self.world.start]
        on_paper = sum(
            found.rectified_on is not None and found.rectified_on >= self.world.start for found in self._all_found()
        )
        self._scatter(in_campaign, RECTIFIED - on_paper)
        self._scatter(before, ON_SITE_BEFORE)
        for body in REFERRED:
            visit = self.rng.choice(
                [visit for visit in in_campaign if not visit.found and self._items(visit, REFERABLE)]
            )
            [found] = self._some(visit, 1, Hazard.Disposal.REFERRAL, among=REFERABLE)
            found.referred_to = body

    def _scatter(self, visits: list[Visit], wanted: int) -> None:
        free = [visit for visit in visits if len(visit.found) < 2]
        weights = [1 if visit.venue.unit == self.world.units[WORST] else 2 for visit in free]
        for visit in self.rng.choices(free, weights, k=wanted):
            [found] = self._some(visit, 1, Hazard.Disposal.ON_SITE)
            found.rectified_on = visit.day

    def _all_found(self) -> list[Found]:
        return [found for visit in self.visits for found in visit.found]

    def _items(self, visit: Visit, among=None) -> list[ChecklistItem]:
        """Items of the checklist where nothing was found yet."""
        used = {found.item.pk for found in visit.found}
        return [
            item
            for item in self.ledger.items[visit.venue.category_id]
            if item.pk not in used and (not among or item.name in among)
        ]

    def _some(self, visit: Visit, wanted: int, disposal: str, among=None) -> list[Found]:
        new = []
        for item in self.rng.sample(self._items(visit, among), wanted):
            phrase = self.rng.choice(list(item.phrases.all()))
            new.append(Found(item, phrase.text, phrase.measure, disposal))
        visit.found += new
        return new


def _is_busy(world: World, offset: int) -> bool:
    return any(operation.starts_at.date() == world.day(offset) for operation in world.operations)


def give_officer_more(world: World, rounds: Rounds) -> list:
    """Venues `officer` is responsible for besides his tasks: visited in the campaign, so that none falls due."""
    station = officer_station(world)
    papers = [
        paper.venue
        for paper in rounds.papers
        if paper.station == station and paper.fate in {Fate.NEAR, Fate.AWAITING, Fate.DRAFT}
    ]
    others = [venue for venue in rounds.sample[station.short_name, "public"] if venue.pk not in rounds.taken][
        :MORE_OF_OFFICER
    ]
    for venue in papers + others:
        venue.responsible = world.people["officer"]
    return papers + others
