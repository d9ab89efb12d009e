"""Mediations, what is to be performed of them, and warnings, as the tests of every page meet them."""

import datetime as dt

from baiyi.records import clock
from baiyi.records.moves import move
from disputes.models import Dispute, FamilyWarning, Instalment, Mediation, MediationGround
from disputes.services import agreements, family, instalments, mediations
from disputes.services.instalments import Due
from disputes.views.disputes import DISPUTES
from disputes.views.family import FAMILY_WARNINGS
from disputes.views.instalments import INSTALMENTS
from disputes.views.mediations import MEDIATIONS
from tests.disputes.made import make_graded
from tests.factories import Force
from tests.samples import Sample

ELEMENTS = {
    "number": "（2026）东街人调字第1号",
    "form": "written",
    "place": "东街派出所",
    "host": "主持民警",
    "happened": "因摊位摆放发生争执",
    "content": "互相道歉，赔偿修理费",
}
AT_ONCE = {"manner": "at_once"}
MEETING = {"place": "东街派出所调解室", "mediators": "主持民警"}


def grounds(*codes: str) -> list[MediationGround]:
    return list(MediationGround.objects.filter(code__in=codes))


def in_days(days: int) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


def start(force: Force, dispute: Dispute | None = None, kind: str = "public_order", **facts) -> Mediation:
    """Accepted today on a new dispute."""
    dispute = dispute or make_graded(force)
    facts = {"organ": "东街派出所", "mediators": "主持民警", "accepted_on": clock.today()} | facts
    facts = {"conditions": grounds("petty") if kind != "people" else []} | facts
    return mediations.start_mediation(dispute, by=force.people["office"], version=dispute.version, kind=kind, **facts)


def hold(mediation: Mediation, force: Force, name: str = "hold_first", on: dt.date | None = None) -> Mediation:
    facts = {"on": on or clock.today(), **MEETING}
    return mediations.hold_session(mediation, by=force.people["office"], version=mediation.version, name=name, **facts)


def agree(mediation: Mediation, force: Force, *parts: Due, on: dt.date | None = None, **elements) -> Mediation:
    """Two parts, in ten and in twenty days, unless others are given; at once when `manner` says so."""
    manner = elements.pop("manner", "instalments" if len(parts) != 1 else "by_day")
    if manner == "instalments" and not parts:
        parts = (Due(in_days(10), "赔偿 3000 元"), Due(in_days(20), "赔偿 2000 元"))
    facts = {"on": on or clock.today(), "mediators": "主持民警", "manner": manner, "parts": parts}
    words = ELEMENTS | facts | elements
    return agreements.agree(mediation, by=force.people["office"], version=mediation.version, **words)


def make_public(force: Force) -> Mediation:
    return start(force)


def make_held(force: Force) -> Mediation:
    return hold(start(force), force)


def make_settled_at_once(force: Force, dispute: Dispute) -> Mediation:
    """现场调解, agreed and performed on the spot."""
    facts = {"on": clock.today(), "organ": "东街派出所", "mediators": "主持民警", "conditions": grounds("petty")}
    version = Dispute.objects.get(pk=dispute.pk).version
    return agreements.mediate_on_scene(dispute, by=force.people["office"], version=version, **facts, **ELEMENTS)


def make_waiting(force: Force) -> Mediation:
    return start(force, awaits_expertise=True)


def make_people(force: Force) -> Mediation:
    return start(force, kind="people")


def make_agreed(force: Force) -> Mediation:
    return agree(make_people(force), force)


def make_without_parts(force: Force) -> Mediation:
    """Its parts were voided: somebody says that it was performed."""
    mediation = make_agreed(force)
    for part in mediation.instalments.all():
        move(part, "void", by=force.people["office"], reason="已另行约定")
    return mediation


def make_applied(force: Force) -> Mediation:
    return move(make_agreed(force), "apply_to_court", by=force.alice, on=clock.today(), court="区人民法院")


def make_in_court(force: Force) -> Mediation:
    return move(make_applied(force), "court_accepts", by=force.alice, on=clock.today(), number="调确字第1号")


