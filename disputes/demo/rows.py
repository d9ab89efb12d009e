"""Writes the disputes of the demonstration: rows, terms, transfers, 回访, parties, and their journal."""

import datetime as dt
from collections.abc import Iterable
from random import Random

from baiyi.accounts.models import User
from baiyi.deadlines.models import Rule
from baiyi.deadlines.services import NewDeadline, close_past, open_deadlines
from baiyi.journal.services import PastEvent, log_past
from baiyi.transfers.kinds import HANDLE, SIGN
from baiyi.transfers.models import Satisfaction, Transfer
from campaigns.demo import GIVEN_NAMES, SURNAMES, World
from disputes.demo.stories import Story
from disputes.kinds import RESOLVE, REVISIT, STAGE
from disputes.models import (
    AmountBand,
    Dispute,
    DisputeCategory,
    FollowUp,
    Mechanism,
    Paper,
    PaperKind,
    Party,
    Passage,
    Progress,
    RiskLevel,
    SeasonTag,
    SizeBand,
    WarningSign,
)
from disputes.models.handled import Mood, State, Visit, Way
from disputes.services.disputes import number_for

TASK = "请依职责调处，并反馈结果。"
RESULT = "已组织双方调解，达成一致并履行。"
OFFICE_HOURS = (9, 17)
NAMED_EVERY, NIGHT_EVERY, SIGNED_EVERY = 4, 9, 6  # every so many disputes have named parties, a season tag, signs
WORK = ("上门走访双方，情绪平稳", "约双方到所谈话，差距缩小", "会同社区上门劝导", "电话了解近况，约定下周协商")
UNTOUCHED_EVERY, WORKED_WITHIN = 12, 5  # one in so many was not touched; the others within so many days
REVISITED_AFTER = 3  # natural days after it was settled
CONTROL = {State.CONTROLLED: "社区民警包户，每周上门一次", State.LITIGATING: "已引导到区人民法院立案"}


