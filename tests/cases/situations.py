"""Cases, custody lines and outcomes as they may stand, each with the moves that may be made then, listed by hand."""

from collections.abc import Callable
from dataclasses import dataclass

from baiyi.records import clock
from baiyi.records.moves import move
from cases import services
from cases.models import Case
from tests.cases.samples import (
    make_asked,
    make_case,
    make_custody_line,
    make_duty,
    make_filed,
    make_led,
    make_listed,
    make_outcome,
    make_ready_for_release,
    make_suspended,
    make_trip,
)
from tests.factories import Force

RECORDERS = {"office", "chief", "alice", "amy", "clerk"}  # of the station, and its branch
DECIDERS = {"office", "chief"}
BRANCH = {"office", "leader"}
WHO = {
    **dict.fromkeys(
        (
            "solve",
            "detain",
            "arrest",
            "report",
            "ask_extension",
            "ask_release",
            "serve_decision",
            "replace",
            "end",
            "come_back",
            "finish",
        ),
        RECORDERS,
    ),
    **dict.fromkeys(
        (
            "file",
            "decline",
            "prosecute",
            "penalise",
            "settle",
            "withdraw",
            "refer",
            "suspend",
            "resume",
            "restart_clock",
        ),
        DECIDERS,
    ),
    **dict.fromkeys(("void", "verify", "contest"), DECIDERS),
    **dict.fromkeys(("lead", "change_leader", "end_lead", "chase", "list_up", "release", "keep_listed"), BRANCH),
    **dict.fromkeys(
        ("approve_extension", "refuse_extension", "rule", "give_up", "stand_again", "approve", "refuse"), BRANCH
    ),
}


@dataclass(frozen=True)
class Situation:
    name: str
    make: Callable
    moves: str

    def __str__(self) -> str:
        return self.name

    @property
    def allowed(self) -> set[str]:
        return set(self.moves.split())

    def of(self, who: str) -> set[str]:
        return {name for name in self.allowed if who in WHO[name]}


def by_office(force: Force, case, name: str, **facts):
    return move(case, name, by=force.people["office"], **facts)


def today() -> dict:
    return {"on": clock.today()}


def ended(name: str, **facts) -> Callable:
    return lambda force: by_office(force, make_case(force), name, **today(), **facts)


def held(measure: str) -> Callable:
    def make(force: Force) -> Case:
        case = make_filed(force)
        services.take_measure(case, by=force.people["office"], version=case.version, measure=measure, persons=1)
        return Case.objects.get(pk=case.pk)

    return make


def reported(force: Force) -> Case:
    case = make_led(force)
    return services.report_progress(case, by=force.alice, version=case.version, content="已锁定嫌疑人")


def chased(force: Force) -> Case:
    case = make_led(force)
    return services.chase_case(case, by=force.people["leader"], version=case.version)


def verified(force: Force):
    return services.verify_outcome(make_outcome(force), by=force.people["chief"])


def disputed(force: Force):
    """The station's, the branch having reported the same before."""
    case, facts = make_filed(force), {"measure": "caught", "persons": 3}
    services.record_outcome(case, by=force.people["office"], unit=force.branch, **facts)
    return services.record_outcome(case, by=force.alice, unit=force.station, **facts)


def fresh(record):
    return type(record)._base_manager.get(pk=record.pk)


def ruled(force: Force):
    facts = {"ruling": "this", "reason": "由其抓获"}
    return services.rule_outcome(disputed(force), by=force.people["leader"], **facts)


def approved(force: Force):
    trip = make_trip(force)
    return services.approve_trip(trip, by=force.people["leader"], version=trip.version)


ALWAYS = "withdraw refer suspend void lead"
UNDER_WAY = f"{ALWAYS} detain arrest prosecute"
CASES = [
    Situation("administrative", make_case, f"{ALWAYS} penalise settle restart_clock ask_extension"),
    Situation("criminal", lambda force: make_case(force, "theft"), f"{ALWAYS} file decline ask_extension"),
    Situation("filed", make_filed, f"{UNDER_WAY} solve"),
    Situation("solved", lambda force: by_office(force, make_filed(force), "solve", **today()), UNDER_WAY),
    Situation("detained", held("detention"), f"{UNDER_WAY} solve"),
    Situation("arrested", held("arrest"), f"{ALWAYS} arrest prosecute solve detain"),
    Situation("suspended", make_suspended, "resume void lead restart_clock"),
    Situation(
        "extension asked", make_asked, f"{ALWAYS} penalise settle restart_clock approve_extension refuse_extension"
    ),
    Situation(
        "led",
        make_led,
        "withdraw refer suspend void detain arrest prosecute solve change_leader end_lead report chase list_up",
    ),
    Situation(
        "reported today",
        reported,
        "withdraw refer suspend void detain arrest prosecute solve change_leader end_lead chase list_up",
    ),
    Situation(
        "chased today",
        chased,
        "withdraw refer suspend void detain arrest prosecute solve change_leader end_lead report list_up",
    ),
    Situation("listed", make_listed, "suspend void detain arrest solve change_leader report chase ask_release"),
    Situation(
        "release asked",
        make_ready_for_release,
        "suspend void detain arrest solve change_leader report chase release keep_listed",
    ),
    Situation("prosecuted", lambda force: by_office(force, make_filed(force), "prosecute", **today()), "void"),
    Situation("penalised", ended("penalise"), "void serve_decision"),
    Situation("penalised and handed over", ended("penalise", is_announced=True), "void"),
    Situation("mediated", ended("settle", reason="调解协议已履行"), "void"),
    Situation("withdrawn", ended("withdraw", reason="没有违法事实"), "void"),
    Situation("referred", ended("refer", reason="无管辖权"), "void"),
    Situation(
        "not filed",
        lambda force: by_office(force, make_case(force, "theft"), "decline", reason="没有犯罪事实", **today()),
        "void",
    ),
    Situation("voided", lambda force: by_office(force, make_led(force), "void", reason="重复登记"), ""),
]
LINES = [
    Situation("active", make_custody_line, "replace end void"),
    Situation(
        "ended", lambda force: by_office(force, make_custody_line(force), "end", reason="释放", **today()), "void"
    ),
    Situation("changed", lambda force: by_office(force, make_custody_line(force), "replace", **today()), "void"),
    Situation("voided", lambda force: by_office(force, make_custody_line(force), "void", reason="录入错误"), ""),
]
OUTCOMES = [
    Situation("pending", make_outcome, "verify contest void give_up"),
    Situation("verified", verified, "contest void give_up"),
    Situation("disputed", disputed, "rule void"),
    Situation("ruled", ruled, "give_up"),
    Situation("yielded", lambda force: fresh(ruled(force).rival), ""),
    Situation("voided", lambda force: by_office(force, make_outcome(force), "void", reason="录入错误"), ""),
]
TRIPS = [
    Situation("trip asked", make_trip, "approve refuse void"),
    Situation("trip approved", approved, "come_back void"),
    Situation("trip refused", lambda force: by_office(force, make_trip(force), "refuse", reason="不必前往"), "void"),
    Situation(
        "trip back", lambda force: by_office(force, approved(force), "come_back", result="无", **today()), "void"
    ),
    Situation("trip voided", lambda force: by_office(force, make_trip(force), "void", reason="录入错误"), ""),
]
DUTIES = [
    Situation("duty open", make_duty, "finish void"),
    Situation(
        "duty done", lambda force: by_office(force, make_duty(force), "finish", result="已加装", **today()), "void"
    ),
    Situation("duty voided", lambda force: by_office(force, make_duty(force), "void", reason="录入错误"), ""),
]
