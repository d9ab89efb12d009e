"""Models of venue inspections, in the order of the work: venue, inspection, hazard, notice, reinspection; sweeps."""

from inspections.models.inspection import Answer, Hazard, Inspection
from inspections.models.notice import RectificationNotice, Reinspection, ReinspectionResult
from inspections.models.sweeps import SweepForce, SweepGroup, SweepReport, SweepSignOn, SweepTurnout, SweepVenue
from inspections.models.venue import ChecklistItem, HazardPhrase, Venue, VenueCategory, VenueGroup

__all__ = [
    "Answer",
    "ChecklistItem",
    "Hazard",
    "HazardPhrase",
    "Inspection",
    "RectificationNotice",
    "Reinspection",
    "ReinspectionResult",
    "SweepForce",
    "SweepGroup",
    "SweepReport",
    "SweepSignOn",
    "SweepTurnout",
    "SweepVenue",
    "Venue",
    "VenueCategory",
    "VenueGroup",
]
