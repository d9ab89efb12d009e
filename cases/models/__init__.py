"""What cases keep."""

from cases.models.case import Case
from cases.models.category import CaseCategory, Group, Nature
from cases.models.custody import CustodyLine
from cases.models.outcome import Outcome
from cases.models.supervised import CaseLead, CaseListing, Cycle, Level, ProgressReport

__all__ = [
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
]
