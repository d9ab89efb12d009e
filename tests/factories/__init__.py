"""Small worlds for tests: alice and her station, bob and his, and what they work on."""

from tests.factories.people import Force, make_force, make_unit, make_user
from tests.factories.work import make_category, make_hazard, make_inspection, make_issued_notice, make_venue

__all__ = [
    "Force",
    "make_category",
    "make_force",
    "make_hazard",
    "make_inspection",
    "make_issued_notice",
    "make_unit",
    "make_user",
    "make_venue",
]