class DisputeRows:
    """Gathers disputes and writes them at once."""

    def __init__(self, world: World, mechanism: Mechanism, rng: Random):
        self.world, self.mechanism, self.rng = world, mechanism, rng
        self.stages = list(mechanism.stages.order_by("position"))
        self.rules = {rule.code: rule for rule in Rule.objects.all()}
        self.lists = {
            model: {each.code: each for each in model.objects.all()}
            for model in (DisputeCategory, RiskLevel, SizeBand, AmountBand, SeasonTag, WarningSign)
        }
        self.told: list[tuple[Story, Dispute]] = []
        self.events: list[PastEvent] = []

    def add_all(self, stories: Iterable[Story]) -> None:
        ordered = sorted(stories, key=lambda story: story.found)
        self.told += [(story, self._dispute(story, place)) for place, story in enumerate(ordered)]

    def _dispute(self, story: Story, place: int) -> Dispute:
        world, unit = self.world, self.world.units[story.unit]
        officer = self.rng.choice(world.officers(unit))
        found_on = world.day(story.found)
        children = int(story.code in {"family", "campus"})  # beside the grown-ups, who may be named
        last = max(day for day in (story.found, story.graded, story.sent, story.signed, story.ended) if day is not None)
        dispute = Dispute(
            unit=unit,
            officer=officer,
            created_by=officer,
            created_at=self._at(found_on),
            number=number_for(unit, on=found_on, form=None, by=officer),
            category=self._of(DisputeCategory, story.code),
            risk=self._of(RiskLevel, story.risk),
            source=story.source,
            source_number=f"JJ{found_on:%m%d}{place:04d}" if story.source == Dispute.Source.ALARM else "",
            visibility=Dispute.Visibility.LATENT if story.is_latent else Dispute.Visibility.OPEN,
            size=self._of(SizeBand, "middle" if story.risk == "red" else "small"),
            amount=self._of(AmountBand, ("none", "under_10k", "under_100k")[place % 3]),
            season=self._of(SeasonTag, "night_stall") if place % NIGHT_EVERY == 0 else None,
            place=story.place,
            title=f"{story.place}{self._of(DisputeCategory, story.code).name}纠纷",
            people=2 + place % 4 + children,
            minors=children,
            found_on=found_on,
            first_found_on=found_on,
            graded_on=self._day(story.graded),
            transferred_on=self._day(story.sent),
            progressed_on=world.day(last),
            ended_on=self._day(story.ended),
            state=State.CLOSED if story.is_closed and story.state == State.RESOLVED else story.state,
            mechanism=self.mechanism,
        )
        self._settle(dispute, story)
        self._stand(dispute)
        return dispute

    def _settle(self, dispute: Dispute, story: Story) -> None:
        if story.is_settled:
            dispute.resolved_on, dispute.end_words = dispute.ended_on, RESULT
            dispute.way = Way.TRANSFER if story.is_away else Way.MEDIATION
            called_on = dispute.resolved_on + dt.timedelta(days=REVISITED_AFTER)
            if called_on <= self.world.as_of:
                dispute.revisited_on, dispute.revisits_since_resolved = called_on, 1
                dispute.progressed_on = called_on
            dispute.closed_on = called_on if story.is_closed else None
        elif story.state == State.PENALISED:
            dispute.end_words = "构成违反治安管理，依法处罚"
        dispute.control = CONTROL.get(story.state, "")

    def _stand(self, dispute: Dispute) -> None:
        """Where it stands on the line of the mechanism: registered, graded, settled, closed."""
        left = [dispute.found_on, dispute.graded_on, dispute.resolved_on, dispute.closed_on]
        reached = next((place for place, day in enumerate(left) if day is None), len(left))
        here = min(reached, len(self.stages) - 1)
        dispute.stage, dispute.stages_done = self.stages[here], reached == len(left)
        dispute.stage_since = left[here - 1]

    @property
    def disputes(self) -> list[Dispute]:
        return [dispute for _, dispute in self.told]

    def write(self) -> None:
        Dispute.objects.bulk_create(self.disputes)
        self._write_terms()
        self._write_walks()
        self._write_transfers()
        self._write_calls()
        self._write_people()
        self._write_signs()
        self._write_progress()
        log_past(sorted([*self._events(), *self.events], key=lambda event: event.at))

    def _write_terms(self) -> None:
        wanted, ends = [], []
        for each in (dispute for story, dispute in self.told if not story.is_second):
            starts_on = each.graded_on or each.found_on
            wanted.append(self._term(each, RESOLVE, "dispute_resolve", starts_on, each.risk.limit_days, "1"))
            ends.append(each.ended_on)
            if each.state in {State.RESOLVED, State.CONTROLLED, State.LITIGATING}:
                since = each.revisited_on or each.ended_on or each.graded_on
                wanted.append(self._term(each, REVISIT, "dispute_revisit", since, each.risk.revisit_days, "1"))
                ends.append(None)
            if each.stage.length and not each.stages_done and each.state != State.PENALISED:
                rule, period = f"stage_{each.stage.measure}", each.stage.period
                wanted.append(self._term(each, STAGE, rule, each.stage_since, each.stage.length, period))
                ends.append(None)
        close_past(open_deadlines(wanted, by=None), ends)

    def _term(self, record, kind: str, rule: str, starts_on: dt.date, length: int | None, period: str = ""):
        facts = {"unit": record.unit, "rule": self.rules[rule], "starts_on": starts_on}
        return NewDeadline(record, kind, length=length, period=period, **facts)

    def _write_walks(self) -> None:
        passages = []
        for _, each in self.told:
            days = [each.found_on, each.graded_on, each.resolved_on, each.closed_on]
            for place, stage in enumerate(self.stages):
                if place and days[place]:
                    facts = {"entered_on": days[place - 1], "left_on": days[place]}
                    passages.append(Passage(dispute=each, stage=stage, **facts))
        Passage.objects.bulk_create(passages)

    def _write_transfers(self) -> None:
        sent = [(story, dispute) for story, dispute in self.told if story.is_away]
        transfers = [self._transfer(story, dispute) for story, dispute in sent]
        Transfer.objects.bulk_create(transfers)
        signs = [self._term(each, SIGN, "transfer_sign_1d", each.sent_on, None) for each in transfers]
        close_past(open_deadlines(signs, by=None), [each.accepted_on for each in transfers])
        signed = [each for each in transfers if each.accepted_on]
        handles = [self._term(each, HANDLE, "transfer_handle_5wd", each.accepted_on, None) for each in signed]
        close_past(open_deadlines(handles, by=None), [each.settled_on for each in signed])
        for each in transfers:
            self._log(each, f"流转给{each.receiver}", each.created_by, each.created_at, is_first=True)
            receiver = self.world.staff[each.to_unit.short_name, "partner"][0]
            for verb, on in (("签收", each.accepted_on), ("反馈结果", each.settled_on)):
                if on:
                    self._log(each, verb, receiver, self._at(on))

    def _transfer(self, story: Story, dispute: Dispute) -> Transfer:
        state = Transfer.State.SENT
        if story.signed is not None:
            state = Transfer.State.ACCEPTED if story.answered is None else Transfer.State.SETTLED
        return Transfer(
            subject=dispute,
            unit=dispute.unit,
            created_by=dispute.officer,
            created_at=self._at(dispute.transferred_on),
            title=dispute.title,
            task=TASK,
            to_unit=self.world.units[story.body],
            state=state,
            sent_on=dispute.transferred_on,
            accepted_on=self._day(story.signed),
            settled_on=self._day(story.answered),
            result=RESULT if story.answered is not None else "",
        )

    def _write_calls(self) -> None:
        called = [each for _, each in self.told if each.revisited_on]
        calls = [
            FollowUp(
                dispute=each,
                unit=each.unit,
                visited_on=each.revisited_on,
                visit=Visit.DOOR if place % 2 else Visit.PHONE,
                mood=Mood.UNSTABLE if place % 7 == 3 else Mood.KEPT,
                satisfaction=Satisfaction.MOSTLY if place % 3 else Satisfaction.SATISFIED,
                created_by=each.officer,
                created_at=self._at(each.revisited_on),
            )
            for place, each in enumerate(called)
        ]
        FollowUp.objects.bulk_create(calls)
        kinds = [kind for kind in PaperKind.objects.all() if kind.code in {"follow_up", "cover"}]
        closed = [each for each in called if each.closed_on]
        facts = [(each, kind) for each in closed for kind in kinds]
        Paper.objects.bulk_create(
            Paper(dispute=each, kind=kind, filed_on=each.closed_on, created_by=each.officer) for each, kind in facts
        )

    def _write_progress(self) -> None:
        """Most of those in hand were worked on within the last days; some nobody touched."""
        in_hand = [each for _, each in self.told if each.is_open and each.graded_on]
        worked = [each for place, each in enumerate(in_hand) if place % UNTOUCHED_EVERY]
        rows = [self._worked_on(each, place) for place, each in enumerate(worked)]
        Progress.objects.bulk_create(rows)
        Dispute.objects.bulk_update(worked, ["progressed_on"])

    def _worked_on(self, dispute: Dispute, place: int) -> Progress:
        on = max(dispute.progressed_on, self.world.as_of - dt.timedelta(days=place % WORKED_WITHIN))
        dispute.progressed_on = on
        facts = {"unit": dispute.unit, "created_by": dispute.officer, "created_at": self._at(on)}
        self._log(dispute, "登记进展", dispute.officer, self._at(on))
        return Progress(dispute=dispute, done_on=on, words=WORK[place % len(WORK)], **facts)

    def _write_people(self) -> None:
        """Some have names, which nobody is called."""
        names = [surname + given for given in GIVEN_NAMES.split() for surname in SURNAMES[20:40]]
        self.rng.shuffle(names)
        parties = []
        for place, (_, each) in enumerate(self.told):
            if place % NAMED_EVERY == 0:
                for side in (Party.Side.FIRST, Party.Side.SECOND):
                    facts = {"created_by": each.officer, "created_at": each.created_at}
                    parties.append(Party(dispute=each, side=side, name=names.pop(), **facts))
        for party in parties:
            party.save()

    def _write_signs(self) -> None:
        signs = list(self.lists[WarningSign].values())
        for place, (_, each) in enumerate(self.told):
            if each.risk.is_high or place % SIGNED_EVERY == 0:
                each.signs.add(signs[place % len(signs)])

    def _events(self) -> Iterable[PastEvent]:
        for _, each in self.told:
            yield PastEvent(each, "登记纠纷", by=each.officer, at=each.created_at, is_first=True)
            chief = self.world.chief(each.unit)
            steps = (("研判分级", each.graded_on, chief), ("回访", each.revisited_on, each.officer))
            steps += ((_end_of(each), each.ended_on, each.officer), ("办结", each.closed_on, chief))
            for verb, on, by in steps:
                if on:
                    yield PastEvent(each, verb, by=by, at=self._at(on))

    def _log(self, record, verb: str, by: User, at: dt.datetime, *, is_first: bool = False) -> None:
        self.events.append(PastEvent(record, verb, by=by, at=at, is_first=is_first))

    def _of(self, model, code: str):
        return self.lists[model][code]

    def _day(self, offset: int | None) -> dt.date | None:
        return None if offset is None else self.world.day(offset)

    def _at(self, day: dt.date) -> dt.datetime:
        return self.world.at(day, OFFICE_HOURS)


def _end_of(dispute: Dispute) -> str:
    return "化解" if dispute.resolved_on else "转处罚"
