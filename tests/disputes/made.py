"""Disputes as tests meet them: registered, graded, and further on."""

from baiyi.records import clock
from baiyi.records.moves import move
from disputes import services
from disputes.models import Dispute, DisputeCategory, Mechanism, RiskLevel
from tests.factories import Force


def level(code: str) -> RiskLevel:
    return RiskLevel.objects.get(code=code)


def make_dispute(force: Force, code: str = "labour", *, risk: str = "yellow", by=None, **facts) -> Dispute:
    """Found today by alice's station; ungraded."""
    facts = {"unit": force.station, "officer": force.alice, "found_on": clock.today(), "place": "文庙路夜市"} | facts
    category = DisputeCategory.objects.get(code=code)
    return services.register_dispute(by=by or force.people["office"], category=category, risk=level(risk), **facts)


def make_graded(force: Force, code: str = "labour", *, risk: str = "yellow", **facts) -> Dispute:
    dispute = make_dispute(force, code, risk=risk, **facts)
    return move(dispute, "grade", by=force.people["office"], on=dispute.found_on, risk=level(risk))


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
    mechanism_of_today(force)
    return make_graded(force)


def mechanism_of_today(force: Force) -> Mechanism:
    return Mechanism.objects.of_day(clock.today()).first() or make_mechanism(force)


def make_passed(force: Force) -> Dispute:
    """Has a stage of the mechanism behind it."""
    dispute = make_staged(force)
    return services.complete_stage(dispute, by=force.alice, version=dispute.version, on=clock.today())


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
