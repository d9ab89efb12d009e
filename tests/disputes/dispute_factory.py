"""A dispute as a row, without the form it is registered on."""

import itertools

from baiyi.records import clock
from baiyi.records.moves import move
from disputes.models import Dispute, DisputeCategory, RiskLevel
from tests.factories import Force

_serial = itertools.count(1)


def make_dispute(force: Force, category: str = "neighbours", **facts) -> Dispute:
    """Found today by alice's station, graded, and being settled."""
    facts = {"unit": force.station, "officer": force.alice, "found_on": clock.today(), "place": "文庙路夜市"} | facts
    dispute = Dispute(
        number=f"JF-{next(_serial):05}",
        category=DisputeCategory.objects.get(code=category),
        risk=RiskLevel.objects.get(code="yellow"),
        created_by=force.people["office"],
        created_at=clock.now(),
        **facts,
    )
    dispute.save()
    return move(dispute, "grade", by=force.people["office"], on=dispute.found_on, risk=dispute.risk)
