"""Disputes as they may stand, each with the moves that may be made then, listed by hand; and who may make each."""

from collections.abc import Callable
from dataclasses import dataclass

from baiyi.records import clock
from baiyi.records.moves import move
from disputes import services
from disputes.models import Dispute, Stage
from tests.disputes.made import (
    make_beside_another,
    make_controlled,
    make_dispute,
    make_graded,
    make_led,
    make_linked,
    make_mechanism,
    make_resolved,
    make_revisited,
    make_staged,
)
from tests.factories import Force

RECORDERS = {"office", "chief", "alice", "amy", "clerk"}  # of the station, and its branch
DECIDERS = {"office", "chief"}
LEADERS = {"office", "leader"}
RECORDED = ("work_on", "keep_under_control", "litigate", "take_up", "resolve", "revisit", "relapse", "advance")
DECIDED = ("grade", "penalise", "close", "merge", "link", "unlink", "void")
WHO = {
    **dict.fromkeys(RECORDED, RECORDERS),
    **dict.fromkeys(DECIDED, DECIDERS),
    **dict.fromkeys(("lead", "end_lead"), LEADERS),
}
WHO_COMPLETES = {Stage.Actor.OFFICER: RECORDERS, Stage.Actor.CHIEF: DECIDERS, Stage.Actor.OFFICE: {"office"}}


@dataclass(frozen=True)
class Situation:
    name: str
    make: Callable[[Force], Dispute]
    moves: str

    def __str__(self) -> str:
        return self.name

    @property
    def allowed(self) -> set[str]:
        return set(self.moves.split())

    def of(self, who: str) -> set[str]:
        return {name for name in self.allowed if who in WHO[name]}


def fresh(record):
    return type(record)._base_manager.get(pk=record.pk)


def stepped(make: Callable, name: str, **facts) -> Callable[[Force], Dispute]:
    return lambda force: move(make(force), name, by=force.people["office"], **facts)


def today() -> dict:
    return {"on": clock.today()}


def make_litigating(force: Force) -> Dispute:
    return move(make_graded(force), "litigate", by=force.people["office"], words="区法院已立案", **today())


def make_penalised(force: Force) -> Dispute:
    return move(make_graded(force), "penalise", by=force.people["office"], reason="殴打他人", **today())


def make_closed(force: Force, **facts) -> Dispute:
    dispute = make_revisited(force, **facts)
    return services.close_dispute(dispute, by=force.people["office"], version=dispute.version, **today())


def relapse(dispute: Dispute, force: Force, **facts) -> Dispute:
    """The new row."""
    facts = {"reason": "再次争吵"} | today() | facts
    return services.relapse_dispute(dispute, by=force.people["office"], version=dispute.version, **facts)


def make_again(force: Force, **facts) -> Dispute:
    return relapse(make_resolved(force, **facts), force)


def make_relapsed(force: Force) -> Dispute:
    return fresh(make_again(force).relapse_of)


def join(dispute: Dispute, main: Dispute, force: Force, *, verb=services.link_dispute, who: str = "office") -> Dispute:
    facts = {"main": main.number, "reason": "同一事项"}
    return verb(dispute, by=force.people[who], version=dispute.version, **facts)


def make_merged(force: Force) -> Dispute:
    dispute = make_beside_another(force)
    return join(dispute, Dispute.objects.earliest("pk"), force, verb=services.merge_dispute)


def make_linked_and_graded(force: Force) -> Dispute:
    return join(make_graded(force), make_dispute(force), force)


def make_linked_and_led(force: Force) -> Dispute:
    return join(make_led(force), make_dispute(force), force)


def make_main(force: Force) -> Dispute:
    return fresh(make_linked(force).main)


def make_through(force: Force) -> Dispute:
    """Its mechanism has no stage left."""
    make_mechanism(force, {"name": "摸排研判", "ends_with": "grade"})
    return fresh(make_graded(force))


ENDS = "work_on merge link lead void"
IN_HAND = "grade resolve penalise"
SITUATIONS = [
    Situation("ungraded", make_dispute, f"grade {ENDS}"),
    Situation("graded", make_graded, f"{IN_HAND} keep_under_control litigate {ENDS}"),
    Situation("controlled", make_controlled, f"{IN_HAND} litigate take_up revisit {ENDS}"),
    Situation("litigating", make_litigating, f"{IN_HAND} keep_under_control take_up revisit {ENDS}"),
    Situation("resolved", make_resolved, "revisit relapse void"),
    Situation("revisited today", make_revisited, "revisit close relapse void"),
    Situation("closed", make_closed, "relapse void"),
    Situation("penalised", make_penalised, "void"),
    Situation("relapsed", make_relapsed, "void"),
    Situation("merged", make_merged, "void"),
    Situation("linked", make_linked, "merge unlink void"),
    Situation("linked and graded", make_linked_and_graded, "merge unlink void"),
    Situation("linked and led", make_linked_and_led, "merge unlink end_lead void"),
    Situation("led", make_led, f"{IN_HAND} work_on keep_under_control litigate merge link end_lead void"),
    Situation("in a stage by hand", make_staged, f"{IN_HAND} keep_under_control litigate advance {ENDS}"),
    Situation("through all stages", make_through, f"{IN_HAND} keep_under_control litigate {ENDS}"),
    Situation("voided", stepped(make_led, "void", reason="重复登记"), ""),
]
REFUSED_BY_ITS_STORY = [  # offered by the state, refused by what else hangs on the row
    Situation("broke out again", make_again, "grade work_on lead void"),
    Situation("main of another", make_main, "grade work_on lead void"),
]
