"""Disputes as the tests of every page meet them."""

import datetime as dt

from django.urls import reverse

from baiyi.records import clock
from baiyi.records.moves import move
from baiyi.transfers.services import send_transfer
from disputes import services
from disputes.models import Dispute, DisputeCategory, Mechanism, PaperKind, WarningSign
from disputes.views.disputes import DISPUTES
from tests.disputes import mediation_samples
from tests.disputes.made import (
    level,
    make_beside_another,
    make_controlled,
    make_dispute,
    make_graded,
    make_led,
    make_linked,
    make_passed,
    make_resolved,
    make_revisited,
    make_staged,
    make_with_party,
    mechanism_of_today,
)
from tests.factories import Force
from tests.samples import FormPage, Sample, Subject, at, first_choice
from tests.world import World, days_ago


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
    return world.once("mechanism", lambda: mechanism_of_today(world.force))


reason = {"reason": "情况需要"}


def _with_party(world: World) -> Dispute:
    return world.once("with party", lambda: make_with_party(world.force))


FORM_PAGES = {
    "disputes:dispute-reveal": FormPage(
        "alice", at("disputes:dispute-reveal", _with_party), lambda world: {"reason": "约当事人到所调解核对身份"}
    ),
    "disputes:funnel": FormPage(
        "office",
        lambda world: reverse("disputes:funnel"),
        lambda world: {"since": "2022-07-04", "until": "2022-07-10"},
        method="get",
        takes_any_day=True,
    ),
    "disputes:repeats": FormPage("alice", lambda world: reverse("disputes:repeats"), lambda world: {"words": "夜市"}),
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
            "work_on": {"words": "上门走访双方"},
            "lead": {"leader": first_choice},
            "void": reason,
            "party": {"side": "first", "name": "李四光"},
            "papers": {"kinds": first_choice},
        },
        again=("grade", "work_on", "party", "papers"),
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
    filed = make_dispute(world.force)
    services.file_papers(
        filed, by=world.force.alice, version=filed.version, kinds=PaperKind.objects.filter(code="evidence")
    )
    make_passed(world.force)
    worked = make_dispute(world.force)
    services.work_on_dispute(
        worked, by=world.force.alice, version=worked.version, on=clock.today(), words="上门走访双方"
    )
    for unit in (world.force.station, world.force.other_station):
        _disputes_of(world.force, unit)
    mediation_samples.happen(world.force)
    filed = make_dispute(world.force)
    services.file_papers(
        filed, by=world.force.alice, version=filed.version, kinds=PaperKind.objects.filter(code="evidence")
    )
    make_passed(world.force)
    worked = make_dispute(world.force)
    services.work_on_dispute(
        worked, by=world.force.alice, version=worked.version, on=clock.today(), words="上门走访双方"
    )


def _disputes_of(force: Force, unit) -> None:
    office, today = force.people["office"], clock.today()
    before = today - dt.timedelta(days=2)
    for code in ("labour", "medical"):
        make_dispute(force, code, unit=unit, found_on=before, to_unit=force.branch)
    make_dispute(force, unit=unit)
    settled = make_led(force, unit=unit, found_on=before, signs=WarningSign.objects.filter(code="repeat_calls"))
    send_transfer(settled, by=office, to_unit=force.branch, task="请联合调处")
    settled = Dispute.objects.get(pk=settled.pk)
    move(settled, "resolve", by=office, on=today, way="transfer", words="双方谅解")
    move(make_graded(force, unit=unit), "penalise", by=office, on=today, reason="殴打他人")
    make_revisited(force, code="family", unit=unit, found_on=before)
    with days_ago(36):
        make_dispute(force, unit=unit, to_unit=force.branch)  # nobody signed for it
    mediation_samples.make_settled_at_once(force, make_graded(force, unit=unit))
