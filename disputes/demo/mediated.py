"""Mediations of the demonstration over all their states, what was agreed, and two warnings of family violence."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from baiyi.deadlines.models import Rule
from baiyi.deadlines.services import NewDeadline, close_past, open_deadlines
from baiyi.journal.services import PastEvent, log_past
from campaigns.demo import ONE_DAY, World
from disputes.kinds import MEDIATE, NOTIFY, PERFORM, VISIT
from disputes.models import (
    Agreement,
    Dispute,
    FamilyWarning,
    Form,
    Group,
    Instalment,
    Kind,
    Manner,
    Mediation,
    MediationGround,
    MediationState,
    Outcome,
    Session,
    State,
    WarningSign,
)

HAPPENED = "因琐事发生争执，双方均有过错，没有造成严重后果"
CONTENT = "互相道歉，一方赔偿修理费和误工费，今后互不追究"
OFFICE_HOURS = (9, 17)


@dataclass(frozen=True)
class Told:
    """How a mediation goes: days after the dispute was found on which the parties met, and what came of it."""

    kind: str
    met: tuple[int, ...] = ()
    agreed: bool = False
    parts: tuple[int, ...] = ()  # days after the agreement
    performed: int = 0  # how many of the parts
    failed: bool = False


POLICE, PEOPLE, ON_SCENE = Kind.PUBLIC_ORDER, Kind.PEOPLE, Kind.ON_SCENE
BEFORE = (  # of those that were in hand when the campaign began
    Told(POLICE),
    Told(POLICE, (2,)),
    Told(POLICE, (2,), agreed=True, parts=(10, 25), performed=1),
    Told(POLICE, (2, 6), failed=True),
    Told(POLICE, (3,), agreed=True, parts=(8,)),
    Told(POLICE),
    Told(POLICE, (2, 8), agreed=True, parts=(15, 30, 45)),
)
OF_CAMPAIGN = (  # of those in hand
    Told(PEOPLE, (1,)),
    Told(PEOPLE),
    Told(PEOPLE, (1, 3), agreed=True, parts=(20,)),
    Told(ON_SCENE, (0,), agreed=True),
    Told(PEOPLE, (1, 2), failed=True),
    Told(PEOPLE, (1,), agreed=True, parts=(5, 35), performed=1),
    Told(ON_SCENE, (0,), agreed=True),
    Told(PEOPLE, (2,)),
)


class MediatedRows:
    """Writes mediations of disputes that are in hand."""

    def __init__(self, world: World):
        self.world = world
        self.rules = {rule.code: rule for rule in Rule.objects.all()}
        self.wanted: list[NewDeadline] = []
        self.ends: list[dt.date | None] = []
        self.events: list[PastEvent] = []
        self.numbers = 0

    def write(self, disputes: list[Dispute]) -> None:
        for told, dispute in self._chosen(disputes):
            self._mediate(told, dispute)
        self._warn(disputes)
        close_past(open_deadlines(self.wanted, by=None), self.ends)
        log_past(sorted(self.events, key=lambda event: event.at))

    def _chosen(self, disputes: list[Dispute]) -> Iterator[tuple[Told, Dispute]]:
        """Early enough that what is told has happened by today."""
        in_hand = [each for each in disputes if each.state == State.HANDLING and each.transferred_on is None]
        before = [each for each in in_hand if each.found_on < self.world.start]
        yield from zip(BEFORE, before, strict=False)
        days = dt.timedelta(days=7)
        of_campaign = [each for each in in_hand if self.world.start <= each.found_on <= self.world.as_of - days]
        yield from zip(OF_CAMPAIGN, of_campaign, strict=False)

    def _mediate(self, told: Told, dispute: Dispute) -> None:
        met = [dispute.found_on + day * ONE_DAY for day in told.met]
        agreed_on = met[-1] if told.agreed else None
        at_once = told.agreed and not told.parts
        is_over = told.failed or at_once
        mediation = _planted(
            Mediation(
                dispute=dispute,
                unit=dispute.unit,
                kind=told.kind,
                state=self._state(told),
                accepted_on=dispute.found_on,
                organ=dispute.unit.name if told.kind != PEOPLE else f"{dispute.unit.name}驻所人民调解室",
                mediators=dispute.officer.name,
                guardians_told=dispute.minors > 0,
                sessions_held=len(met),
                held_on=met[-1] if met else None,
                agreed_on=agreed_on,
                is_performed_at_once=at_once,
                ended_on=met[-1] if is_over else None,
                end_reason="双方分歧较大，不愿继续调解" if told.failed else "",
                created_by=dispute.officer,
                created_at=self._at(dispute.found_on),
            )
        )
        if told.kind == POLICE:
            mediation.grounds.set(MediationGround.objects.filter(sort=MediationGround.Sort.CONDITION)[:1])
        self._owe_meeting(mediation, met)
        self._meet(mediation, met, told)
        self._progress(dispute, met)
        if agreed_on:
            self._agree(mediation, told)
        self._log(mediation, "受理调解", dispute.found_on, is_first=True)

    def _state(self, told: Told) -> str:
        if told.failed:
            return MediationState.FAILED
        if told.agreed:
            return MediationState.AGREED if told.parts else MediationState.PERFORMED
        return MediationState.OPEN

    def _owe_meeting(self, mediation: Mediation, met: list[dt.date]) -> None:
        """治安调解: the first within three working days, one further within seven; 人民调解: until it ends."""
        if mediation.kind == ON_SCENE:
            return
        ended_on = mediation.agreed_on or mediation.ended_on
        if mediation.kind == PEOPLE:
            self._owe(mediation, MEDIATE, "people_mediation_30d", mediation.accepted_on, ended_on, period="1")
            return
        self._owe(mediation, MEDIATE, "mediate1_3wd", mediation.accepted_on, met[0] if met else None, period="1")
        if met and mediation.agreed_on != met[0]:
            end = met[1] if len(met) > 1 else None
            self._owe(mediation, MEDIATE, "mediate2_7wd", met[0], end, period="2")

    def _meet(self, mediation: Mediation, met: list[dt.date], told: Told) -> None:
        for number, on in enumerate(met, 1):
            is_last = number == len(met)
            outcome = Outcome.AGREED if told.agreed and is_last else Outcome.FAILED
            facts = {"place": f"{mediation.unit.name}调解室", "mediators": mediation.mediators, "outcome": outcome}
            Session.objects.create(mediation=mediation, number=number, held_on=on, **facts)
            self._log(mediation, "达成协议" if outcome == Outcome.AGREED else "登记调解", on)

    def _progress(self, dispute: Dispute, met: list[dt.date]) -> None:
        """A meeting is progress of its dispute."""
        dispute.progressed_on = max([dispute.progressed_on, *met])
        Dispute.objects.filter(pk=dispute.pk).update(progressed_on=dispute.progressed_on)

    def _agree(self, mediation: Mediation, told: Told) -> None:
        self.numbers += 1
        agreed_on, days = mediation.agreed_on, told.parts
        manner = Manner.AT_ONCE if not days else Manner.BY_DAY if len(days) == 1 else Manner.INSTALMENTS
        Agreement.objects.create(
            mediation=mediation,
            number=f"（{agreed_on.year}）云调字第{self.numbers}号",
            form=Form.WRITTEN,
            place=f"{mediation.unit.name}调解室",
            host=mediation.mediators,
            happened=HAPPENED,
            content=CONTENT,
            manner=manner,
            perform_by=agreed_on + days[-1] * ONE_DAY if days else None,
        )
        for number, day in enumerate(days, 1):
            self._part(mediation, number, agreed_on + day * ONE_DAY, is_done=number <= told.performed)

    def _part(self, mediation: Mediation, number: int, due_on: dt.date, *, is_done: bool) -> None:
        done_on = min(due_on, self.world.as_of) if is_done else None
        part = _planted(
            Instalment(
                mediation=mediation,
                unit=mediation.unit,
                number=number,
                what=f"第{number}期赔偿 {500 * number} 元",
                due_on=due_on,
                state=Instalment.State.PERFORMED if is_done else Instalment.State.OPEN,
                done_on=done_on,
                created_by=mediation.created_by,
                created_at=self._at(mediation.agreed_on),
            )
        )
        length = (due_on - mediation.agreed_on).days
        self._owe(part, PERFORM, "agreement_perform", mediation.agreed_on, done_on, length=length)
        self._log(part, "登记", mediation.agreed_on, is_first=True)

    def _warn(self, disputes: list[Dispute]) -> None:
        """Two 告诫书: one told to the committee and its first visit late, one just served."""
        quarrels = [each for each in disputes if each.category.group == Group.FAMILY and each.state == State.HANDLING]
        early = next(each for each in quarrels if each.found_on <= self.world.as_of - 9 * ONE_DAY)
        late = next(each for each in reversed(quarrels) if each != early)
        for number, (dispute, days) in enumerate(((early, 1), (late, 0)), 1):
            dispute.signs.add(WarningSign.objects.get(code="violence"))
            served_on = min(dispute.found_on + days * ONE_DAY, self.world.as_of)
            told_on = served_on if number == 1 else None
            warning = _planted(
                FamilyWarning(
                    dispute=dispute,
                    unit=dispute.unit,
                    number=f"{dispute.unit.document_code}告诫〔{served_on.year}〕第{number}号",
                    issued_on=served_on,
                    offender_served_on=served_on,
                    victim_served_on=served_on,
                    committee=f"{dispute.place}居民委员会",
                    notified_on=told_on,
                    created_by=dispute.officer,
                    created_at=self._at(served_on),
                )
            )
            self._owe(warning, VISIT, "family_visit_first", served_on, None, period="1")
            self._owe(warning, NOTIFY, "notify_committee", served_on, told_on)
            self._log(warning, "登记告诫书", served_on, is_first=True)

    def _owe(
        self,
        record,
        kind: str,
        rule: str,
        starts_on: dt.date,
        ended_on: dt.date | None,
        *,
        length: int | None = None,
        period: str = "",
    ) -> None:
        facts = {"unit": record.unit, "rule": self.rules[rule], "starts_on": starts_on}
        self.wanted.append(NewDeadline(record, kind, length=length, period=period, **facts))
        self.ends.append(ended_on)

    def _log(self, record, verb: str, on: dt.date, *, is_first: bool = False) -> None:
        self.events.append(PastEvent(record, verb, by=record.created_by, at=self._at(on), is_first=is_first))

    def _at(self, day: dt.date) -> dt.datetime:
        return self.world.at(day, OFFICE_HOURS)


def _planted(record):
    """The row without what a first save opens: its terms are those of then."""
    return type(record).objects.bulk_create([record])[0]
