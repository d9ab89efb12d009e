"""Models of deadlines: work calendar, legal bases and rules, and the deadlines computed with them."""

from baiyi.deadlines.models.deadline import (
    Deadline,
    Extension,
    FrozenDeadline,
    Pause,
    near_on,
    open_on,
    overdue_on,
)
from baiyi.deadlines.models.reference import Dated, LegalBasis, Measure, ReferenceQuerySet, Rule
from baiyi.deadlines.models.work_calendar import CalendarDay, CalendarProposal, CalendarYear, ProposedDay

__all__ = [
    "CalendarDay",
    "CalendarProposal",
    "CalendarYear",
    "Dated",
    "Deadline",
    "Extension",
    "FrozenDeadline",
    "LegalBasis",
    "Measure",
    "Pause",
    "ProposedDay",
    "ReferenceQuerySet",
    "Rule",
    "near_on",
    "open_on",
    "overdue_on",
]
