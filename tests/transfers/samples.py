"""Transfers, as the tests of every page meet them: of hazards referred to the partner body."""

from django.urls import reverse

from baiyi.transfers import services
from baiyi.transfers.models import Transfer
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
        moves={"accept": {}, "settle": {"result": "已拆除"}, "send_back": {"reason": "不属本单位职责"}},
    ),
    Sample(TRANSFERS, who="alice", make=make_transfer, moves={"recall": {"reason": "送错了"}}),
]
FORM_PAGES = {
    "transfers:send": FormPage(
        "alice",
        send_address,
        lambda world: {"to_unit": str(world.force.other_station.pk), "task": "请协助处置"},
        outcome=Transfer,
        made=lambda world: Transfer.objects.latest("pk"),
    )
}
SUBJECTS = {"transfers:send": Subject(sent_back, lambda hazard: {"label": "inspections.hazard", "pk": hazard.pk})}
