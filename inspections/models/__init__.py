"""Models of venue inspections, in the order of the work: venue, inspection, hazard, notice, reinspection; sweeps."""

from inspections.models.codes import VenueCode
from inspections.models.control import HazardControl
from inspections.models.extension import ExtensionRequest
from inspections.models.failed_visit import FailedVisit
from inspections.models.inspection import Answer, Hazard, Inspection
from inspections.models.intervals import IntervalRule
from inspections.models.merging import MergedRow, VenueMerge
from inspections.models.notice import RectificationNotice
from inspections.models.reinspection import Reinspection, ReinspectionResult
from inspections.models.sweeps import SweepForce, SweepGroup, SweepReport, SweepSignOn, SweepTurnout, SweepVenue
from inspections.models.urging import Urging
from inspections.models.venue import ChecklistItem, HazardPhrase, Venue, VenueCategory, VenueGroup

__all__ = [
    "Answer",
    "ChecklistItem",
    "ExtensionRequest",
    "FailedVisit",
    "Hazard",
    "HazardControl",
    "HazardPhrase",
    "Inspection",
    "IntervalRule",
    "MergedRow",
    "RectificationNotice",
    "Reinspection",
    "ReinspectionResult",
    "SweepForce",
    "SweepGroup",
    "SweepReport",
    "SweepSignOn",
    "SweepTurnout",
    "SweepVenue",
    "Urging",
    "Venue",
    "VenueCategory",
    "VenueCode",
    "VenueGroup",
    "VenueMerge",
]