def make_breached(force: Force) -> Mediation:
    mediation = agree(start(force), force)
    facts = {"on": clock.today(), "reason": "一方反悔"}
    return instalments.breach_mediation(mediation, by=force.alice, version=mediation.version, **facts)


def make_instalment(force: Force) -> Instalment:
    return make_agreed(force).instalments.first()


def make_warning(force: Force, dispute: Dispute | None = None, **facts) -> FamilyWarning:
    dispute = dispute or make_graded(force, "family")
    today = clock.today()
    days = {"issued_on": today, "offender_served_on": today, "victim_served_on": today}
    number = f"云公告诫〔2026〕{FamilyWarning.objects.count() + 1}号"
    facts = {"number": number, "committee": "文庙社区居委会"} | days | facts
    return family.warn_family(dispute, by=force.people["office"], version=dispute.version, **facts)


def ground(code: str):
    return lambda field: [str(MediationGround.objects.get(code=code).pk)]


reason = {"reason": "当事人反悔"}
elements_typed = {name: word for name, word in ELEMENTS.items() if name != "form"} | {"form": "written"}
by_day_typed = {"manner": "by_day", "due_1": lambda field: f"{in_days(15)}", "what_1": "赔偿 5000 元"}
SAMPLES = [
    Sample(
        DISPUTES,
        who="office",
        make=make_graded,
        moves={
            "mediate": {
                "kind": "public_order",
                "organ": "东街派出所",
                "mediators": "主持民警",
                "conditions": ground("petty"),
            },
        },
    ),
    Sample(
        DISPUTES,
        who="office",
        make=make_graded,
        moves={
            "mediate_on_scene": elements_typed
            | {"organ": "东街派出所", "mediators": "主持民警", "conditions": ground("petty")}
        },
        again=("mediate_on_scene",),
    ),
    Sample(
        DISPUTES,
        who="office",
        make=lambda force: make_graded(force, "family"),
        moves={"warn_family": {"number": "云公告诫〔2026〕900号", "committee": "文庙社区居委会"}},
    ),
    Sample(
        MEDIATIONS,
        who="office",
        make=make_public,
        moves={
            "hold_first": MEETING,
            "agree": elements_typed | by_day_typed | {"mediators": "主持民警"},
            "fail": reason,
            "void": reason,
        },
        any_day=("agree",),
    ),
    Sample(MEDIATIONS, who="office", make=make_held, moves={"hold_again": MEETING}),
    Sample(MEDIATIONS, who="office", make=make_waiting, moves={"get_expertise": {}}),
    Sample(
        MEDIATIONS,
        who="office",
        make=make_people,
        moves={"hold": MEETING, "extend": reason | {"length": "30"}},
        again=("hold",),
    ),
    Sample(
        MEDIATIONS,
        who="office",
        make=make_agreed,
        moves={
            "apply_to_court": {"court": "区人民法院"},
            "add_part": {"due_on": lambda field: f"{in_days(40)}", "what": "赔偿 500 元"},
            "breach": reason,
        },
        again=("add_part",),
        any_day=("add_part",),
    ),
    Sample(MEDIATIONS, who="office", make=make_agreed, moves={"waive_court": {}}),
    Sample(MEDIATIONS, who="office", make=make_without_parts, moves={"perform": {}}),
    Sample(
        MEDIATIONS,
        who="office",
        make=make_applied,
        moves={"court_accepts": {"number": "调确字第1号"}, "court_declines": {}},
    ),
    Sample(
        MEDIATIONS,
        who="office",
        make=make_in_court,
        moves={"court_confirms": {"number": "民特1号"}, "court_dismisses": {}},
    ),
    Sample(
        INSTALMENTS,
        who="office",
        make=make_instalment,
        moves={"perform": {"words": "已转账"}, "breach": reason, "void": reason},
    ),
    Sample(
        FAMILY_WARNINGS,
        who="office",
        make=make_warning,
        moves={"visit": {"found": "calm"}, "notify": {}, "end": reason, "void": reason},
        again=("visit",),
    ),
]


def happen(force: Force) -> None:
    """A row of each model of mediation that the samples leave out."""
    make_agreed(force)
    warning = make_warning(force)
    facts = {"on": warning.issued_on, "found": "calm"}
    family.visit_warned(warning, by=force.alice, version=warning.version, **facts)
