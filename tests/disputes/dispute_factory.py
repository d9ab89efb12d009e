"""A dispute that can be mediated: registered, graded, being settled."""

from baiyi.records import clock
from baiyi.records.moves import move
from disputes import services
from disputes.models import Dispute, DisputeCategory, RiskLevel
from tests.factories import Force


def make_dispute(force: Force, category: str = "neighbours", **facts) -> Dispute:
    """Found today by alice's station."""
    facts = {"unit": force.station, "officer": force.alice, "found_on": clock.today(), "place": "文庙路夜市"} | facts
    risk, office = RiskLevel.objects.get(code="yellow"), force.people["office"]
    facts |= {"category": DisputeCategory.objects.get(code=category), "risk": risk}
    dispute = services.register_dispute(by=office, **facts)
    return move(dispute, "grade", by=office, on=dispute.found_on, risk=risk)
