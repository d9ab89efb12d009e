"""Disputes as the tests of every page meet them."""

from django.urls import reverse

from baiyi.records import clock
from baiyi.records.moves import move
from baiyi.transfers.services import send_transfer
from disputes import services
from disputes.models import Dispute, DisputeCategory, Mechanism, RiskLevel, WarningSign
from disputes.views.disputes import DISPUTES
from tests.disputes import mediation_samples
from tests.factories import Force
from tests.samples import FormPage, Sample, Subject, first_choice
from tests.world import World, days_ago


def level(code: str) -> RiskLevel:
    return RiskLevel.objects.get(code=code)


def make_dispute(force: Force, code: str = "labour", *, risk: str = "yellow", by=None, **facts) -> Dispute:
    """Found today by alice's station; ungraded."""
    facts = {"unit": force.station, "officer": force.alice, "found_on": clock.today(), "place": "文庙路夜市"} | facts
    category = DisputeCategory.objects.get(code=code)
    return services.register_dispute(by=by or force.people["office"], category=category, risk=level(risk), **facts)


def make_graded(force: Force, code: str = "labour", *, risk: str = "yellow", **facts) -> Dispute:
    dispute = make_dispute(force, code, risk=risk, **facts)
    return move(dispute, "grade", by=force.people["office"], on=clock.today(), risk=level(risk))


def make_controlled(force: Force) -> Dispute:
    facts = {"on": clock.today(), "words": "社区民警每周上门"}
    return move(make_graded(force), "keep_under_control", by=force.people["office"], **facts)


def make_resolved(force: Force, **facts) -> Dispute:
    words = {"on": clock.today(), "way": "mediation", "words": "双方谅解"}
    return move(make_graded(force, **facts), "resolve", by=force.people["office"], **words)


def make_revisited(force: Force, **facts) -> Dispute:
    dispute = make_resolved(force, **facts)
    words = {"on": clock.today(), "visit": "door", "mood": "kept"}
    return services.revisit_dispute(dispute, by=force.people["office"], version=dispute.version, **words)


def make_mechanism(force: Force, *stages: dict, **facts) -> Mechanism:
    """In force from today: graded, then one stage by hand with a limit, then settled and closed."""
    usual = (
        {"name": "登记摸排", "ends_with": "registered"},
        {"name": "联席会商", "length": 3, "measure": "working"},
        {"name": "联动化解", "ends_with": "resolve", "length": 10},
        {"name": "回访销号", "ends_with": "close", "actor": "chief"},
    )
    facts = {"name": "四步工作法", "effective_from": clock.today()} | facts
    return services.add_mechanism(by=force.people["office"], stages=[dict(each) for each in stages or usual], **facts)


def make_staged(force: Force) -> Dispute:
    """Stands in the stage that is completed by hand."""
    if not Mechanism.objects.of_day(clock.today()):
        make_mechanism(force)
    return make_graded(force)


def make_led(force: Force, **facts) -> Dispute:
    dispute, facts = make_graded(force, risk="red", **facts), {"leader": force.people["leader"], "on": clock.today()}
    return services.lead_dispute(dispute, by=force.people["office"], version=dispute.version, **facts)


def make_linked(force: Force) -> Dispute:
    main, dispute = make_dispute(force), make_dispute(force)
    facts = {"main": main.number, "reason": "同一事项"}
    return services.link_dispute(dispute, by=force.people["office"], version=dispute.version, **facts)


def make_with_party(force: Force) -> Dispute:
    return make_dispute(force, names=[("first", "张三丰")])


def make_beside_another(force: Force) -> Dispute:
    make_dispute(force)
    return make_dispute(force)


def dispute_words(force: Force) -> dict:
    return {
        "category": str(DisputeCategory.objects.get(code="labour").pk),
        "risk": str(level("yellow").pk),
        "place": "文庙路夜市",
        "people": "2",
        "source": "screening",
        "visibility": "latent",
        "unit": str(force.station.pk),
    }


