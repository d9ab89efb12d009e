"""Writes the planned cases: rows, deadlines, custody lines, outcomes, and their journal."""

import datetime as dt
from collections.abc import Iterable

from baiyi.accounts.models import User
from baiyi.accounts.roles import Role
from baiyi.deadlines.models import Deadline, Pause, Rule
from baiyi.deadlines.services import NewDeadline, close_past, open_deadlines
from baiyi.journal.services import PastEvent, log_past
from campaigns.demo import ONE_DAY, World
from campaigns.demo.world import BRANCH
from cases.demo.stories import Story
from cases.kinds import CASE, CUSTODY, FILING
from cases.models import Case, CaseCategory, CustodyLine, Outcome
from cases.models.stages import IS_CRIMINAL, State
from cases.services import rule_for

HOURS = ((0, 3), (9, 12), (14, 17), (19, 23), (20, 23), (21, 23))  # most of it happens in the evening
STAGES = {"filed": "立案", "solved": "破案", "detained": "刑拘", "arrested": "逮捕"}
VERIFIED_AFTER = 3  # days: what is older was looked at by somebody else


class CaseRows:
    """Gathers cases and writes them at once."""

    def __init__(self, world: World):
        self.world = world
        self.categories = {each.code: each for each in CaseCategory.objects.all()}
        self.told: list[tuple[Story, Case]] = []

    @property
    def by_name(self) -> dict[str, Case]:
        return {case.name: case for _, case in self.told}

    def add_all(self, stories: Iterable[Story], *, origins: Iterable = ()) -> None:
        """`origins` are records the cases were found in, one each."""
        found = iter(origins)
        self.told += [(story, self._case(story, next(found, None))) for story in stories]

    def _case(self, story: Story, origin) -> Case:
        world, category = self.world, self.categories[story.code]
        accepted_on, unit = world.day(story.accepted), world.units[story.unit]
        officers = self._officers(story.unit)
        dated = {f"{stage}_on": world.day(day) for stage, day in story.days.items()}
        last = max([story.accepted, *story.days.values()]) if story.progressed is None else story.progressed
        case = Case(
            unit=unit,
            authority=world.units[BRANCH],
            category=category,
            nature=category.nature,
            pattern=story.pattern,
            name=story.name,
            place=story.place or f"{unit.short_name.removesuffix('所')}辖区",
            officer=world.rng.choice(officers),
            accepted_on=accepted_on,
            happened_at=world.at(accepted_on - ONE_DAY, world.rng.choice(HOURS)),
            state=story.until,
            rule=rule_for(category.nature, accepted_on),
            created_at=world.at(accepted_on, (9, 17)),
            suspended_on=None if story.suspended is None else world.day(story.suspended),
            progressed_on=world.day(last),
            origin=origin,
            **dated,
        )
        case.name = case.name or case.usual_name
        case.created_by = case.officer
        return case

    def _officers(self, unit: str) -> list[User]:
        if self.world.units[unit].kind == "station":
            return self.world.officers(self.world.units[unit])
        return self.world.staff[unit, Role.OFFICER]

    def write(self) -> None:
        Case.objects.bulk_create([case for _, case in self.told])
        self._write_terms()
        lines = self._write_custody()
        outcomes = self._write_outcomes()
        log_past(sorted(self._events(lines, outcomes), key=lambda event: event.at))

    def _write_terms(self) -> None:
        """办案 or 立案审查 of each, closed on the day that ended it."""
        wanted, ends = [], []
        for _, case in self.told:
            criminal = IS_CRIMINAL(case)
            kind, closed_on = (FILING, case.filed_on or case.ended_on) if criminal else (CASE, case.ended_on)
            wanted.append(NewDeadline(case, kind, unit=case.unit, rule=case.rule, starts_on=case.accepted_on))
            ends.append(closed_on)
        close_past(open_deadlines(wanted, by=None), ends)
        paused = {case.pk: case for _, case in self.told if case.suspended_on}
        for term in Deadline.objects.about(Case).open().filter(object_id__in=paused):
            self._pause(term, paused[term.object_id])

    def _pause(self, term: Deadline, case: Case) -> None:
        facts = {"ground": Pause.Ground.EXPERTISE, "reason": "伤情鉴定", "starts_on": case.suspended_on}
        facts |= {"paused_by": case.officer, "paused_at": self.world.at(case.suspended_on, (9, 17))}
        Pause.objects.create(deadline=term, previous_due_on=term.effective_due_on, **facts)
        Deadline.objects.filter(pk=term.pk).update(paused_on=case.suspended_on, late_after=None)

    def _write_custody(self) -> list[CustodyLine]:
        rules = {rule.code: rule for rule in Rule.objects.filter(code__in=CustodyLine.RULES.values())}
        lines = [self._line(story, case, person) for story, case in self.told for person in _persons(story)]
        CustodyLine.objects.bulk_create(lines)
        wanted = [
            NewDeadline(each, CUSTODY, unit=each.unit, rule=rules[each.RULES[each.measure]], starts_on=each.starts_on)
            for each in lines
        ]
        close_past(open_deadlines(wanted, by=None), [each.ended_on for each in lines])
        return lines

    def _line(self, story: Story, case: Case, person: int) -> CustodyLine:
        """It ended with its case."""
        measure = story.held[0]
        starts_on = case.arrested_on if measure == CustodyLine.Measure.ARREST else case.detained_on
        return CustodyLine(
            state=CustodyLine.State.ENDED if case.ended_on else CustodyLine.State.ACTIVE,
            ended_on=case.ended_on,
            case=case,
            unit=case.unit,
            person=person,
            measure=measure,
            starts_on=starts_on,
            created_by=case.officer,
            created_at=self.world.at(starts_on, (9, 17)),
        )

    def _write_outcomes(self) -> list[Outcome]:
        outcomes = [self._outcome(case, *each) for story, case in self.told for each in story.yields]
        Outcome.objects.bulk_create(outcomes)
        return outcomes

    def _outcome(self, case: Case, measure: str, persons: int) -> Outcome:
        happened_on = case.detained_on or case.solved_on or case.ended_on
        is_old = (self.world.as_of - happened_on).days >= VERIFIED_AFTER
        return Outcome(
            case=case,
            unit=case.unit,
            measure=measure,
            persons=persons,
            happened_on=happened_on,
            evidence=f"{case.unit.document_code}字〔{happened_on.year}〕{case.pk}号",
            state=Outcome.State.VERIFIED if is_old else Outcome.State.PENDING,
            created_by=case.officer,
            created_at=self.world.at(happened_on, (10, 18)),
        )

    def _events(self, lines: list[CustodyLine], outcomes: list[Outcome]) -> Iterable[PastEvent]:
        for _, case in self.told:
            yield PastEvent(case, "登记案件", by=case.officer, at=case.created_at, is_first=True)
            for stage, verb in STAGES.items():
                if on := getattr(case, f"{stage}_on"):
                    yield self._event(case, verb, on)
            if case.ended_on:
                yield self._event(case, State(case.state).label, case.ended_on)
            if case.suspended_on:
                yield self._event(case, "中止", case.suspended_on)
        for each in (*lines, *outcomes):
            yield PastEvent(each, "登记", by=each.created_by, at=each.created_at, is_first=True)

    def _event(self, case: Case, verb: str, on: dt.date) -> PastEvent:
        return PastEvent(case, verb, by=case.officer, at=self.world.at(on, (9, 17)))


def _persons(story: Story) -> range:
    return range(1, story.held[1] + 1) if story.held else range(0)
