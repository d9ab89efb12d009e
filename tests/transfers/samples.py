"""Transfers, as the tests of every page meet them: of hazards referred to the partner body."""

from django.urls import reverse

from baiyi.records import clock
from baiyi.transfers import services
from baiyi.transfers.models import ApprovalRule, Transfer
from baiyi.transfers.views import TRANSFERS
from inspections.models import Hazard
from tests.factories import Force, make_hazard, make_inspection, make_venue
from tests.samples import FormPage, Sample, Subject
from tests.world import World, once


def make_referral(force: Force) -> Hazard:
    """Referred to the partner body: its transfer is on the way."""
    wanted = [make_hazard("referral", referred_to=force.partner_body, description="燃气管道私接")]
    inspection = make_inspection(make_venue(force.station, force.alice), [force.alice, force.amy], hazards=wanted)
    return inspection.hazards.get()


def make_transfer(force: Force) -> Transfer:
    return Transfer.objects.about(make_referral(force)).get()


def want_approval(force: Force, *, is_required: bool = True) -> ApprovalRule:
    facts = {"unit": force.branch, "is_required": is_required, "effective_on": clock.today()}
    return services.switch_approval(by=force.people["office"], **facts)


def make_proposed(force: Force) -> Transfer:
    """Alice's, which waits for the chief."""
    want_approval(force)
    transfer = make_transfer(force)
    want_approval(force, is_required=False)
    return transfer


def make_longer(force: Force) -> Transfer:
    """The partner asks for more days."""
    transfer = services.accept_transfer(make_transfer(force), by=force.people["partner"])
    return services.ask_transfer_extension(transfer, by=force.people["partner"], days=3, reason="须现场勘验")


def make_answered(force: Force, **facts) -> Transfer:
    transfer = services.accept_transfer(make_transfer(force), by=force.people["partner"])
    return services.settle_transfer(transfer, by=force.people["partner"], result="已责令停用", **facts)


def make_returned(force: Force) -> Transfer:
    transfer = make_transfer(force)
    return services.send_back_transfer(transfer, by=force.people["partner"], return_kind="not_ours")


@once
def sent_back(world: World) -> Hazard:
    """A referred hazard that may be sent again."""
    hazard = make_referral(world.force)
    transfer = Transfer.objects.about(hazard).get()
    services.send_back_transfer(transfer, by=world.force.people["partner"], reason="不属本单位职责")
    return hazard


def send_address(world: World) -> str:
    return reverse("transfers:send", args=["inspections.hazard", sent_back(world).pk])


SAMPLES = [
    Sample(
        TRANSFERS,
        who="partner",
        make=make_transfer,
        moves={
            "accept": {},
            "settle": {"result": "已拆除", "asks_action": "on"},
            "ask_extension": {"days": "3", "reason": "须现场勘验"},
            "send_back": {"return_kind": "not_ours", "reason": "属街道职责"},
        },
    ),
    Sample(TRANSFERS, who="alice", make=make_transfer, moves={"recall": {"reason": "送错了"}}),
    Sample(TRANSFERS, who="chief", make=make_proposed, moves={"approve": {}, "refuse": {"reason": "先自行处置"}}),
    Sample(
        TRANSFERS,
        who="alice",
        make=make_longer,
        moves={"approve_extension": {}, "refuse_extension": {"reason": "情况紧急"}},
    ),
    Sample(
        TRANSFERS,
        who="alice",
        make=make_answered,
        moves={"rate": {"satisfaction": "mostly"}, "redo": {"reason": "没有附现场照片"}},
    ),
    Sample(TRANSFERS, who="alice", make=make_returned, moves={"keep": {}}),
]
FORM_PAGES = {
    "transfers:send": FormPage(
        "alice",
        send_address,
        lambda world: {"to_unit": str(world.force.other_station.pk), "task": "请协助处置"},
        outcome=Transfer,
        made=lambda world: Transfer.objects.latest("pk"),
    ),
    "transfers:approval": FormPage(
        "office",
        lambda world: reverse("transfers:approval"),
        lambda world: {"unit": str(world.force.branch.pk), "is_required": "yes"},
        scoped=("unit",),
        outcome=ApprovalRule,
        made=lambda world: ApprovalRule.objects.latest("pk"),
    ),
}
# By label: how a record that can be sent is made, where no sample of its room is one.
SENDABLE = {"inspections.hazard": make_referral}
SUBJECTS = {"transfers:send": Subject(sent_back, lambda hazard: {"label": "inspections.hazard", "pk": hazard.pk})}


def happen(world: World) -> None:
    """The branch wanted approval once."""
    want_approval(world.force, is_required=False)