def other_number(field) -> str:
    """The registration number of the first dispute: the one to link to."""
    return Dispute.objects.order_by("pk").first().number


def _mechanism(world: World) -> Mechanism:
    return world.once("mechanism", lambda: make_mechanism(world.force))


reason = {"reason": "情况需要"}
FORM_PAGES = {
    "disputes:mechanism-add": FormPage(
        "office",
        lambda world: reverse("disputes:mechanism-add"),
        lambda world: {"name": "四步工作法", "effective_from": f"{clock.today()}", "stage1_name": "摸排"},
        takes_any_day=True,
        outcome=Mechanism,
        made=lambda world: Mechanism.objects.latest("pk"),
    ),
    "disputes:mechanism-withdraw": FormPage(
        "office",
        lambda world: reverse("disputes:mechanism-withdraw", args=[_mechanism(world).pk]),
        lambda world: reason,
        outcome=Mechanism,
        made=lambda world: Mechanism.objects.latest("pk"),
    ),
}
SUBJECTS = {"disputes:mechanism-": Subject(lambda world: _mechanism(world), is_for_all=True)}
SAMPLES = [
    Sample(
        DISPUTES,
        who="office",
        make=make_dispute,
        words=dispute_words,
        counts_from_zero=("minors",),
        changed={"place": "东街夜市一带"},
        moves={
            "grade": {"risk": first_choice},
            "lead": {"leader": first_choice},
            "void": reason,
            "party": {"side": "first", "name": "李四光"},
            "papers": {"kinds": first_choice},
        },
        again=("grade", "party", "papers"),
    ),
    Sample(
        DISPUTES,
        who="office",
        make=make_graded,
        moves={
            "keep_under_control": {"words": "每周上门"},
            "litigate": {"words": "区法院已立案"},
            "resolve": {"way": "mediation", "words": "双方谅解"},
            "penalise": reason,
        },
    ),
    Sample(DISPUTES, who="office", make=make_staged, moves={"advance": {}}),
    Sample(DISPUTES, who="office", make=make_controlled, moves={"take_up": reason}),
    Sample(
        DISPUTES,
        who="office",
        make=make_resolved,
        moves={"revisit": {"visit": "door", "mood": "kept"}},
        again=("revisit",),
    ),
    Sample(DISPUTES, who="office", make=make_revisited, moves={"close": {}, "relapse": reason}),
    Sample(DISPUTES, who="office", make=make_led, moves={"end_lead": reason}),
    Sample(DISPUTES, who="office", make=make_linked, moves={"unlink": reason}),
    Sample(
        DISPUTES,
        who="office",
        make=make_beside_another,
        moves={"link": reason | {"main": other_number}, "merge": reason | {"main": other_number}},
    ),
    Sample(DISPUTES, who="office", make=make_with_party, moves={"remove_party": reason | {"party": first_choice}}),
    *mediation_samples.SAMPLES,
]


def happen(world: World) -> None:
    """At each station something that every figure of disputes counts."""
    mediation_samples.happen(world.force)
    for unit in (world.force.station, world.force.other_station):
        _disputes_of(world.force, unit)


def _disputes_of(force: Force, unit) -> None:
    office, today = force.people["office"], clock.today()
    for code in ("labour", "medical"):
        make_dispute(force, code, unit=unit, to_unit=force.branch)
    make_dispute(force, unit=unit)
    settled = make_led(force, unit=unit, signs=WarningSign.objects.filter(code="repeat_calls"))
    send_transfer(settled, by=office, to_unit=force.branch, task="请联合调处")
    settled = Dispute.objects.get(pk=settled.pk)
    move(settled, "resolve", by=office, on=today, way="transfer", words="双方谅解")
    move(make_graded(force, unit=unit), "penalise", by=office, on=today, reason="殴打他人")
    make_revisited(force, code="family", unit=unit)
    with days_ago(36):
        make_dispute(force, unit=unit, to_unit=force.branch)  # nobody signed for it
