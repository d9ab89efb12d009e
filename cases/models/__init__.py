"""What cases keep."""

from cases.models.case import Case
from cases.models.category import CaseCategory, Group, Nature
from cases.models.custody import CustodyLine
from cases.models.outcome import Outcome
from cases.models.study import Study, StudyDuty
from cases.models.supervised import CaseLead, CaseListing, Cycle, Level, ProgressReport
from cases.models.trip import ArrestTrip

__all__ = [
    "ArrestTrip",
    "Case",
    "CaseCategory",
    "CaseLead",
    "CaseListing",
    "CustodyLine",
    "Cycle",
    "Group",
    "Level",
    "Nature",
    "Outcome",
    "ProgressReport",
    "Study",
    "StudyDuty",
]
