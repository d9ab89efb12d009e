"""Small worlds for tests: alice and her station, bob and his, and what they work on."""

from tests.factories.hotspots import make_assignment, make_campaign, make_hotspot, make_supervision
from tests.factories.people import Force, make_force, make_request, make_unit, make_user
from tests.factories.plan import make_item, make_report
from tests.factories.work import (
    make_category,
    make_hazard,
    make_inspection,
    make_issued_notice,
    make_round,
    make_venue,
    take_after,
)

__all__ = [
    "Force",
    "make_assignment",
    "make_campaign",
    "make_category",
    "make_force",
    "make_hazard",
    "make_hotspot",
    "make_inspection",
    "make_issued_notice",
    "make_item",
    "make_report",
    "make_request",
    "make_round",
    "make_supervision",
    "make_unit",
    "make_user",
    "make_venue",
    "take_after",
]
